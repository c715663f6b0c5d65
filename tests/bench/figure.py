"""One measured figure beside its goal."""

from typing import NamedTuple


class Figure(NamedTuple):
    """What was measured, the figure as shown, the goal as shown, and whether it was reached (None: no goal)."""

    what: str
    shown: str
    goal: str = ""
    reached: bool | None = None


def below(what: str, value: float, limit: float, unit: str) -> Figure:
    """Make a figure that must stay under a limit."""
    return Figure(what, f"{value:,.3g} {unit}", f"< {limit:g} {unit}", value < limit)


def above(what: str, value: float, limit: float, unit: str) -> Figure:
    """Make a figure that must reach a limit."""
    return Figure(what, f"{value:,.3g} {unit}", f">= {limit:g} {unit}", value >= limit)
