"""Days of people in service, by counts of which each holds until the next."""

from datetime import date
from decimal import Decimal

import pytest

from models.overview.workforce import ServiceDays, service_days, smallest_group
from models.tables import WorkforceCount

COUNTS = [
    WorkforceCount(employer_id=1, from_day=date(2026, 1, 1), persons=10, contract_hours=Decimal(360), actor="x"),
    WorkforceCount(employer_id=1, from_day=date(2026, 1, 16), persons=20, contract_hours=Decimal(700), actor="x"),
    WorkforceCount(employer_id=1, from_day=date(2026, 3, 1), persons=4, actor="x"),
    WorkforceCount(employer_id=1, from_day=date(2026, 4, 1), actor="x"),
]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        # Fifteen days of ten people, sixteen of twenty.
        ("2026-01-01", "2026-01-31", ServiceDays(31, 150 + 320, Decimal(15 * 360 + 16 * 700))),
        ("2026-01-15", "2026-01-16", ServiceDays(2, 30, Decimal(1060))),
        ("2026-01-16", "2026-01-16", ServiceDays(1, 20, Decimal(700))),
        ("2026-02-28", "2026-03-01", ServiceDays(2, 24, None)),  # of the last day no hours are known
        ("2026-03-31", "2026-03-31", ServiceDays(1, 4, None)),
        ("2025-12-31", "2026-01-31", None),  # before the first count
        ("2026-03-31", "2026-04-01", None),  # one day is not known
        ("2026-05-01", "2026-05-31", None),
        ("2026-02-02", "2026-02-01", None),
    ],
)
def test_each_day_is_counted_by_the_count_of_that_day(first: str, last: str, expected: ServiceDays | None) -> None:
    """First and last day inclusive; a period of which one day is not known is not known."""
    assert service_days(COUNTS, date.fromisoformat(first), date.fromisoformat(last)) == expected


def test_the_smallest_group_decides() -> None:
    """Also when it is only part of a period; later counts do not matter."""
    assert smallest_group(COUNTS, date(2026, 1, 10), date(2026, 2, 28)) == 10
    assert smallest_group(COUNTS, date(2026, 2, 1), date(2026, 3, 1)) == 4
    assert smallest_group(COUNTS, date(2026, 2, 1), date(2026, 2, 28)) == 20
    assert smallest_group([], date(2026, 2, 1), date(2026, 2, 28)) == 0
    assert service_days([], date(2026, 2, 1), date(2026, 2, 28)) is None
