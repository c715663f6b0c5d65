"""The latest case of a person as it is recorded, and what a person recorded here that a file may not turn back."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from spoorboek.errors import InputError
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.reports.withdrawn_events import WITHDRAWAL, withdrawn_numbers

IMPORT_ACTOR = "import"
KEEP, TAKE = "onze", "bestand"
# The fields of a file that become facts of a case, and the events that say them.
FIELDS_BY_KIND: Mapping[EventKind, str] = MappingProxyType({
    "first_day_corrected": "first_sick_day",
    "recovered": "recovered_from",
    "relapsed": "recovered_from",
    "contract_end_set": "contract_ends_on",
    "aow_set": "aow_on",
    "safety_net_set": "safety_net",
    "week_42_report_set": "week_42_report",
})  # fmt: skip
OF_SICK_REPORT = ("first_sick_day", "contract_ends_on", "aow_on", "safety_net")


NO_BUREAUS: Mapping[int, str] = MappingProxyType({})


class RowFact(NamedTuple):
    """One event to append: its kind, its payload, and its text in the report."""

    kind: EventKind
    data: Mapping[str, Any]
    text: str


class RowConflict(InputError):
    """De regel is in strijd met wat van deze persoon bekend is.

    `ways`: what a person may choose to go on (`row_choices.py`); `known`: the personnel number it is about.
    """

    def __init__(self, message: str | None = None, *, ways: Sequence[str] = (), known: str = "") -> None:
        super().__init__(message)
        self.ways, self.known = tuple(ways), known


class Difference(NamedTuple):
    """A field of which a file says otherwise than a person recorded here; values as events hold them, None for none.

    `seq`: the number of the event that holds it already; None when it is new.
    """

    field: str
    ours: str | None
    file: str
    seq: int | None = None


class KnownPerson:
    """The latest case of an employee as it is recorded.

    `by_people`: the numbers of the events that people recorded here. `earlier_days`: the first sick days of cases
    before it. `bureaus`: the code of the bureau of each of its referrals, by number.
    """

    def __init__(
        self,
        events: tuple[Event, ...],
        closed_on: date | None = None,
        by_people: frozenset[int] = frozenset(),
        earlier_days: frozenset[date] = frozenset(),
        bureaus: Mapping[int, str] = NO_BUREAUS,
    ) -> None:
        self.events, self.closed_on, self.by_people, self.earlier_days = events, closed_on, by_people, earlier_days
        self.bureaus = bureaus

    def is_recorded_here(self, *fields: str) -> bool:
        """Tell whether a person recorded one of these fields last, or decided about what a file said of it."""
        return any(self._last_by_person.get(field, False) for field in fields)

    def withdrawn_here(self, kind: EventKind, name: str) -> set[str]:
        """Return the values of a kind of event that a person withdrew, or replaced by another."""
        withdrawn = {
            int(event.data["report"])
            for event in self.events
            if event.kind == WITHDRAWAL and event.seq in self.by_people
        }
        return {str(event.data[name]) for event in self.events if event.kind == kind and event.seq in withdrawn}

    def replaced_first_days(self) -> set[str]:
        """Return the first sick days that a person corrected, or that were recorded by a person and withdrawn."""
        said = [event for event in self.events if event.kind in ("sick_reported", "first_day_corrected")]
        gone = withdrawn_numbers(self.events)
        standing = [event for event in said if event.seq not in gone][-1]
        if not self.is_recorded_here("first_sick_day"):
            return set()
        return {str(event.data["first_sick_day"]) for event in said if event is not standing}

    def difference(self, field: str, ours: str | None, file: str) -> Difference | None:
        """Return how a difference stands: new, or held already with its number; None when ours was kept for it."""
        held = [event for event in self.events if event.kind == "file_differs" and event.data["field"] == field]
        if not held or held[-1].data["file"] != file:
            return Difference(field, ours, file)
        choice = self.choices.get(held[-1].seq)
        if choice == KEEP:
            return None
        return Difference(field, ours, file, None if choice == TAKE else held[-1].seq)

    def open_differences(self) -> list[Difference]:
        """List the differences nobody decided about: of each field what a file said last."""
        last = {event.data["field"]: event for event in self.events if event.kind == "file_differs"}
        return [
            Difference(field, event.data["ours"], event.data["file"], event.seq)
            for field, event in last.items()
            if event.seq not in self.choices
        ]

    @cached_property
    def choices(self) -> Mapping[int, str]:
        """Return what was decided, by the number of the difference."""
        settled = (event for event in self.events if event.kind == "difference_settled")
        return {int(event.data["report"]): event.data["choice"] for event in settled}

    @cached_property
    def _last_by_person(self) -> Mapping[str, bool]:
        """Return by field whether its last event was recorded by a person, or is a difference."""
        found: dict[str, bool] = {}
        by_seq = {event.seq: event for event in self.events}
        for event in self.events:
            source = by_seq[int(event.data["report"])] if event.kind == WITHDRAWAL else event
            for field in _fields_of(source):
                found[field] = source.kind == "file_differs" or event.seq in self.by_people
        return found


def _fields_of(event: Event) -> Iterator[str]:
    if event.kind == "sick_reported":
        yield from (field for field in OF_SICK_REPORT if event.data.get(field) is not None)
    elif event.kind == "file_differs":
        yield event.data["field"]
    elif event.kind in FIELDS_BY_KIND:
        yield FIELDS_BY_KIND[event.kind]


def facts_after(events: tuple[Event, ...], rules: Rulebook | None, *facts: RowFact) -> CaseFacts:
    """Return the facts of the case with these facts added."""
    last = events[-1]
    added = (Event(last.seq + count, fact.kind, last.on, fact.data) for count, fact in enumerate(facts, start=1))
    return fold_events((*events, *added), rules)


def held(known: KnownPerson, field: str, ours: object, file: object) -> Iterator[Difference]:
    """Yield that a file differs from what a person reported, unless ours was kept for it."""
    if found := known.difference(field, None if ours is None else str(ours), str(file)):
        yield found
