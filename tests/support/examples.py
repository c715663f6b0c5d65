"""How many examples a property tries, and which: SPOORBOEK_EXAMPLES decides.

As a rule every run tries the same examples, so that a change is what makes a test fail. `few`: the fast loop (`make
unit`). `many`: five times as many, and others every time, in search of what nobody thought of (`make drills`).
"""

import os

FEW, MORE = 4, 5
IN_FAST_LOOP = os.environ.get("SPOORBOEK_EXAMPLES") == "few"
IN_SEARCH = os.environ.get("SPOORBOEK_EXAMPLES") == "many"


def at_most(count: int) -> int:
    """Return how many examples a property tries that asks for `count`."""
    return min(count, FEW) if IN_FAST_LOOP else count * (MORE if IN_SEARCH else 1)
