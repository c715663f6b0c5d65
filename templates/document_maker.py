"""Make a document: a key and a context in, a file and its text out. No database, no clock, no network."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from jinja2 import UndefinedError

from spoorboek.errors import InputError
from templates.document_context import DocumentContext
from templates.dutch_filters import getal
from templates.form_fields import FieldSheet
from templates.pdf import make_pdf
from templates.plain_text import plain_text
from templates.referral_message import referral_message
from templates.render import render
from templates.template_catalogue import Template, find_template, template_names, template_receivers


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """A finished document. `text` is the same in words alone: a letter's mail body, and what a reviewer compares."""

    file_name: str
    media_type: str
    content: bytes
    text: str
    template_version: int


def make_document(key: str, context: DocumentContext) -> MadeDocument:
    """Make the document `key` for one case; the same context gives the same bytes.

    Raises InputError, in Dutch, for an unknown key, for what the template needs and the context does not know, and
    for a character that cannot be printed.
    """
    wanted = find_template(key)
    check_needs(wanted, context)
    if wanted.family == "bericht":
        text = referral_message(context)
        return MadeDocument(file_name(wanted, context, "json"), "application/json", text.encode(), text, wanted.version)
    sheet = FieldSheet()
    html = document_html(wanted, context, sheet)
    try:
        pdf = make_pdf(html, sheet.fields)
    except InputError as error:
        raise InputError(f"Zaak {context.case_number}, document ‘{wanted.title}’: {error}") from error
    return MadeDocument(file_name(wanted, context, "pdf"), "application/pdf", pdf, plain_text(html), wanted.version)


def file_name(wanted: Template, context: DocumentContext, extension: str) -> str:
    """Name a file: `Z-7K3Q9_2026-03-02_plan-van-aanpak_v2.pdf`."""
    parts = (context.case_number, context.today.isoformat(), wanted.key.replace("_", "-"), f"v{context.version}")
    return "_".join(parts) + "." + extension


def check_needs(wanted: Template, context: DocumentContext) -> None:
    """Refuse a document whose data is not complete, naming all that is missing. Raises InputError."""
    missing = list(_missing(wanted, context))
    if missing:
        raise InputError(
            f"Zaak {context.case_number}: het document ‘{wanted.title}’ kan niet worden gemaakt. "
            f"Niet bekend: {'; '.join(missing)}. Vul dit aan in het dossier en voer de stap opnieuw uit."
        )


def _missing(wanted: Template, context: DocumentContext) -> Iterator[str]:
    for path in wanted.needs:
        value: Any = context
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else getattr(value, part)
            if value is None:
                yield f"{template_names()[path]} ({path})"
                break


def document_html(wanted: Template, context: DocumentContext, sheet: FieldSheet) -> str:
    """Render a document as HTML and collect its fields on `sheet`. Raises InputError for what is not known."""
    try:
        return render(wanted.source, **_data(wanted, context), veld=sheet)
    except UndefinedError as error:
        raise InputError(
            f"Zaak {context.case_number}: het sjabloon {wanted.key} vraagt iets wat niet bekend is "
            f"({error.message}). Meld dit aan de beheerder."
        ) from error


def _data(wanted: Template, context: DocumentContext) -> Mapping[str, Any]:
    """Return what a template sees: the context under its own names, and a few words made of it."""
    known = {field.name: getattr(context, field.name) for field in fields(context)}
    role = template_receivers().get(wanted.receiver, {})
    person = context.employee if wanted.receiver == "werknemer" else context.addressee
    hours = context.employee.hours_per_week
    manager = context.casemanager
    return {
        **known,
        "template": wanted,
        "ontvanger": role.get("to"),
        "aanhef": person.name if person else role.get("greeting"),
        "uren": None if hours is None else getal(hours),
        "contact": " of ".join(filter(None, (manager.email, manager.phone))) or None if manager else None,
    }
