"""After the application: an incomplete report, the day a decision is expected, the decision and the objections."""

from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.actions import Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.days.calendar import atw_extended
from spoorboek.statute.facts import CaseFacts, IncompleteReport, Sanction, StepRef, WiaDecision
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.plan import Plan
from spoorboek.statute.policy.policy_reader import house_policy, read_house_policy
from spoorboek.statute.timeline.timeline import timeline

D = date(2024, 3, 4)  # a Monday; W is 1 March 2026, the last day to apply 14 December 2025
WIA = StepRef("wia_aanvraag")
OBJECTIONS = ("bezwaar_wia_werkgever", "bezwaar_wia_werknemer")


def on(number: int) -> date:
    """Return a number of days after D."""
    return D + timedelta(number)


def planned(applied: date = on(643), **facts: Any) -> Plan:
    """Plan a case in which the benefit was applied for."""
    return timeline(CaseFacts(D, done={WIA: applied}, **facts))


def keys(plan: Plan) -> set[str]:
    """Return the milestones of a plan."""
    return {milestone.key for milestone in plan}


@pytest.mark.parametrize(
    ("applied", "expected"),
    [
        ("2025-12-30", "2026-02-24"),  # eight weeks
        ("2025-12-31", "2026-02-25"),
        ("2026-01-01", "2026-04-23"),  # sixteen weeks, from this day of application on
        ("2026-01-02", "2026-04-24"),
    ],
)
def test_a_decision_is_expected_by_the_day_of_the_application(applied: str, expected: str) -> None:
    """The term attaches to the day of the application, not to the first sick day; the case does not wait for it."""
    plan = planned(date.fromisoformat(applied))
    assert plan.milestone("besluit_wia").due_on == date.fromisoformat(expected)
    assert plan.milestone("besluit_wia").status == "gepland"
    last = plan.milestone("einde_opzegverbod").due_on
    assert plan.ends_on == last
    assert "besluit_wia" not in keys(timeline(CaseFacts(D)))


@pytest.mark.parametrize(("first", "days"), [("2009-10-01", 70), ("2010-06-01", 56)])
def test_until_2012_a_decision_came_within_ten_weeks(first: str, days: int) -> None:
    """Applied for in 2011 and in 2012: ten weeks, and eight."""
    book, first_sick_day = rulebook(), date.fromisoformat(first)
    applied = first_sick_day + timedelta(650)
    assert book.values["wia_decision_days"].period(applied).value == days


@pytest.mark.parametrize(
    ("sanction", "expected"),
    [
        (Sanction(on(680)), on(727 + 364)),  # not repaired: before the sanction ends
        (Sanction(on(680), on(760)), on(727 + 364)),
        (Sanction(on(680), on(760), on(781)), on(781 + 42)),  # six weeks after UWV found the repair
        (Sanction(on(680), on(1070), on(1080)), on(1091)),
        (Sanction(on(680), revoked_on=on(700)), on(643) + timedelta(56)),
    ],
)
def test_a_sanction_suspends_the_application(sanction: Sanction, expected: date) -> None:
    """WIA 64(7)-(9): suspended, and decided within six weeks after the repair, or before the sanction is over."""
    assert planned(sanction=sanction).milestone("besluit_wia").due_on == expected


@pytest.mark.parametrize("outcome", ["iva", "wga", "geweigerd"])
def test_employer_and_employee_can_each_object_within_six_weeks(outcome: Any) -> None:
    """Forty-two days after the decision, on a Sunday: until Monday. Refused: there is no first day of a benefit."""
    plan = planned(wia_decision=WiaDecision(on(684), outcome))
    assert plan.milestone("besluit_wia").status == "gedaan"
    for key in OBJECTIONS:
        assert plan.milestone(key).due_on == atw_extended(on(684 + 42))
        assert plan.milestone(key).opens_on == on(684)
    refused = plan.milestone("eerste_wia_dag").status == "vervallen"
    assert refused is (outcome == "geweigerd")
    assert not keys(planned()) & set(OBJECTIONS)


def test_the_case_waits_for_the_decision_only_when_the_house_wants_it() -> None:
    """Decided late: the case closes as ever; with `holds` it waits for the decision, and then for the objections."""
    decided = on(757)  # a Tuesday; the wait ends on a Sunday, so the closing comes on the Monday
    waiting, objecting = planned(), planned(wia_decision=WiaDecision(decided, "wga", "35_80"))
    written = read_data("policy/house.yaml")
    ladder = {"after": "due_on", "rungs": [{"days": 182, "to": "casemanager"}]}
    steps = {"besluit_wia": {"nature": "task", "holds": True, "asks": False, "escalation": ladder}}
    steps |= {key: {**written["steps"][key], "holds": True} for key in OBJECTIONS}
    patient = read_house_policy({**written, "steps": {**written["steps"], **steps}}, rulebook().rows)

    def closes(plan: Plan, policy: Any, day: date) -> bool:
        return any(action.kind == "close" for action in make_agenda(plan, Record(()), policy, day).actions)

    assert closes(waiting, house_policy(), waiting.ends_on + timedelta(1))
    assert not closes(waiting, patient, waiting.ends_on + timedelta(1))
    assert not closes(waiting, patient, on(800))
    assert closes(objecting, house_policy(), decided)
    last = atw_extended(decided + timedelta(42))
    assert not closes(objecting, patient, last - timedelta(1))
    assert closes(objecting, patient, last)


@pytest.mark.parametrize("term", [0, 1, 7, 14])
def test_an_incomplete_report_is_to_be_completed_by_the_day_in_the_letter(term: int) -> None:
    """WIA 25(8): whatever day UWV names, a Saturday too; each letter is a step of its own."""
    letters = (IncompleteReport(on(700), on(700 + term)), IncompleteReport(on(720), on(727)))
    plan = planned(riv_incomplete=letters)
    first, second = (plan.milestone("riv_aanvulling", number) for number in (1, 2))
    assert (first.opens_on, first.due_on) == (on(700), on(700 + term))
    assert (second.opens_on, second.due_on) == (on(720), on(727))
    done = timeline(CaseFacts(D, done={WIA: on(643), StepRef("riv_aanvulling", 1): on(705)}, riv_incomplete=letters))
    assert [done.milestone("riv_aanvulling", number).status for number in (1, 2)] == ["gedaan", "gepland"]


def test_a_letter_after_the_end_of_the_contract_keeps_the_case_open() -> None:
    """ZW 38(6): UWV reads that report after the contract ended, and only then asks to complete it."""
    facts = CaseFacts(D, contract_ends_on=on(200), riv_incomplete=(IncompleteReport(on(215), on(222)),))
    plan = timeline(facts)
    assert (plan.closed_on, plan.ends_on) == (on(200), on(222))
    assert plan.milestone("riv_aanvulling").status == "gepland"
