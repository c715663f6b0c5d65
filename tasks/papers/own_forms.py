"""Papers of our own that come home: which document a file was made from, by what is printed on it."""

import io
import logging
import re
from typing import NamedTuple

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from sqlmodel import Session, col, select

from models.bsn import is_bsn
from models.case_numbers import ALPHABET
from models.tables import Case, CaseEffect, Document
from tasks.papers.file_kinds import PDF, WORD
from tasks.papers.returned_form import filled_fields
from tasks.papers.word_checks import word_text

MOST_PAGES_READ, LONGEST_TEXT = 60, 500_000  # characters
_NUMBER = rf"Z-[{ALPHABET}]{{5}}"
# As our own papers print them at the foot of each page, and in their title; see templates/layout/blad.html.
CASE = re.compile(rf"\b(?:zaak|dossier|document)\s+({_NUMBER})(?![{ALPHABET}])", re.IGNORECASE)
DOCUMENT = re.compile(rf"\bdocument\s+({_NUMBER}-[0-9]{{4}})(?![0-9])", re.IGNORECASE)


# A BSN that is called one: no other number of nine digits counts, such as one of an employer.
BSN = re.compile(
    r"(?:\bBSN|burger\s?service\s?(?:nummer|nr)|\bsofi[ -]?(?:nummer|nr))[^0-9]{0,40}"
    r"(\d{9}|\d{4}\.\d{2}\.\d{3}|\d{3}[ .]\d{3}[ .]\d{3})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
BSN_FIELD = "werknemer_bsn"  # of our own forms


class PrintedNumbers(NamedTuple):
    """What is printed on a paper: the numbers of cases and of our documents, and each BSN, which is kept nowhere."""

    cases: frozenset[str]
    documents: frozenset[str]
    bsns: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Show no BSN."""
        return f"PrintedNumbers(cases={len(self.cases)}, documents={len(self.documents)})"


class OwnForm(NamedTuple):
    """The document of ours that a paper was made from."""

    number: str
    template: str
    step: str
    occurrence: int


def printed_numbers(content: bytes, media_type: str) -> PrintedNumbers:
    """Read the numbers on a paper; none on a picture, or where the text cannot be read."""
    text = _text(content, media_type)
    cases, documents = CASE.findall(text), DOCUMENT.findall(text)
    field = filled_fields(content).get(BSN_FIELD) if media_type == PDF else None
    typed = [*BSN.findall(text), *([field.value] if field else [])]
    bsns = {digits for each in typed if is_bsn(digits := re.sub(r"\D", "", each))}
    return PrintedNumbers(frozenset(map(str.upper, cases)), frozenset(map(str.upper, documents)), frozenset(bsns))


def names_other_bsn(printed: PrintedNumbers, bsn: str | None) -> bool | None:
    """Tell whether a paper bears a BSN that is not that of the employee; None when nobody can tell."""
    return any(each != bsn for each in printed.bsns) if printed.bsns and bsn else None


def is_of_another_case(printed: PrintedNumbers, number: str) -> bool:
    """Tell whether a paper names cases, and this one is not among them."""
    return bool(printed.cases) and number not in printed.cases


def own_form(reading: Session, printed: PrintedNumbers) -> tuple[Case, OwnForm] | None:
    """Return the case and the document that a paper names, when it names just one that is known."""
    if len(printed.documents) != 1:
        return None
    query = select(Case, CaseEffect, Document.number, Document.template)
    query = query.join(Document, col(Document.case_id) == col(Case.id))
    query = query.join(CaseEffect, col(CaseEffect.id) == col(Document.effect_id))
    found = reading.exec(query.where(Document.number == next(iter(printed.documents)))).one_or_none()
    if found is None:
        return None
    case, effect, number, template = found
    return case, OwnForm(number, template, effect.step, effect.occurrence)


def _text(content: bytes, media_type: str) -> str:
    if media_type == WORD:
        return word_text(content)[:LONGEST_TEXT]
    return _pdf_text(content)[:LONGEST_TEXT] if media_type == PDF else ""


def _pdf_text(content: bytes) -> str:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs what it finds odd, with the content
    try:
        reader = PdfReader(io.BytesIO(content))
        title = (reader.metadata.title if reader.metadata else None) or ""
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OSError):
        return ""
    return "\n".join([title, *(_page_text(reader, each) for each in range(min(len(reader.pages), MOST_PAGES_READ)))])


def _page_text(reader: PdfReader, number: int) -> str:
    try:
        return reader.pages[number].extract_text()
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OSError):
        return ""
