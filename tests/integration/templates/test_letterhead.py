"""A letterhead on letters and forms: seen, heard, within its place, and on nothing that is not the employer's."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from pypdf import PdfReader
from support.logos import logo

from templates.document_context import DocumentContext
from templates.document_maker import MadeDocument, make_document
from templates.letterhead import HouseLetterhead
from templates.samples.longest_case import longest
from templates.samples.sample_cases import full
from templates.template_catalogue import catalogue, find_template

MM = 25.4 / 72
RETURN = "Postbus 12345, 3500 AA Nieuwegein aan den IJssel"
PAPER = [key for key, row in catalogue().items() if row.family != "bericht"]
OF_EMPLOYER = [key for key in PAPER if find_template(key).sender == "werkgever" and key != "uitvraag_spoor_2"]
SHAPES = [(900, 300), (1400, 120), (300, 400)]


def with_head(context: DocumentContext, width: int = 900, height: int = 300) -> DocumentContext:
    """Return a context with a letterhead in which everything stands."""
    head = HouseLetterhead(
        logo=logo(width, height), width=width, height=height, alt="Logo van Van Dijk", colour="#8a1048",
        return_line=RETURN,
    )  # fmt: skip
    return replace(context, employer=replace(context.employer, letterhead=head))


def figures(made: MadeDocument) -> list[Any]:
    """Return the pictures in the structure of a document."""
    reader = PdfReader(io.BytesIO(made.content))

    def walk(element: Any) -> Iterator[Any]:
        element = element.get_object()
        if not isinstance(element, dict):
            return
        if element.get("/S") == "/Figure":
            yield element
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            yield from walk(kid)

    return list(walk(reader.trailer["/Root"]["/StructTreeRoot"]))


@pytest.mark.parametrize("key", OF_EMPLOYER)
def test_no_document_gets_longer(key: str) -> None:
    """With a logo and a return address every document has as many pages as without, a letter in the longest case too;
    and one picture that says what it is, in a place that is that of the picture."""
    for context in (longest(key), full(key))[find_template(key).family != "brief" :]:
        plain, headed = make_document(key, context), make_document(key, with_head(context))
        pages = [len(pypdfium2.PdfDocument(made.content)) for made in (plain, headed)]
        assert pages[0] == pages[1]
    (figure,) = figures(headed)
    assert figure["/Alt"] == "Logo van Van Dijk"
    page = pypdfium2.PdfDocument(headed.content)[0]
    (picture,) = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])
    assert [float(each) for each in figure["/A"]["/BBox"]] == pytest.approx(picture.get_bounds(), abs=1)


@pytest.mark.parametrize("size", SHAPES)
@pytest.mark.parametrize("key", ["uitnodiging_spreekuur", "plan_van_aanpak"])
def test_a_logo_of_any_shape_stays_in_its_place(key: str, size: tuple[int, int]) -> None:
    """Within the margins, above the address, over no text."""
    made = make_document(key, with_head(longest(key), *size))
    page = pypdfium2.PdfDocument(made.content)[0]
    (picture,) = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])
    left, low, right, high = picture.get_bounds()
    top, bottom = (page.get_height() - high) * MM, (page.get_height() - low) * MM
    assert 8 <= top < bottom <= 40
    assert (page.get_width() - right) * MM >= 20.5
    assert (right - left) / (high - low) == pytest.approx(size[0] / size[1], rel=0.02)
    for text in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
        x1, y1, x2, y2 = text.get_bounds()
        assert not (x1 < right and left < x2 and y1 < high and low < y2)


def test_the_address_and_the_return_address_stand_in_the_window() -> None:
    """Between 45 and 75 mm below the edge and 23 to 105 mm from the left, return address above the address: in the
    window of a Dutch envelope and of DIN 5008, form B (20 to 105 mm, 45 to 90 mm)."""
    key = "uitnodiging_spreekuur"
    for context in (full(key), longest(key)):
        page = pypdfium2.PdfDocument(make_document(key, with_head(context)).content)[0]
        text = page.get_textpage()
        place: dict[str, tuple[float, float, float]] = {}
        for words in (RETURN, context.employee.address[0], context.employee.address[1]):
            start, count = text.search(words, match_case=True).get_next() or (0, 0)
            assert count
            boxes = [text.get_charbox(start + each) for each in range(count)]
            place[words] = (
                min(box[0] for box in boxes) * MM, max(box[2] for box in boxes) * MM,
                (page.get_height() - max(box[3] for box in boxes)) * MM,
            )  # fmt: skip
        tops = [top for _, _, top in place.values()]
        assert tops == sorted(tops)
        assert tops[0] >= 45
        assert tops[-1] <= 75
        assert all(left >= 20 and right <= 106 for left, right, _ in place.values())


@pytest.mark.parametrize("key", [key for key in PAPER if key not in OF_EMPLOYER])
def test_what_is_not_of_the_employer_bears_no_letterhead(key: str) -> None:
    """The opinion of the employee is theirs: the letterhead changes no byte of it; a question names nobody."""
    context = full(key)
    if key != "uitvraag_spoor_2":  # tasks give it nobody as employer, so no letterhead either
        assert make_document(key, with_head(context)).content == make_document(key, context).content
    assert figures(make_document(key, context)) == []


def test_the_same_letterhead_gives_the_same_bytes() -> None:
    """A document can be made again; another colour makes another."""
    key = "plan_van_aanpak"
    one, two = (make_document(key, with_head(full(key))).content for _ in range(2))
    assert hashlib.sha256(one).digest() == hashlib.sha256(two).digest()
    context = with_head(full(key))
    assert context.employer.letterhead
    other = replace(context.employer.letterhead, colour="#104a8a")
    assert make_document(key, replace(context, employer=replace(context.employer, letterhead=other))).content != one
