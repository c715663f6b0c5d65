"""Convert HTML to PDF/A, with the font of this package only and the same bytes for the same input.

Pango and WeasyPrint do not support several threads on one font map, so a process makes one PDF at a time.
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
    """What is loaded once per process: WeasyPrint, fonts, the parsed style sheet, a URL fetcher that refuses all."""

    weasyprint: Any
    fonts: Any
    style: Any
    fetcher: Any


class _HarfBuzzFilter(logging.Filter):
    """Drop the message WeasyPrint logs for every font without the library harfbuzz-subset, which is not needed."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every other message."""
        return "instead of HarfBuzz-Subset" not in record.msg


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    """Set one environment variable temporarily; call it only with the lock held."""
    previous = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]
        if previous is not None:
            os.environ[name] = previous


@cache
def _engine() -> _Engine:
    """Load WeasyPrint and what it reuses; it takes half a second, so only when the first document is made.

    Fontconfig loads a configuration with the fonts of this package only.
    """
    with _environment("FONTCONFIG_FILE", str(FONTS / "fonts.conf")):
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher

        fonts = FontConfiguration()
    logging.getLogger("weasyprint").addFilter(_HarfBuzzFilter())
    style = weasyprint.CSS(filename=str(TEMPLATE_FOLDER / "layout" / "stijl.css"), font_config=fonts)
    return _Engine(weasyprint, fonts, style, URLFetcher(allowed_protocols=()))


@cache
def printable_letters() -> frozenset[str]:
    """Return every character the font can print."""
    from fontTools.ttLib import TTFont

    return frozenset(map(chr, TTFont(REGULAR).getBestCmap()))


def printable(text: str) -> str:
    """Return the text in characters the font has: composed, and without accents the font lacks.

    Raises InputError for characters of another script: no document is made with a gap in a name.
    """
    composed = unicodedata.normalize("NFC", text)
    replacements = {ord(char): _replacement(char) for char in set(composed) - printable_letters() - {"\n", "\t", "\r"}}
    unprintable = [f"U+{code:04X}" for code, replacement in sorted(replacements.items()) if replacement is None]
    if unprintable:
        raise InputError(
            f"Deze tekens kunnen niet worden gedrukt: {', '.join(unprintable)}. Documenten kennen Latijnse letters; "
            "neem de gegevens over zoals ze in het paspoort of de loonadministratie staan."
        )
    return composed.translate(replacements)


def _replacement(char: str) -> str | None:
    """Return the replacement of a character: its base letter, a hyphen, empty for a mark; None when it has none."""
    if unicodedata.category(char) in ("Mn", "Cf"):
        return ""
    if unicodedata.category(char) == "Pd":
        return "-"
    return "".join(part for part in unicodedata.normalize("NFKD", char) if part in printable_letters()) or None


def make_pdf(html: str, fields: Sequence[FormField] = ()) -> bytes:
    """Convert HTML to PDF/A-2u, tagged for screen readers, with form fields at the anchors of the same name.

    No URL is fetched: everything is in the HTML or in this package.
    Raises InputError for characters the font does not have.
    """
    # fontTools writes a date into the fonts it subsets; a fixed date keeps the bytes the same.
    with _lock, _environment("SOURCE_DATE_EPOCH", "0"):
        engine = _engine()
        page = engine.weasyprint.HTML(string=printable(html), url_fetcher=engine.fetcher)
        pdf = page.write_pdf(
            stylesheets=[engine.style],
            font_config=engine.fonts,
            pdf_variant=VARIANT,
            pdf_tags=True,
            finisher=acroform.finisher(fields) if fields else None,
        )
    return bytes(pdf)
