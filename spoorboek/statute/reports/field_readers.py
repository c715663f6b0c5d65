"""Read dates, flags and names from reported data; each error names the place and what was expected."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event
from spoorboek.statute.facts import StepRef

_T = TypeVar("_T")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)


def read_day(value: object, where: str) -> date:
    """Return an ISO date (jjjj-mm-dd, or a date object) between 1990 and 2199; FactsError naming `where`."""
    day = value if type(value) is date else _iso_day(value, where)
    if not EARLIEST <= day <= LATEST:
        raise FactsError(
            f"{where}: {day.isoformat()} ligt niet tussen {EARLIEST.year} en {LATEST.year}; controleer het jaar."
        )
    return day


def read_end_of_leave(value: object, from_: date, where: str) -> date:
    """Return the last day of a leave; FactsError when it is missing: leave around childbirth always ends."""
    if value is None:
        raise FactsError(
            f"{where}: het verlof vanaf {dutch_date(from_)} heeft geen einde. Vul de laatste verlofdag in."
        )
    return read_day(value, where)


def _iso_day(value: object, where: str) -> date:
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise FactsError(f"{where}: {value} bestaat niet op de kalender.") from None
    raise FactsError(f"{where}: verwacht een datum als 2026-01-05 (jjjj-mm-dd).")


def read_flag(value: object, where: str) -> bool:
    """Return true or false; FactsError for anything else."""
    if isinstance(value, bool):
        return value
    raise FactsError(f"{where}: verwacht true of false.")


def read_choice(value: object, choices: Collection[_T], where: str) -> _T:
    """Return the element of `choices` equal to `value`; FactsError that lists the choices."""
    for choice in choices:
        if type(choice) is type(value) and choice == value:
            return choice
    raise FactsError(f"{where}: verwacht een van: {', '.join(map(str, choices))}.")


def read_optional(value: object, where: str, read: Callable[[object, str], _T]) -> _T | None:
    """Return None for null, else the result of `read`."""
    return None if value is None else read(value, where)


def read_object(value: object, where: str, required: Collection[str], known: Collection[str]) -> Mapping[str, Any]:
    """Return an object with only known keys and all required ones; FactsError names the wrong or missing keys."""
    if not isinstance(value, Mapping):
        raise FactsError(f"{where}: verwacht een object met {', '.join(known)}.")
    unknown = [str(key) for key in value if key not in known]
    if unknown:
        raise FactsError(f"{where}: onbekende sleutel {_quoted(unknown)}; bekend zijn: {', '.join(known)}.")
    missing = [key for key in required if key not in value]
    if missing:
        raise FactsError(f"{where}: {_quoted(missing)} ontbreekt.")
    return value


def read_list(value: object, where: str) -> list[Any]:
    """Return a list; FactsError for anything else."""
    if isinstance(value, list):
        return value
    raise FactsError(f"{where}: verwacht een lijst.")


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


@dataclass(frozen=True, slots=True)
class ReportedEvent:
    """One event with typed access to the fields of its payload."""

    event: Event

    def where(self, name: str) -> str:
        """Return the Dutch name of a field of this event, for error messages."""
        return f"Gebeurtenis {self.event.seq} ({self.event.kind}), veld '{name}'"

    def day(self, name: str) -> date:
        """Return a required date."""
        return read_day(self.event.data.get(name), self.where(name))

    def maybe_day(self, name: str) -> date | None:
        """Return a date, or None when it is null or absent."""
        return read_optional(self.event.data.get(name), self.where(name), read_day)

    def flag(self, name: str, default: bool | None = None) -> bool:
        """Return a flag; required when there is no default."""
        return read_flag(self.event.data.get(name, default), self.where(name))

    def step(self) -> StepRef:
        """Return the step of the event; the occurrence defaults to 1."""
        key, occurrence = self.event.data.get("step"), self.event.data.get("occurrence", 1)
        if not isinstance(key, str) or not isinstance(occurrence, int):
            raise FactsError(f"{self.where('step')}: verwacht een stap en een volgnummer.")
        return StepRef(key, occurrence)


ReportedEvents = Mapping[str, list[ReportedEvent]]
