"""PDFs that come in: whole, open, and without anything that runs, starts a program or sends something away."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, PasswordError, Pdf, PdfError, Stream

from tasks.papers.refusals import UnfitFile

MOST_OBJECTS, MOST_PAGES, DEEPEST = 300_000, 500, 60
END, TAIL = b"%%EOF", 2048  # bytes in which a whole file has its end
# What a viewer runs, starts, plays or sends. Source: ISO 32000-2, 12.6.4 (actions) and 13 (multimedia)
ACTIONS = frozenset(
    [
        "/JavaScript",
        "/Launch",
        "/ImportData",
        "/SubmitForm",
        "/RichMediaExecute",
        "/Rendition",
        "/Sound",
        "/Movie",
        "/GoToE",
        "/GoToR",
    ]
)
ANNOTATIONS = frozenset(["/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"])
SCRIPT = re.compile(rb"<\s*(?:\w+:)?(?:script|event|execute|submit)\b|javascript\s*:", re.IGNORECASE)
HARMLESS_LINKS = ("http:", "https:", "mailto:", "tel:", "#")
DATA_BEGINS = (b"<?xml", b"{", b"[", b"\x89PNG", b"\xff\xd8\xff")  # files that a paper may carry along


def check_pdf(content: bytes) -> None:
    """Raise UnfitFile unless a file is a whole PDF that only shows something and lets itself be filled in."""
    with opened_pdf(content) as pdf:
        try:
            _refuse_running(pdf)
            shown = [_shows_something(page) for page in pdf.pages]  # each of them: one may be damaged
        except (PdfError, ValueError, TypeError, KeyError, RecursionError, OverflowError, NotImplementedError):
            raise UnfitFile("beschadigd") from None
    if not any(shown):
        raise UnfitFile("leeg")


def opened_pdf(content: bytes) -> Pdf:
    """Open a PDF; raise UnfitFile when it is locked, cut off, too long or not readable."""
    try:
        pdf = pikepdf.open(io.BytesIO(content))
        count = len(pdf.pages)
    except PasswordError:
        raise UnfitFile("op_slot") from None
    except (PdfError, ValueError, TypeError, KeyError, RuntimeError, RecursionError):
        raise UnfitFile("beschadigd") from None
    if END not in content[-TAIL:] or count == 0:
        raise UnfitFile("beschadigd")
    if count > MOST_PAGES or len(pdf.objects) > MOST_OBJECTS:
        raise UnfitFile("te_groot")
    return pdf


def _refuse_running(pdf: Pdf) -> None:
    for each in pdf.objects:
        for found in _inside(each):
            if _runs(found):
                raise UnfitFile("met_script")


def _inside(found: Any, depth: int = 0) -> Iterator[Any]:
    """Yield the dictionaries and streams within an object; those that stand by themselves come on their own."""
    if depth > DEEPEST:
        raise UnfitFile("beschadigd")
    if isinstance(found, Dictionary | Stream):
        yield found
        values: Any = (value for _, value in found.items())
    elif isinstance(found, Array):
        values = iter(found)
    else:
        return
    for value in values:
        if isinstance(value, Dictionary | Stream | Array) and not value.is_indirect:
            yield from _inside(value, depth + 1)


def _runs(found: Any) -> bool:
    kind = _name(found, "/S")
    if "/JS" in found or kind in ACTIONS or _name(found, "/Subtype") in ANNOTATIONS:
        return True
    if kind == "/URI" and not str(found.get("/URI", "")).strip().casefold().startswith(HARMLESS_LINKS):
        return True
    if "/XFA" in found and any(SCRIPT.search(each.read_bytes()) for each in _streams(found["/XFA"])):
        return True
    return "/EF" in found and any(_is_program(each.read_bytes()) for each in _files(found["/EF"]))


def _name(found: Any, key: str) -> str:
    value = found.get(key)
    return str(value) if isinstance(value, Name) else ""


def _streams(found: Any) -> Iterator[Any]:
    parts = found if isinstance(found, Array) else [found]
    yield from (each for each in parts if isinstance(each, Stream))


def _files(found: Any) -> Iterator[Any]:
    yield from (each for _, each in found.items() if isinstance(each, Stream))


def _is_program(content: bytes) -> bool:
    """Tell whether a file that a PDF carries is more than data: only data and pictures may come along."""
    begin = content.lstrip(b"\xef\xbb\xbf \r\n\t")
    return bool(begin) and (not begin.startswith(DATA_BEGINS) or bool(SCRIPT.search(content)))


def _shows_something(page: Any) -> bool:
    """Tell whether a page shows anything; raises when its content cannot be read."""
    contents = page.obj.get("/Contents")
    streams = list(contents) if isinstance(contents, Array) else [contents] if contents is not None else []
    drawn = [each.read_bytes() for each in streams if isinstance(each, Stream)]
    return any(each.strip() for each in drawn) or len(page.obj.get("/Annots", [])) > 0
