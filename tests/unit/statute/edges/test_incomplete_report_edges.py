"""An incomplete re-integration report: the term UWV names in its letter, on its edges.

WIA 25(8), ZW 38(6): "stelt het UWV aan de werkgever een termijn". The term is UWV's own: no weekend moves it.
"""

from datetime import date
from typing import Any

import pytest
from support.edge_days import D, due, gap, on, plan_of

from spoorboek.statute.actions import Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.events import Event
from spoorboek.statute.explain.explanation import explain_milestone
from spoorboek.statute.facts import EarlyBenefit, IncompleteReport, Sanction, StepRef
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline

STEP = "riv_aanvulling"


@pytest.mark.parametrize(
    ("letter", "by"),
    [
        (652, 652),  # the day of the letter itself
        (652, 659),
        (652, 663),  # a Saturday stays a Saturday
        (652, 664),  # and a Sunday
        (652, 718),  # 24 December 2027
        (652, 719),  # Christmas
        (726, 733),  # over the end of the wait
        (727, 734),
        (728, 735),
    ],
)
def test_the_day_in_the_letter_is_the_last(letter: int, by: int) -> None:
    """Whatever day it is, and whether or not the wait ends before it: the case lasts until then."""
    plan = plan_of(riv_incomplete=(IncompleteReport(on(letter), on(by)),))
    assert due(plan, STEP) == by
    assert plan.ends_on >= on(by)


@pytest.mark.parametrize(
    ("letter", "last"),
    [
        (653, 660),  # 24 December 2027 is day 718: the days before Christmas
        (711, 718),
        (712, 719),  # Christmas itself: UWV's own week, not a term of an Act
        (713, 720),
        (657, 664),  # a Sunday
        (727, 734),  # over the end of the wait
    ],
)
def test_a_letter_without_a_day_gives_one_week(letter: int, last: int) -> None:
    """BBK 5: "binnen één week"; told as the rule of UWV it is, and never as the day of a letter that names none."""
    plan = plan_of(riv_incomplete=(IncompleteReport(on(letter)),))
    assert due(plan, STEP) == last
    explained = explain_milestone(plan, plan.milestone(STEP))
    assert "Beoordelingsregel van UWV, Beleidsregels beoordelingskader poortwachter par. 5." in explained
    assert "UWV stelt in de brief van" not in explained


def test_a_letter_that_names_the_seventh_day_is_told_as_such() -> None:
    """The day is the same as without one; that it stands in the letter is told all the same."""
    plan = plan_of(riv_incomplete=(IncompleteReport(on(652), on(659)),))
    assert "UWV stelt in de brief van" in explain_milestone(plan, plan.milestone(STEP))


@pytest.mark.parametrize(
    "facts",
    [
        {"contract_ends_on": on(650)},
        {"recoveries": (gap(660, 28),)},
        {"aow_on": on(600)},
        {"sanction": Sanction(on(690))},
        {"done": {StepRef("vervroegde_iva"): on(400)}, "early_benefit": EarlyBenefit(on(450))},
    ],
)
def test_nothing_but_the_answer_takes_it_away(facts: dict[str, Any]) -> None:
    """The end of the employment, recovery, AOW age, a sanction: the letter of day 655 stands, until day 662."""
    plan = plan_of(riv_incomplete=(IncompleteReport(on(655), on(662)),), **facts)
    assert due(plan, STEP) == 662
    assert plan.ends_on >= on(662)


def test_a_term_is_not_moved_by_recovery() -> None:
    """UWV named a day of the calendar: ten recovered days within the term do not lengthen it."""
    letters = (IncompleteReport(on(655), on(662)),)
    assert due(plan_of(riv_incomplete=letters, recoveries=(gap(656, 10),)), STEP) == 662


def agenda_status(adopted: int, letter: int, by: int, today: int) -> str:
    """Return the status of the step in a case that came here, with a letter recorded on the day it came."""
    sick = {"first_sick_day": D.isoformat(), "adopted_on": on(adopted).isoformat()}
    told = {"on": on(letter).isoformat(), "repair_by": on(by).isoformat()}
    events = (Event(1, "sick_reported", on(adopted), sick), Event(2, "riv_incomplete", on(adopted), told))
    plan = timeline(fold_events(events))
    states = make_agenda(plan, Record(events), house_policy(), on(today)).steps
    return next(state.status for state in states if state.ref == StepRef(STEP))


@pytest.mark.parametrize(
    ("by", "status"),
    [
        (699, "vraag"),  # its day passed before the case came here, on day 700: was it answered?
        (700, "open"),
        (701, "open"),
    ],
)
def test_a_letter_of_before_the_case_came_here_is_asked_about(by: int, status: str) -> None:
    """It used to be taken as over: nobody heard that the report was never completed."""
    assert agenda_status(700, 690, by, 700) == status


def test_two_letters_are_two_steps_and_one_answer_is_one() -> None:
    """The first is answered a day before its last; the second has Christmas as its last day, and keeps it."""
    assert on(719) == date(2027, 12, 25)
    letters = (IncompleteReport(on(655), on(662)), IncompleteReport(on(700), on(719)))
    plan = plan_of(riv_incomplete=letters, done={StepRef(STEP, 1): on(661)})
    assert [(each.status, each.due_on) for each in plan if each.key == STEP] == [
        ("gedaan", on(662)),
        ("gepland", on(719)),
    ]
