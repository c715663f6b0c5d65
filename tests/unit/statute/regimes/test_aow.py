"""AOW age: the six weeks of wage and of the dismissal ban, what moves them, and what lapses."""

from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.explain.explanation import explain_milestone
from spoorboek.statute.facts import CaseFacts, Leave, Recovery
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.milestones import make_rulebook
from spoorboek.statute.plan import Plan
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
W = D + timedelta(727)
TWO_YEARS = date(2028, 1, 5)


def on(number: int) -> date:
    """Return a number of days after D: D+727 is 2 January 2028, the last day of the wait."""
    return D + timedelta(number)


def ends(plan: Plan) -> tuple[date | None, date | None]:
    """Return the last day of wage and the first day without dismissal ban."""
    return plan.milestone("einde_loondoorbetaling_aow").due_on, plan.milestone("einde_opzegverbod").due_on


@pytest.mark.parametrize(
    ("aow", "wage", "ban"),
    [
        (on(-400), on(41), on(42)),  # long past AOW age: a term of its own from the first sick day
        (on(-1), on(41), on(42)),
        (on(0), on(41), on(42)),
        (on(1), on(42), on(43)),
        (on(147), on(188), on(189)),
        (W - timedelta(42), W - timedelta(1), W),
        (W - timedelta(41), W, on(728)),
        (W - timedelta(40), W, on(729)),  # never longer than the 104 weeks; the ban until two years
        (W - timedelta(39), W, TWO_YEARS),
        (W - timedelta(38), W, TWO_YEARS),
        (W, W, TWO_YEARS),
    ],
)
def test_wage_and_ban_last_six_weeks_from_aow_age(aow: date, wage: date, ban: date) -> None:
    """The AOW day is the first of 42: the last paid day is AOW + 41, never after W; on AOW + 42 the ban is over."""
    plan = timeline(CaseFacts(D, aow_on=aow))
    assert ends(plan) == (wage, ban)
    assert (plan.closed_on, plan.close_reason) == (wage, "aow")
    assert plan.milestone("einde_opzegverbod").status == "gepland"


@pytest.mark.parametrize(
    ("first", "days"),
    [(date(2023, 6, 29), 91), (date(2023, 6, 30), 91), (date(2023, 7, 1), 42), (date(2023, 7, 2), 42)],
)
@pytest.mark.parametrize("reached", [-10, 150])
def test_who_fell_ill_before_july_2023_has_thirteen_weeks(first: date, days: int, reached: int) -> None:
    """A dated value by the first sick day: 91 days for who fell ill before 1 July 2023, whenever AOW age came."""
    aow = first + timedelta(reached)
    begins = max(first, aow)
    assert ends(timeline(CaseFacts(first, aow_on=aow))) == (begins + timedelta(days - 1), begins + timedelta(days))


@pytest.mark.parametrize(
    ("aow", "wage"),
    [
        (109, 150),  # the last day of the term is the day before the recovery
        (110, 151 + 10),  # one day of the term lies behind it
        (150, 191 + 10),  # the last sick day before it
        (151, 192 + 10),  # reached while recovered: the term begins on the first sick day after it
        (155, 192 + 10),
        (160, 192 + 10),
        (161, 202),  # the first sick day after it
    ],
)
@pytest.mark.parametrize("as_leave", [False, True])
def test_days_that_do_not_count_move_the_six_weeks(aow: int, wage: int, as_leave: bool) -> None:
    """7:629(10) names the second paragraph: recovered days and days of leave are no days of the term."""
    gap = (on(151), on(160))
    facts = CaseFacts(D, leaves=(Leave(*gap),)) if as_leave else CaseFacts(D, recoveries=(Recovery(*gap),))
    plan = timeline(CaseFacts(D, recoveries=facts.recoveries, leaves=facts.leaves, aow_on=on(aow)))
    assert plan.milestone("einde_loondoorbetaling_aow").due_on == plan.closed_on == on(wage)


@pytest.mark.parametrize(("length", "wage"), [(1, 192), (26, 217), (27, 218)])
def test_an_interruption_of_27_days_belongs_to_the_term(length: int, wage: int) -> None:
    """Under four weeks the periods are added up."""
    gap = Recovery(on(160), on(160 + length - 1))
    plan = timeline(CaseFacts(D, recoveries=(gap,), aow_on=on(150)))
    assert plan.milestone("einde_loondoorbetaling_aow").due_on == on(wage)


