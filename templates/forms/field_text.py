"""What stands in a text field, no larger than its box, and how much more may be typed: what is there can be read."""

import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from math import floor
from typing import NamedTuple

from templates.forms.form_font import FIRST, FORM_FONT, SIZE, advances, encode_form_text

SIZES = (SIZE, 9.0, 8.0, 7.0, 6.0)  # points
LEADING = 1.2
ROOM = 2.0  # points that viewers leave free at each side of a field
# Ordinary Dutch with names and figures in it, so that the room is that of what people write.
SAMPLE = "De werknemer werkt 16,5 uur per week in aangepast werk; Iris van den Berg spreekt hem op maandag 2 maart. "
MARGIN = 1.08  # for texts that are wider than the sample
SMALLEST, STEP = 7.0, 0.5  # points, of what is still to be typed in
VIEWER_LEADING, EDGE = 1.3, 4.0  # a line as viewers set it, in sizes; what they leave free above and below, in points
LINE_LOSS = 0.88  # lines end at a word


class FittedText(NamedTuple):
    """A text in lines, the size at which they are drawn in points, and whether all of it fits its box."""

    lines: tuple[str, ...]
    size: float
    fits: bool


def fitted(text: str, width: float, height: float, *, wraps: bool) -> FittedText:
    """Return a text in the largest size in which all of it fits a box, in points; in the smallest when none does."""
    shown = drawable(text)
    for size in SIZES:
        lines = tuple(_lines(shown, width - 2 * ROOM, size)) if wraps else (" ".join(shown.split()),)
        widest = max((text_width(line) * size for line in lines), default=0)
        needed = len(lines) * size * LEADING if wraps else size
        if widest <= width - 2 * ROOM and needed <= height - ROOM:
            return FittedText(lines, size, True)
    return FittedText(lines, size, False)


def drawn(text: FittedText, height: float, ink: str, *, wraps: bool) -> bytes:
    """Draw a text: from the top when it has lines, else vertically centred."""
    start = height - ROOM - text.size if wraps else (height - text.size) / 2 + 2
    left = ROOM if wraps else 0
    shows = b" ".join(b"%s Tj 0 %.2f Td" % (encode_form_text(line), -text.size * LEADING) for line in text.lines)
    opened = f"/Tx BMC q BT /{FORM_FONT} {text.size:g} Tf {ink} rg {left:g} {start:.2f} Td ".encode()
    return opened + shows + b" ET Q EMC"


def drawable(text: str) -> str:
    """Return a text in letters that the font of fields has: what it lacks loses its accent, or is a question mark."""
    return "".join(_drawable(char) for char in unicodedata.normalize("NFC", text.replace("\r\n", "\n")))


def _drawable(char: str) -> str:
    if char == "\n" or char.encode("cp1252", "ignore"):
        return char if char == "\n" or char.isprintable() else " "
    plain = unicodedata.normalize("NFKD", char).encode("cp1252", "ignore").decode("cp1252")
    return plain or "?"


def _lines(text: str, width: float, size: float) -> Iterator[str]:
    """Break a text at spaces; a word that is wider than the box is broken within."""
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if text_width(longer) * size <= width:
                line = longer
                continue
            if line:
                yield line
            line = word
            while text_width(line) * size > width and len(line) > 1:
                end = max(1, int(len(line) * width / (text_width(line) * size)))
                yield line[:end]
                line = line[end:]
        yield line


def text_width(text: str) -> float:
    """Return the width of a text at a size of one point."""
    widths = advances()
    return sum(widths[code - FIRST] for code in text.encode("cp1252", "replace") if code >= FIRST) / 1000


class FieldRoom(NamedTuple):
    """The size of the letters in points, and the longest text."""

    size: float
    length: int


def room_on_a_line(width: float, wanted: int) -> FieldRoom:
    """Return the room of one line of `width` points: the letters get smaller before the text gets shorter."""
    return _largest(wanted, lambda size: floor((width - EDGE) / (size * _letter())))


def room_in_lines(width: float, height: float, wanted: int) -> FieldRoom:
    """Return the room of a box of lines, in points."""

    def letters(size: float) -> int:
        lines = max(floor((height - EDGE) / (size * VIEWER_LEADING)), 1)
        return floor(lines * floor((width - EDGE) / (size * _letter())) * LINE_LOSS)

    return _largest(wanted, letters)


def _largest(wanted: int, letters: Callable[[float], int]) -> FieldRoom:
    size = SIZE
    while letters(size) < wanted and size > SMALLEST:
        size -= STEP
    return FieldRoom(size, max(min(wanted, letters(size)), 1))


@cache
def _letter() -> float:
    """Return the width of a letter of ordinary text, in sizes."""
    return text_width(SAMPLE) / len(SAMPLE) * MARGIN
