"""What a reportable fact is: its kind of event, its wording, the days and choices it needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from spoorboek.statute.events import EventKind

FactPeriod = Literal["sick", "past", "any"]  # from the first sick day to today; up to today; also later
AskedField = Literal["reason", "percentage", "referral", "weeks"]


class FactDay(NamedTuple):
    """A day of a fact: its name in the event's data, its description in Dutch, the period it must lie in."""

    name: str
    what: str
    when: FactPeriod = "sick"
    needed: bool = True


@dataclass(frozen=True, slots=True)
class ReportableFact:
    """A fact that can be reported: kind of event, Dutch wording, the fields it needs, the fixed data of its event."""

    kind: EventKind
    wording: str
    on: FactDay | None = None
    until: FactDay | None = None
    asks: AskedField | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def fact_day(what: str, when: FactPeriod = "sick", name: str = "on") -> FactDay:
    """Make a required day of a fact."""
    return FactDay(name, what, when)
