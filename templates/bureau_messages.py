"""The messages between an employer and a bureau: their published schemas, and reading one that came in.

Each kind has a JSON Schema (2020-12) of its own in `templates/bericht`; what several share stands in `deel`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from spoorboek.errors import InputError
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.outside.yaml_json import DataTextError, parse_json
from templates.message_faults import fault_texts

FOLDER = Path(__file__).parent / "bericht"
TO_BUREAU = ("uitvraag", "opdracht", "aanmelding", "wijziging")
FROM_BUREAU = (
    *("aanbod", "weigering", "ontvangstbevestiging", "intake", "trajectplan", "voortgang", "wijziging"),
    *("verlenging", "eindrapport", "factuur"),
)
KINDS = tuple(dict.fromkeys((*TO_BUREAU, *FROM_BUREAU)))
MOST_BYTES = 262_144  # of one message; the largest a bureau has to write is a plan of some tens of kB
MOST_FAULTS = 20  # told of one message
SHARED = "deel"
LAST_DAY = "9999"


class MessageError(InputError):
    """Het bericht klopt niet."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        more = f"\n- en nog {len(faults) - MOST_FAULTS} fouten" if len(faults) > MOST_FAULTS else ""
        listed = "\n".join(f"- {each}" for each in faults[:MOST_FAULTS])
        super().__init__(f"{type(self).__doc__}\n{listed}{more}")
        self.faults = faults[:MOST_FAULTS]


@dataclass(frozen=True, slots=True)
class BureauMessage:
    """A message that fits its schema. `id`: of the sender; the same id is the same message. `data`: all of it."""

    kind: str
    id: str
    case: str
    referral: int
    data: Mapping[str, Any]

    @property
    def made_on(self) -> date:
        """Return the day its sender made it."""
        return date.fromisoformat(self.data["opgesteld_op"])

    def __repr__(self) -> str:
        """Show kind, id and case: the rest may be about a person."""
        return f"BureauMessage({self.kind!r}, {self.id!r}, {self.case!r}, {self.referral})"


def message_schema(kind: str) -> dict[str, Any]:
    """Return the schema of a kind as one document, with the shared parts it refers to inside it.

    Raises InputError, which lists the kinds, for an unknown one. Source: JSON Schema Core 2020-12, 9.3 (bundling).
    """
    if kind not in KINDS:
        raise InputError(f"Onbekende berichtsoort '{kind}'. {meant_or_known(kind, KINDS)}")
    schema, shared = _read_schema(kind), _read_schema(SHARED)
    return schema if "$defs" in schema else {**schema, "$defs": {SHARED: shared}}


def read_message(content: bytes, kinds: tuple[str, ...] = FROM_BUREAU) -> BureauMessage:
    """Read one message of one of these kinds. Raises MessageError with one Dutch line per fault; no value is quoted."""
    data = _read_object(content)
    kind = data.get("soort")
    if not isinstance(kind, str) or kind not in kinds:
        raise MessageError((f"/soort: verwacht een van {', '.join(kinds)}.",))
    if faults := _faults(kind, data):
        raise MessageError(faults)
    if data.get("afzender") == "werkgever" and kinds == FROM_BUREAU:
        raise MessageError(("/afzender: verwacht 'bureau'.",))
    return BureauMessage(kind, data["bericht"], data["zaak"], data["aanmelding"], data)


def check_message(kind: str, data: Mapping[str, Any]) -> None:
    """Raise MessageError unless a message that is about to go fits its schema."""
    if faults := _faults(kind, data):
        raise MessageError(faults)


def _read_object(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise MessageError((f"het bericht is groter dan {MOST_BYTES // 1024} kB. Maak het korter.",))
    try:
        data = parse_json(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise MessageError(("het bericht is geen tekst in UTF-8. Bewaar het als UTF-8.",)) from None
    except DataTextError as error:
        raise MessageError((str(error),)) from None
    if not isinstance(data, dict):
        raise MessageError(("verwacht één JSON-object, met `soort`, `versie`, `bericht`, `zaak` en `aanmelding`.",))
    return data


def _faults(kind: str, data: Mapping[str, Any]) -> tuple[str, ...]:
    errors = sorted(_validator(kind).iter_errors(data), key=lambda error: [str(part) for part in error.path])
    found = [text for error in errors for text in fault_texts(error)]
    return tuple(dict.fromkeys(found or _backward_periods(data, "")))


def _backward_periods(part: Any, place: str) -> Iterator[str]:
    """Yield the places where a period ends before it begins, in a message that fits its schema."""
    if isinstance(part, dict):
        if part.get("tot", LAST_DAY) < part.get("van", ""):
            yield f"{place}/tot: verwacht een dag op of na `van`."
        for name, value in part.items():
            yield from _backward_periods(value, f"{place}/{name}")
    elif isinstance(part, list):
        for number, value in enumerate(part):
            yield from _backward_periods(value, f"{place}/{number}")


@cache
def _validator(kind: str) -> Any:
    return Validator(message_schema(kind), format_checker=Draft202012Validator.FORMAT_CHECKER)


@cache
def _read_schema(name: str) -> dict[str, Any]:
    return dict(json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")))


def _matches_whole(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    """Hold a text against a pattern as ECMA does: in Python `$` also matches before a line end."""
    if isinstance(instance, str) and not re.fullmatch(pattern, instance):
        yield ValidationError("does not match")


Validator = extend(Draft202012Validator, {"pattern": _matches_whole})
