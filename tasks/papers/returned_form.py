"""A form of ours that came home: what was filled in, beside what it held when it was sent. Nothing of it is stored.

Whatever program filled it in: fields are read by their name. A form that was flattened, printed or scanned has none.
"""

import io
import logging
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from spoorboek.outside.form_days import read_form_day

MOST_FIELDS, LONGEST_VALUE = 600, 4000
DAY_HINT = "(dd-mm-jjjj)"
SIGNED_ON, SIGNATURE = "datum_ondertekening_", "handtekening_"
REPORTED_ON, RECEIPT_FIELD = "gemeld_op", "ontvangstnummer"  # of a data sheet
OFF = ("", "Off")


class FilledField(NamedTuple):
    """A field of a form: its name, the question it answers, what stands in it, and whether it is a signature."""

    name: str
    question: str
    value: str
    is_signature: bool = False


class FieldChange(NamedTuple):
    """What a field holds now, beside what it held when it was sent."""

    field: FilledField
    before: str


def filled_fields(content: bytes) -> Mapping[str, FilledField]:
    """Return the fields of a PDF by name; none when it has none, or cannot be read."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs what it finds odd, with the content
    try:
        fields = PdfReader(io.BytesIO(content)).get_fields() or {}
        return {name: _field(name, field) for name, field in list(fields.items())[:MOST_FIELDS]}
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OSError):
        return {}


def form_changes(sent: Mapping[str, FilledField], returned: Mapping[str, FilledField]) -> list[FieldChange]:
    """Return what was filled in, changed or emptied, in the order of the form."""
    before = {name: field.value for name, field in sent.items()}
    return [
        FieldChange(each, before.get(name, "")) for name, each in returned.items() if each.value != before.get(name, "")
    ]


def wrong_days(fields: Mapping[str, FilledField]) -> list[FilledField]:
    """Return the fields that ask for a day and hold none: no form of ours carries a script that would refuse it."""
    return [
        each
        for each in fields.values()
        if each.question.endswith(DAY_HINT) and each.value and not read_form_day(each.value)
    ]


def form_days(fields: Mapping[str, FilledField]) -> Mapping[str, date]:
    """Return by party the date of signature that a form says, and of a data sheet the day of the report.

    What is no day is left out.
    """
    return dict(_form_days(fields))


def _form_days(fields: Mapping[str, FilledField]) -> Iterator[tuple[str, date]]:
    for name, field in fields.items():
        day = read_form_day(field.value) if name.startswith((SIGNED_ON, REPORTED_ON)) else None
        if day is not None:
            yield name.removeprefix(SIGNED_ON), day


def _field(name: str, field: Any) -> FilledField:
    is_signature = field.get("/FT") == "/Sig"
    value = field.get("/V")
    question = str(field.get("/TU") or name.replace("_", " "))
    if is_signature:
        return FilledField(name, question, "digitaal ondertekend" if value is not None else "", True)
    text = "" if value is None else str(value).strip().removeprefix("/")[:LONGEST_VALUE]
    return FilledField(name, question, "" if text in OFF else text)
