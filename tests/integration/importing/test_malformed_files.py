"""Files that are malformed or mean harm end in one clear refusal or a right reading, within time and memory."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.examples import at_most
from support.hostile.malformed_files import MEMORY, SECONDS, malformed_files, read_malformed
from support.hostile.raw_workbooks import (
    HEADERS,
    MAIN,
    PEOPLE,
    PERSON,
    STYLES_PART,
    TEXTS_PART,
    packed,
    row,
    sheet,
    workbook,
)
from support.repository import ROOT

from spoorboek.errors import InputError
from spoorboek.importing.reading.file_reader import read_sheet
from spoorboek.importing.reading.import_limits import MAX_COLUMNS, MAX_ROWS

ENTITIES = '<!DOCTYPE w [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
TEXTS = f'<sst xmlns="{MAIN}"><si><t>{"x " * 16_000}</t></si></sst>'
STYLES = f'<styleSheet xmlns="{MAIN}"><numFmts count="1">{{}}</numFmts></styleSheet>'
NAMES = (
    f'<workbook xmlns="{MAIN}"><sheets><sheet name="s" sheetId="1"/></sheets><definedNames>'
    f'<definedName name="_xlnm.Print_Titles" localSheetId="0">{"$1:" * 100_000}</definedName></definedNames></workbook>'
)


def stray(place: str, value: str = "<v>1</v>") -> str:
    """Write a row with one cell."""
    number = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{number}"><c r="{place}">{value}</c></row>'


def after(text: str) -> bytes:
    """Write a workbook whose sheet has this after its rows."""
    return workbook(sheet(after=text))


HARMFUL: dict[str, tuple[Callable[[], bytes], str]] = {
    "merged": (lambda: after('<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), "samengevoegde cellen"),
    "stray": (lambda: workbook(sheet(PEOPLE + stray("XFD1048576"))), f"Cel XFD1048576 .*{MAX_ROWS} regels"),
    "stray_column": (lambda: workbook(sheet(PEOPLE + stray("XFD3"))), f"Cel XFD3 .*{MAX_COLUMNS} kolommen"),
    "entities": (lambda: workbook(sheet(row(1, ("&b;",)), start=ENTITIES)), "eigen documenttype"),
    "entities_in_utf16": (
        lambda: workbook(f'<?xml version="1.0" encoding="UTF-16"?>{sheet(start=ENTITIES)}'.encode("utf-16")),
        "eigen documenttype",
    ),
    "entities_elsewhere": (lambda: workbook(more={"docProps/core.xml": f"{ENTITIES}<a>&b;</a>"}), "eigen documenttype"),
    "file_of_the_machine": (
        lambda: workbook(sheet(start='<!DOCTYPE w SYSTEM "file:///etc/passwd">')),
        "eigen documenttype",
    ),
    "unpacks_large": (
        lambda: workbook(more=dict.fromkeys(map(str, range(8)), bytes(40_000_000))),
        "uitgepakt groter dan 300 MB",
    ),
    "many_parts": (lambda: workbook(more={f"x{number}": "" for number in range(1100)}), "meer dan 1000 onderdelen"),
    "many_sheets": (lambda: workbook(names=[f"s{number}" for number in range(200)]), "meer dan 100 werkbladen"),
    "long_cell": (lambda: workbook(sheet(row(1, HEADERS) + row(2, ("x" * 40_000,)))), "Cel A2 bevat te veel tekens"),
    "many_styles": (
        lambda: workbook(more={STYLES_PART: STYLES.format('<numFmt numFmtId="9"/>' * 250_000)}),
        "te veel onderdelen",
    ),
    "number_format": (
        lambda: workbook(more={STYLES_PART: STYLES.format(f'<numFmt numFmtId="200" formatCode="{"[" * 8000}"/>')}),
        "getalopmaak die te lang is",
    ),
    "name": (lambda: workbook(more={"xl/workbook.xml": NAMES}), "te lange formule"),
    "areas": (lambda: after(f'<conditionalFormatting sqref="{"A1 " * 50_000}"/>'), "te veel onderdelen"),
    "rows_out_of_order": (lambda: workbook(sheet(row(2, PERSON) + row(1, HEADERS))), "beschadigd"),
    "cell_of_another_row": (lambda: workbook(sheet(PEOPLE + '<row r="3"><c r="A9"><v>1</v></c></row>')), "beschadigd"),
    "cell_twice": (
        lambda: workbook(sheet(PEOPLE + '<row r="3"><c r="A3"><v>1</v></c><c r="A3"><v>2</v></c></row>')),
        "beschadigd",
    ),
    "text_from_behind": (lambda: workbook(sheet(PEOPLE + stray("A3").replace("<c", '<c t="s"').replace(">1<", ">-1<"))),
                         "beschadigd"),
    "half_a_zip": (lambda: workbook()[:-300], "beschadigd"),
    "no_workbook": (lambda: packed({"a": "b"}), "geen leesbare Excel-werkmap"),
    "hidden_row": (lambda: workbook(sheet(PEOPLE.replace('<row r="2"', '<row hidden="1" r="2"'))), "verborgen regels"),
    "csv_long_cell": (lambda: f"{';'.join(HEADERS)}\r\n{'x' * 200_000}".encode(), "Regel 2: een cel is te lang"),
    "csv_columns": (lambda: f"{';'.join(HEADERS)}\r\n{';' * 300}".encode(), "Regel 2: 301 kolommen"),
    "csv_rows": (lambda: ("Naam\r\n" + "x\r\n" * (MAX_ROWS + 5)).encode(), "het bestand is te lang"),
    "csv_cells": (lambda: ("Naam\r\n" + ";" * 199 + ("\r\n" + ";" * 199) * 13_000).encode(), "het bestand is te lang"),
    "csv_bytes": (lambda: b"x" * 31 * 1024**2, "groter dan 30 MB"),
    "csv_nul": (lambda: b"Naam\r\nKim\x00", "geen tekstbestand"),
    "csv_colons": (lambda: b"Werkgever:Naam:BSN\r\nHB1:Kim:1", r"een ander teken \(:\) gescheiden"),
    "gzip": (lambda: b"\x1f\x8b\x08", "ingepakt bestand"),
    "picture_alone": (lambda: b"\x89PNG\r\n", "afbeelding"),
    "csv_pipes": (lambda: b"Naam|BSN\r\nKim|1", "staande streepjes"),
    "utf32": (lambda: "Naam;BSN\r\n".encode("utf-32"), "UTF-32"),
    "rtf": (lambda: b"{\\rtf1 Naam}", "RTF"),
    "xml_with_mark": (lambda: b"\xef\xbb\xbf<?xml version='1.0'?>", "XML"),
}  # fmt: skip
FINE: dict[str, Callable[[], bytes]] = {
    "size_that_lies": lambda: workbook(sheet(before='<dimension ref="A1:XFD1048576"/>')),
    "size_that_is_too_small": lambda: workbook(sheet(before='<dimension ref="A1:A1"/>')),
    "empty_cell_far_away": lambda: workbook(sheet(PEOPLE + stray("XFD1048576", ""))),
    "without_places": lambda: workbook(sheet(PEOPLE.replace(' r="1"', "").replace(' r="2"', ""))),
    "sheet_that_is_locked": lambda: after('<sheetProtection password="zz"/>'),
    "picture": lambda: workbook(more={"xl/media/a.png": b"\x89PNG\r\n" + bytes(range(256)) * 9}),
    "end_of_file_mark": lambda: f"{';'.join(HEADERS)}\r\n{';'.join(PERSON)}\r\n\x1a".encode(),
    "separator_line": lambda: f'"SEP=;"\r\n{";".join(HEADERS)}\r\n{";".join(PERSON)}\r\n'.encode(),
}


@pytest.mark.parametrize("name", HARMFUL)
def test_a_harmful_file_is_one_clear_message(name: str) -> None:
    """What is wrong, where, what was expected; before the file is loaded."""
    make, message = HARMFUL[name]
    with pytest.raises(InputError, match=message) as refused:
        read_sheet(make(), "zaken")
    assert "Traceback" not in str(refused.value)


@pytest.mark.parametrize("name", FINE)
def test_what_only_looks_odd_is_read(name: str) -> None:
    """A size that lies, formatting in the last cell and a picture change nothing in what is read."""
    (read,) = read_sheet(FINE[name](), "zaken").rows
    assert read.cells[: len(PERSON)] == PERSON


def test_hidden_rows_are_read_when_asked_for() -> None:
    """They are told of, refused, and read only on request."""
    content = HARMFUL["hidden_row"][0]()
    assert len(read_sheet(content, "zaken", hidden="include").rows) == 1


def test_a_text_that_all_cells_share_costs_no_more_than_once() -> None:
    """Five thousand cells with one text of 32,000 characters: each is wrong, none is worked through."""
    rows = "".join(f'<row r="{line}"><c r="A{line}" t="s"><v>0</v></c></row>' for line in range(2, 5000))
    read = read_sheet(workbook(sheet(row(1, HEADERS) + rows), {TEXTS_PART: TEXTS}), "zaken")
    assert len(read.rows) == 4998


def test_malformed_files_end_in_a_refusal_or_a_reading() -> None:
    """Two hundred files made from real ones, in a process with limits: no traceback, no hang, no memory beyond."""
    said = subprocess.run(
        [sys.executable, "-m", "support.hostile.malformed_files", str(at_most(200))],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": "/usr/bin:/bin"},
        check=False,
    )
    outcomes = [json.loads(line) for line in said.stdout.splitlines()]
    assert (said.returncode, len(outcomes)) == (0, at_most(200)), said.stderr[-500:]
    assert [each for each in outcomes if not each[2].startswith(("read", "refused: "))] == []
    kinds = Counter(kind for _, kind, outcome, _ in outcomes if outcome != "read")
    assert len(kinds) == 7
    assert max(seconds for *_, seconds in outcomes) < SECONDS < MEMORY


def test_the_malformed_files_are_always_the_same() -> None:
    """The generator depends on its seed alone, so that what fails once fails again."""
    assert list(malformed_files(30)) == list(malformed_files(30))


@given(st.binary(max_size=300), st.sampled_from(["csv", "json", "story", "portfolio", "house", "rules"]))
def test_bytes_of_any_kind_are_refused_or_read(content: bytes, kind: str) -> None:
    """No bytes end in anything but a reading or a refusal."""
    with suppress(InputError):
        read_malformed(kind, content)


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.dates().map(date.isoformat),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4), max_leaves=9,
))  # fmt: skip
def test_json_of_any_shape_is_refused_or_read(data: object) -> None:
    """Facts are read from any JSON value, or refused."""
    for text in (json.dumps(data), json.dumps({"first_sick_day": "2026-01-05", "done": data, "advice": data})):
        with suppress(InputError):
            read_malformed("json", text.encode("utf-8", "surrogatepass"))
