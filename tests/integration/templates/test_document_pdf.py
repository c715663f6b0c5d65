"""Real PDFs, opened and read back: archivable, fillable, the same everywhere."""

import hashlib
import io
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject
from support.repository import ROOT, TESTS

from spoorboek.errors import InputError
from templates.document_maker import MadeDocument, make_document
from templates.document_page import document_html
from templates.forms.form_fields import FieldSheet
from templates.pdf import make_pdf
from templates.printable import printable
from templates.samples.sample_cases import EMPLOYEE, bare, full
from templates.template_catalogue import catalogue, find_template

KEYS = [key for key, row in catalogue().items() if row.family != "bericht"]
FILLED_IN = ("bekortingsverzoek", "riv_aanvulling", "verzoek_deskundigenoordeel", "bezwaarschrift")
FORMS = [key for key in KEYS if find_template(key).family != "brief" or key in FILLED_IN]
LETTERS = [key for key in KEYS if key not in FORMS]
OTHER_MACHINE = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from templates.samples.sample_cases import full
from templates.document_maker import make_document
for key in sys.argv[2:]:
    print(hashlib.sha256(make_document(key, full(key)).content).hexdigest())
"""


@cache
def made(key: str) -> MadeDocument:
    """Make one document of the full sample, once for all tests."""
    return make_document(key, full(key))


def reader(key: str) -> PdfReader:
    """Open one document."""
    return PdfReader(io.BytesIO(made(key).content))


def words(key: str) -> str:
    """Return what stands in a document, in reading order, with single spaces."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader(key).pages))


def widgets(key: str) -> list[tuple[DictionaryObject, DictionaryObject]]:
    """Return every widget with the page it stands on."""
    return [
        (note.get_object(), page)
        for page in reader(key).pages
        for note in page.get("/Annots", ())
        if note.get_object()["/Subtype"] == "/Widget"
    ]


@pytest.mark.parametrize("key", KEYS)
def test_every_document_says_it_is_pdf_a(key: str) -> None:
    """PDF/A-3a and PDF/UA-1: the mark in the metadata, a colour profile, no encryption, nothing that runs."""
    pdf = reader(key)
    metadata = pdf.trailer["/Root"]["/Metadata"].get_data().decode()
    assert 'pdfaid:part="3"' in metadata
    assert 'pdfaid:conformance="A"' in metadata
    assert 'pdfuaid:part="1"' in metadata
    assert metadata.count("<rdf:RDF") == metadata.count("</rdf:RDF>") == 1
    assert pdf.trailer["/Root"]["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert not pdf.is_encrypted
    assert not re.search(rb"/JavaScript|/JS\b|/Launch|/AA\b|/EmbeddedFiles", made(key).content)


@pytest.mark.parametrize("key", KEYS)
def test_only_our_font_is_in_it_and_whole_enough_to_print(key: str) -> None:
    """Every font is Spoorboek Sans and is embedded, so that no machine needs one of its own."""
    pdf = reader(key)
    fonts = [pdf.get_object(number) for number in range(1, len(pdf.xref_objStm) + len(pdf.xref[0]))]
    used = [font for font in fonts if isinstance(font, DictionaryObject) and font.get("/Type") == "/FontDescriptor"]
    assert used
    assert all("Spoorboek-Sans" in font["/FontName"] or "SpoorboekSans" in font["/FontName"] for font in used)
    assert all("/FontFile2" in font for font in used)


@pytest.mark.parametrize("key", KEYS)
def test_it_is_tagged_dutch_and_titled(key: str) -> None:
    """A screen reader knows the language, the order and the title; the title holds no person."""
    root = reader(key).trailer["/Root"]
    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"]
    title = reader(key).metadata.title
    assert title == f"{find_template(key).title} · zaak Z-7K3Q9"
    assert EMPLOYEE.name not in title


@pytest.mark.parametrize("key", KEYS)
def test_every_page_bears_case_and_number(key: str) -> None:
    """A loose page finds its way back."""
    pages = reader(key).pages
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert "Zaak Z-7K3Q9 · document Z-7K3Q9-0003" in text
        assert f"pagina {number} van {len(pages)}" in text


@pytest.mark.parametrize("key", LETTERS)
def test_a_letter_is_one_page(key: str) -> None:
    """A letter that is read is short, and its greeting stands below it."""
    assert len(reader(key).pages) == 1


@pytest.mark.parametrize("key", FORMS)
def test_a_form_is_short_and_its_signatures_stand_together(key: str) -> None:
    """At most four pages; every signature with its date on one page, and never alone on it."""
    assert len(reader(key).pages) <= 4
    last = reader(key).pages[-1]
    names = [note.get_object().get("/T", "") for note in last.get("/Annots", ())]
    signing = [name for name in names if "handtekening" in name or "ondertekening" in name]
    everywhere = [name for name in reader(key).get_fields() or {} if re.search("handtekening|ondertekening", name)]
    assert sorted(signing) == sorted(everywhere)
    before = last.extract_text().split("Ondertekening")[0]
    assert not everywhere or len(before) > 120


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("plan_van_aanpak", "week 8, uiterlijk 2 maart 2026"),
        ("melding_42_weken", "week 42, uiterlijk 26 oktober 2026"),
        ("wia_informatie", "week 93, uiterlijk 17 oktober 2027"),
        ("re_integratieverslag", "week 91, uiterlijk 3 oktober 2027"),
    ],
)
def test_date_and_week_can_be_read_and_searched(key: str, text: str) -> None:
    """The text in the PDF is text, not a picture."""
    assert text in words(key)


