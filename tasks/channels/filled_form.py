"""A form of ours that a bureau filled in and sent back, as the message it stands for."""

import json
import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from templates.bureau_messages import MessageError

ANSWER = "antwoord"  # the field that says which kind of message a form stands for
ID_DIGITS = 16
MOST_FIELDS, LONGEST_VALUE = 400, 4000
EMPTY = ("", "Off")
NO_FORM = "het PDF-bestand is geen formulier van Spoorboek, of het veld ‘Uw antwoord’ is niet ingevuld."


def form_day(text: str) -> Any:
    """Return a day, written dd-mm-jjjj or ISO, as ISO; what is no day is left as it is, for the schema to refuse."""
    for form in ("%d-%m-%Y", "%Y-%m-%d") if text.isascii() else ():
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return text


def form_cents(text: str) -> Any:
    """Return an amount in euros, `3.250,00`, as cents; what is none is left as it is."""
    plain = text.replace("€", "").replace(" ", "").replace(".", "").replace(",-", "")
    euros, _, cents = plain.partition(",")
    amount = f"{euros}{cents.ljust(2, '0')}"
    return int(amount) if amount.isascii() and amount.isdigit() and len(cents) <= 2 else text


# By kind of answer the fields of the form that belong to it, and how each is read.
FIELDS: Mapping[str, Mapping[str, Callable[[str], Any]]] = {
    "ontvangstbevestiging": {"ontvangen_op": form_day},
    "aanbod": {"intake_mogelijk_op": form_day, "start_op": form_day, "prijs_in_centen": form_cents},
    "weigering": {"reden": str},
}


def form_message(content: bytes, case: str, referral: int, on: date) -> bytes:
    """Return the message a filled form stands for, as JSON; its number follows from what was filled in.

    Raises MessageError for a file that is no form of ours or holds no answer.
    """
    values = _filled(content)
    kind = values.get(ANSWER, "").removeprefix("/")
    if kind not in FIELDS:
        raise MessageError((NO_FORM,))
    read = {name: reads(values[name].removeprefix("/")) for name, reads in FIELDS[kind].items() if name in values}
    digest = sha256(json.dumps([case, referral, kind, read], sort_keys=True).encode()).hexdigest()
    head = {"soort": kind, "versie": 1, "bericht": f"formulier-{digest[:ID_DIGITS]}", "opgesteld_op": on.isoformat()}
    about: dict[str, Any] = {"zaak": case, "aanmelding": referral}
    if kind == "ontvangstbevestiging":
        about["ontvangen_bericht"] = f"{case}-A{referral}-v{referral}"
    return json.dumps({**head, **about, **read}).encode()


def form_kind(content: bytes) -> str | None:
    """Return which kind of message a filled form stands for; None for a file that is no form of ours, or says none."""
    try:
        kind = _filled(content).get(ANSWER, "").removeprefix("/")
    except MessageError:
        return None
    return kind if kind in FIELDS else None


def _filled(content: bytes) -> dict[str, str]:
    """Return what was filled in, by the name of the field. Raises MessageError for what is no PDF with fields."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs what it finds odd, with the content
    try:
        fields = PdfReader(BytesIO(content)).get_fields() or {}
        found = [(name, field.get("/V")) for name, field in list(fields.items())[:MOST_FIELDS]]
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OSError):
        raise MessageError((NO_FORM,)) from None
    texts = {name: str(value).strip()[:LONGEST_VALUE] for name, value in found if value is not None}
    return {name: text for name, text in texts.items() if text.removeprefix("/") not in EMPTY}
