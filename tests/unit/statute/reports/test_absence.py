"""Days of absence and sick reports, counted by hand from what was reported of one case."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from spoorboek.statute.events import Event
from spoorboek.statute.reports.absence import ABSENCE_KINDS, absence_pieces, lost_hundredths, sick_reports
from spoorboek.stories.simulation import run_case
from spoorboek.stories.story_reader import load_story, shipped_stories

Told = tuple[str, dict[str, Any]]


def counted(first: str, last: str, *told: Told, sick: str, closed: str | None = None) -> tuple[int, int]:
    """Return the hundredths of days lost and the sick reports within a period, of somebody who fell ill on `sick`."""
    reported = [("sick_reported", {"first_sick_day": sick}), *told]
    events = [
        Event(number, kind, date(2026, 1, 1), data)  # type: ignore[arg-type]
        for number, (kind, data) in enumerate(reported, 1)
    ]
    pieces = absence_pieces(events, date.fromisoformat(closed) if closed else None)
    period = date.fromisoformat(first), date.fromisoformat(last)
    return lost_hundredths(pieces, *period), sick_reports(pieces, *period)


def recovered(day: str) -> Told:
    """Say that somebody is better from a day on."""
    return "recovered", {"from": day}


def works(day: str, percentage: int) -> Told:
    """Say how much is worked from a day on."""
    return "capability_changed", {"from": day, "percentage": percentage}


@pytest.mark.parametrize(
    ("first", "last", "told", "expected"),
    [
        ("2026-03-01", "2026-03-31", (recovered("2026-03-12"),), (1000, 1)),  # 2 up to and including 11 March
        ("2026-03-05", "2026-03-06", (recovered("2026-03-12"),), (200, 0)),  # within it
        ("2026-03-11", "2026-03-12", (recovered("2026-03-12"),), (100, 0)),  # the last sick day, not the first good one
        ("2026-02-01", "2026-03-01", (), (0, 0)),  # before it
        ("2026-03-02", "2026-03-02", (), (100, 1)),
        # Half from the ninth: seven whole days and 23 half ones; nothing is better of working more.
        ("2026-03-01", "2026-03-31", (works("2026-03-09", 50),), (700 + 23 * 50, 1)),
        ("2026-03-01", "2026-03-31", (works("2026-03-09", 50), works("2026-03-09", 100)), (700, 1)),
        ("2026-03-01", "2026-03-31", (works("2026-03-09", 50), ("report_withdrawn", {"report": 2})), (3000, 1)),
        # Better on the tenth, ill again on the twentieth, within four weeks: a report of its own, and wholly absent.
        (
            "2026-03-01",
            "2026-03-31",
            (works("2026-03-04", 50), recovered("2026-03-10"), ("relapsed", {"on": "2026-03-20"})),
            (200 + 6 * 50 + 1200, 2),
        ),
        # Leave around childbirth is no absence, and what follows on it is a report.
        (
            "2026-03-01",
            "2026-07-31",
            (("leave_recorded", {"from": "2026-03-16", "until": "2026-07-05", "same_cause": True}),),
            (1400 + 2600, 2),
        ),
        ("2026-03-01", "2026-03-31", (("died", {"on": "2026-03-04"}),), (300, 1)),
        ("2026-03-01", "2026-03-31", (("contract_end_set", {"on": "2026-03-05"}),), (400, 1)),
        ("2026-03-01", "2026-03-31", (("found_double", {"of": "Z-00000", "reason": "x"}),), (0, 0)),
        ("2026-01-01", "2026-03-31", (("first_day_corrected", {"first_sick_day": "2026-03-30"}),), (200, 1)),
    ],
)
def test_each_day_counts_by_what_was_not_worked(
    first: str, last: str, told: tuple[Told, ...], expected: tuple[int, int]
) -> None:
    """Who fell ill on Monday 2 March 2026, in the days of a period."""
    assert counted(first, last, *told, sick="2026-03-02") == expected


@pytest.mark.parametrize("name", shipped_stories())
def test_what_is_left_out_changes_no_day_of_absence(name: str) -> None:
    """Of every story the kinds that are read tell the same as all that was reported; and no day counts twice."""
    story = load_story(name)
    for case in range(1, story.cases + 1):
        events = run_case(story.events_of(case)).record.events
        pieces = absence_pieces([each for each in events if each.kind in ABSENCE_KINDS], None)
        assert pieces == absence_pieces(events, None)
        assert all(one.last < other.first for one, other in pairwise(pieces))
        assert all(0 <= each.absent <= 100 and each.first <= each.last for each in pieces)


def test_a_withdrawal_of_something_else_takes_no_day_away() -> None:
    """An advice that was withdrawn, and a withdrawal of that: neither is a day of absence."""
    others = [("report_withdrawn", {"report": 40}), ("report_withdrawn", {"report": 2})]
    assert counted("2026-03-01", "2026-03-31", *others, sick="2026-03-02") == (3000, 1)


def test_a_year_boundary_divides_the_days_and_not_the_report() -> None:
    """Ill from 22 December, half at work from 12 January, better on 1 February."""
    told = (works("2026-01-12", 50), recovered("2026-02-01"))
    assert counted("2025-12-01", "2025-12-31", *told, sick="2025-12-22") == (1000, 1)
    assert counted("2026-01-01", "2026-12-31", *told, sick="2025-12-22") == (1100 + 20 * 50, 0)


def test_two_years_are_counted_at_most() -> None:
    """The 730th day is the last; of a case that closed sooner that day is."""
    assert counted("2020-01-01", "2030-01-01", sick="2024-01-01") == (73_000, 1)
    assert counted("2025-12-30", "2025-12-31", sick="2024-01-01") == (100, 0)
    assert counted("2024-01-01", "2024-12-31", sick="2024-01-01", closed="2024-01-10") == (1000, 1)
