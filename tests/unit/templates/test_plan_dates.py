"""The dates of a plan as documents name them."""

from datetime import date

import pytest

from spoorboek.statute.facts import CaseFacts, Recovery, StepRef
from spoorboek.statute.plan import Milestone, Plan
from templates.document_context import DocumentDates
from templates.plan_dates import plan_dates, week_in_words
from templates.samples.sample_cases import FIRST, day

FACTS = CaseFacts(FIRST, done={StepRef("probleemanalyse"): day(40), StepRef("evaluatie", 1): day(95)})
MILESTONES = (
    Milestone("probleemanalyse", 1, day(14), day(41), day(42), status="gedaan"),
    Milestone("plan_van_aanpak", 1, day(40), day(54), day(56), status="afgeweken", agreed_on=day(70)),
    Milestone("evaluatie", 1, day(80), day(94), None, status="gedaan"),
    Milestone("evaluatie", 2, day(122), day(136), None),
    Milestone("evaluatie", 3, day(164), day(178), None),
    Milestone("vervroegde_iva", 1, day(21), None, None),
    Milestone("start_spoor_2", 1, day(56), day(363), day(377), status="vervallen", reason="geen mogelijkheden"),
)
PLAN = Plan("2026-11-22", FACTS, FIRST, None, None, day(727), day(727), MILESTONES)


@pytest.mark.parametrize(
    ("offset", "week"),
    [(0, 1), (1, 1), (7, 1), (8, 2), (41, 6), (42, 6), (43, 7), (56, 8), (294, 42), (363, 52), (636, 91), (650, 93)],
)
def test_a_term_ends_in_the_week_people_name(offset: int, week: int) -> None:
    """A term of n weeks after the first day ends in week n, on its last day. Source: Regeling procesgang art. 2(2)."""
    assert week_in_words(FACTS, day(offset)) == week


def test_days_of_recovery_do_not_count_in_the_week() -> None:
    """Recovered from 16 March through 5 April 2026 (21 days): the 42-week report is due 16 November, in week 42."""
    facts = CaseFacts(FIRST, recoveries=(Recovery(date(2026, 3, 16), date(2026, 4, 5)),))
    assert week_in_words(facts, date(2026, 11, 16)) == 42
    assert week_in_words(facts, date(2026, 2, 16)) == 6


def test_every_milestone_has_its_dates_and_the_day_it_was_done() -> None:
    """Opening, planned and last day, the week, and the day it was really done."""
    dated = plan_dates(PLAN, StepRef("probleemanalyse"))
    assert dated["probleemanalyse"] == DocumentDates(day(14), day(41), day(42), 6, day(40))


def test_an_agreed_date_stands_in_for_the_last_lawful_one() -> None:
    """Who deviated with reasons is held to what was agreed. Source: Regeling procesgang art. 5."""
    assert plan_dates(PLAN, StepRef("plan_van_aanpak"))["plan_van_aanpak"].due_on == day(70)


def test_a_step_is_dated_by_its_own_occurrence() -> None:
    """The form of the second evaluation bears the date of the second; other milestones that of their first."""
    assert plan_dates(PLAN, StepRef("evaluatie", 2))["evaluatie"].target_on == day(136)
    assert plan_dates(PLAN, StepRef("plan_van_aanpak"))["evaluatie"].target_on == day(94)


@pytest.mark.parametrize(
    ("step", "target"),
    [
        (StepRef("plan_van_aanpak"), day(136)),
        (StepRef("evaluatie", 1), day(136)),
        (StepRef("evaluatie", 2), day(178)),
    ],
)
def test_the_next_evaluation_is_the_first_planned_one_after_this(step: StepRef, target: date) -> None:
    """What is done is past, and a form never announces its own conversation as the next."""
    assert plan_dates(PLAN, step)["volgende_evaluatie"].target_on == target


def test_without_a_further_evaluation_none_is_announced() -> None:
    """The last one has no next."""
    assert "volgende_evaluatie" not in plan_dates(PLAN, StepRef("evaluatie", 3))


def test_what_lapsed_is_not_named() -> None:
    """A document does not bring up a step that no longer applies."""
    assert "start_spoor_2" not in plan_dates(PLAN, StepRef("evaluatie", 1))


def test_a_possibility_without_a_term_has_no_week() -> None:
    """A window that only opens is not a term."""
    assert plan_dates(PLAN, StepRef("evaluatie", 1))["vervroegde_iva"].week is None
