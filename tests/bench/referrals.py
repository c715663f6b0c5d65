"""What referrals cost those who have none: a wake beside ten thousand running second tracks."""

import time
from pathlib import Path
from statistics import median

from bench.figure import Figure, below
from bench.standing import lived_case, referred_cases, sleeping_cases
from support.platforms import own_platform

from tasks.case_state import read_case_state, store_case_state

OPEN, SAMPLE, ROUNDS = 10_000, 12, 20
DEARER = 1.10  # times, at most


def referrals(home: Path) -> list[Figure]:
    """Measure what a wake does with the record, before and after so many open referrals stand in it.

    Beside it what it does for a case whose own track runs. The part of Prefect, most of a wake, knows of no referral.
    """
    with own_platform(home / "home") as platform:
        platform.child("worker").stop()
        sleeping_cases(platform, OPEN)
        asked = [lived_case(place).number for place in range(SAMPLE)]
        without = _milliseconds(asked)
        tracks = [each.number for each in referred_cases(platform, OPEN, after=OPEN)]
        beside, own = _milliseconds(asked), _milliseconds(tracks)
    return [
        Figure(f"the record's part of a wake, beside {OPEN:,} cases", f"{without:.1f} ms"),
        Figure(f"… and {OPEN:,} with a running track", f"{beside:.1f} ms"),
        below("… to that before", beside / without, DEARER, "times"),
        Figure("… of a case whose own track runs", f"{own:.1f} ms"),
    ]


def _milliseconds(numbers: list[str]) -> float:
    """Return the median of what a wake of these cases does with the record: read, plan, store."""
    times = []
    for number in numbers * ROUNDS:
        began = time.perf_counter()
        store_case_state(read_case_state(number))
        times.append(time.perf_counter() - began)
    return median(times) * 1000
