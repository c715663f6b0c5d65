"""Make a document: a file and its text from a key and a context. Without database, clock or network."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from spoorboek.errors import InputError
from templates.document_context import DocumentContext
from templates.document_page import check_needs, file_name
from templates.messages.change_message import change_message
from templates.messages.question_message import question_message
from templates.messages.referral_message import referral_message
from templates.own.choosing import chosen_pdf
from templates.own.own_files import OwnTemplate
from templates.plain_text import plain_text
from templates.template_catalogue import find_template

MESSAGES: Mapping[str, Callable[[DocumentContext], str]] = {
    "aanmelding_spoor_2_bericht": referral_message,
    "uitvraag_spoor_2_bericht": question_message,
    "wijziging_spoor_2_bericht": change_message,
}


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """A finished document. `text`: its plain text, for the mail body of a letter and for reviews.

    `own`: the template of the house that made it, None for the shipped one; `refused`: why that of the house was not
    used, in Dutch, without data of the case.
    """

    file_name: str
    media_type: str
    content: bytes
    text: str
    template_version: int
    own: OwnTemplate | None = None
    refused: str = ""


def make_document(key: str, context: DocumentContext) -> MadeDocument:
    """Make the document `key` for one case; the same context gives the same bytes.

    Raises InputError, in Dutch, for an unknown key, for a value the template needs and the context lacks, and for a
    character that cannot be printed.
    """
    template = find_template(key)
    check_needs(template, context)
    if template.family == "bericht":
        text = MESSAGES[key](context)
        return MadeDocument(
            file_name(template, context, "json"), "application/json", text.encode(), text, template.version
        )
    try:
        chosen, pdf = chosen_pdf(template, context)
    except InputError as error:
        raise InputError(f"Zaak {context.case_number}, document ‘{template.title}’: {error}") from error
    text, name = plain_text(chosen.page.html), file_name(template, context, "pdf")
    return MadeDocument(name, "application/pdf", pdf, text, template.version, chosen.own, chosen.refused)
