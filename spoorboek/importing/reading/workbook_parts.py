"""The parts of a workbook: which sheets it has and where, the formats of its styles, the texts its cells share.

Part names and folders are free; what leads to a part is its relationship (ECMA-376 part 2, 9.3). Prefix and encoding of
the XML are free too. Every part was scanned before, so none defines entities.
"""

import posixpath
import zipfile
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from spoorboek.importing.reading.number_formats import BUILT_IN, GENERAL
from spoorboek.importing.reading.part_scanner import MAIN, TRUE

TAG = f"{{{MAIN.strip()}}}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
UNKNOWN_FORMAT = "%"  # of a number that depends on the language of Excel: what it shows is not known


class WorkbookSheet(NamedTuple):
    """A visible worksheet: its title and the name of its part."""

    title: str
    part: str


class WorkbookParts(NamedTuple):
    """What is needed to read the cells of a workbook: `formats` by number of style; `texts`: the part, if any."""

    sheets: tuple[WorkbookSheet, ...]
    formats: tuple[str, ...]
    texts: str | None
    since_1904: bool


class _Link(NamedTuple):
    kind: str
    part: str


def workbook_parts(archive: zipfile.ZipFile) -> WorkbookParts:
    """Find the parts of a workbook. Raises LookupError, ValueError or ParseError when it is none."""
    book = next(link.part for link in _links(archive, "").values() if link.kind == "officeDocument")
    links = _links(archive, book)
    root = fromstring(archive.read(book))
    if root.tag != f"{TAG}workbook":
        raise LookupError("no workbook")
    named = {**_typed_parts(archive), **{link.kind: link.part for link in links.values()}}
    properties = root.find(f"{TAG}workbookPr")
    return WorkbookParts(
        tuple(_visible_sheets(root, links)),
        _formats(archive, named["styles"]) if "styles" in named else (),
        named.get("sharedStrings"),
        properties is not None and properties.get("date1904") in TRUE,
    )


def _visible_sheets(root: Element, links: Mapping[str, _Link]) -> list[WorkbookSheet]:
    sheets = []
    for sheet in root.iterfind(f"{TAG}sheets/{TAG}sheet"):
        link = links[sheet.attrib[LINK]]
        if sheet.get("state", "visible") == "visible" and link.kind == "worksheet":
            sheets.append(WorkbookSheet(sheet.get("name", ""), link.part))
    return sheets


def _links(archive: zipfile.ZipFile, source: str) -> Mapping[str, _Link]:
    """Return the relationships of a part, or of the package itself, by their id: the kind and the part they lead to."""
    folder, name = posixpath.split(source)
    part = posixpath.join(folder, "_rels", f"{name}.rels")
    found = {}
    for each in fromstring(archive.read(part)):
        if each.get("TargetMode") != "External":
            target = unquote(each.attrib["Target"]).replace("\\", "/")
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[each.attrib["Id"]] = _Link(each.attrib["Type"].rpartition("/")[2], path)
    return found


def _typed_parts(archive: zipfile.ZipFile) -> Mapping[str, str]:
    """Return the parts by the last word of their type, for a workbook that leaves relationships out."""
    types = fromstring(archive.read("[Content_Types].xml"))
    listed = ((each.get("PartName"), each.get("ContentType", "")) for each in types)
    return {kind.removesuffix("+xml").rpartition(".")[2]: name.lstrip("/") for name, kind in listed if name}


def _formats(archive: zipfile.ZipFile, part: str) -> tuple[str, ...]:
    """Return the number format of every style of a cell."""
    root = fromstring(archive.read(part))
    own = {each.get("numFmtId", ""): each.get("formatCode", "") for each in root.iter(f"{TAG}numFmt")}
    cells = root.find(f"{TAG}cellXfs")
    return tuple(_format(style.get("numFmtId", "0"), own) for style in (() if cells is None else cells))


def _format(number: str, own: Mapping[str, str]) -> str:
    if number in own:
        return own[number] or GENERAL
    return BUILT_IN.get(int(number), UNKNOWN_FORMAT)
