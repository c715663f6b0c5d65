"""Workbooks written part by part, for tests: what Excel writes, and what somebody writes who means harm."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_PART, TEXTS_PART, STYLES_PART = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
HEADERS = ("Werkgever", "Werkgever naam", "Personeelsnummer", "Naam", "Eerste ziektedag")
PERSON = ("HB1", "Proef BV", "A001", "Kim de Boer", "02-11-2026")
TYPES = {"sheet1": "worksheet", "sharedStrings": "sharedStrings", "styles": "styles"}


def letter(column: int) -> str:
    """Name a column from 1."""
    return chr(64 + column) if column <= 26 else letter((column - 1) // 26) + chr(65 + (column - 1) % 26)


def row(number: int, values: Sequence[str]) -> str:
    """Write a row of texts."""
    cells = (
        f'<c r="{letter(at)}{number}" t="inlineStr"><is><t>{value}</t></is></c>' for at, value in enumerate(values, 1)
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


PEOPLE = row(1, HEADERS) + row(2, PERSON)


def sheet(rows: str = PEOPLE, before: str = "", after: str = "", start: str = "") -> str:
    """Write the XML of a sheet: `before` and `after` its rows, `start` before its first element."""
    return f'{start}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def workbook(
    xml: str | bytes = "", more: Mapping[str, str | bytes] | None = None, names: Iterable[str] = ("Zaken",)
) -> bytes:
    """Write a workbook of one sheet, under one or more names, with `more` parts."""
    parts: dict[str, str | bytes] = {SHEET_PART: xml or sheet(), **(more or {})}
    types = "".join(
        f'<Override PartName="/{name}" ContentType='
        f'"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for name in parts
        for stem, kind in TYPES.items()
        if stem in name
    )
    listed = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="r{at}"/>' for at, name in enumerate(names, 1))
    linked = "".join(
        f'<Relationship Id="r{at}" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        for at, _ in enumerate(names, 1)
    )
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
            f"{types}</Types>",
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{linked}</Relationships>',
            **parts,
        }
    )


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Put parts in a zip, small."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()
