"""What a special rule of the law is made of: its name, what it replaces, whose dates, when, its words, its source."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.explain.explanation import PlanExplainer
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.course_making import make_course
from spoorboek.statute.timeline.rules.special_rule import deciding_day, special_rule
from spoorboek.statute.timeline.timeline import timeline

COURSE = make_course(CaseFacts(date(2026, 1, 5)), rulebook())
ANALYSIS = timeline(COURSE.facts).milestone("probleemanalyse")


def unchanged(_: Course, milestone: Milestone) -> Milestone:
    """Change nothing.

    Source: WIA 1: "een bron". Source: another one.
    """
    return milestone


def test_a_rule_declares_what_it_replaces_and_for_which_milestones() -> None:
    """Everything a lawyer asks of it can be read from it."""
    made = special_rule("naam", "probleemanalyse", replaces="zes weken", when=lambda _: False, says="Zin.")(unchanged)
    assert (made.name, made.replaces, made.says, made.milestones) == (
        *("naam", "zes weken", "Zin."),
        frozenset({"probleemanalyse"}),
    )
    assert made.applies(COURSE) is False
    assert made.change(COURSE, ANALYSIS) is ANALYSIS
    assert made.source == 'WIA 1: "een bron". Source: another one.'


def test_a_rule_without_milestones_looks_at_all_of_them() -> None:
    """No set at all, rather than an empty one."""
    assert special_rule("naam", replaces="", when=lambda _: True, says="")(unchanged).milestones is None


def test_a_rule_without_a_source_has_none() -> None:
    """An invented rule of a test names no law."""
    made = special_rule("naam", replaces="", when=lambda _: True, says="")(lambda _, milestone: milestone)
    assert made.source == ""


@pytest.mark.parametrize(
    ("dates", "decides"),
    [
        ({}, date(2026, 2, 16)),
        ({"agreed_on": date(2026, 2, 2)}, date(2026, 2, 2)),
        ({"due_on": None}, date(2026, 2, 15)),
        ({"due_on": None, "target_on": None}, date.max),
    ],
)
def test_the_day_that_decides_whether_a_milestone_is_reached(dates: dict[str, date | None], decides: date) -> None:
    """The agreed day, else the last lawful one, else the target; without any of them it is never reached."""
    assert deciding_day(ANALYSIS._replace(**dates)) == decides  # type: ignore[arg-type]


@pytest.mark.parametrize(("letter", "due", "excused"), [(622, 650, False), (623, 651, True), (640, 668, True)])
def test_a_late_letter_gives_four_weeks_and_says_so(letter: int, due: int, excused: bool) -> None:
    """WIA 64(6): four weeks from the receipt; a letter exactly four weeks before the last day excuses nothing."""
    first = COURSE.facts.first_sick_day
    told = {StepRef("melding_42_weken"): first + timedelta(290), StepRef("uwv_brief_wia"): first + timedelta(letter)}
    plan = timeline(CaseFacts(first, done=told))
    application = plan.milestone("wia_aanvraag")
    assert application.due_on == first + timedelta(due)
    assert ("De brief van UWV kwam te laat" in PlanExplainer(plan).explain(application)) is excused
