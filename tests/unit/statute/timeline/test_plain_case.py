"""The plan of a case in which nothing special happens: the table of the timetable, day by day."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.facts import CaseFacts, Recovery, StepRef
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
PLAIN = timeline(CaseFacts(D))
NONE = None

# Days after D as the timetable states them: opens, target, due. W = D+727, so W-91 = 636, W-77 = 650, W-42 = 685.
# Where a milestone is not done, its due date stands in: plan from 42, second track from 363, upload from 650.
EXPECTED: dict[str, tuple[int | None, int | None, int | None]] = {
    "ziekmelding_arbodienst": (0, 1, NONE),
    "probleemanalyse": (14, 41, 42),
    "plan_van_aanpak": (42, 55, 42 + 14),
    "melding_42_weken": (280, 287, 294),
    "arbeidsdeskundig_onderzoek": (280, 322, NONE),
    "eerstejaarsevaluatie": (315, 336, 363),
    "loon_tweede_ziektejaar": (350, 357, 364),
    "start_spoor_2": (56, 363 + 28, 363 + 42),
    "haalbaarheidsonderzoek": (405 - 63, 405 - 28, NONE),
    "functioneel_profiel": (405 - 63, 405 - 28, NONE),
    "informeren_spoor_2": (315, 405 - 28, NONE),
    "zoekgegevens_spoor_2": (405 - 63, 405 - 28, NONE),
    "vervroegde_iva": (21, 475, 476),
    "uwv_brief_wia": (609, 616, 622),
    "actueel_oordeel": (602, 622, 636),
    "eindevaluatie": (602, 629, 636),
    "re_integratieverslag": (602, 629, 636),
    "wia_aanvraag": (616, 643, 650),
    "riv_upload": (650, 650, 650 + 1),
    "besluit_loonsanctie": (NONE, NONE, 685),
    "einde_wachttijd": (NONE, NONE, 727),
    "eerste_wia_dag": (NONE, NONE, 728),
    "einde_opzegverbod": (NONE, NONE, 730),
}


def days(*numbers: int | None) -> tuple[date | None, ...]:
    """Turn days after D into dates."""
    return tuple(D + timedelta(number) if number is not None else None for number in numbers)


@pytest.mark.parametrize("key", sorted(EXPECTED))
def test_every_milestone_falls_on_its_day(key: str) -> None:
    """Opens, target and due are those of the timetable, three dates that are never mixed."""
    found = PLAIN.milestone(key)
    assert (found.opens_on, found.target_on, found.due_on) == days(*EXPECTED[key])
    assert found.status == "gepland"


def test_nothing_else_is_planned() -> None:
    """Regimes that do not hold leave no trace in the plan."""
    assert {m.key for m in PLAIN} == EXPECTED.keys() | {"evaluatie", "contactmoment"}
    assert PLAIN.closed_on is None
    assert PLAIN.next_first_sick_day is None


def test_contact_comes_every_four_weeks() -> None:
    """Every 28 days after D until the end of the wait, opening three days before."""
    found = [m for m in PLAIN if m.key == "contactmoment"]
    assert [m.target_on for m in found] == [D + timedelta(28 * n) for n in range(1, 26)]
    assert found[0].opens_on == D + timedelta(25)
    assert all(m.due_on is None for m in found)


def test_evaluations_come_every_six_weeks_after_the_plan() -> None:
    """Every 42 days after the plan (here its due date, D+56) until the end of the wait, opening 14 days before."""
    found = [m for m in PLAIN if m.key == "evaluatie"]
    assert [m.target_on for m in found] == [D + timedelta(56 + 42 * n) for n in range(1, 16)]
    assert all(m.opens_on == m.target_on - timedelta(14) for m in found if m.target_on)


def test_an_evaluation_near_a_greater_one_falls_into_it() -> None:
    """Within 14 days of the first-year evaluation (D+336) or the final one (D+629): not held apart."""
    lapsed = [m for m in PLAIN if m.key == "evaluatie" and m.status == "vervallen"]
    assert [m.target_on for m in lapsed] == [D + timedelta(350)]  # 56 + 7 x 42 = 350, 14 days after 336
    assert lapsed[0].reason == "Valt samen met de eerstejaarsevaluatie (7 december 2026)."


@pytest.mark.parametrize(
    ("distance", "status"), [(13, "vervallen"), (14, "vervallen"), (15, "gepland"), (-14, "vervallen")]
)
def test_fourteen_days_is_still_near(distance: int, status: str) -> None:
    """The actual day of the first-year evaluation decides, up to and including 14 days on either side."""
    plan_done, review = D + timedelta(50), D + timedelta(50 + 42 * 7 - distance)
    done = {StepRef("plan_van_aanpak"): plan_done, StepRef("eerstejaarsevaluatie"): review}
    assert timeline(CaseFacts(D, done=done)).milestone("evaluatie", 7).status == status


def test_the_plan_counts_from_the_analysis_itself() -> None:
    """Two weeks after the day of the analysis, and never planned for after D+55."""
    early = timeline(CaseFacts(D, done={StepRef("probleemanalyse"): D + timedelta(20)})).milestone("plan_van_aanpak")
    assert (early.opens_on, early.target_on, early.due_on) == days(20, 34, 34)
    late = timeline(CaseFacts(D, done={StepRef("probleemanalyse"): D + timedelta(50)})).milestone("plan_van_aanpak")
    assert (late.opens_on, late.target_on, late.due_on) == days(50, 55, 64)


def test_the_second_track_counts_from_the_actual_evaluation() -> None:
    """ "Week 52" and "week 58" are one rule: six weeks after the evaluation, held in week 46 or in week 52."""
    for held, due in ((321, 363), (363, 405)):
        plan = timeline(CaseFacts(D, done={StepRef("eerstejaarsevaluatie"): D + timedelta(held)}))
        found = plan.milestone("start_spoor_2")
        assert (found.opens_on, found.target_on, found.due_on) == days(56, held + 28, due)


def test_the_second_track_never_starts_before_week_8_is_over() -> None:
    """An evaluation in the first weeks does not bring the start before D+56."""
    plan = timeline(CaseFacts(D, done={StepRef("eerstejaarsevaluatie"): D + timedelta(7)}))
    assert plan.milestone("start_spoor_2").due_on == D + timedelta(56)


def test_what_is_done_is_done() -> None:
    """A milestone that was done keeps its dates and says so."""
    done = {StepRef("melding_42_weken"): D + timedelta(290), StepRef("evaluatie", 2): D + timedelta(140)}
    plan = timeline(CaseFacts(D, done=done))
    assert plan.milestone("melding_42_weken").status == "gedaan"
    assert plan.milestone("melding_42_weken").due_on == D + timedelta(294)
    assert plan.milestone("evaluatie", 2).status == "gedaan"
    assert plan.milestone("evaluatie", 1).status == "gepland"


@pytest.mark.parametrize(
    ("first", "due", "tolerated"),
    [
        ("2026-03-06", "2026-12-25", "2026-12-28"),  # docs/wet/first-year.md, Report of week 42
        ("2026-01-05", "2026-10-26", "2026-10-26"),  # a Monday
        ("2026-07-15", "2027-05-05", "2027-05-07"),  # 5 May, then Ascension Day
        ("2026-03-13", "2027-01-01", "2027-01-04"),  # New Year's Day on a Friday
    ],
)
def test_uwv_accepts_the_42_week_report_on_a_working_day(first: str, due: str, tolerated: str) -> None:
    """The legal day is D+294, whatever day that is; UWV accepts the first working day on or after it."""
    found = timeline(CaseFacts(date.fromisoformat(first))).milestone("melding_42_weken")
    assert (found.due_on, found.tolerated_until) == (date.fromisoformat(due), date.fromisoformat(tolerated))


@pytest.mark.parametrize(
    ("first", "ban_ends"), [("2024-02-29", "2026-03-01"), ("2024-02-28", "2026-02-28"), ("2025-12-31", "2027-12-31")]
)
def test_the_dismissal_ban_runs_in_calendar_years(first: str, ban_ends: str) -> None:
    """Two years, not 104 weeks; who fell ill on 29 February keeps the protection until 1 March."""
    assert timeline(CaseFacts(date.fromisoformat(first))).milestone("einde_opzegverbod").due_on == date.fromisoformat(
        ban_ends
    )


@pytest.mark.parametrize("first", ["2026-03-29", "2026-10-25", "2028-02-29", "2026-12-31"])
def test_clock_changes_and_leap_days_move_no_term(first: str) -> None:
    """A term of days is that many days, over the change of the clock, over 29 February and over the year end."""
    start = date.fromisoformat(first)
    plan = timeline(CaseFacts(start))
    assert plan.milestone("melding_42_weken").due_on == start + timedelta(294)
    assert plan.wait_ends_on == start + timedelta(727)


def test_weeks_end_on_the_weekday_they_began() -> None:
    """After n weeks is the same weekday as D; the last day of the wait is the weekday before it."""
    assert PLAIN.milestone("melding_42_weken").due_on.weekday() == D.weekday()  # type: ignore[union-attr]
    assert PLAIN.milestone("eerste_wia_dag").due_on.weekday() == D.weekday()  # type: ignore[union-attr]


def test_the_case_lives_until_its_last_milestone() -> None:
    """Without an early end the case lives until the end of the dismissal ban."""
    assert PLAIN.ends_on == date(2028, 1, 5)
    assert timeline(CaseFacts(D, recoveries=(Recovery(date(2026, 3, 16)),))).ends_on == date(2026, 4, 12)


def test_a_step_that_is_not_in_the_plan_is_named_by_the_error() -> None:
    """Its key and its number, so that whoever asked sees which one it was."""
    with pytest.raises(KeyError) as missing:
        timeline(CaseFacts(D)).milestone("evaluatie", 99)
    assert missing.value.args == (StepRef("evaluatie", 99),)
