"""Word documents that come in (DOCX): whole, and without macros, programs or parts that are fetched from elsewhere."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tasks.papers.refusals import UnfitFile

BODY, TYPES = "word/document.xml", "[Content_Types].xml"
OTHER_BODIES = {"xl/workbook.xml", "ppt/presentation.xml"}
MOST_PARTS, MOST_UNPACKED = 2000, 100_000_000  # bytes
ENCRYPTED_BIT = 1
# Macros, controls and embedded programs. Source: ECMA-376 part 1, 11.3 and 15.2; MS-OVBA 2.1
PROGRAM = re.compile(r"(^|/)(vbaProject[^/]*|vbaData\.xml|activeX/.*|embeddings/.*|[^/]*Toolbars\.bin|afchunk[^/]*)$")
PROGRAM_TYPES = ("macroenabled", "vbaproject", "activex", "oleobject", "ms-package")
# A field that starts a program, or takes in a file from elsewhere. Source: ECMA-376 part 1, 17.16.5
FIELD = re.compile(r"^\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|MACROBUTTON|AUTOOPEN)\b", re.IGNORECASE)
WORD_SPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SEEN = ("t", "drawing", "pict", "object")


def check_word(content: bytes) -> None:
    """Raise UnfitFile unless a file is a whole Word document that only shows something."""
    parts = _parts(content)
    if any(PROGRAM.search(name) for name in parts) or _runs_program(parts[TYPES]):
        raise UnfitFile("met_script")
    for name, data in parts.items():
        if name.endswith(".rels"):
            _refuse_outside(data)
        elif name.startswith("word/") and name.endswith(".xml"):
            _refuse_fields(_tree(data))
    if not _shows_something(_tree(parts[BODY])):
        raise UnfitFile("leeg")


def word_text(content: bytes) -> str:
    """Return the text of a Word document, with its headers and footers, and its title."""
    texts = (
        "".join(_tree(data).itertext())
        for name, data in _parts(content).items()
        if name.endswith(".xml") and name.startswith(("word/document", "word/header", "word/footer", "docProps/core"))
    )
    return "\n".join(texts)


def _parts(content: bytes) -> dict[str, bytes]:
    """Unpack a document, of which nothing is written anywhere."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_PARTS or sum(each.file_size for each in entries) > MOST_UNPACKED:
                raise UnfitFile("beschadigd")
            if any(each.flag_bits & ENCRYPTED_BIT for each in entries):
                raise UnfitFile("op_slot")
            parts = {each.filename: archive.read(each) for each in entries if not each.is_dir()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        raise UnfitFile("beschadigd") from None
    if len(parts) < 2 or not {BODY, TYPES} <= parts.keys() or any(_leads_out(name) for name in parts):
        raise UnfitFile("ander_soort" if OTHER_BODIES & parts.keys() or TYPES not in parts else "beschadigd")
    return parts


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/")


def _tree(data: bytes) -> Any:
    try:
        return fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        raise UnfitFile("beschadigd") from None


def _runs_program(types: bytes) -> bool:
    stated = " ".join(each.get("ContentType", "") for each in _tree(types)).casefold()
    return any(word in stated for word in PROGRAM_TYPES)


def _refuse_outside(data: bytes) -> None:
    """Refuse a template, picture or object that is fetched from elsewhere; a link that a person clicks is harmless."""
    for each in _tree(data):
        kind, target = each.get("Type", "").casefold(), each.get("Target", "").strip().casefold()
        is_link = kind.endswith("/hyperlink") and target.startswith(("http://", "https://", "mailto:", "#"))
        if each.get("TargetMode") == "External" and not is_link:
            raise UnfitFile("met_script")


def _refuse_fields(tree: Any) -> None:
    if any(FIELD.match(text) for text in _fields(tree)):
        raise UnfitFile("met_script")


def _fields(tree: Any) -> Iterator[str]:
    """Yield the instructions of fields: whole, or of one paragraph together, for a program may cut them up."""
    yield from (each.get(f"{WORD_SPACE}instr", "") for each in tree.iter(f"{WORD_SPACE}fldSimple"))
    for paragraph in tree.iter(f"{WORD_SPACE}p"):
        whole = "".join(each.text or "" for each in paragraph.iter(f"{WORD_SPACE}instrText"))
        yield from filter(None, (whole, *(each.text or "" for each in paragraph.iter(f"{WORD_SPACE}instrText"))))


def _shows_something(tree: Any) -> bool:
    for each in tree.iter():
        name = str(each.tag).removeprefix(WORD_SPACE)
        if name in SEEN and (name != "t" or (each.text or "").strip()):
            return True
    return False
