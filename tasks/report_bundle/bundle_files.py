"""The files of a bundle: one PDF with cover, inventory and bookmarks, and one ZIP with the parts for UWV's portal."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import pikepdf
from pikepdf import OutlineItem, Pdf

from tasks.papers.part_pages import PartPages, saved
from templates.report_pages import CoverRow, ReportCover, cover_pdf

COVER_TITLE, COVER_FILE = "Voorblad en inhoud", "00_voorblad.pdf"
STARTED = (1980, 1, 1, 0, 0, 0)  # the day of every file in a ZIP, so that the same parts give the same bytes
OWNER_ONLY = 0o600 << 16
MOST_TRIES = 5
# What a page brings along of the file it was in, and means nothing or something else in the bundle.
OF_ITS_FILE = ("/Metadata", "/PieceInfo", "/AA", "/StructParents", "/Tabs", "/Thumb", "/B")


class BundledPart(NamedTuple):
    """A part of the bundle: its number, the stem of its file, its title, and its pages."""

    number: int
    stem: str
    title: str
    shown: PartPages


class BundleFiles(NamedTuple):
    """The two files of a bundle, the text of its cover, and how many pages the PDF has."""

    pdf: bytes
    zip: bytes
    text: str
    pages: int


def bundle_files(cover: ReportCover, parts: Sequence[BundledPart]) -> BundleFiles:
    """Put the parts behind their cover; the same cover and parts give the same bytes.

    Raises InputError for a character on the cover that cannot be printed.
    """
    content, text = _numbered_cover(cover, parts)
    whole = pikepdf.open(io.BytesIO(content))
    _claim_nothing(whole)
    with whole.open_outline() as outline:
        outline.root[:] = [OutlineItem(COVER_TITLE, 0)]
        for part in parts:
            outline.root.append(OutlineItem(f"{part.number}. {part.title}", len(whole.pages)))
            _append(whole, part.shown.pages)
    return BundleFiles(saved(whole), _zipped(content, parts), text, len(whole.pages))


def _numbered_cover(cover: ReportCover, parts: Sequence[BundledPart]) -> tuple[bytes, str]:
    """Make the cover with the pages on which the parts begin; these depend on how many pages it takes itself."""
    taken = 1
    for _ in range(MOST_TRIES):
        content, text = cover_pdf(replace(cover, rows=_with_pages(cover.rows, parts, taken)))
        with pikepdf.open(io.BytesIO(content)) as made:
            count = len(made.pages)
        if count == taken:
            break
        taken = count
    return content, text


def _with_pages(rows: Sequence[CoverRow], parts: Sequence[BundledPart], taken: int) -> tuple[CoverRow, ...]:
    first, at = {}, taken + 1
    for part in parts:
        first[part.number], at = at, at + len(part.shown.pages.pages)
    return tuple(row._replace(page=first.get(row.number)) if row.number else row for row in rows)


def _append(whole: Pdf, part: Pdf) -> None:
    begin = len(whole.pages)
    whole.pages.extend(part.pages)
    for page in list(whole.pages)[begin:]:
        for name in OF_ITS_FILE:
            if name in page.obj:
                del page.obj[name]
        for annotation in page.obj.get("/Annots", []):
            if "/StructParent" in annotation:
                del annotation["/StructParent"]


def _claim_nothing(whole: Pdf) -> None:
    """Take back what the cover alone is: a bundle with papers of others is no PDF/A."""
    with whole.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as about:
        for name in ("pdfaid:part", "pdfaid:conformance"):
            if name in about:
                del about[name]


def _zipped(cover: bytes, parts: Sequence[BundledPart]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        _add(archive, COVER_FILE, cover)
        for part in parts:
            _add(archive, f"{part.number:02d}_{part.stem}{part.shown.ending}", part.shown.upload)
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, STARTED)
    entry.external_attr, entry.create_system = OWNER_ONLY, 3
    archive.writestr(entry, content)
