"""Every milestone at its edges: an interruption before, on and after it; leap days, year ends, 5 May, DST."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.facts import CaseFacts, Leave, Recovery, StepRef
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
WAIT = 727
FIELDS = ("opens_on", "target_on", "due_on")

# Days of sickness after D that decide each date of a case in which nothing is done, written as in the timetable. A date
# that counts back from the end of the wait follows W, so every interruption before W moves it.
COUNTED: dict[str, tuple[int | None, int | None, int | None]] = {
    "ziekmelding_arbodienst": (0, 1, None),
    "probleemanalyse": (14, 41, 42),
    "plan_van_aanpak": (42, 55, 42 + 14),
    "melding_42_weken": (280, 287, 294),
    "arbeidsdeskundig_onderzoek": (280, 322, None),
    "eerstejaarsevaluatie": (315, 336, 363),
    "loon_tweede_ziektejaar": (350, 357, 364),
    "start_spoor_2": (56, 363 + 28, 363 + 42),
    "haalbaarheidsonderzoek": (405 - 63, 405 - 28, None),
    "functioneel_profiel": (405 - 63, 405 - 28, None),
    "informeren_spoor_2": (315, 405 - 28, None),
    "zoekgegevens_spoor_2": (405 - 63, 405 - 28, None),
    "vervroegde_iva": (21, 475, 476),
    "uwv_brief_wia": (609, 616, 622),
    "einde_wachttijd": (None, None, WAIT),
}
EDGES = [(key, field, n) for key, days in COUNTED.items() for field, n in zip(FIELDS, days, strict=True) if n]
BACK = {"actueel_oordeel": 91, "eindevaluatie": 91, "re_integratieverslag": 91, "wia_aanvraag": 77}


def on(number: int) -> date:
    """Return a number of calendar days after D."""
    return D + timedelta(number)


def gap(first: int, length: int) -> Recovery:
    """Return a recovery of some days that begins a number of days after D."""
    return Recovery(on(first), on(first + length - 1))


def planned(key: str, **facts: object) -> Milestone:
    """Plan one milestone under these facts."""
    return timeline(CaseFacts(D, **facts)).milestone(key)  # type: ignore[arg-type]


@pytest.mark.parametrize(("key", "field", "number"), EDGES)
@pytest.mark.parametrize("length", [1, 27])
def test_an_interruption_moves_what_it_comes_before(key: str, field: str, number: int, length: int) -> None:
    """From the day before a date or on it: the date moves by the gap. From the day after: it stays, for it had come."""
    moved = {start: getattr(planned(key, recoveries=(gap(start, length),)), field) for start in near(number)}
    expected = {start: on(number + length * (start <= number)) for start in near(number)}
    assert moved == expected


def near(number: int) -> list[int]:
    """List the days before, on and after a day of sickness on which somebody can recover."""
    return [start for start in (number - 1, number, number + 1) if start > 0]


@pytest.mark.parametrize(("key", "field", "number"), [edge for edge in EDGES if not milestone_table()[edge[0]].part_of])
def test_the_28th_recovered_day_ends_what_had_not_come(key: str, field: str, number: int) -> None:
    """27 days are an interruption, 28 the end: what was due by then stays, what was to come lapses with its dates.

    What is part of a step that lapses is not asked for at all.
    """
    for start in near(number):
        found = planned(key, recoveries=(gap(start, 28),))
        assert getattr(found, field) == on(number)
        last = found.due_on or found.target_on
        assert (found.status == "vervallen") == (last is None or last >= on(start))


@pytest.mark.parametrize("key", sorted(BACK))
@pytest.mark.parametrize(("start", "moves"), [(600, 27), (640, 27), (WAIT - 1, 27), (WAIT, 27), (WAIT + 1, 0)])
def test_what_counts_back_follows_the_end_of_the_wait(key: str, start: int, moves: int) -> None:
    """Thirteen and eleven calendar weeks before W, wherever the interruption lies before it."""
    found = planned(key, recoveries=(gap(start, 27),))
    assert found.due_on == on(WAIT + moves - BACK[key])


@pytest.mark.parametrize(("key", "field", "number"), EDGES)
def test_several_interruptions_add_up(key: str, field: str, number: int) -> None:
    """Each one before a date moves it by its length; the one after it does not. Leave counts as a gap does."""
    gaps = (gap(1, 27),) if number < 60 else (gap(1, 27), gap(40, 13))
    moved = sum((item.until - item.from_).days + 1 for item in gaps if item.until)
    after = Leave(on(number + moved + 1), on(number + moved + 112))
    assert getattr(planned(key, recoveries=gaps, leaves=(after,)), field) == on(number + moved)
    before = Leave(on(number + moved), on(number + moved + 111))
    assert getattr(planned(key, recoveries=gaps, leaves=(before,)), field) == on(number + moved + 112)


SPECIAL = [
    date(2028, 2, 29),  # a leap day
    date(2028, 3, 1),
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2027, 5, 5),  # Liberation Day, a Wednesday
    date(2029, 5, 5),  # on a Saturday
    date(2026, 3, 29),  # the clock goes forward
    date(2026, 10, 25),  # and back
    date(2027, 4, 27),  # King's Day
]


@pytest.mark.parametrize("day", SPECIAL, ids=str)
@pytest.mark.parametrize(("key", "field", "number"), EDGES)
def test_no_day_of_the_calendar_moves_a_core_term(key: str, field: str, number: int, day: date) -> None:
    """Leap days, the turn of the year, holidays, weekends and the clock move none of the core terms by a day."""
    first = day - timedelta(number)
    assert getattr(timeline(CaseFacts(first)).milestone(key), field) == day


@pytest.mark.parametrize("day", SPECIAL, ids=str)
@pytest.mark.parametrize("key", sorted(BACK))
def test_no_day_of_the_calendar_moves_a_term_counted_back(key: str, day: date) -> None:
    """Atw 1(2): a term found by counting back is never extended."""
    first = day - timedelta(WAIT - BACK[key])
    assert timeline(CaseFacts(first)).milestone(key).due_on == day


@pytest.mark.parametrize(
    ("due", "accepted"),
    [
        ("2026-12-24", "2026-12-24"),
        ("2026-12-25", "2026-12-28"),  # a Friday: Christmas, Boxing Day and the weekend
        ("2027-05-05", "2027-05-07"),  # then Ascension Day
        ("2028-02-29", "2028-02-29"),
        ("2025-04-26", "2025-04-28"),  # King's Day on the 26th, for the 27th is a Sunday
        ("2027-03-26", "2027-03-30"),  # Good Friday, Easter
    ],
)
def test_uwv_accepts_the_report_on_the_first_working_day(due: str, accepted: str) -> None:
    """The due date of the 42-week report stays on its day; what UWV accepts is the first working day from there."""
    found = timeline(CaseFacts(date.fromisoformat(due) - timedelta(294))).milestone("melding_42_weken")
    assert (found.due_on, found.tolerated_until) == (date.fromisoformat(due), date.fromisoformat(accepted))


FORMS = [(41, None), (42, "verkort"), (43, "verkort"), (69, "verkort"), (70, "volledig"), (71, "volledig")]
# Last days of an employment, each with the last working day on or before it: a Friday, a Saturday, a Sunday, a holiday.
LAST_DAYS = [
    (date(2026, 2, 20), date(2026, 2, 20)),
    (date(2026, 2, 21), date(2026, 2, 20)),
    (date(2026, 2, 22), date(2026, 2, 20)),
    (date(2026, 5, 25), date(2026, 5, 22)),  # Whit Monday
    (date(2027, 1, 1), date(2026, 12, 31)),
    (date(2026, 5, 5), date(2026, 5, 4)),
]


@pytest.mark.parametrize(("last_day", "working_day"), LAST_DAYS)
@pytest.mark.parametrize(("days", "variant"), FORMS)
@pytest.mark.parametrize("interrupted", [0, 27])
def test_who_leaves_sick_is_reported_on_the_last_day_of_the_employment(
    last_day: date, working_day: date, days: int, variant: str | None, interrupted: int
) -> None:
    """ZW 38(2): due on the last day itself, planned for the working day; six weeks to it ask a report, ten the whole.

    An interruption of 27 days before that day is not counted.
    """
    first = last_day - timedelta(days + interrupted)
    gap = (Recovery(first + timedelta(1), first + timedelta(interrupted)),) if interrupted else ()
    plan = timeline(CaseFacts(first, recoveries=gap, contract_ends_on=last_day))
    report = plan.milestone("ziek_uit_dienst_melding")
    assert (report.target_on, report.due_on) == (working_day, last_day)
    assert [(m.variant, m.due_on) for m in plan if m.key == "riv_ziek_uit_dienst"] == (
        [(variant, last_day)] if variant else []
    )


@pytest.mark.parametrize("ends", [0, 1])
def test_who_leaves_at_once_is_reported_on_that_day(ends: int) -> None:
    """The target is never before the first sick day, here a Saturday, and no report is asked."""
    saturday = date(2026, 2, 21)
    plan = timeline(CaseFacts(saturday, contract_ends_on=saturday + timedelta(ends)))
    report = plan.milestone("ziek_uit_dienst_melding")
    assert (report.opens_on, report.target_on, report.due_on) == (saturday, saturday, saturday + timedelta(ends))
    assert not [m for m in plan if m.key == "riv_ziek_uit_dienst"]


@pytest.mark.parametrize(("ends", "statuses"), [(293, "vervallen"), (294, "gepland"), (295, "gepland")])
def test_nothing_is_left_with_the_employer_after_the_contract(ends: int, statuses: str) -> None:
    """The day before, on and after the last day of the 42-week report."""
    assert planned("melding_42_weken", contract_ends_on=on(ends)).status == statuses


@pytest.mark.parametrize(("late", "due"), [(0, 56), (1, 57), (30, 86)])
def test_a_late_step_moves_what_counts_from_it_alone(late: int, due: int) -> None:
    """The plan follows the analysis as it was done; the 42-week report does not."""
    done = {StepRef("probleemanalyse"): on(42 + late)}
    plan = timeline(CaseFacts(D, done=done))
    assert plan.milestone("plan_van_aanpak").due_on == on(due)
    assert plan.milestone("melding_42_weken").due_on == on(294)


@pytest.mark.parametrize(
    ("analysed", "target"), [(40, 54), (41, 55), (42, 55), (54, 55), (55, 55), (56, 56), (70, 70), (400, 400)]
)
def test_the_plan_is_never_planned_before_the_analysis(analysed: int, target: int) -> None:
    """In week 8, but after a late analysis on the day of the analysis; the last day counts from it as always."""
    plan = planned("plan_van_aanpak", done={StepRef("probleemanalyse"): on(analysed)})
    assert (plan.opens_on, plan.target_on, plan.due_on) == (on(analysed), on(target), on(analysed + 14))


@pytest.mark.parametrize(("postponed", "target"), [(279, 280), (280, 280), (281, 281), (294, 294), (295, 294)])
def test_a_target_is_postponed_between_the_opening_and_the_last_day(postponed: int, target: int) -> None:
    """The 42-week report opens on day 280 and has to be there on day 294."""
    report = planned("melding_42_weken", postponed={StepRef("melding_42_weken"): on(postponed)})
    assert report.target_on == on(target)
