"""Which steps keep their dates under other rules: what is done, and what began of a step that comes again.

Day 0 is Monday 2 March 2026, the first sick day.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from support.hand_made_plans import D, day, milestone, plan

from spoorboek.statute.actions import Effect, EffectKey, Record
from spoorboek.statute.editions.corrections import (
    corrected_steps,
    corrections_between,
    with_corrected_dates,
    with_reasons,
)
from spoorboek.statute.editions.kept_dates import kept_step_json, kept_steps
from spoorboek.statute.editions.plan_diff import StepChange
from spoorboek.statute.facts import CaseFacts, Kept, KeptDay, StepRef
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.milestones import make_rulebook, rulebook
from spoorboek.statute.law.row_fields import Correction
from spoorboek.statute.plan import Milestone, Plan

ONCE, AGAIN = "probleemanalyse", "evaluatie"


def before(*milestones: Milestone, done: tuple[StepRef, ...] = (), kept: tuple[StepRef, ...] = ()) -> Plan:
    """Plan a case under the old rules, with these steps done on day 30 or keeping dates already."""
    facts = CaseFacts(D, done=dict.fromkeys(done, day(30)), kept={ref: Kept(None, None, None, "old") for ref in kept})
    return plan(*milestones, facts=facts)


def record(*keys: tuple[Any, ...]) -> Record:
    """Make a record of these effects, all of day 20."""
    made = [EffectKey(*key) for key in keys]
    return Record((), {key: Effect(key, day(20)) for key in made})


def names(found: list[Any]) -> list[tuple[str, int]]:
    """Return which steps were kept."""
    return [tuple(each.ref) for each in found]


OLD, NEW = milestone(ONCE, 0, 35, 42), milestone(ONCE, 0, 42, 56)
FIRST, MOVED = milestone(AGAIN, 20, 42, None), milestone(AGAIN, 27, 49, None)
SECOND = milestone(AGAIN, 60, 84, None, occurrence=2)


@pytest.mark.parametrize(
    ("old", "new", "done", "effects", "kept"),
    [
        (OLD, NEW, (), (), []),
        (OLD, NEW, (OLD.ref,), (), [(ONCE, 1)]),
        (OLD, OLD, (OLD.ref,), (), []),  # the dates are the same
        (OLD, NEW, (SECOND.ref,), (), []),
        (OLD, NEW, (), ((ONCE, 1, "open", "", 1),), []),  # one that comes once is kept when it is done
        (OLD._replace(status="vervallen"), NEW, (OLD.ref,), (), []),
        (OLD, None, (OLD.ref,), (), [(ONCE, 1)]),  # the new rules do not have it
        (FIRST, MOVED, (), (), []),
        (FIRST, MOVED, (), ((AGAIN, 1, "open", "", 1),), [(AGAIN, 1)]),
        (FIRST, MOVED, (), ((AGAIN, 1, "skip", "open:", 1),), [(AGAIN, 1)]),  # the next one came before it opened
        (FIRST, MOVED, (), ((AGAIN, 1, "skip", "reminder:streef-7", 1),), []),
        (FIRST, MOVED, (), ((AGAIN, 1, "mail", "open:", 1),), []),
        (FIRST, MOVED, (), ((AGAIN, 2, "open", "", 1),), []),  # another occurrence began
        (FIRST, MOVED, (FIRST.ref,), (), [(AGAIN, 1)]),
        (FIRST, None, (), ((AGAIN, 1, "open", "", 1),), []),  # it does not come again any more
    ],
)
def test_what_is_done_or_began_of_what_comes_again_keeps_its_dates(
    old: Milestone, new: Milestone | None, done: tuple[StepRef, ...], effects: tuple[Any, ...], kept: list[Any]
) -> None:
    """Only where the new rules would give others."""
    replanned = plan(*([new] if new else []))
    assert names(kept_steps(before(old, done=done), replanned, record(*effects), rulebook())) == kept


def test_of_a_step_that_comes_again_all_that_began_are_kept_when_one_differs() -> None:
    """The second has the same date under the new rules; where no date differs none is kept."""
    began = record((AGAIN, 1, "open", "", 1), (AGAIN, 2, "open", "", 1))
    assert names(kept_steps(before(FIRST, SECOND), plan(MOVED, SECOND), began, rulebook())) == [(AGAIN, 1), (AGAIN, 2)]
    assert names(kept_steps(before(FIRST, SECOND), plan(FIRST, SECOND), began, rulebook())) == []
    two = before(OLD, FIRST, done=(OLD.ref,))
    assert names(kept_steps(two, plan(NEW, FIRST), began, rulebook())) == [(ONCE, 1)]


def test_kept_dates_are_days_of_sickness_with_what_the_new_rules_would_give() -> None:
    """As the event stores them, with the version of the rules they are of."""
    old = OLD._replace(status="gedaan")
    (found,) = kept_steps(before(old, done=(OLD.ref,)), plan(NEW), record(), rulebook())
    days = [KeptDay(number, day(number)) for number in (0, 35, 42)]
    assert found.kept == Kept(*days, "test")
    assert kept_step_json(found) == {
        "step": ONCE,
        "occurrence": 1,
        "opens": [0, day(0).isoformat()],
        "target": [35, day(35).isoformat()],
        "due": [42, day(42).isoformat()],
    }
    assert found.change is not None
    assert (found.change.ref, found.change.what, found.change.why) == (OLD.ref, "blijft", ("Gedaan.",))
    undated = FIRST._replace(opens_on=None)
    (begun,) = kept_steps(before(undated), plan(MOVED), record((AGAIN, 1, "open", "", 1)), rulebook())
    assert kept_step_json(begun)["opens"] is None
    assert begun.change is not None
    assert begun.change.why == ("Al begonnen.",)
    both = before(FIRST, SECOND)
    began = record((AGAIN, 1, "open", "", 1), (AGAIN, 2, "open", "", 1))
    assert [each.change is None for each in kept_steps(both, plan(MOVED, SECOND), began, rulebook())] == [False, True]


MISREAD = Correction("De termijn was verkeerd gelezen.", ("target", "due"))


def test_a_date_that_was_never_law_is_not_kept() -> None:
    """The others are; where every date was corrected nothing differs any more."""
    fixed = before(OLD, done=(OLD.ref,))
    assert kept_steps(fixed, plan(NEW), record(), rulebook(), {ONCE: MISREAD}) == []
    target_only = MISREAD._replace(fields=("target",))
    (found,) = kept_steps(fixed, plan(NEW), record(), rulebook(), {ONCE: target_only})
    assert [each and each.sickness_day for each in found.kept[:3]] == [0, 42, 42]
    assert with_corrected_dates(OLD, NEW, {AGAIN: MISREAD}) == OLD
    assert with_corrected_dates(OLD, None, {ONCE: MISREAD}) == OLD
    assert with_corrected_dates(OLD, NEW, {ONCE: MISREAD}) == NEW


def test_a_corrected_step_is_one_that_is_done_or_keeps_dates() -> None:
    """Of those the new rules correct."""
    steps = (OLD, FIRST, SECOND)
    for fixed in ({"done": (OLD.ref, FIRST.ref)}, {"kept": (OLD.ref, FIRST.ref)}):
        assert corrected_steps(before(*steps, **fixed), {ONCE: MISREAD}) == (OLD.ref,)
    assert corrected_steps(before(*steps), {ONCE: MISREAD}) == ()


def test_the_reason_of_a_correction_comes_first() -> None:
    """Before what else is told of the change; other steps are left as they are."""
    change = StepChange(OLD.ref, "Probleemanalyse", "blijft", None, None, ("Gedaan.",))
    other = change._replace(ref=FIRST.ref)
    found = with_reasons([change, other], {ONCE: MISREAD})
    assert found == (change._replace(why=(MISREAD.why, "Gedaan.")), other)


def test_rules_correct_what_the_old_ones_had_and_did_not_correct() -> None:
    """A row that is new, or that the old rules corrected in the same way, corrects nothing."""
    row = rulebook().rows[ONCE]
    old = replace(rulebook(), rows={ONCE: replace(row, corrects=None)})
    new = replace(rulebook(), rows={ONCE: replace(row, corrects=MISREAD)})
    assert corrections_between(old, new, D) == {ONCE: MISREAD}
    assert corrections_between(new, new, D) == {}
    assert corrections_between(new, old, D) == {}
    assert corrections_between(replace(old, rows={}), new, D) == {}
    again = replace(rulebook(), rows={ONCE: replace(row, corrects=MISREAD._replace(why="anders"))})
    assert corrections_between(new, again, D) == {ONCE: MISREAD._replace(why="anders")}


def test_rows_of_two_texts_are_compared_by_the_one_of_the_first_sick_day() -> None:
    """Six weeks until the end of 2026, eight weeks since; only the text since then is a correction."""
    data: dict[str, Any] = read_data("law/milestones.yaml")
    row = data["milestones"][ONCE]
    last = date(2026, 12, 31)
    earlier = {"valid_from": row["valid_from"], "valid_until": last, "due": row["due"], "target": row["target"]}
    row |= {"valid_from": date(2027, 1, 1), "due": "D + 56", "target": "D + 55", "earlier": [earlier]}
    old = make_rulebook(data)
    row["corrects"] = {"why": MISREAD.why, "fields": ["target", "due"]}
    new = make_rulebook(data)
    for day_ in (last, date(2027, 1, 1)):
        found = corrections_between(old, new, day_)
        assert found == {ONCE: new.at(day_).rows[ONCE].corrects}
    assert corrections_between(new, new, last) == {}


def test_a_kept_step_has_the_name_of_its_rules() -> None:
    """Those that are applied now."""
    row = rulebook().rows[ONCE]
    named = replace(rulebook(), rows={**rulebook().rows, ONCE: replace(row, label="Anders")})
    (found,) = kept_steps(before(OLD, done=(OLD.ref,)), plan(NEW), record(), named)
    assert found.change is not None
    assert found.change.label == "Anders"
