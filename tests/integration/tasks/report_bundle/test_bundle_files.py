"""The two files of a bundle are made of their parts alone: no clock, no place, no machine."""

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from support.dossier.sample_bundle import sample_bundle, sample_hashes
from support.dossier.whole_dossier import filled, scan
from support.hostile.papers import SOUND, pdf

from tasks.papers.file_kinds import known_type
from tasks.papers.part_pages import PartFile, part_pages, picture_page
from templates.document_maker import make_document

ROOT = Path(__file__).parents[4]
ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}
OTHER_DAY = (
    "import time; time.time = lambda: 4e9; from support.dossier.sample_bundle import sample_hashes as h; print(*h())"
)


def test_the_same_parts_give_the_same_bytes() -> None:
    """Made twice, and in another process with another zone, language, hash seed and day."""
    here = sample_hashes()
    assert sample_hashes() == here
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    run = subprocess.run(
        [sys.executable, "-c", OTHER_DAY], env={**os.environ, **ELSEWHERE, "PYTHONPATH": path}, cwd=ROOT,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.split() == here


@pytest.mark.parametrize("what", SOUND)
def test_what_comes_in_goes_in(what: str) -> None:
    """Every kind of file that is taken into a dossier has pages, and nothing is said to be wrong with it."""
    content = SOUND[what]()
    made = part_pages("Z-7K3Q9", PartFile(1, "gespreksverslag", "Verslag", known_type(content) or "", content))
    assert (made.lacks, made.ending in (".pdf", ".docx")) == ("", True)
    assert len(made.pages.pages) >= 1


def test_what_was_filled_in_shows_on_the_page() -> None:
    """A form keeps its answers when it is one of many: they are part of the page, and no field is left to change."""
    from templates.samples.sample_cases import full

    form = filled(make_document("plan_van_aanpak", full("plan_van_aanpak")).content, einddoel_uren="Zonnebloem 32")
    made = sample_bundle([form])
    shown = pypdfium2.PdfDocument(made.pdf)
    assert any("Zonnebloem 32" in page.get_textpage().get_text_range() for page in shown)
    with pikepdf.open(io.BytesIO(made.pdf)) as whole:
        assert "/AcroForm" not in whole.Root
        widgets = [each for page in whole.pages for each in page.get("/Annots", []) if each.Subtype == "/Widget"]  # type: ignore[attr-defined]
    assert widgets == []


def test_a_stamp_somebody_put_on_a_paper_stays() -> None:
    """A signature that a program drew as an annotation is on the page too."""
    content = pdf(change=lambda made: made.pages[0].obj.__setitem__("/Annots", pikepdf.Array([_stamp(made)])))
    bare, stamped = (_shown(sample_bundle([each]).pdf, 1) for each in (pdf(), content))
    assert bare != stamped


def test_a_picture_too_large_for_the_portal_is_drawn_smaller() -> None:
    """Noise does not compress: as a page of its own points it would pass 10 MB."""
    from PIL import Image

    out = io.BytesIO()
    Image.frombytes("RGB", (1900, 1700), os.urandom(1900 * 1700 * 3)).save(out, "PNG")
    content = out.getvalue()[:]
    made = part_pages("Z-7K3Q9", PartFile(1, "gespreksverslag", "Verslag", "image/png", content))
    assert len(made.upload) <= 10_000_000


def test_a_turned_photograph_stands_upright() -> None:
    """What a telephone wrote about how it was held is followed, and then left out."""
    with pikepdf.open(io.BytesIO(picture_page(scan("JPEG", (400, 300), tag_274=6)))) as page:
        _, _, width, height = (float(side) for side in page.pages[0].MediaBox)  # type: ignore[attr-defined]
    assert height > width


def test_a_bundle_is_made_quickly() -> None:
    """Computing alone; other work of the machine does not count."""
    contents = [pdf()] * 25
    sample_bundle(contents)
    began = time.process_time()
    sample_bundle(contents)
    assert time.process_time() - began < 3


def _stamp(made: pikepdf.Pdf) -> pikepdf.Object:
    drawn = pikepdf.Stream(made, b"1 0 0 rg 0 0 100 40 re f")
    drawn.Type, drawn.Subtype, drawn.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 100, 40])
    about = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name.Stamp, "Rect": pikepdf.Array([50, 50, 150, 90])}
    return made.make_indirect(pikepdf.Dictionary(**about, AP=pikepdf.Dictionary(N=drawn), F=4))


def _shown(content: bytes, page: int) -> bytes:
    picture = pypdfium2.PdfDocument(content)[page].render(scale=0.5, may_draw_forms=False)
    return bytes(picture.to_pil().tobytes())
