"""One part as pages of a PDF, and as the file that goes into UWV's portal (pdf, docx or jpg, at most 10 MB).

A PDF goes in as it came: filled fields become part of its pages, and a lock that opens without a password is left out.
A picture becomes one upright A4 page, its pixels as they came and nothing of what the camera wrote beside them. Of a
Word document the text goes in, marked as such; the document itself goes into the portal.
"""

import io
import zlib
from collections.abc import Iterator
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageOps

from tasks.papers.file_kinds import ENDINGS, MOST_BYTES, PDF, WORD
from tasks.papers.word_checks import word_text
from templates.printable import printable_letters
from templates.report_pages import sheet_pdf

A4 = (595.276, 841.89)  # points
MARGIN = 28.35  # points: 10 mm
QUALITY = 92  # of a JPEG made of a picture that would be too large otherwise
WORD_SAID = (
    "Dit stuk is een Word-document. Hier staat de tekst, zonder opmaak; het document zelf is onderdeel {number} van "
    "de losse bestanden voor het werkgeversportaal."
)
UNREADABLE_SAID = (
    "Dit stuk kan niet als bladzijden worden getoond. Het bestand zelf is onderdeel {number} van de losse bestanden."
)
COLOURS = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}
BROKEN = (pikepdf.PdfError, pikepdf.PasswordError, OSError, ValueError, TypeError, KeyError, SyntaxError, EOFError)


class PartFile(NamedTuple):
    """A part of the bundle: its number, its kind, title and content as it came in."""

    number: int
    kind: str
    title: str
    media_type: str
    content: bytes


class PartPages(NamedTuple):
    """A part as pages, and as a file for the portal: its name's ending and content. `lacks`: what is wrong with it."""

    pages: Pdf
    ending: str
    upload: bytes
    lacks: str = ""


def part_pages(case_number: str, part: PartFile) -> PartPages:
    """Return a part as pages and as a file; one that cannot be shown has a sheet that says so in its place."""
    try:
        made = _made(case_number, part)
    except BROKEN:
        sheet = _sheet(case_number, part, UNREADABLE_SAID, [])
        return PartPages(sheet, ENDINGS[part.media_type], part.content, "is niet als bladzijden te tonen.")
    if len(made.upload) > MOST_BYTES:
        return made._replace(lacks="is groter dan 10 MB, meer dan UWV aanneemt.")
    return made


def _made(case_number: str, part: PartFile) -> PartPages:
    if part.media_type == PDF:
        return _of_pdf(part.content)
    if part.media_type == WORD:
        lines = [line.strip() for line in word_text(part.content).splitlines() if line.strip()]
        return PartPages(_sheet(case_number, part, WORD_SAID, lines), ".docx", part.content)
    content = picture_page(part.content)
    if len(content) > MOST_BYTES:
        content = picture_page(part.content, anew=True)
    return PartPages(pikepdf.open(io.BytesIO(content)), ".pdf", content)


def _of_pdf(content: bytes) -> PartPages:
    with pikepdf.open(io.BytesIO(content)) as locked:
        upload = saved(locked) if locked.is_encrypted else content
    pages = pikepdf.open(io.BytesIO(upload))
    if "/AcroForm" in pages.Root:
        if pages.Root.AcroForm.get("/NeedAppearances", False):
            pages.generate_appearance_streams()
        pages.flatten_annotations("screen")
    return PartPages(pages, ".pdf", upload)


def _sheet(case_number: str, part: PartFile, said: str, lines: list[str]) -> Pdf:
    known = printable_letters()
    printed = ["".join(sign if sign in known else "□" if "□" in known else "?" for sign in line) for line in lines]
    content = sheet_pdf(case_number, part.number, part.title, said.format(number=part.number), printed)
    return pikepdf.open(io.BytesIO(content))


def picture_page(content: bytes, *, anew: bool = False) -> bytes:
    """Return a picture as a PDF of one upright A4 page, or on its side where the picture is wide.

    `anew`: draw it again as JPEG, smaller. Raises OSError or ValueError for what is no whole picture.
    """
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
        turned = opened.getexif().get(0x0112, 1) != 1
        keeps = opened.format == "JPEG" and opened.mode in COLOURS and opened.mode != "CMYK" and not turned and not anew
        picture = opened if keeps else _plain(opened)
        size, mode = picture.size, picture.mode
        if keeps:
            data, coding = _bare_jpeg(content), Name.DCTDecode
            opened.load()
        elif opened.format == "JPEG" or anew:
            out = io.BytesIO()
            picture.save(out, "JPEG", quality=QUALITY)
            data, coding = out.getvalue(), Name.DCTDecode
        else:
            data, coding = zlib.compress(picture.tobytes(), 6), Name.FlateDecode
    return _page_with(data, coding, size, COLOURS[mode])


def _plain(picture: Image.Image) -> Image.Image:
    """Return a picture upright, in grey or colour, on white where it is transparent."""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("L", "RGB"):
        return upright
    if upright.mode in ("1", "I", "I;16", "F"):
        return upright.convert("L")
    if upright.mode == "CMYK":
        return upright.convert("RGB")
    layered = upright.convert("RGBA")
    white = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(white, layered).convert("RGB")


def _bare_jpeg(content: bytes) -> bytes:
    """Return a JPEG without what a camera wrote beside the pixels: place, time, device, a small picture of it."""
    return b"\xff\xd8" + b"".join(_kept_segments(content))


def _kept_segments(content: bytes) -> Iterator[bytes]:
    at = 2
    while content[at : at + 1] == b"\xff" and content[at + 1 : at + 2] != b"\xda":
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        marker = content[at + 1]
        if not (
            0xE1 <= marker <= 0xED or marker in (0xEF, 0xFE)
        ):  # APP1-13, APP15 and comments; APP14 tells the colours
            yield content[at : at + 2 + length]
        at += 2 + length
    end = content.find(b"\xff\xd9", at)  # what a telephone hangs behind it is no part of the picture
    yield content[at : end + 2 if end > 0 else None]


def _page_with(data: bytes, coding: Name, size: tuple[int, int], colours: Name) -> bytes:
    width, height = A4 if size[1] >= size[0] else A4[::-1]
    scale = min((width - 2 * MARGIN) / size[0], (height - 2 * MARGIN) / size[1])
    wide, high = size[0] * scale, size[1] * scale
    left, low = (width - wide) / 2, (height - high) / 2
    pdf = Pdf.new()
    about = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=size[0], Height=size[1], ColorSpace=colours, BitsPerComponent=8,
        Filter=coding,
    )  # fmt: skip
    image = pikepdf.Stream(pdf, data, about)
    drawn = f"q {wide:.3f} 0 0 {high:.3f} {left:.3f} {low:.3f} cm /Im0 Do Q".encode()
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, width, height]),
        Resources=Dictionary(XObject=Dictionary(Im0=pdf.make_indirect(image))),
        Contents=pdf.make_stream(drawn),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return saved(pdf)


def saved(pdf: Pdf) -> bytes:
    """Write a PDF; the same pages give the same bytes."""
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, encryption=False, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()
