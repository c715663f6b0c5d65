"""The font of form fields: embedded with all of the WinAnsi encoding, which every PDF reader can type in."""

import zlib
from functools import cache
from io import BytesIO

import pydyf
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from templates.printable import PRINTED_FONT

FORM_FONT, SIZE = "Invul", 10.0
FORM_FONT_NAME = "/SpoorboekSans-Regular"
FIRST, LAST = 32, 255
NONSYMBOLIC = 1 << 5


@cache
def _font_metrics() -> tuple[bytes, int, tuple[int, ...], dict[str, int | list[int]]]:
    """Return the font file, compressed, and its length; widths of the WinAnsi codes 32-255 and metrics in 1/1000 em."""
    characters = [bytes([code]).decode("cp1252", "replace") for code in range(FIRST, LAST + 1)]
    font, content = _font_of("".join(characters))
    cmap, widths, head, hhea = font.getBestCmap(), font["hmtx"].metrics, font["head"], font["hhea"]
    scale = 1000 / head.unitsPerEm
    advances = tuple(round(widths[cmap.get(ord(character), ".notdef")][0] * scale) for character in characters)
    box = [round(value * scale) for value in (head.xMin, head.yMin, head.xMax, head.yMax)]
    heights: dict[str, int | list[int]] = {"Ascent": round(hhea.ascent * scale), "Descent": round(hhea.descent * scale)}
    file = zlib.compress(content, 9)  # once per process, not once per form
    return (
        file,
        len(content),
        advances,
        {"FontBBox": box, **heights, "CapHeight": round(font["OS/2"].sCapHeight * scale)},
    )


def _font_of(letters: str) -> tuple[TTFont, bytes]:
    """Return the font with these letters alone, and its file: a form does not grow with the alphabets of letters."""
    font = TTFont(PRINTED_FONT, recalcTimestamp=False)
    subsetter = Subsetter(Options(hinting=False, notdef_outline=True, name_IDs=["*"], drop_tables=["kern"]))
    subsetter.populate(text=letters)
    subsetter.subset(font)
    file = BytesIO()
    font.save(file)
    return font, file.getvalue()


def advances() -> tuple[int, ...]:
    """Return the widths of the WinAnsi codes 32-255, in 1/1000 em."""
    return _font_metrics()[2]


def encode_form_text(text: str) -> bytes:
    """Write a text as a PDF string in the font's encoding; a character outside it becomes a question mark."""
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return b"(" + escaped.encode("cp1252", "replace") + b")"


def add_font(pdf: pydyf.PDF) -> bytes:
    """Embed the font in a PDF and return the reference to it."""
    content, length, advances, metrics = _font_metrics()
    file = pydyf.Stream([content], pydyf.Dictionary({"Length1": length, "Filter": "/FlateDecode"}), compress=False)
    pdf.add_object(file)
    constant_entries = {
        "Type": "/FontDescriptor",
        "FontName": FORM_FONT_NAME,
        "Flags": NONSYMBOLIC,
        "ItalicAngle": 0,
        "StemV": 80,
    }
    metric_entries = {key: pydyf.Array(value) if isinstance(value, list) else value for key, value in metrics.items()}
    descriptor = pydyf.Dictionary({**constant_entries, **metric_entries, "FontFile2": file.reference})
    pdf.add_object(descriptor)
    encoding = {"Encoding": "/WinAnsiEncoding", "FirstChar": FIRST, "LastChar": LAST, "Widths": pydyf.Array(advances)}
    font_entries = {"Type": "/Font", "Subtype": "/TrueType", "BaseFont": FORM_FONT_NAME}
    font = pydyf.Dictionary({**font_entries, **encoding, "FontDescriptor": descriptor.reference})
    pdf.add_object(font)
    return bytes(font.reference)
