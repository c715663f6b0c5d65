"""How many examples a property tries: as many as it asks for, or few in the fast loop (`make unit`)."""

import os

FEW = 4
IN_FAST_LOOP = os.environ.get("SPOORBOEK_EXAMPLES") == "few"


def at_most(count: int) -> int:
    """Return how many examples a property tries that asks for `count`."""
    return min(count, FEW) if IN_FAST_LOOP else count
