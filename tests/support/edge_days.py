"""For tables of the law's edges: a case that began on Monday 5 January 2026, its days as numbers after that day.

The first sick day is day 0, so n weeks of sickness end on day 7n - 1, and day n is a Monday where 7 divides n.
"""

from datetime import date, timedelta
from typing import Any

from spoorboek.statute.facts import CaseFacts, Recovery
from spoorboek.statute.plan import Plan
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)


def on(number: int) -> date:
    """Return a number of calendar days after D."""
    return D + timedelta(number)


def number_of(day: date | None) -> int | None:
    """Return a day as calendar days after D; None for no day."""
    return (day - D).days if day else None


def gap(first: int, length: int) -> Recovery:
    """Return a recovery of some days that begins on a day."""
    return Recovery(on(first), on(first + length - 1))


def plan_of(**facts: Any) -> Plan:
    """Plan a case that began on D."""
    return timeline(CaseFacts(D, **facts))


def due(plan: Plan, key: str) -> int | None:
    """Return the last lawful day of a step; None where it has none, lapsed, or does not occur."""
    found = next((milestone for milestone in plan if milestone.key == key), None)
    return number_of(found.due_on) if found and found.status != "vervallen" else None
