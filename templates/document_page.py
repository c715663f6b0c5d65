"""The page of a document as HTML: what it needs, the values its template may say, and how the file is named."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import timedelta
from typing import Any

from jinja2 import UndefinedError

from spoorboek.errors import InputError
from spoorboek.statute.second_track_facts import LIMIT_RUBRICS, SECTORS, TRANSPORTS, WORKING_LEVELS
from templates.document_context import DocumentContext
from templates.dutch_filters import getal
from templates.forms.form_fields import FieldSheet
from templates.letterhead import HouseLetterhead
from templates.messages.question_message import WORDS
from templates.party_texts import greeting
from templates.render import render
from templates.template_catalogue import Template, template_names, template_receivers

ANSWERS_WITHIN = timedelta(days=7)  # norm of the house, for a letter that asks for a reaction


def file_name(template: Template, context: DocumentContext, extension: str) -> str:
    """Name a file: `Z-7K3Q9_2026-03-02_plan-van-aanpak_v2.pdf`; of the third occurrence of a step `…-3_v1.pdf`."""
    occurrence = f"-{context.step.occurrence}" if context.step.occurrence > 1 else ""
    about = template.key.replace("_", "-") + occurrence
    return "_".join((context.case_number, context.today.isoformat(), about, f"v{context.version}")) + "." + extension


def check_needs(template: Template, context: DocumentContext) -> None:
    """Raise InputError, which lists all missing values, when the context lacks a value the template needs."""
    missing = list(_missing(template, context))
    if missing:
        raise InputError(
            f"Zaak {context.case_number}: het document ‘{template.title}’ kan niet worden gemaakt. "
            f"Niet bekend: {'; '.join(missing)}. Vul dit aan in het dossier en voer de stap opnieuw uit."
        )


def _missing(template: Template, context: DocumentContext) -> Iterator[str]:
    for path in template.needs:
        value: Any = context
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else getattr(value, part)
            if value is None:
                yield f"{template_names()[path]} ({path})"
                break


def document_html(template: Template, context: DocumentContext, sheet: FieldSheet) -> str:
    """Render a document as HTML and collect its fields in `sheet`. Raises InputError for a value that is not known."""
    try:
        return render(template.source, **document_values(template, context), veld=sheet)
    except UndefinedError as error:
        raise InputError(
            f"Zaak {context.case_number}: het sjabloon {template.key} vraagt iets wat niet bekend is "
            f"({error.message}). Meld dit aan de beheerder."
        ) from error


def letterhead_of(template: Template, context: DocumentContext) -> HouseLetterhead | None:
    """Return the letterhead a document is printed with; none on what does not come from the employer."""
    return context.employer.letterhead if template.sender == "werkgever" else None


def document_values(template: Template, context: DocumentContext, made_with: str = "") -> Mapping[str, Any]:
    """Return the variables of a template: the fields of the context, and a few texts derived from them.

    `made_with`: what the foot says beside the version of the template.
    """
    known = {field.name: getattr(context, field.name) for field in fields(context)}
    role = template_receivers().get(template.receiver, {})
    person = context.employee if template.receiver == "werknemer" else context.addressee
    salutation = person.salutation if person else None
    hours = context.employee.hours_per_week
    manager = context.casemanager
    return {
        **known,
        "template": template,
        "made_with": made_with,
        "huis": letterhead_of(template, context),
        "ontvanger": role.get("to"),
        "aanhef": greeting(person.name, salutation) if person else role.get("greeting"),
        "uren": None if hours is None else getal(hours),
        "answer_by": context.today + ANSWERS_WITHIN,
        "limit_rubrics": tuple(LIMIT_RUBRICS.items()),
        "levels": tuple(WORKING_LEVELS.items()),
        "sectors": tuple(SECTORS.items()),
        "transports": tuple(TRANSPORTS.items()),
        "words": WORDS,
        "contact": " of ".join(filter(None, (manager.email, manager.phone))) or None if manager else None,
    }
