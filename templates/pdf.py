"""Convert HTML to PDF/A, with the font of this package only and the same bytes for the same input.

Pango and WeasyPrint do not support several threads on one font map, so a process makes one PDF at a time.
"""

import gc
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

from templates.forms import acroform
from templates.forms.form_fields import FormField
from templates.letterhead import HouseLetterhead
from templates.printable import printable

TEMPLATE_FOLDER = Path(__file__).parent
FONTS = TEMPLATE_FOLDER / "fonts"
VARIANT = "pdf/a-3a"
LOGO_ADDRESS = "spoorboek:logo"  # the one address a page may have a picture from
_lock = RLock()


class _Engine(NamedTuple):
    """What is loaded once per process: WeasyPrint, fonts, the parsed style sheets, a URL fetcher that refuses all."""

    weasyprint: Any
    fonts: Any
    base: Any
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


@contextmanager
def _without_collections() -> Iterator[None]:
    """Pause the search for cycles: a page is a hundred thousand objects that all live until the PDF is written."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


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
    sheets = (TEMPLATE_FOLDER / "layout" / name for name in ("basis.css", "stijl.css"))
    base, style = (weasyprint.CSS(filename=str(sheet), font_config=fonts) for sheet in sheets)
    return _Engine(weasyprint, fonts, base, style, URLFetcher(allowed_protocols=()))


def page_tree(html: str) -> Any:
    """Return the elements of a page as the program that prints it reads them; its root is `html`.

    Raises InputError for characters the font does not have.
    """
    with _lock:
        engine = _engine()
        return engine.weasyprint.HTML(string=printable(html), url_fetcher=engine.fetcher).etree_element


def _fetcher(engine: _Engine, letterhead: HouseLetterhead | None) -> Any:
    """Return what answers for addresses on a page: with the logo for its own, for every other with an error."""
    if letterhead is None or letterhead.logo is None:
        return engine.fetcher
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    logo = letterhead.logo

    class _LogoOnly(URLFetcher):  # type: ignore[misc]
        """Answer with the logo."""

        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002 - as WeasyPrint calls it
            """Return the logo; raises ValueError for any other address."""
            if url != LOGO_ADDRESS:
                raise ValueError("no address but that of the logo")
            return URLFetcherResponse(url, logo)

    return _LogoOnly(allowed_protocols=())


@lru_cache(maxsize=64)
def _house_style(css: str) -> Any:
    engine = _engine()
    return engine.weasyprint.CSS(string=css, font_config=engine.fonts, url_fetcher=engine.fetcher)


def make_pdf(html: str, fields: Sequence[FormField] = (), letterhead: HouseLetterhead | None = None) -> bytes:
    """Convert HTML to PDF/A-3a, tagged for screen readers, with form fields at the anchors of the same name.

    No URL is fetched: everything is in the HTML or in this package, but for the logo of the letterhead.
    Raises InputError for characters the font does not have.
    """
    # fontTools writes a date into the fonts it subsets; a fixed date keeps the bytes the same.
    with _lock, _environment("SOURCE_DATE_EPOCH", "0"), _without_collections():
        engine = _engine()
        page = engine.weasyprint.HTML(string=printable(html), url_fetcher=_fetcher(engine, letterhead))
        page._ua_stylesheets = lambda *_: [engine.base]  # the sheet of browsers is long, and no page uses most of it
        own_style = [_house_style(letterhead.style)] if letterhead and letterhead.style else []
        pdf = page.write_pdf(
            stylesheets=[engine.style, *own_style],
            font_config=engine.fonts,
            pdf_variant=VARIANT,
            pdf_tags=True,
            finisher=acroform.finisher(fields),
        )
    return bytes(pdf)
