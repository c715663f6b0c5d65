"""One reported event, read with care: a field that is missing or wrong is named with the event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event
from spoorboek.statute.facts import StepRef
from spoorboek.statute.reports.field_readers import optional, read_day, read_flag


@dataclass(frozen=True, slots=True)
class Report:
    """One event and the fields of its payload."""

    event: Event

    def where(self, name: str) -> str:
        """Name a field of this event for a message."""
        return f"Gebeurtenis {self.event.seq} ({self.event.kind}), veld '{name}'"

    def day(self, name: str) -> date:
        """Return a date that must be there."""
        return read_day(self.event.data.get(name), self.where(name))

    def maybe_day(self, name: str) -> date | None:
        """Return a date, or None when it is null or absent."""
        return optional(self.event.data.get(name), self.where(name), read_day)

    def flag(self, name: str, default: bool | None = None) -> bool:
        """Return a flag; without a default it must be there."""
        return read_flag(self.event.data.get(name, default), self.where(name))

    def step(self) -> StepRef:
        """Return the step the event is about; the occurrence is 1 when it is not named."""
        key, occurrence = self.event.data.get("step"), self.event.data.get("occurrence", 1)
        if not isinstance(key, str) or not isinstance(occurrence, int):
            raise FactsError(f"{self.where('step')}: verwacht een stap en een volgnummer.")
        return StepRef(key, occurrence)


Reports = Mapping[str, list[Report]]
