"""The schedules of the upkeep, as Prefect computes them on the days on which the clock changes."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from prefect.server.schemas.schedules import CronSchedule

from spoorboek.platform.deploy import read_deployments

# How far apart two runs may be; a new schedule has to be added here.
LONGEST_GAP = {
    "elk-kwartier": timedelta(minutes=15),
    "elke-vijf-minuten": timedelta(minutes=5),
    "elke-ochtend-dagrapport": timedelta(hours=12),  # it rests at night
    "elke-nacht": timedelta(hours=25),  # the night on which the clock goes back
    "elke-nacht-anker": timedelta(hours=25),
    "elke-nacht-controle": timedelta(hours=25),
    "elke-nacht-reservekopie": timedelta(hours=25),
}
HOURS = 50


@pytest.mark.parametrize("eve", [datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)])
def test_no_hour_is_without_upkeep_when_the_clock_changes(eve: datetime) -> None:
    """On both nights, from the day before to the day after, no gap is longer than the interval; no run comes twice."""
    schedules = {entry["name"]: entry["schedules"] for entry in read_deployments() if entry.get("schedules")}
    assert schedules.keys() == LONGEST_GAP.keys()
    for name, ((schedule,), longest) in {name: (schedules[name], LONGEST_GAP[name]) for name in schedules}.items():
        computed = CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])
        count = int(timedelta(hours=HOURS) / longest)
        moments = [moment.astimezone(UTC) for moment in asyncio.run(computed.get_dates(count, start=eve))]
        gaps = {later - earlier for earlier, later in pairwise(moments)}
        assert timedelta(0) < min(gaps) <= max(gaps) <= longest, name
