"""Pictures that come in: they can be drawn as a whole, and nothing else is hidden behind them."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from PIL import Image, ImageFile, UnidentifiedImageError

from tasks.papers.refusals import UnfitFile

MOST_PIXELS = 100_000_000  # an A3 page at 600 dots per inch has 70 million
JPEG_END, PNG_END = b"\xff\xd9", b"IEND\xaeB`\x82"
_strictly = Lock()
HIDDEN = (b"PK\x03\x04", b"%PDF-", b"\x7fELF", b"<script", b"<?php", b"<html", b"#!/")


def check_jpeg(content: bytes) -> None:
    """Raise UnfitFile unless a file is a whole JPEG and nothing else."""
    _draw(content, "JPEG")
    _refuse_hidden(content, JPEG_END)


def check_png(content: bytes) -> None:
    """Raise UnfitFile unless a file is a whole PNG and nothing else."""
    _draw(content, "PNG")
    _refuse_hidden(content, PNG_END)


def _draw(content: bytes, form: str) -> None:
    try:
        with warnings.catch_warnings(), _whole_pictures_only():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=(form,)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise UnfitFile("te_groot")
                picture.load()
    except Image.DecompressionBombError:
        raise UnfitFile("te_groot") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise UnfitFile("beschadigd") from None


@contextmanager
def _whole_pictures_only() -> Iterator[None]:
    """Refuse a picture that was cut off: what makes our PDFs lets the whole process draw such a picture."""
    with _strictly:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _refuse_hidden(content: bytes, end: bytes) -> None:
    """Refuse a program, page or archive behind the end of a picture; what a camera adds there is harmless."""
    behind = content[content.rfind(end) + len(end) :] if end in content else b""
    first = content[content.find(end) + len(end) :] if end == PNG_END else behind
    if first.lstrip(b"\0\r\n ").startswith(b"MZ") or any(mark in first.lower() or mark in first for mark in HIDDEN):
        raise UnfitFile("met_script")