def test_names_keep_their_signs() -> None:
    """Letters outside the Dutch alphabet are printed as they are."""
    assert "Noor Ğül-Łaska" in words("wia_informatie")


@pytest.mark.parametrize("key", FORMS)
def test_the_fields_of_the_template_are_the_fields_of_the_pdf(key: str) -> None:
    """Every field that was laid out can be filled in, under its own name and with its limit."""
    sheet = FieldSheet()
    document_html(find_template(key), full(key), sheet)
    fields = reader(key).get_fields() or {}
    assert set(fields) == {field.name for field in sheet.fields}
    for field in sheet.fields:
        kind = {"vink": "/Btn", "keuze": "/Btn", "handtekening": "/Sig"}.get(field.kind, "/Tx")
        assert fields[field.name]["/FT"] == kind


@pytest.mark.parametrize("key", FORMS)
def test_fields_keep_the_rules_of_pdf_a(key: str) -> None:
    """Each widget has a look of its own, is printed and does nothing. Source: ISO 19005-2, 6.3.3 and 6.4.1."""
    form = reader(key).trailer["/Root"]["/AcroForm"]
    assert "/NeedAppearances" not in form
    assert "/XFA" not in form
    for widget, _ in widgets(key):
        assert widget["/F"] == 4
        assert "/A" not in widget
        look = widget["/AP"]["/N"].get_object()
        states = look.keys() if widget.get("/AS") else {"/Subtype"}
        assert {"/Off"} <= set(states) or look["/Subtype"] == "/Form"


@pytest.mark.parametrize("key", FORMS)
def test_every_field_lies_on_the_page_and_no_two_overlap(key: str) -> None:
    """A reader can click each field, and nothing covers it."""
    placed: dict[int, list[tuple[float, ...]]] = {}
    for widget, page in widgets(key):
        left, low, right, high = (float(value) for value in widget["/Rect"])
        assert 40 < left < right < 560
        assert 50 < low < high < 800
        assert right - left > 10
        others = placed.setdefault(page.indirect_reference.idnum, [])
        assert not any(left < x2 and x1 < right and low < y2 and y1 < high for x1, y1, x2, y2 in others)
        others.append((left, low, right, high))


@pytest.mark.parametrize("key", FORMS)
def test_every_field_says_what_it_is_for(key: str) -> None:
    """A screen reader announces the question, not the name of a field."""
    assert all(str(widget["/TU"]).strip() for widget, _ in widgets(key))


