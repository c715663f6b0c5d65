"""What a screen reader finds in a PDF, and what the boxes of a form hold: measured in the files themselves.

Source: ISO 14289-1 (PDF/UA-1) 7.1, 7.5 and 7.18. Two readers that have nothing in common look: pypdf and pdfium.
"""

import ctypes
import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject

from templates.document_maker import make_document
from templates.forms.field_text import text_width
from templates.samples.sample_cases import bare, full
from templates.template_catalogue import catalogue

KEYS = [key for key, row in catalogue().items() if row.family != "bericht"]
CASES = [(key, make) for key in KEYS for make in (full, bare)]
NAMED = [f"{key}-{make.__name__}" for key, make in CASES]
WRITTEN = (
    "De werknemer werkt nu 20 uur per week in aangepast werk, 4 uur per dag, zonder tillen. Mevrouw Van der Meulen "
    "plant op 14 september 2026 een gesprek; de heer Bouwmeester (HR) is erbij. "
)


@cache
def content(key: str, make: Any) -> bytes:
    """Return one document as it is kept."""
    return make_document(key, make(key)).content


def elements(node: Any) -> Iterator[DictionaryObject]:
    """Walk the structure in the order in which it is read out."""
    kids = node.get("/K", ())
    for kid in kids if isinstance(kids, ArrayObject) else (kids,):
        each = kid.get_object()
        if isinstance(each, DictionaryObject) and each.get("/Type") == "/StructElem":
            yield each
            yield from elements(each)


def structure(pdf: PdfReader) -> list[DictionaryObject]:
    """Return all elements of a document in order."""
    return list(elements(pdf.trailer["/Root"]["/StructTreeRoot"]))


def widgets(pdf: PdfReader) -> list[DictionaryObject]:
    """Return every widget, page by page."""
    return [note.get_object() for page in pdf.pages for note in page.get("/Annots", ())]


DIGITS = {"regio": 2, "reistijd": 3}  # fields for a number that is never longer


@pytest.mark.parametrize(("key", "make"), CASES, ids=NAMED)
def test_every_field_stands_in_the_text_where_it_is_asked(key: str, make: Any) -> None:
    """Each widget has its Form element, each element its widget, and Tab goes by that order."""
    pdf = PdfReader(io.BytesIO(content(key, make)))
    nums = pdf.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    parents = {int(nums[at]): nums[at + 1].get_object() for at in range(0, len(nums), 2)}
    forms = [each for each in structure(pdf) if each["/S"] == "/Form"]
    held = [each["/K"][0].get_object()["/Obj"].get_object() for each in forms]
    assert held == widgets(pdf)
    assert [parents[int(widget["/StructParent"])] for widget in held] == forms
    assert all(page["/Tabs"] == "/S" for page in pdf.pages)


@pytest.mark.parametrize("key", KEYS)
def test_every_header_says_what_it_is_the_header_of(key: str) -> None:
    """A header of a row or of a column; what only sets things side by side is no table."""
    found = structure(PdfReader(io.BytesIO(content(key, full))))
    headers = [each for each in found if each["/S"] == "/TH"]
    assert {each["/A"]["/Scope"] for each in headers} <= {"/Row", "/Column"}
    for table in (each for each in found if each["/S"] == "/Table"):
        assert any(each["/S"] == "/TH" for each in elements(table))


@pytest.mark.parametrize("key", KEYS)
def test_what_is_on_the_page_is_read_out_or_is_decoration(key: str) -> None:
    """No text is marked that stands outside the structure, and the foot of a page interrupts no sentence."""
    pdf = PdfReader(io.BytesIO(content(key, full)))
    told: dict[int, set[int]] = {}
    for each in structure(pdf):
        kids = each.get("/K", ())
        told.setdefault(each["/Pg"].get_object()["/StructParents"] if "/Pg" in each else -1, set()).update(
            int(kid) for kid in kids if isinstance(kid, int)
        )
    for page in pdf.pages:
        marks = [
            (str(operands[0]), operands[1].get("/MCID") if len(operands) > 1 else None)
            for operands, operator in ContentStream(page.get_contents(), pdf).operations
            if operator in (b"BDC", b"BMC") and str(operands[0]) != "/Tx"
        ]
        assert {mcid for _, mcid in marks if mcid is not None} == told[page["/StructParents"]]
        assert all(mcid is not None or tag == "/Artifact" for tag, mcid in marks)


@pytest.mark.parametrize("key", KEYS)
def test_another_reader_hears_title_first_and_no_foot(key: str) -> None:
    """pdfium, which knows nothing of how the file was made, finds the same tree: a heading, no running text."""
    document = pypdfium2.PdfDocument(content(key, full))
    for number, page in enumerate(document):
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        kinds = list(_kinds(tree))
        pdfium.FPDF_StructTree_Close(tree)
        assert kinds, number
        if number == 0:
            assert next(kind for kind in kinds if re.fullmatch(r"H\d", kind)) == "H1"


def _kinds(tree: Any) -> Iterator[str]:
    for at in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        yield from _kinds_below(pdfium.FPDF_StructTree_GetChildAtIndex(tree, at))


def _kinds_below(element: Any) -> Iterator[str]:
    size = pdfium.FPDF_StructElement_GetType(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_StructElement_GetType(element, buffer, size)
    yield buffer.raw.decode("utf-16-le").rstrip("\0")
    for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, at)
        if child:
            yield from _kinds_below(child)


@pytest.mark.parametrize(("key", "make"), CASES, ids=NAMED)
def test_a_field_holds_no_more_than_its_box(key: str, make: Any) -> None:
    """Ordinary text of the greatest length fits in the box at the size of the field, which can still be read."""
    for widget in widgets(PdfReader(io.BytesIO(content(key, make)))):
        if widget.get("/FT") != "/Tx":
            continue
        left, low, right, high = (float(value) for value in widget["/Rect"])
        size = float(str(widget["/DA"]).split()[1])
        longest = (WRITTEN * 20)[: int(widget["/MaxLen"])]
        assert 7 <= size <= 10
        if int(widget.get("/Ff", 0)) & 1 << 12:
            assert _lines(longest, right - left - 4, size) * size * 1.3 + 4 <= high - low + 0.1, widget["/T"]
        else:
            assert text_width(longest) * size <= right - left - 4, widget["/T"]
        assert int(widget["/MaxLen"]) >= DIGITS.get(str(widget["/T"]), 5), widget["/T"]


def _lines(text: str, width: float, size: float) -> int:
    """Set a text in lines as a viewer does, and count them."""
    lines, line = 1, ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if text_width(longer) * size > width and line:
            lines, line = lines + 1, word
        else:
            line = longer
    return lines


@pytest.mark.parametrize("key", KEYS)
def test_no_two_fields_ask_the_same(key: str) -> None:
    """Who hears only the field knows the question: of a tick or a choice too, and which row it stands in."""
    pdf = PdfReader(io.BytesIO(content(key, full)))
    asked = [str(widget["/TU"]) for widget in widgets(pdf)]
    assert sorted(asked) == sorted(set(asked))
    for widget in widgets(pdf):
        if "/Parent" in widget:
            question = str(widget["/Parent"].get_object()["/TU"])
            assert str(widget["/TU"]).startswith(question.rstrip(":"))
            assert len(question) > 3
