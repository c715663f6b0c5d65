"""Copies of signed papers: who is owed one, and which a person says they gave.

Source: Regeling procesgang 4(3), for the plan and each change of it; beside the law what the house policy names.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from spoorboek.statute.events import Event
from spoorboek.statute.reports.withdrawn_events import without_withdrawn

COPY_NAME = "afschrift {role} stuk {paper}"  # name of the effect that mails it
# How somebody got a copy. Mail without a lock is no way: a paper may hold a BSN.
COPY_WAYS: Mapping[str, str] = MappingProxyType(
    {
        "overhandigd": "overhandigd",
        "per_post": "per post",
        "aangetekend": "per aangetekende post",
        "beveiligd_digitaal": "digitaal, beveiligd",
    }
)


class OwedCopy(NamedTuple):
    """A copy of a paper (its number) that a role must have, since the day on which the paper was whole."""

    paper: int
    role: str
    since: date

    @property
    def name(self) -> str:
        """Return the name of the effect that mails it."""
        return COPY_NAME.format(role=self.role, paper=self.paper)


class HandedCopy(NamedTuple):
    """A copy of which a person says that a role got it: the day and the way (a code of `COPY_WAYS`)."""

    paper: int
    role: str
    on: date
    way: str


def owed_copies(events: Iterable[Event]) -> tuple[OwedCopy, ...]:
    """Return the copies that are owed, each once; a confirmation that was withdrawn owes none."""
    confirmed = (event for event in without_withdrawn(events) if event.kind == "document_confirmed")
    owed = (
        OwedCopy(event.data["paper"], role, event.on) for event in confirmed for role in event.data.get("copies", ())
    )
    return tuple({each[:2]: each for each in sorted(owed, reverse=True)}.values())[::-1]


def report_copied_on(events: Iterable[Event]) -> date | None:
    """Return the last day on which the employee got a copy of the report, as a person says; None without one."""
    given = [event.data["on"] for event in without_withdrawn(events) if event.kind == "report_copy_given"]
    return date.fromisoformat(max(given)) if given else None


def handed_copies(events: Iterable[Event]) -> tuple[HandedCopy, ...]:
    """Return the copies that a person gave, in the order in which that was recorded."""
    given = (event.data for event in without_withdrawn(events) if event.kind == "paper_copy_given")
    return tuple(HandedCopy(it["paper"], it["to"], date.fromisoformat(it["on"]), it["way"]) for it in given)
