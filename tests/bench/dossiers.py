"""The check of all dossiers in one night: the first, which keeps a baseline, and one in which nothing is new.

The cases are copies, by SQL, of some that were really lived, spread over two years.
"""

import time
from datetime import timedelta
from pathlib import Path

from bench.figure import Figure, below
from bench.reconcile import measured
from bench.standing import sleeping_cases
from sqlalchemy import func
from sqlmodel import select
from support.dossier.sound_dossiers import excused, sound_dossier
from support.platforms import own_platform

from models.connection import session
from models.tables import RivFinding
from tasks.dossiers.nightly import check_every_dossier

OPEN, SECONDS = 10_000, 60
PURE_CHECKS, MILLISECONDS = 500, 2


def dossiers(home: Path) -> list[Figure]:
    """Check sleeping cases twice, in time of the processors, and one whole dossier of two years without a database."""
    with own_platform(home / "home") as platform:
        sleeping_cases(platform, OPEN)
        rounds = []
        for _ in range(2):
            with measured(platform) as cost:
                done = check_every_dossier()
            rounds.append(cost[0])
            assert done is not None
            assert (done.cases, done.unchecked) == (OPEN, ())
        with session() as reading:
            found = reading.exec(select(func.count()).select_from(RivFinding)).one()
    return [
        below(f"check of {OPEN:,} dossiers (copies by SQL), the first night, CPU", rounds[0].processor, SECONDS, "s"),
        Figure("… passed, with whatever else ran", f"{rounds[0].seconds:.0f} s"),
        below("… the next night, nothing new, CPU", rounds[1].processor, SECONDS, "s"),
        Figure("… passed, with whatever else ran", f"{rounds[1].seconds:.0f} s"),
        Figure("… findings kept", f"{found:,}"),
        below("check of one whole dossier of two years, pure", _pure(), MILLISECONDS, "ms"),
    ]


def _pure() -> float:
    dossier = sound_dossier(**excused())
    plan, day = dossier.plan, dossier.plan.wait_ends_on - timedelta(30)
    began = time.process_time()
    for _ in range(PURE_CHECKS):
        dossier.found_by(plan, day)
    return (time.process_time() - began) * 1000 / PURE_CHECKS
