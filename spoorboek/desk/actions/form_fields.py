"""Fields of a form: what each asks, how its text becomes a value, and what is said of text that cannot be one."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from spoorboek.desk.visit import Visit
from spoorboek.errors import InputError

FieldValue = date | int | str | None
FieldValues = Mapping[str, FieldValue]
LONGEST_WORDS = 200  # characters
_DAYS = (re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})"), re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})"))
_NUMBER = re.compile(r"[0-9]{1,9}")


class DeskFieldKind(StrEnum):
    """What a field asks."""

    DAY, CHOICE, NUMBER, WORDS = "dag", "keuze", "getal", "woorden"


@dataclass(frozen=True, slots=True)
class DeskField:
    """One field. `first`, `last`: of the days it takes; `least`, `most`: of its numbers.

    `start`: what it shows at first. `choices`: codes with what people read. One that is not needed may be left empty.
    """

    name: str
    label: str
    kind: DeskFieldKind
    needed: bool = True
    choices: Mapping[str, str] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    least: int | None = None
    most: int | None = None
    start: str = ""
    help: str = ""

    def read(self, typed: str) -> FieldValue:
        """Return what was filled in; None for nothing. Raises InputError for what cannot be a value of this field."""
        if not typed:
            if self.needed:
                raise InputError(MISSING[self.kind])
            return None
        return READERS[self.kind](self, typed)


class UnfitFields(InputError):
    """Some fields are not filled in as they should be; `wrong`: what is said of each, by its name."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__("Kijk de velden na die hieronder rood zijn.")
        self.wrong = wrong


def read_fields(visit: Visit, fields: Sequence[DeskField]) -> FieldValues:
    """Return the values of a form that was sent, by name. Raises UnfitFields with all that is wrong."""
    values: dict[str, FieldValue] = {}
    wrong: dict[str, str] = {}
    for each in fields:
        try:
            values[each.name] = each.read(visit.text(each.name))
        except InputError as error:
            wrong[each.name] = str(error)
    if wrong:
        raise UnfitFields(wrong)
    return values


def typed_texts(visit: Visit, fields: Sequence[DeskField]) -> Mapping[str, str]:
    """Return what stands in each field: what was sent, else what the address asks, else what it shows at first."""
    return {each.name: _typed(visit, each) for each in fields}


def _typed(visit: Visit, each: DeskField) -> str:
    if each.name in visit.form:
        return _as_shown(each, visit.text(each.name))
    asked = visit.query.get(each.name, "")
    return asked if each.kind is DeskFieldKind.CHOICE and asked in each.choices else each.start


def _as_shown(each: DeskField, typed: str) -> str:
    """Return what was typed as the field of a browser shows it: a day that exists as ISO, the rest as it is."""
    if each.kind is not DeskFieldKind.DAY:
        return typed
    try:
        return read_typed_day(typed).isoformat()
    except InputError:
        return typed


def _day(each: DeskField, typed: str) -> date:
    day = read_typed_day(typed)
    if each.first and day < each.first:
        raise InputError(f"Kies {each.first:%d-%m-%Y} of later.")
    if each.last and day > each.last:
        raise InputError(f"Kies {each.last:%d-%m-%Y} of eerder.")
    return day


def read_typed_day(typed: str) -> date:
    """Return a day as browsers send it or as people write it. Raises InputError for one that does not exist."""
    for place, form in enumerate(_DAYS):
        if found := form.fullmatch(typed):
            numbers = [int(part) for part in found.groups()]
            try:
                return date(*(numbers if place == 0 else numbers[::-1]))
            except ValueError:
                break
    raise InputError("Deze datum bestaat niet. Schrijf haar als 02-03-2026.")


def _choice(each: DeskField, typed: str) -> str:
    if typed not in each.choices:
        raise InputError("Kies iets uit de lijst.")
    return typed


def _number(each: DeskField, typed: str) -> int:
    least, most = each.least or 0, each.most
    if not _NUMBER.fullmatch(typed) or int(typed) < least or (most is not None and int(typed) > most):
        raise InputError(f"Vul een geheel getal in van {least} tot en met {most}." if most else "Vul een getal in.")
    return int(typed)


def _words(_: DeskField, typed: str) -> str:
    if len(typed) > LONGEST_WORDS or not typed.isprintable():
        raise InputError(f"Vul ten hoogste {LONGEST_WORDS} tekens in, op één regel.")
    return typed


MISSING: Mapping[DeskFieldKind, str] = {
    DeskFieldKind.DAY: "Vul een datum in.",
    DeskFieldKind.CHOICE: "Maak een keuze.",
    DeskFieldKind.NUMBER: "Vul een getal in.",
    DeskFieldKind.WORDS: "Vul dit in.",
}
READERS: Mapping[DeskFieldKind, Callable[[DeskField, str], FieldValue]] = {
    DeskFieldKind.DAY: _day,
    DeskFieldKind.CHOICE: _choice,
    DeskFieldKind.NUMBER: _number,
    DeskFieldKind.WORDS: _words,
}