def test_a_filled_form_keeps_what_was_filled_in() -> None:
    """Text, date, tick and choice can be set by any program and read back."""
    writer = PdfWriter(clone_from=reader("plan_van_aanpak"))
    values = {"einddoel_datum": "01-09-2026", "werkgever_1_wat": "Werkplek aanpassen", "einddoel": "/ander_werk"}
    for page in writer.pages:
        if "/Annots" in page:
            writer.update_page_form_field_values(page, values, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    fields: Any = PdfReader(out).get_fields()
    assert {name: fields[name]["/V"] for name in values} == values


def test_a_choice_excludes_the_others() -> None:
    """Choices of one question share one field, so two answers cannot both be given."""
    fields: Any = reader("plan_van_aanpak").get_fields()
    goal = fields["einddoel"]
    assert {*goal["/_States_"]} - {"/Off"} == {"/ander_werk", "/andere_werkgever", "/eigen_aangepast", "/eigen_werk"}
    assert goal["/Ff"] & 1 << 15


def test_a_field_is_seen_as_filled_in() -> None:
    """What is typed in a viewer appears on the page: rendered with PDFium's own form filling."""
    blank, typed = (_rendered(made("melding_42_weken").content, text) for text in ("", "Iris de Boer"))
    assert blank != typed


def _rendered(content: bytes, text: str) -> bytes:
    pdf = pypdfium2.PdfDocument(content)
    pdf.init_forms()
    form, page = pdf.formenv, pdf[0]
    field = next(widget for widget, _ in widgets("melding_42_weken") if widget["/T"] == "gemeld_door")
    left, low, right, high = (float(value) for value in field["/Rect"])
    click = (form.raw, page.raw, 0, (left + right) / 2, (low + high) / 2)
    pypdfium2.raw.FORM_OnLButtonDown(*click)
    pypdfium2.raw.FORM_OnLButtonUp(*click)
    for letter in text:
        pypdfium2.raw.FORM_OnChar(form.raw, page.raw, ord(letter), 0)
    pypdfium2.raw.FORM_ForceToKillFocus(form.raw)
    return bytes(page.render(scale=1, may_draw_forms=True).to_pil().tobytes())


@pytest.mark.parametrize("key", KEYS)
def test_the_same_context_gives_the_same_bytes(key: str) -> None:
    """A document can be made again and compared with what was sent."""
    assert make_document(key, full(key)).content == made(key).content


def test_another_process_without_any_font_gives_the_same_bytes() -> None:
    """No system font, no font cache, another hash seed, another day of running: still the same document."""
    keys = ["plan_van_aanpak", "wia_informatie"]
    nowhere = {"HOME": "/nonexistent", "FONTCONFIG_PATH": "/nonexistent", "FONTCONFIG_FILE": "/nonexistent/fonts.conf"}
    run = subprocess.run(
        [sys.executable, "-c", OTHER_MACHINE, str(TESTS), *keys],
        env={**os.environ, **nowhere, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.split() == [hashlib.sha256(made(key).content).hexdigest() for key in keys]


def test_four_threads_make_the_same_documents() -> None:
    """A worker makes documents of several cases at once."""
    keys = [*LETTERS[:3], "evaluatie"] * 2
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda key: make_document(key, full(key)).content, keys)) == [
            made(key).content for key in keys
        ]


def test_a_letter_of_another_script_is_refused_before_anything_is_printed() -> None:
    """A hole in a name is worse than a clear refusal; the message names case and signs, not the person."""
    stranger = replace(full("wia_informatie"), employee=replace(EMPLOYEE, name="李小龙"))
    with pytest.raises(InputError, match=r"Z-7K3Q9.*WIA.*U\+5C0F, U\+674E, U\+9F99") as caught:
        make_document("wia_informatie", stranger)
    assert "李" not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "printed"),
    [("S\u0327ahin", "Şahin"), ("x\u0353y", "xy"), ("a\u200bb", "ab"), ("x\u2011y", "x-y"), ("ﬁets", "fiets")],
)
def test_rare_signs_are_printed_as_the_nearest_letter(written: str, printed: str) -> None:
    """Composed where there is a composed letter, else without the mark; invisible signs vanish."""
    assert printable(written) == printed


def test_a_page_cannot_fetch_anything() -> None:
    """Nothing outside the package reaches a document: no file, no network."""
    plain = make_pdf("<p>Dag</p>")
    with_picture = make_pdf('<p>Dag</p><img src="file:///etc/hostname"><img src="http://localhost:9/x.png">')
    assert b"/Image" not in with_picture
    assert b"/Image" not in plain


@pytest.mark.parametrize("key", FORMS)
def test_a_form_of_which_little_is_known_can_still_be_filled_in(key: str) -> None:
    """Unknown data become fields: the form of a bare context has at least as many."""
    known, unknown = (make_document(key, context(key)) for context in (full, bare))
    count = [len(PdfReader(io.BytesIO(document.content)).get_fields() or {}) for document in (known, unknown)]
    assert count[1] >= count[0]
