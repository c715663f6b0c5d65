"""What corrects a reading that was never law: nothing keeps its dates, and what was told by them is withdrawn once."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from support.invented_editions import (
    CORRECTION,
    Data,
    analysis_in_five_weeks,
    analysis_was_misread,
    edition,
    last_day_was_misread,
)

from spoorboek.statute.actions import Action, Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.editions.edition import Edition, shipped_edition
from spoorboek.statute.editions.migration import Migration, plan_migration, record_with_migration
from spoorboek.statute.editions.migration_text import migration_lines
from spoorboek.statute.editions.what_if import Supposition, what_if
from spoorboek.statute.events import Event
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Milestone
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
ANALYSIS = StepRef("probleemanalyse")


def day(offset: int) -> date:
    """Return the day so many days after the first sick day."""
    return D + timedelta(offset)


def lived(until: int, done: int, under: Edition) -> Record:
    """Live a case, with its analysis done on a day, up to and including a day."""
    told = [Event(1, "sick_reported", D, {"first_sick_day": D.isoformat()})]
    data = {"step": "probleemanalyse", "occurrence": 1, "on": day(done).isoformat(), "evidence": None}
    told.append(Event(2, "step_done", day(done), data))
    record = Record(())
    for offset in range(until + 1):
        record = Record((*record.events, *(event for event in told if event.on == day(offset))), record.effects)
        while actions := asked(record, under, offset):
            record = record.after(actions)
    return record


def asked(record: Record, under: Edition, offset: int) -> tuple[Action, ...]:
    """Return what the agenda asks for on a day."""
    plan = timeline(fold_events(record.events, under.rules), under.rules)
    return make_agenda(plan, record, under.house, day(offset)).actions


def applied(record: Record, old: Edition, new: Edition, offset: int) -> tuple[Migration, Record]:
    """Apply an edition on a day, through JSON as the database keeps it."""
    found = plan_migration(record, old, new, day(offset))
    events = record_with_migration(record, found, day(offset)).events
    kept = (replace(event, data=json.loads(json.dumps(dict(event.data)))) for event in events)
    return found, Record(tuple(kept), record.effects)


def analysis(record: Record, under: Edition) -> Milestone:
    """Return the analysis as it is planned."""
    return next(each for each in timeline(fold_events(record.events, under.rules), under.rules) if each.ref == ANALYSIS)


def test_what_was_done_by_a_reading_that_was_never_law_gets_the_right_dates() -> None:
    """No date is kept; the event names the change with its reason, first why it is a correction."""
    new = edition(analysis_was_misread)
    found, record = applied(lived(50, 44, shipped_edition()), shipped_edition(), new, 50)
    assert analysis(record, new)[2:5] == (day(14), day(55), day(56))
    assert not [step for step in found.kept if step.ref == ANALYSIS]
    (change,) = (change for change in found.data["changes"] if change["step"] == "probleemanalyse")
    assert change["why"][0] == CORRECTION
    assert (change["before"]["due_on"], change["after"]["due_on"]) == (day(42).isoformat(), day(56).isoformat())
    assert CORRECTION in "\n".join(migration_lines(found, new))


def test_law_that_changed_keeps_what_was_done() -> None:
    """Without `corrects` the dates of then stay, as they always did."""
    new = edition(analysis_in_five_weeks)
    found, record = applied(lived(50, 41, shipped_edition()), shipped_edition(), new, 50)
    assert analysis(record, new)[2:5] == (day(14), day(41), day(42))
    assert [step.ref for step in found.kept if step.ref == ANALYSIS] == [ANALYSIS]


def test_one_date_may_be_corrected_while_the_others_are_kept() -> None:
    """The last day was misread; the target of then was a target."""
    new = edition(last_day_was_misread)
    _, record = applied(lived(50, 44, shipped_edition()), shipped_edition(), new, 50)
    assert analysis(record, new)[2:5] == (day(14), day(41), day(56))


def test_who_was_told_that_it_was_late_hears_once_that_it_was_not() -> None:
    """Done two days after the wrong last day: the mark and the escalation are withdrawn, the reminder is not."""
    new = edition(analysis_was_misread)
    record = lived(50, 44, shipped_edition())
    told = {key.kind for key in record.effects if key.step == "probleemanalyse"}
    assert {"reminder", "late", "escalation"} <= told
    _, after = applied(record, shipped_edition(), new, 50)
    withdrawn = [action for action in asked(after, new, 50) if action.kind == "withdrawal"]
    assert sorted(action.name.partition(":")[0] for action in withdrawn) == ["escalation", "late"]
    assert [action.detail["to"] for action in withdrawn if "to" in action.detail] == ["casemanager"]
    assert asked(after.after(asked(after, new, 50)), new, 50) == ()


def test_what_was_late_by_the_right_date_too_stays_told() -> None:
    """Done after both dates."""
    new = edition(analysis_was_misread)
    _, after = applied(lived(70, 60, shipped_edition()), shipped_edition(), new, 70)
    assert [action for action in asked(after, new, 70) if action.kind == "withdrawal"] == []


def test_a_second_apply_and_a_later_edition_correct_nothing_again() -> None:
    """A correction counts once: what later law changes, keeps what was done by the right dates."""
    new = edition(analysis_was_misread)
    _, record = applied(lived(50, 44, shipped_edition()), shipped_edition(), new, 50)
    assert not plan_migration(record, new, new, day(50))
    later = edition(later_law)
    found, record = applied(record, new, later, 50)
    assert analysis(record, later)[2:5] == (day(14), day(55), day(56))
    assert [step.ref for step in found.kept if step.ref == ANALYSIS] == [ANALYSIS]


def test_dates_kept_by_an_earlier_change_of_rules_are_let_go_when_they_were_never_law() -> None:
    """Kept from five weeks under six, corrected to eight."""
    five, six = edition(analysis_in_five_weeks), shipped_edition()
    found, record = applied(lived(50, 36, five), five, six, 50)
    assert analysis(record, six).due_on == day(35)
    found, record = applied(record, six, edition(analysis_was_misread), 51)
    assert found.data["released"] == [["probleemanalyse", 1]]
    assert analysis(record, edition(analysis_was_misread)).due_on == day(56)


def test_supposing_corrected_rules_says_why() -> None:
    """`what-if` shows what `rules apply` would do."""
    record, new = lived(50, 44, shipped_edition()), edition(analysis_was_misread)
    facts = fold_events(record.events)
    found = what_if(facts, Supposition(), shipped_edition().rules, new.rules, record)
    (change,) = (change for change in found.changes if change.ref == ANALYSIS)
    assert (change.after and change.after.due_on, change.why[0]) == (day(56), CORRECTION)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"why": "x", "fields": ["tolerated"]}, "`corrects` verbetert opens, target of due, geen tolerated"),
        ({"waarom": "x"}, "waarom"),
        ("x", "probleemanalyse: "),
    ],
)
def test_a_correction_that_is_not_one_is_refused(given: Any, message: str) -> None:
    """One message that names the row."""

    def correct(rows: Data) -> None:
        rows["probleemanalyse"]["corrects"] = given

    with pytest.raises(ValueError, match=message):
        edition(correct)


def later_law(rows: Data) -> None:
    """Give the analysis nine weeks in a later edition that still names the correction of before."""
    analysis_was_misread(rows)
    rows["probleemanalyse"] |= {"target": "D + 62", "due": "D + 63"}
