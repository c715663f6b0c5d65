"""How a document lies on the page, measured in the PDF itself."""

import ctypes
import io
from dataclasses import replace

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from templates.carried_over import CarriedOver
from templates.document_context import DocumentContext
from templates.document_maker import make_document
from templates.samples.sample_cases import full
from templates.template_catalogue import catalogue, find_template

KEYS = [key for key, row in catalogue().items() if row.family != "bericht"]
TO_EMPLOYEE = [
    key for key in KEYS if find_template(key).family == "brief" and find_template(key).receiver == "werknemer"
]
POINT = 25.4 / 72  # millimetres
SMALLEST = 6.0  # points, below which nobody reads
SMALLEST_TYPED = 9.0  # points, of what people agreed
LONG = "Verkeersgeluidsbelastingmeetstationsmedewerkersvergaderzaalreserveringsoverzichtsbeheerdersplaats"


def opened(key: str, context: DocumentContext | None = None) -> pypdfium2.PdfDocument:
    """Make a document and open it."""
    return pypdfium2.PdfDocument(make_document(key, context or full(key)).content)


@pytest.mark.parametrize("key", KEYS)
def test_all_text_can_be_seen(key: str) -> None:
    """A screen reader reads what a person sees: no white and no tiny text comes before the title."""
    for page in opened(key):
        for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            size, colour = ctypes.c_float(), [ctypes.c_uint() for _ in range(4)]
            pdfium.FPDFTextObj_GetFontSize(item.raw, ctypes.byref(size))
            pdfium.FPDFPageObj_GetFillColor(item.raw, *(ctypes.byref(each) for each in colour))
            assert size.value * item.get_matrix().d * -1 >= SMALLEST or size.value * item.get_matrix().d >= SMALLEST
            assert tuple(each.value for each in colour[:3]) != (255, 255, 255)


@pytest.mark.parametrize("key", TO_EMPLOYEE)
@pytest.mark.parametrize(
    "letterhead", ["Ank BV", "Stichting Samenwerkende Zorg- en Welzijnsinstellingen Midden-Nederland en Omstreken"]
)
def test_the_address_stands_in_the_window_of_an_envelope(key: str, letterhead: str) -> None:
    """Between 48 and 60 mm below the edge, 23 mm from the left, whatever the letterhead holds."""
    context = full(key)
    context = replace(context, employer=replace(context.employer, name=letterhead))
    page = opened(key, context)[0]
    text = page.get_textpage()
    found = text.search(context.employee.address[0], match_case=True).get_next()
    assert found
    left, _, _, top = text.get_charbox(found[0])
    assert 48 <= (page.get_height() - top) * POINT <= 60
    assert 22 <= left * POINT <= 25


@pytest.mark.parametrize("key", KEYS)
def test_a_word_without_end_stays_within_the_margins(key: str) -> None:
    """A function of ninety letters is broken, and pushes nothing off the page."""
    context = full(key)
    for page in opened(key, replace(context, employee=replace(context.employee, name=LONG, function=LONG))):
        width = page.get_width()
        for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            left, _, right, _ = item.get_bounds()
            assert left * POINT >= 20
            assert (width - right) * POINT >= 18


@pytest.mark.parametrize("key", KEYS)
def test_the_first_heading_is_of_the_first_level(key: str) -> None:
    """Who walks through headings begins at the top, in letters as well."""
    root = PdfReader(io.BytesIO(make_document(key, full(key)).content)).trailer["/Root"]["/StructTreeRoot"]
    levels: list[str] = []

    def walk(element: object) -> None:
        if isinstance(element, DictionaryObject):
            if str(element.get("/S", ""))[:2] == "/H" and str(element["/S"])[2:].isdigit():
                levels.append(str(element["/S"]))
            kids = element.get("/K")
            for kid in kids if isinstance(kids, list) else [kids]:
                walk(kid.get_object() if hasattr(kid, "get_object") else kid)

    walk(root.get_object())
    assert levels[0] == "/H1"
    assert levels.count("/H1") == 1


LONGEST = "Inpakken en labelen aan tafel 4 in de expeditiehal, op maandag, woensdag en vrijdagochtend"
CARRIED = {f"opbouw_{number}_taken": LONGEST for number in range(1, 5)} | {
    f"werkgever_{number}_wat": (LONGEST + " " + LONGEST)[:140] for number in range(1, 5)
}


@pytest.mark.parametrize("key", ["plan_van_aanpak", "bijstelling_plan_van_aanpak"])
def test_what_is_carried_over_is_read_as_easily_as_what_is_printed(key: str) -> None:
    """A box is as high as its text: the longest that fits a field stands there in letters of ordinary size."""
    context = replace(full(key), carried=CarriedOver(filled=CARRIED))
    pages = PdfReader(io.BytesIO(make_document(key, context).content)).pages
    fields = [each.get_object() for page in pages for each in page.annotations or ()]
    sizes = {each["/T"]: float(each["/DA"].split()[1]) for each in fields if each.get("/T") in CARRIED}
    assert len(sizes) >= 7
    assert min(sizes.values()) >= SMALLEST_TYPED
