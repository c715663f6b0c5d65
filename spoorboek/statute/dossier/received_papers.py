"""The papers of a case as its events tell of them: numbers, codes and days, never what a paper says."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from spoorboek.statute.events import Event
from spoorboek.statute.facts import StepRef
from spoorboek.statute.reports.withdrawn_events import without_withdrawn


class Paper(NamedTuple):
    """A paper that was received: its number within the case, its kind and step, the days, and from whom (a code)."""

    number: int
    kind: str
    step: StepRef
    received_on: date
    sender: str
    dated: date | None = None


def received_papers(events: Iterable[Event]) -> tuple[Paper, ...]:
    """Return the papers that were received and not withdrawn, in the order in which they came."""
    return tuple(_papers(events))


def _papers(events: Iterable[Event]) -> Iterator[Paper]:
    for event in without_withdrawn(events):
        if event.kind == "document_received":
            data = event.data
            dated = date.fromisoformat(data["dated"]) if data.get("dated") else None
            step = StepRef(data["step"], data["occurrence"])
            yield Paper(data["paper"], data["type"], step, date.fromisoformat(data["on"]), data["from"], dated)
