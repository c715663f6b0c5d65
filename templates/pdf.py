"""From HTML to PDF/A, with our own font only and the same bytes for the same input.

Pango and WeasyPrint are not made for several threads on one font map, so a process makes one PDF at a time.
"""

import logging
import os
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

from spoorboek.errors import InputError
from templates import acroform
from templates.form_fields import FormField

TEMPLATE_FOLDER = Path(__file__).parent
FONTS = TEMPLATE_FOLDER / "fonts"
REGULAR = FONTS / "SpoorboekSans-Regular.ttf"
VARIANT = "pdf/a-2u"
_lock = RLock()


class _Engine(NamedTuple):
    """What is loaded once per process: WeasyPrint, our fonts, the parsed style, a fetcher that fetches nothing."""

    weasyprint: Any
    fonts: Any
    style: Any
    fetcher: Any


class _Quiet(logging.Filter):
    """Drop the remark WeasyPrint makes for every font where the library harfbuzz-subset is absent; it works without."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every other message."""
        return "instead of HarfBuzz-Subset" not in record.msg


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    """Set one variable of the environment for a moment; only with the lock held."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]
        if before is not None:
            os.environ[name] = before


@cache
def _engine() -> _Engine:
    """Load WeasyPrint and what it reuses; half a second, so only when a first document is made.

    While fontconfig loads its configuration it sees the fonts of this package only.
    """
    with _environment("FONTCONFIG_FILE", str(FONTS / "fonts.conf")):
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher

        fonts = FontConfiguration()
    logging.getLogger("weasyprint").addFilter(_Quiet())
    style = weasyprint.CSS(filename=str(TEMPLATE_FOLDER / "layout" / "stijl.css"), font_config=fonts)
    return _Engine(weasyprint, fonts, style, URLFetcher(allowed_protocols=()))


@cache
def printable_letters() -> frozenset[str]:
    """Return every character the font can print."""
    from fontTools.ttLib import TTFont

    return frozenset(map(chr, TTFont(REGULAR).getBestCmap()))


def printable(text: str) -> str:
    """Return the text in characters the font has: composed, and without an accent the font does not know.

    Raises InputError for characters of another script: a document with a hole in a name is no document.
    """
    composed = unicodedata.normalize("NFC", text)
    nearest = {ord(char): _nearest(char) for char in set(composed) - printable_letters() - {"\n", "\t", "\r"}}
    strange = [f"U+{code:04X}" for code, found in sorted(nearest.items()) if found is None]
    if strange:
        raise InputError(
            f"Deze tekens kunnen niet worden gedrukt: {', '.join(strange)}. Documenten kennen Latijnse letters; "
            "neem de gegevens over zoals ze in het paspoort of de loonadministratie staan."
        )
    return composed.translate(nearest)


def _nearest(char: str) -> str | None:
    """Return a character as the font can print it: its plain letter, a hyphen, nothing for a mark; else None."""
    if unicodedata.category(char) in ("Mn", "Cf"):
        return ""
    if unicodedata.category(char) == "Pd":
        return "-"
    return "".join(part for part in unicodedata.normalize("NFKD", char) if part in printable_letters()) or None


def make_pdf(html: str, fields: Sequence[FormField] = ()) -> bytes:
    """Set HTML as PDF/A-2u, tagged for screen readers, with the fields laid over the places that bear their names.

    Nothing is fetched: what a page needs is in the HTML or in this package.
    Raises InputError for characters the font does not have.
    """
    # fontTools, where it cuts the fonts, dates them; a fixed date keeps the bytes the same.
    with _lock, _environment("SOURCE_DATE_EPOCH", "0"):
        engine = _engine()
        page = engine.weasyprint.HTML(string=printable(html), url_fetcher=engine.fetcher)
        made = page.write_pdf(
            stylesheets=[engine.style],
            font_config=engine.fonts,
            pdf_variant=VARIANT,
            pdf_tags=True,
            finisher=acroform.finisher(fields) if fields else None,
        )
    return bytes(made)
