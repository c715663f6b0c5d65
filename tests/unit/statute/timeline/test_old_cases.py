"""Cases of before: each rule by the day of the event it attaches to; what is not known is refused by name and day."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.errors import NotInForce
from spoorboek.statute.explain.explanation import explain_milestone
from spoorboek.statute.facts import CaseFacts, Recovery, Sanction, StepRef
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.milestones import make_rulebook
from spoorboek.statute.plan import Plan
from spoorboek.statute.timeline.timeline import timeline

APPLICATION = StepRef("wia_aanvraag")
ELEVEN_WEEKS = date(2013, 7, 1)
ENDS_THEN = ELEVEN_WEEKS + timedelta(77 - 727)  # whose eleven weeks end on the day they became law


def weeks_before_the_end(plan: Plan) -> int:
    """Return how many weeks before the end of the wait the application has to be made."""
    due = plan.milestone("wia_aanvraag").due_on
    assert due is not None
    return (plan.wait_ends_on - due).days // 7


def keys(plan: Plan) -> set[str]:
    """Return which steps a plan has."""
    return {milestone.key for milestone in plan}


@pytest.mark.parametrize("first", [date(2005, 12, 29), date(2005, 12, 30), date(2008, 1, 11), date(2013, 6, 30)])
def test_the_wia_is_computed_from_its_first_day(first: date) -> None:
    """Every date it has, in the order in which people meet them, and each says where it comes from."""
    plan = timeline(CaseFacts(first))
    assert plan.wait_ends_on == first + timedelta(727)
    assert plan.milestone("re_integratieverslag").due_on == first + timedelta(636)
    assert all(explain_milestone(plan, milestone) for milestone in plan)


@pytest.mark.parametrize("days", [1, 2, 400])
def test_before_the_wia_a_case_is_refused(days: int) -> None:
    """The day before 29 December 2005 and earlier: what is missing, and from when it is known."""
    with pytest.raises(NotInForce, match=r"29 december 2005 kent Spoorboek niet\. Controleer de eerste ziektedag\."):
        timeline(CaseFacts(date(2005, 12, 29) - timedelta(days)))


@pytest.mark.parametrize(("days", "weeks"), [(-1, 13), (0, 11), (1, 11)])
def test_the_eleven_weeks_attach_to_the_day_of_the_application(days: int, weeks: int) -> None:
    """Nobody applied: the last day by the eleven weeks lies on or after 1 July 2013, or thirteen weeks hold."""
    assert weeks_before_the_end(timeline(CaseFacts(ENDS_THEN + timedelta(days)))) == weeks


@pytest.mark.parametrize(("applied", "weeks"), [(ELEVEN_WEEKS - DAY, 13), (ELEVEN_WEEKS, 11), (ELEVEN_WEEKS + DAY, 11)])
@pytest.mark.parametrize("days", [-1, 30])
def test_who_applied_is_judged_by_the_text_of_that_day(applied: date, weeks: int, days: int) -> None:
    """An old case, applied for the day before, on and after the change; whenever its wait ends."""
    plan = timeline(CaseFacts(ENDS_THEN + timedelta(days), done={APPLICATION: applied}))
    assert weeks_before_the_end(plan) == weeks


def test_recovery_moves_the_last_day_past_the_change() -> None:
    """A day of recovery moves the end of the wait, and so the text that holds."""
    first = ENDS_THEN - DAY
    recovered = (Recovery(first + timedelta(10), first + timedelta(10)),)
    assert weeks_before_the_end(timeline(CaseFacts(first, recoveries=recovered))) == 11


def test_a_late_application_of_then_is_counted_from_the_term_of_then() -> None:
    """Applied on 30 June 2013, twelve weeks before the end: a week too late, and the wage runs a week longer."""
    first = date(2013, 6, 30) + timedelta(84 - 727)
    plan = timeline(CaseFacts(first, done={APPLICATION: date(2013, 6, 30)}))
    assert plan.milestone("einde_wachttijd").due_on == plan.wait_ends_on
    assert plan.milestone("einde_loondoorbetaling").due_on == plan.wait_ends_on + timedelta(7)


def test_the_explanation_of_then_names_the_term_of_then() -> None:
    """Thirteen weeks, without the words of a law that came later, and by which day the text holds."""
    plan = timeline(CaseFacts(date(2010, 1, 4)))
    lines = explain_milestone(plan, plan.milestone("wia_aanvraag"))
    assert "geldt vanaf 29 december 2005 t/m 30 juni 2013, naar de dag waarop de stap is gedaan" in lines
    assert "dertien weken" in lines
    assert "elf weken" not in lines


@pytest.mark.parametrize(
    ("first", "planned"), [(date(2008, 1, 11), False), (date(2008, 1, 12), True), (date(2008, 1, 13), True)]
)
def test_the_42_week_report_is_there_for_who_reaches_week_42_since_november_2008(first: date, planned: bool) -> None:
    """Its own last day decides: 31 October, 1 and 2 November 2008. Before that there was no such report."""
    assert ("melding_42_weken" in keys(timeline(CaseFacts(first)))) == planned


@pytest.mark.parametrize(("reached", "last"), [("2016-01-01", "2016-03-31"), ("2016-01-02", "2016-04-01")])
def test_the_wage_after_aow_age_is_limited_from_2016_on(reached: str, last: str) -> None:
    """By the day on which the age is reached, also for who was sick before: thirteen weeks."""
    plan = timeline(CaseFacts(date(2015, 6, 1), aow_on=date.fromisoformat(reached)))
    assert plan.milestone("einde_loondoorbetaling_aow").due_on == date.fromisoformat(last)


@pytest.mark.parametrize("reached", [date(2015, 12, 31), date(2015, 7, 1)])
def test_aow_age_reached_before_2016_is_refused_by_name(reached: date) -> None:
    """What held then is not known here; the message names the step, since when it is known, and the day."""
    with pytest.raises(
        NotInForce,
        match=r"'Einde loondoorbetaling na AOW-leeftijd' geldt vanaf 1 januari 2016, naar de .*Controleer die dag\.",
    ):
        timeline(CaseFacts(date(2015, 6, 1), aow_on=reached))
    assert timeline(CaseFacts(date(2012, 6, 1), aow_on=date(2015, 6, 1))).closed_on is None  # after the wait


def test_a_sanction_of_then_is_computed() -> None:
    """An old wage sanction: 52 weeks after the wait, as now."""
    first = date(2010, 3, 1)
    decided = first + timedelta(650)
    plan = timeline(CaseFacts(first, sanction=Sanction(decided)))
    assert plan.milestone("einde_loonsanctie").due_on == first + timedelta(727 + 364)


def test_an_event_that_is_not_known_is_refused() -> None:
    """A row names one of the events of the list."""
    data = read_data("law/milestones.yaml")
    data["milestones"]["wia_aanvraag"]["valid_on"] = "brief"
    with pytest.raises(ValueError, match="wia_aanvraag: `valid_on` noemt geen gebeurtenis: 'brief'; bekend zijn: D, W"):
        make_rulebook(data)
