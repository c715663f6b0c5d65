"""A form that stands for a message of a bureau: what it holds becomes the message, as if the bureau had sent it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from spoorboek.desk.referrals.message_fields import AnswerKind, MessageField, message_fields
from tasks.channels.filled_form import form_cents, form_day
from templates.bureau_messages import MessageError, read_message

Form = Mapping[str, Sequence[str]]
SHOWN_ROWS, MORE_ROWS, MOST_ROWS = 2, 3, 40
IN_EUROS = "in euro’s, zoals 1.250,00"
MORE = "meer"  # the button that asks for more rows, by the name of the list
NUMBER = re.compile(r"[0-9]{1,6}([.,][0-9]{1,2})?", re.ASCII)
WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
_PLACE = re.compile(r"/([^:]*): (.*)", re.DOTALL)
_MISSING = re.compile(r"het veld '([a-z0-9_]+)' ontbreekt", re.ASCII)


class Addressed(NamedTuple):
    """Which referral a message is about, the day it is made, and the form it comes from, which numbers it."""

    kind: str
    case: str
    referral: int
    on: date
    form: UUID


@dataclass(frozen=True, slots=True)
class TypedMessage:
    """What was typed in a form, and what is wrong with it: a Dutch line by the name of the field (empty: of all)."""

    form: Form = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return what stands in a field."""
        return next(iter(self.form.get(name, ())), "")

    def chosen(self, name: str) -> Sequence[str]:
        """Return the codes that are chosen in a field."""
        return self.form.get(name, ())

    def rows(self, name: str) -> range:
        """Return the numbers of the rows to show: those with something in them, and some to go on with."""
        more = MORE_ROWS if self.text(MORE) == name else 0
        return range(min(_filled_rows(self.form, name) + SHOWN_ROWS + more, MOST_ROWS))

    def fault(self, name: str) -> str:
        """Return what is wrong with a field; empty when nothing is."""
        return self.faults.get(name, "")


def made_message(form: Form, about: Addressed) -> bytes:
    """Return the message that a form stands for, as JSON. Raises MessageError as for a message that came in."""
    head = {
        "soort": about.kind,
        "versie": 1,
        "bericht": f"werkplek-{about.form.hex}",
        "opgesteld_op": about.on.isoformat(),
        "zaak": about.case,
        "aanmelding": about.referral,
        **_ours(about),
    }
    content = json.dumps({**head, **_group(form, message_fields(about.kind), "")}, ensure_ascii=False).encode()
    read_message(content)
    return content


def faults_by_field(kind: str, error: MessageError) -> dict[str, str]:
    """Return what is wrong by the name of the field it is about, as `TypedMessage` has it."""
    fields, found = message_fields(kind), dict[str, str]()
    for line in error.faults:
        placed = _PLACE.fullmatch(line)
        place, words = (placed[1].replace("/", "."), placed[2]) if placed else ("", line)
        if missing := _MISSING.search(words):
            place, words = f"{place}.{missing[1]}".strip("."), "Vul dit in."
        known = _is_known(fields, place.split("."))
        words = words[:1].upper() + words[1:].replace("in hele eurocenten", IN_EUROS)
        found.setdefault(place if known else "", words)
    return found


def _is_known(fields: tuple[MessageField, ...], place: Sequence[str]) -> bool:
    name, *rest = place
    if name.isdecimal():
        return _is_known(fields, rest) if rest else False
    meant = next((each for each in fields if each.name == name), None)
    return meant is not None and (not rest or not meant.parts or _is_known(meant.parts, rest))


def _ours(about: Addressed) -> dict[str, Any]:
    """Return the fields that we know ourselves, of the kinds that have them."""
    known: Mapping[str, dict[str, Any]] = {
        "ontvangstbevestiging": {"ontvangen_bericht": f"{about.case}-A{about.referral}-v{about.referral}"},
        "wijziging": {"afzender": "bureau"},
        "factuur": {"factuurkenmerk": f"{about.case}-{about.referral}"},
    }
    return known.get(about.kind, {})


def _group(form: Form, fields: tuple[MessageField, ...], before: str) -> dict[str, Any]:
    """Read the fields of a message, a group or a row; what was left empty is left out, unless a list is needed."""
    return dict(_values(form, fields, before))


def _values(form: Form, fields: tuple[MessageField, ...], before: str) -> Iterator[tuple[str, Any]]:
    for each in fields:
        name = f"{before}{each.name}"
        if each.part == "rows":
            rows = [_group(form, each.parts, f"{name}.{row}.") for row in range(_filled_rows(form, name))]
            kept = [row for row in rows if _says_something(row)]
            if kept or each.needed:
                yield each.name, kept
        elif each.part == "group":
            group = _group(form, each.parts, f"{name}.")
            if _says_something(group):
                yield each.name, group
        elif (value := _value(form, each, name)) is not None:
            yield each.name, value


def _says_something(said: Mapping[str, Any]) -> bool:
    return any(value not in (False, []) for value in said.values())


def _value(form: Form, asked: MessageField, name: str) -> Any:
    """Read one field; what cannot be read is left as it is, for the schema to refuse."""
    given = [text.strip() for text in form.get(name, ()) if text.strip()]
    if asked.kind == "yes":
        return bool(given)
    if asked.kind == "choices":
        return given or None
    if asked.kind == "lines":
        lines = [line.strip() for text in given for line in text.splitlines() if line.strip()]
        return lines if lines or asked.needed else None
    return _single(given[0], asked.kind) if given else None


def _single(text: str, kind: AnswerKind) -> Any:
    if kind == "day":
        return form_day(text)
    if kind == "euro":
        return form_cents(text)
    if kind == "hours" and NUMBER.fullmatch(text):
        return float(text.replace(",", "."))
    return int(text) if kind == "whole" and WHOLE.fullmatch(text) else text


def _filled_rows(form: Form, name: str) -> int:
    """Return how many rows there are up to the last with something in it."""
    found = (re.match(rf"{re.escape(name)}\.([0-9]{{1,2}})\.", key) for key, texts in form.items() if any(texts))
    return min(max((int(each[1]) + 1 for each in found if each), default=0), MOST_ROWS)
