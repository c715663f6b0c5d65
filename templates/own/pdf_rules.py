"""What a document of a house must be as a file: no longer than allowed, archivable, with its number on each page."""

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader

from templates.document_context import DocumentContext
from templates.own.faults import TemplateFault
from templates.template_catalogue import Template

LETTER_PAGES, FORM_PAGES = 1, 4
OF_NAMES = {"/JavaScript", "/EmbeddedFiles"}
ACTS = {"/A", "/AA", "/OpenAction", "/JS"}
PDF_A = ('pdfaid:part="3"', 'pdfaid:conformance="A"', 'pdfuaid:part="1"')


def pdf_faults(
    content: bytes, template: Template, context: DocumentContext, shipped_pages: int
) -> Iterator[TemplateFault]:
    """Yield what is wrong with the file of a document. `shipped_pages`: how many the shipped template takes."""
    reader = PdfReader(io.BytesIO(content))
    most = max(LETTER_PAGES if template.family == "brief" else FORM_PAGES, shipped_pages)
    if len(reader.pages) > most:
        yield TemplateFault("bladzijden", f"het document is {len(reader.pages)} bladzijden", f"ten hoogste {most}",
                            "maak de tekst korter")  # fmt: skip
    root: Any = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    if any(mark not in metadata for mark in PDF_A) or _acts(root, reader):
        yield TemplateFault("pdf_a", "het bestand is geen PDF/A meer", "een document zonder bijlagen, adressen en "
                            "programma's", "haal weg wat geen tekst is")  # fmt: skip
    number = f"Zaak {context.case_number} · document {context.document_number}"
    for page, each in enumerate(reader.pages, 1):
        if " ".join(each.extract_text().split()).count(number) != 1:
            yield TemplateFault("voet", f"op bladzijde {page} staan zaak en document niet onderaan", f"`{number}`",
                                "gebruik de klassen van de vaste opmaak niet zelf")  # fmt: skip


def _acts(root: Any, reader: PdfReader) -> bool:
    """Tell whether a file does something when it is opened or clicked, or carries another file."""
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", ())]
    if root.keys() & ACTS or root.get("/Names", {}).keys() & OF_NAMES or "/XFA" in root.get("/AcroForm", {}):
        return True
    return any(note["/Subtype"] != "/Widget" or note.keys() & ACTS for note in notes) or any(
        page.keys() & ACTS for page in reader.pages
    )


def page_count(content: bytes) -> int:
    """Return the number of pages of a PDF."""
    return len(PdfReader(io.BytesIO(content)).pages)
