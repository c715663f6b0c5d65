"""The difference of two plans, and what a supposition does to one."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.invented_editions import Data, a_new_step, analysis_in_eight_weeks, edition, evaluation_every, no_contact

from spoorboek.statute.actions import Effect, EffectKey, Record
from spoorboek.statute.editions.plan_diff import StepChange, StepDates, plan_diff
from spoorboek.statute.editions.plan_diff_text import plan_diff_json, plan_diff_rows, plan_diff_text
from spoorboek.statute.editions.what_if import Supposition, suppose, what_if
from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import CaseFacts, EarlyBenefit, Leave, Recovery, Sanction, StepRef
from spoorboek.statute.law.milestones import Rulebook, rulebook
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
PLAIN = CaseFacts(D)


def day(offset: int) -> date:
    """Return the day so many days after the first sick day."""
    return D + timedelta(offset)


def supposed(**what: Any) -> dict[str, StepChange]:
    """Suppose something of the plain case; return the first change of every step."""
    changes: dict[str, StepChange] = {}
    for change in what_if(PLAIN, Supposition(**what), rulebook()).changes:
        changes.setdefault(change.ref.key, change)
    return changes


def test_a_plan_does_not_differ_from_itself() -> None:
    """No change, and a sentence that says so."""
    assert plan_diff(timeline(PLAIN), timeline(PLAIN)) == ()
    assert plan_diff_text((), "niets") == "niets"


def test_a_moved_step_names_both_dates_and_the_days_that_do_not_count() -> None:
    """The short reason first, the whole sum after it."""
    change = supposed(recovered=(day(70),), relapsed=(day(91),))["melding_42_weken"]
    assert (change.what, change.before, change.after) == (
        "verschoven",
        StepDates(day(280), day(287), day(294)),
        StepDates(day(301), day(308), day(315)),
    )
    assert change.why[0] == "21 dagen hersteld (16 maart 2026 t/m 5 april 2026) tellen niet mee."
    assert "294 ziektedagen" in change.why[1]


def test_a_step_that_lapses_says_why_and_the_case_says_when_it_closes() -> None:
    """After the contract nothing remains; two reports appear in its place."""
    changes = supposed(contract_ends_on=day(200))
    assert (changes["melding_42_weken"].what, changes["melding_42_weken"].why[0]) == (
        "vervalt",
        "Het dienstverband eindigt op 24 juli 2026.",
    )
    assert changes["ziek_uit_dienst_melding"].what == "nieuw"
    assert changes["dossier"].after == StepDates(due_on=day(200))


def test_a_repeated_step_that_is_not_there_any_more_lapses_with_the_case() -> None:
    """Occurrences that are not planned any more are named, with the day the case closes."""
    change = supposed(contract_ends_on=day(200))["contactmoment"]
    assert (change.what, change.why) == ("vervalt", ("De zaak sluit op 24 juli 2026.",))


RETURNED = (Recovery(day(70), day(97)),)


@pytest.mark.parametrize(
    ("old", "new", "label", "told"),
    [
        (
            {"contract_ends_on": day(200)},
            {"contract_ends_on": day(210)},
            "Sluiting van de zaak",
            ("verschoven", StepDates(due_on=day(200)), StepDates(due_on=day(210)), ("Het dienstverband is geëindigd",)),
        ),
        (
            {},
            {"contract_ends_on": day(210)},
            "Sluiting van de zaak",
            ("nieuw", None, StepDates(due_on=day(210)), ("Het dienstverband is geëindigd",)),
        ),
        (
            {"contract_ends_on": day(200)},
            {},
            "Sluiting van de zaak",
            ("vervalt", StepDates(due_on=day(200)), None, ()),
        ),
        (
            {"recoveries": RETURNED},
            {"recoveries": (Recovery(day(70), day(100)),)},
            "Nieuwe zaak",
            (
                "verschoven",
                StepDates(due_on=day(98)),
                StepDates(due_on=day(101)),
                ("Een nieuwe zaak begint op 16 april 2026.",),
            ),
        ),
        (
            {"recoveries": RETURNED},
            {},
            "Nieuwe zaak",
            ("vervalt", StepDates(due_on=day(98)), None, ("Er begint geen nieuwe zaak meer.",)),
        ),
    ],
    ids=str,
)
def test_the_case_as_a_whole_closes_or_is_followed(
    old: dict[str, Any], new: dict[str, Any], label: str, told: tuple[Any, ...]
) -> None:
    """Closing comes, moves or goes, as does the case that follows: with both days and why, where there is a why."""
    changes = plan_diff(timeline(CaseFacts(D, **old)), timeline(CaseFacts(D, **new)))
    assert [change[2:] for change in changes if change.label == label] == [told]


def test_a_later_relapse_is_another_case() -> None:
    """Four weeks recovered: the case closes, and the other begins on its day."""
    changes = what_if(PLAIN, Supposition(recovered=(day(70),), relapsed=(day(98),)), rulebook()).changes
    told = {change.label: change for change in changes if change.ref.key == "dossier"}
    assert told["Nieuwe zaak"].after == StepDates(due_on=day(98))
    assert told["Sluiting van de zaak"].why == ("Vier weken volledig hersteld",)


def test_done_and_undone_are_changes() -> None:
    """A step done is told, and what counts from it moves."""
    changes = supposed(done={StepRef("probleemanalyse"): day(30)})
    assert changes["probleemanalyse"].what == "gedaan"
    assert changes["plan_van_aanpak"].after == StepDates(day(30), day(44), day(44))
    back = plan_diff(
        timeline(suppose(PLAIN, Supposition(done={StepRef("probleemanalyse"): day(30)}), rulebook())), timeline(PLAIN)
    )
    assert {change.ref.key: change.what for change in back}["probleemanalyse"] == "weer open"


def test_a_date_can_be_taken_away() -> None:
    """No contract end any more: what had lapsed is back."""
    facts = CaseFacts(D, contract_ends_on=day(200))
    changes = {
        change.ref.key: change.what for change in what_if(facts, Supposition(contract_ends_on=None), rulebook()).changes
    }
    assert (changes["melding_42_weken"], changes["ziek_uit_dienst_melding"]) == ("herleeft", "vervalt")


def test_a_step_that_is_back_shows_that_it_had_lapsed() -> None:
    """The dates it had while it had lapsed say nothing; the reason that ended comes first."""
    facts = CaseFacts(D, contract_ends_on=day(200))
    changes = what_if(facts, Supposition(contract_ends_on=None), rulebook()).changes
    rows = {row[0]: row for row in plan_diff_rows(changes)}
    assert rows["42e-weeksmelding UWV"][1:] == (
        "verviel",
        "uiterlijk 26-10-2026",
        "Niet langer: Het dienstverband eindigt op 24 juli 2026.",
    )


def test_a_decision_that_came_is_done_even_when_it_was_not_foreseen() -> None:
    """A case that ends at AOW age foresees no decision; one that is recorded is shown as done."""
    facts = CaseFacts(D, aow_on=day(300))
    changes = what_if(facts, Supposition(sanction_decided_on=day(320)), rulebook()).changes
    assert {change.ref.key: change.what for change in changes}["besluit_loonsanctie"] == "gedaan"


def test_a_step_lapses_for_what_ends_it_not_for_days_that_do_not_count() -> None:
    """A leave pushes the 42 weeks past the end of the contract: that end is the reason, the days come next."""
    facts = CaseFacts(D, contract_ends_on=day(300))
    outcome = what_if(facts, Supposition(leaves=(Leave(day(280), day(391)),)), rulebook())
    why = {change.ref.key: change.why for change in outcome.changes}["melding_42_weken"]
    assert why[0].startswith("Het dienstverband eindigt")


def test_an_abolished_step_and_a_turn_that_comes_too_late_say_so() -> None:
    """What is not in the new plan at all has a reason too."""
    gone = what_if(PLAIN, Supposition(), rulebook(), edition(no_contact).rules).changes[0]
    assert gone.why == ("'Contact met de werknemer' is afgeschaft voor wie ziek wordt na 31 december 2003.",)
    facts = CaseFacts(D, contract_ends_on=day(342))
    later = what_if(facts, Supposition(leaves=(Leave(day(280), day(391)),)), rulebook()).changes
    assert {change.why for change in later if change.ref == StepRef("contactmoment", 12)} == {
        ("Deze keer valt na 13 december 2026.",)
    }


def test_what_is_part_of_a_lapsed_step_goes_for_the_same_reason() -> None:
    """An early benefit ends the plan of action, and with it the evaluations of that plan."""
    asked = StepRef("vervroegde_iva")
    changes = supposed(done={asked: day(20)}, early_benefit=EarlyBenefit(day(40), day(91)))
    assert changes["evaluatie"].why == ("UWV kende op 14 februari 2026 een vervroegde IVA toe.",)


def test_the_percentage_changes_nothing() -> None:
    """Partial recovery never stops the clock."""
    assert supposed(percentage=50) == {}


def test_a_leave_of_the_same_day_takes_the_place_of_the_one_known() -> None:
    """As a later report does."""
    facts = CaseFacts(D, leaves=(Leave(day(50), day(60)),))
    after = suppose(facts, Supposition(leaves=(Leave(day(50), day(90)),)), rulebook())
    assert after.leaves == (Leave(day(50), day(90)),)


def test_what_contradicts_the_facts_is_refused() -> None:
    """A relapse before any recovery: the message of the real report."""
    with pytest.raises(FactsError, match="Terugval op"):
        suppose(PLAIN, Supposition(relapsed=(day(50),)), rulebook())


GAPS = st.tuples(st.integers(3, 300), st.integers(1, 27))


@given(GAPS)
def test_supposing_is_the_same_as_knowing(gap: tuple[int, int]) -> None:
    """Facts with a supposition are the facts in which it is true."""
    first, length = gap
    after = suppose(PLAIN, Supposition(recovered=(day(first),), relapsed=(day(first + length),)), rulebook())
    assert after == CaseFacts(D, recoveries=(Recovery(day(first), day(first + length - 1)),))


@given(GAPS)
def test_a_difference_leads_from_one_plan_to_the_other(gap: tuple[int, int]) -> None:
    """Every step that differs is named with exactly its old and its new dates; no other differs."""
    first, length = gap
    outcome = what_if(PLAIN, Supposition(recovered=(day(first),), relapsed=(day(first + length),)), rulebook())
    changed = {change.ref: change for change in outcome.changes}
    old, new = ({m.ref: m for m in plan if m.status != "vervallen"} for plan in outcome[:2])
    for ref in old.keys() | new.keys():
        one, other = old.get(ref), new.get(ref)
        assert ((one and one[2:5]) != (other and other[2:5])) == (ref in changed)
        if one and other and ref in changed:
            assert (changed[ref].before, changed[ref].after) == (one[2:5], other[2:5])


def test_a_run_of_occurrences_is_one_row_of_the_table() -> None:
    """Contact moments 3 to 25 move alike: one row; in JSON each stands for itself."""
    changes = what_if(PLAIN, Supposition(recovered=(day(70),), relapsed=(day(91),)), rulebook()).changes
    names = [row[0] for row in plan_diff_rows(changes)]
    assert "Contact met de werknemer 3 t/m 25" in names
    assert sum(change["step"] == "contactmoment" for change in plan_diff_json(changes)) == 23


def test_other_rules_without_a_record_keep_what_is_done() -> None:
    """A file of facts knows no effects; what it says is done keeps its dates all the same."""
    facts = CaseFacts(D, done={StepRef("probleemanalyse"): day(40)})
    outcome = what_if(facts, Supposition(), rulebook(), edition(analysis_in_eight_weeks).rules, Record(()))
    assert outcome.changes == ()
    assert what_if(PLAIN, Supposition(), rulebook(), edition(analysis_in_eight_weeks).rules).changes != ()


def own_rules(*changes: Callable[[Data], None]) -> Rulebook:
    """Make rules that are not those of the product: a talk after half a year, and what else changes."""

    def change(rows: Data) -> None:
        for each in (a_new_step, *changes):
            each(rows)

    return edition(change).rules


def a_week_later(rows: Data) -> None:
    """Hold that talk a week later."""
    rows["halfjaargesprek"] |= {"opens": "D + 175", "target": "D + 182", "due": "D + 189"}


TALK = StepRef("halfjaargesprek")


def test_a_case_is_planned_supposed_and_compared_under_its_own_rules() -> None:
    """A step the product does not know is planned, can be supposed done, and lapses by name under other rules."""
    outcome = what_if(PLAIN, Supposition(done={TALK: day(170)}), own_rules())
    assert (outcome.before.rules, outcome.after.rules) == ("2027-01-01", "2027-01-01")
    assert [(change.ref, change.label, change.what) for change in outcome.changes] == [
        (TALK, "Halfjaargesprek", "gedaan")
    ]
    gone = what_if(PLAIN, Supposition(), own_rules(), rulebook())
    assert [(change.ref, change.label, change.what) for change in gone.changes] == [
        (TALK, "Halfjaargesprek", "vervalt")
    ]


def test_what_was_done_under_own_rules_keeps_their_dates_under_others() -> None:
    """The talk held on day 170 was due on day 182; rules that ask it a week later leave it there."""
    facts = CaseFacts(D, done={TALK: day(170)})
    outcome = what_if(facts, Supposition(), own_rules(), own_rules(a_week_later, analysis_in_eight_weeks))
    assert outcome.after.milestone("halfjaargesprek").due_on == day(182)
    assert {change.ref.key for change in outcome.changes} >= {"probleemanalyse", "plan_van_aanpak"}
    assert TALK not in {change.ref for change in outcome.changes}


def test_the_record_decides_which_turn_has_begun() -> None:
    """An evaluation that opened keeps its day 92 under a rhythm of four weeks; one that did not comes on day 78."""
    facts = CaseFacts(D, done={StepRef("probleemanalyse"): day(38), StepRef("plan_van_aanpak"): day(50)})
    opened = EffectKey("evaluatie", 1, "open", "", 1)
    record = Record((), {opened: Effect(opened, day(78))})
    other = edition(evaluation_every(28)).rules
    for known, target in ((record, day(92)), (Record(()), day(78))):
        plan = what_if(facts, Supposition(), rulebook(), other, known).after
        assert plan.milestone("evaluatie").target_on == target


def test_another_recovery_joins_those_that_are_known() -> None:
    """Each ends on the day before its own relapse; a recovery that still lasts can be supposed to have ended."""
    facts = CaseFacts(D, recoveries=(Recovery(day(20), day(29)), Recovery(day(60))))
    after = suppose(facts, Supposition(relapsed=(day(75),)), rulebook())
    assert after.recoveries == (Recovery(day(20), day(29)), Recovery(day(60), day(74)))
    more = suppose(after, Supposition(recovered=(day(90),)), rulebook())
    assert more.recoveries == (*after.recoveries, Recovery(day(90)))


def test_what_is_not_supposed_stays_as_it_is() -> None:
    """Two recoveries that touch are facts that hold; supposing something else does not read them again."""
    facts = CaseFacts(D, recoveries=(Recovery(day(20), day(24)), Recovery(day(25), day(29))))
    after = suppose(facts, Supposition(contract_ends_on=day(200)), rulebook())
    assert (after.recoveries, after.contract_ends_on) == (facts.recoveries, day(200))


def test_another_day_of_the_sanction_leaves_its_repair() -> None:
    """Only the decision is supposed; its repair, reported and judged, stays; without a sanction there is none."""
    facts = CaseFacts(D, sanction=Sanction(day(700), day(800), day(820)))
    supposed_day = Supposition(sanction_decided_on=day(710))
    assert suppose(facts, supposed_day, rulebook()).sanction == Sanction(day(710), day(800), day(820))
    assert suppose(PLAIN, supposed_day, rulebook()).sanction == Sanction(day(710))
