"""Which nightly backups stay, worked out on paper."""

from datetime import datetime, timedelta

import pytest

from spoorboek.platform.backup.retention import NAME, moments_to_keep

NOW = datetime(2026, 11, 29, 4, 30)  # noqa: DTZ001 - names of files have no zone


def nights(count: int) -> list[datetime]:
    """Return so many nights, the last of them tonight."""
    return [NOW - timedelta(days=number) for number in range(count)]


def test_days_weeks_and_months_stay() -> None:
    """Seven days, then the last of five weeks and twelve months; what serves two of them is kept once."""
    kept = moments_to_keep(nights(500), (7, 5, 12))
    assert nights(7) == sorted(kept, reverse=True)[:7]
    weeks = {moment for moment in kept if moment.isoweekday() == 7}
    assert {NOW - timedelta(weeks=number) for number in range(5)} <= weeks
    assert len({(moment.year, moment.month) for moment in kept}) == 12
    assert len(kept) == 7 + 4 + 11  # 29 November is of all three


@pytest.mark.parametrize("counts", [(7, 5, 12), (1, 0, 0), (0, 0, 1), (0, 1, 0)])
def test_the_newest_always_stays(counts: tuple[int, int, int]) -> None:
    """Whatever is set, tonight's backup is not deleted."""
    assert NOW in moments_to_keep(nights(40), counts)


def test_a_gap_costs_no_backup() -> None:
    """A machine that was off for a month keeps its last seven days all the same, not those of the calendar."""
    before_the_gap = [moment - timedelta(days=40) for moment in nights(6)]
    assert moments_to_keep([NOW, *before_the_gap], (7, 0, 0)) == {NOW, *before_the_gap}


@pytest.mark.parametrize(
    "name",
    ["spoorboek-2026-11-29T043000.age", "voor-bijwerken-0003-2026-11-29T043000.age", "nacht-oud.age", "nacht.age"],
)
def test_only_nightly_backups_are_ever_deleted(name: str) -> None:
    """A backup that a person made, or that stood before a migration, is no business of the nights."""
    assert NAME.fullmatch(name) is None
    assert NAME.fullmatch("nacht-2026-11-29T043000.age")
