"""How many examples a property tries, and which: SPOORBOEK_EXAMPLES decides.

As a rule every run tries a third of them, always the same, so that a change is what makes a test fail. `few`: the fast
loop (`make unit`). `many`: five times as many as are asked for, and others every time, in search of what nobody thought
of (`make drills`).
"""

import os

FEW, SHARE, MORE = 4, 3, 5
IN_FAST_LOOP = os.environ.get("SPOORBOEK_EXAMPLES") == "few"
IN_SEARCH = os.environ.get("SPOORBOEK_EXAMPLES") == "many"


def at_most(count: int) -> int:
    """Return how many examples a property tries that asks for `count`."""
    if IN_SEARCH:
        return count * MORE
    return min(count, FEW if IN_FAST_LOOP else max(FEW, count // SHARE))