def test_an_interruption_of_28_days_ends_the_case() -> None:
    """Four weeks of recovery: this case is over, and sickness after it has six weeks of its own."""
    gap = Recovery(on(160), on(187))
    plan = timeline(CaseFacts(D, recoveries=(gap,), aow_on=on(150)))
    assert (plan.closed_on, plan.close_reason, plan.next_first_sick_day) == (on(187), "hersteld", on(188))
    assert plan.milestone("einde_loondoorbetaling_aow").status == "vervallen"
    assert ends(timeline(CaseFacts(on(188), aow_on=on(150)))) == (on(188 + 41), on(188 + 42))


@pytest.mark.parametrize("aow", [on(-400), on(-1), on(0), on(30), on(155), on(700)])
def test_no_sentence_says_aow_age_was_reached_on_another_day(aow: date) -> None:
    """Whatever day the term begins on, the day named as that of AOW age is that day."""
    plan = timeline(CaseFacts(D, recoveries=(Recovery(on(151), on(160)),), aow_on=aow))
    said = "\n".join(explain_milestone(plan, milestone) for milestone in plan)
    day = dutch_date(aow)
    assert f"De AOW-leeftijd is bereikt op {day}" in said
    for lead in ("AOW-leeftijd (", "AOW-leeftijd is bereikt op "):
        assert {text[: len(day)] for text in said.split(lead)[1:]} == {day}
    term = explain_milestone(plan, plan.milestone("einde_loondoorbetaling_aow"))
    shifted = aow < D or aow == on(155)
    assert ("eerste ziektedag vanaf de AOW-leeftijd" in term) is shifted
    assert (f"AOW-leeftijd {day} +" in term) is not shifted


def test_both_readings_of_from_that_day_are_shown() -> None:
    """The day itself as day 0 is followed; 42 days after it is named, with why it is not."""
    plan = timeline(CaseFacts(D, aow_on=on(147)))
    text = explain_milestone(plan, plan.milestone("einde_loondoorbetaling_aow"))
    assert "AOW-leeftijd 1 juni 2026 + 41 ziektedagen = 12 juli 2026" in text
    assert "Niet gevolgd: De dag van de AOW-leeftijd telt niet mee: 42 dagen erna" in text
    ban = explain_milestone(plan, plan.milestone("einde_opzegverbod"))
    assert "Daardoor: datum 13 juli 2026 in plaats van 5 januari 2028" in ban


def test_an_older_text_computes_what_it_did() -> None:
    """An installation that has not applied the new text: calendar days after AOW age, and no ban of six weeks."""
    data: dict[str, Any] = read_data("law/milestones.yaml")
    data["milestones"]["einde_loondoorbetaling_aow"]["due"] = "earliest(W, aow + aow_days cal)"
    del data["milestones"]["einde_opzegverbod"]["instead"]
    older = make_rulebook(data)
    for aow, wage in ((on(147), on(189)), (on(-400), on(42))):
        plan = timeline(CaseFacts(D, aow_on=aow), older)
        assert plan.closed_on == wage
        assert plan.milestone("einde_opzegverbod").status == "vervallen"
    gap = Recovery(on(151), on(160))
    assert timeline(CaseFacts(D, recoveries=(gap,), aow_on=on(147)), older).closed_on == on(189)


def test_after_aow_age_there_is_no_plan_no_second_track_and_no_benefit() -> None:
    """What falls on or after the AOW date lapses; a plan due before it stays."""
    plan = timeline(CaseFacts(D, aow_on=on(56)))
    assert plan.milestone("plan_van_aanpak").status == "vervallen"  # due on that very day
    assert timeline(CaseFacts(D, aow_on=on(57))).milestone("plan_van_aanpak").status == "gepland"
    for key in ("start_spoor_2", "wia_aanvraag", "re_integratieverslag", "eerste_wia_dag", "einde_wachttijd"):
        assert plan.milestone(key).status == "vervallen"


def test_the_way_to_the_benefit_has_no_use_when_aow_comes_first() -> None:
    """AOW age ten days before the end of the wait: no application, no report, though their dates lie before it."""
    plan = timeline(CaseFacts(D, aow_on=W - timedelta(10)))
    for key in (
        "uwv_brief_wia",
        "actueel_oordeel",
        "eindevaluatie",
        "re_integratieverslag",
        "wia_aanvraag",
        "riv_upload",
    ):
        assert plan.milestone(key).status == "vervallen"
    assert plan.milestone("einde_wachttijd").status == "gepland"


def test_aow_after_the_wait_changes_no_date() -> None:
    """AOW age after the wait is no regime of this case; leaving out the second track stays a choice of people."""
    plain, near = timeline(CaseFacts(D)), timeline(CaseFacts(D, aow_on=W + timedelta(1)))
    assert [m._replace(trace=None) for m in near] == [m._replace(trace=None) for m in plain]
    assert near.closed_on is None
