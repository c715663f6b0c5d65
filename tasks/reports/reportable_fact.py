"""What a reportable fact is: its kind of event, its wording, the days and choices it needs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from spoorboek.statute.events import EventKind
from spoorboek.statute.policy.house_policy import HousePolicy

# From the first sick day to today, or from the end of its week 8; up to today; also later.
FactPeriod = Literal["sick", "after_week_8", "past", "any"]
AskedField = Literal["reason", "percentage", "referral", "weeks"]

_MAYBE = re.compile(r"\{(?:known|through)\}")
_GIVEN = re.compile(r"\{[a-z_]+\}")
_OPEN = re.compile(
    r"^op … | \((?:brief van |verwijzing )?…\)|,? (?:van|vanaf) … t/m …|, aan te vullen …"
    r"| (?:op|van|vanaf|sinds|t/m) …|: …$|…$"
)


class FactDay(NamedTuple):
    """A day of a fact: its name in the event's data, its description in Dutch, the period it must lie in."""

    name: str
    what: str
    when: FactPeriod = "sick"
    needed: bool = True


@dataclass(frozen=True, slots=True)
class ReportableFact:
    """A fact that can be reported: kind of event, Dutch wording, the fields it needs, the fixed data of its event.

    `choices`: the codes of its reason with their labels, where the law closes the list; else those of the house.
    `step`: the step it brings about, without which nothing would come of it. `after`: the step that has begun by then;
    before it nobody is offered the fact, though a report of it is taken. `title`: what it is called where its wording
    without days would not read.
    """

    kind: EventKind
    wording: str
    on: FactDay | None = None
    until: FactDay | None = None
    asks: AskedField | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    choices: Mapping[str, str] | None = None
    step: str | None = None
    after: str | None = None
    title: str = ""

    @property
    def name(self) -> str:
        """Return what people call it, in Dutch: its title, else its wording without what is filled in."""
        if self.title:
            return self.title
        words = _OPEN.sub("", _GIVEN.sub("…", _MAYBE.sub("", self.wording))).strip(" ,:;")
        return words[0].upper() + words[1:]

    def reasons(self, house: HousePolicy) -> Mapping[str, str]:
        """Return the codes of its reason with their Dutch labels."""
        return house.choices["stuck"] if self.choices is None else self.choices


def fact_day(what: str, when: FactPeriod = "sick", name: str = "on") -> FactDay:
    """Make a required day of a fact."""
    return FactDay(name, what, when)
