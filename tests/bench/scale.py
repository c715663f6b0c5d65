"""What a thousand, ten thousand, a hundred thousand sleeping cases cost on one machine, and what grows too fast.

The sizes are those of SCALE_SIZES (`1000,10000,100000`); a backup is made and put back at the largest of them up to
SCALE_BACKUP cases. Seconds of the processors are counted, which neighbours hardly change. SCALE_PICTURE names a file
for the curves (SVG), beside which the table is put as Markdown.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from bench.figure import Figure
from bench.scale_backup import back_up
from bench.scale_chart import PROCESSOR, Curves, draw_curves, table_text
from bench.scale_copies import BASE, SleepingCopies
from bench.scale_lives import EMPLOYERS, LIVED, give_work, live_cases
from bench.scale_meter import Meter
from bench.scale_parts import measure
from bench.standing import make_employers
from support.platforms import own_platform

from flows.engine.runs import prefect_client
from models.connection import session
from spoorboek.platform.up import Platform

SIZES, WITH_BACKUP = "1000,10000", 10_000
PER_CASE, USED = 200_000, 0.5  # bytes at most, before it was measured; the part of what is free that is used
TOO_FAST, LITTLE = 1.35, 0.1  # times what is linear; seconds below which a measurement says little


def scale(home: Path) -> list[Figure]:
    """Live some cases, copy them to each size in turn, and measure there."""
    sizes = [int(each) // LIVED * LIVED for each in os.environ.get("SCALE_SIZES", SIZES).split(",")]
    most = int(os.environ.get("SCALE_BACKUP", WITH_BACKUP))
    with_backup = max((each for each in sizes if each <= most), default=0)
    with own_platform(home / "home") as platform:
        assert platform.database
        refuse_little_room(platform.database.folder, sizes[-1], PER_CASE)
        rest_from_upkeep()
        quicken(platform)
        lived = live_cases()
        with session() as writing:
            employers = [each.id for each in make_employers(writing, EMPLOYERS)]
        copies = SleepingCopies(platform.database, lived.ids, lived.days, employers)
        meter = Meter(platform)
        for size in sizes:
            _grow(copies, size)
            meter.size = size
            measure(meter)
            meter.tell()
            if size == with_backup:
                back_up(meter)
                meter.tell()
        picture_of(meter.curves)
        return list(figures(meter.curves))


def _grow(copies: SleepingCopies, size: int) -> None:
    if copies.count:
        refuse_little_room(copies.database.folder, size - copies.count, copies.bytes_each())
    copies.grow_to(size)
    give_work(copies.database, size, BASE)


def refuse_little_room(folder: Path, cases: int, per_case: float) -> None:
    """End, with what is missing, when so many cases might fill the disk: it is shared by whatever else runs here."""
    needed, free = cases * per_case, shutil.disk_usage(folder).free
    if needed > free * USED:
        raise SystemExit(
            f"{cases:,} cases of {per_case / 1000:.0f} KB take {needed / 1e9:.1f} GB; of the {free / 1e9:.1f} GB that "
            f"are free in {folder} half may be used. Give fewer in SCALE_SIZES."
        )


def rest_from_upkeep() -> None:
    """Pause the schedules of upkeep, which is measured by itself, and would come in between."""
    with prefect_client() as prefect:
        for each in prefect.read_deployments(limit=200):
            if "beheer" in each.tags:
                paused: dict[str, Any] = {"path_params": {"id": each.id}, "json": {"paused": True}}
                prefect.request("PATCH", "/deployments/{id}", **paused)


def quicken(platform: Platform) -> None:
    """Let PostgreSQL write its log ahead for longer: what is copied is not what is measured."""
    assert platform.database
    with psycopg.connect(platform.database.url("postgres"), autocommit=True) as connection:
        connection.execute("alter system set max_wal_size = '4GB'")
        connection.execute("select pg_reload_conf()")


def picture_of(curves: Curves) -> None:
    """Write the picture and the table, where they are asked for."""
    if picture := os.environ.get("SCALE_PICTURE"):
        Path(picture).write_text(draw_curves(curves))
        Path(picture).with_suffix(".md").write_text(table_text(curves))


def figures(curves: Curves) -> Iterator[Figure]:
    """Word each curve; what uses the processors must not grow faster than the number of cases."""
    for what, curve in curves.items():
        shown = "; ".join(f"{value:,.3g}" for value in curve.values.values())
        if curve.unit == PROCESSOR and len(curve.values) > 1:
            (first, least), *_, (last, most) = curve.values.items()
            fits = most <= LITTLE or most / max(least, LITTLE / 10) <= TOO_FAST * last / first
            yield Figure(what, f"{shown} {curve.unit}", "linear", fits)
        else:
            yield Figure(what, f"{shown} {curve.unit}".rstrip())
