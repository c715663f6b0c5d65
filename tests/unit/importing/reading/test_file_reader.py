"""What a file is, is told by its content; every row keeps its line."""

import contextlib
import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from spoorboek.importing.reading.file_reader import read_sheet
from spoorboek.importing.reading.import_errors import UnreadableFile
from spoorboek.importing.reading.sheet import BrokenCell, Sheet, column_letter


def book(*rows: tuple[object, ...], change: Callable[[Workbook], object] | None = None) -> bytes:
    """Make a workbook of these rows on the sheet `Zaken`, changed once more before it is saved."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Zaken"
    for row in rows:
        sheet.append(row)
    if change:
        change(workbook)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def cells(sheet: Sheet) -> list[tuple[object, ...]]:
    """Return the cells of the rows under the header."""
    return [row.cells for row in sheet.rows]


def refusal(content: bytes) -> str:
    """Return the message with which a file is refused."""
    with pytest.raises(UnreadableFile) as refused:
        read_sheet(content, "zaken")
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ","])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_csv_reads_the_same_in_every_usual_form(encoding: str, separator: str, ending: str) -> None:
    """UTF-8 with or without BOM and Windows-1252, `;` or `,`, Unix or Windows line ends: the same cells."""
    lines = [separator.join(row) for row in (["Naam", "Functie"], ["Renée Brûlé", "coördinator – “A”"])]
    sheet = read_sheet(ending.join(lines).encode(encoding), "zaken")
    assert cells(sheet) == [("Renée Brûlé", "coördinator – “A”")]


def test_separator_is_counted_outside_quotes_and_a_sep_line_wins() -> None:
    """A comma inside a quoted header does not make it a comma file; Excel's `sep=` line decides and is no row."""
    assert cells(read_sheet(b'"a, b, c, d";e\n"1, 2";3\n', "zaken")) == [("1, 2", "3")]
    sheet = read_sheet(b"sep=,\r\na;b,c\r\n1;2,3\r\n", "zaken")
    assert (sheet.header.line, sheet.header.cells, cells(sheet)) == (2, ("a;b", "c"), [("1;2", "3")])


def test_rows_keep_the_line_they_start_on() -> None:
    """Blank rows are skipped but counted, and a quoted cell over several lines belongs to its first line."""
    sheet = read_sheet(b'\n;;\na;b\n\n"een\ntwee";2\n ; \n3;4\n', "zaken")
    assert sheet.header.line == 3
    assert [row.line for row in sheet.rows] == [5, 8]
    assert cells(sheet) == [("een\ntwee", "2"), ("3", "4")]


def test_text_formula_keeps_its_leading_zeros() -> None:
    """`="00123"`, the way exports force text in Excel, is the text 00123."""
    assert cells(read_sheet(b'a;b\n="00123";x\n', "zaken")) == [("00123", "x")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "leeg"),
        (b"\n;;;\n \n", "leeg"),
        (b"a;b\n\n;;\n", "geen enkele regel met gegevens"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\r\n<html><table>", "webpagina"),
        ("a;b\n1;2".encode("utf-16"), "UTF-16"),
        (b"a\tb\n1\t2\n", "tabs"),
        (b'a;b\n1;"2\n3;4\n', "Regel 2: het aanhalingsteken"),
        (b"a;b\n1;\0\n", "geen tekstbestand"),
        ("Naam;b\nx;1\nRené;2\n".encode("cp850"), "Regel 3: letters met accenten"),
        ("Naam;b\nJiří;2\n".encode("cp1250"), "Regel 2: letters met accenten"),
        ("Naam;b\nRené;2\n".encode() + b"Ren\xe9;2\n", "letters met accenten"),
        (b"\xef\xbb\xbfa;b\nRen\xe9;2\n", "Regel 2: het bestand zegt UTF-8"),
        (b"a;b\n1;2\n\x81;3\n", "Regel 3: de tekens"),
        (b"PK\x03\x04 half a zip", "beschadigd"),
    ],
)
def test_what_is_no_csv_or_xlsx_gets_one_clear_message(content: bytes, message: str) -> None:
    """Another format, a broken text or an empty file is refused in Dutch, with the line where there is one."""
    assert message in refusal(content)


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    """A Word file or an OpenDocument sheet is a zip too; it is not taken for a workbook."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    assert "geen leesbare Excel-werkmap" in refusal(file.getvalue())


def test_a_workbook_gives_what_excel_shows() -> None:
    """Dates are dates, a format of zeros keeps its zeros, numbers and blanks stay what they are."""

    def show_zeros(workbook: Workbook) -> None:
        workbook.worksheets[0]["B2"].number_format = "000000000"

    row = (datetime.combine(date(2026, 3, 2), time(14, 30)), 12345672, 32.5, None, "00123", True, date(2026, 3, 2))
    sheet = read_sheet(book(("a", "b", "c", "d", "e", "f", "g"), row, change=show_zeros), "zaken")
    assert cells(sheet) == [(date(2026, 3, 2), "012345672", 32.5, None, "00123", True, date(2026, 3, 2))]


def test_cells_that_cannot_be_trusted_are_broken() -> None:
    """A formula that was never calculated, an error of Excel and a time of day are marked, not guessed."""
    sheet = read_sheet(book(("a", "b", "c"), ("=A1&A1", "#REF!", time(9))), "zaken")
    (row,) = cells(sheet)
    assert [type(cell) for cell in row] == [BrokenCell] * 3
    assert "formule zonder uitkomst" in str(row[0])


def test_a_formula_counts_as_its_last_result() -> None:
    """What Excel calculated and saved is what the cell says."""
    source = zipfile.ZipFile(io.BytesIO(book(("a", "b"), ("x", "=1+1"))))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name).replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>"))
    assert cells(read_sheet(file.getvalue(), "zaken")) == [("x", 2)]


def test_merged_cells_are_refused_with_their_range() -> None:
    """A merged header would leave columns without a name."""
    merged = book(("a", "b"), (1, 2), change=lambda workbook: workbook.worksheets[0].merge_cells("A1:B1"))
    assert "A1:B1" in refusal(merged)


def test_the_sheet_is_the_only_filled_one_or_the_one_of_that_name() -> None:
    """Empty and hidden sheets do not count; of several filled ones the name decides, else the file is refused."""

    def add(title: str, state: str = "visible") -> Callable[[Workbook], None]:
        def change(workbook: Workbook) -> None:
            workbook.worksheets[0].title = title
            other = workbook.create_sheet("Toelichting")
            other.append(["uitleg"])
            other.sheet_state = state

        return change

    rows = (("a",), (1,))
    assert cells(read_sheet(book(*rows, change=add("Zaken")), "zaken")) == [(1,)]
    assert cells(read_sheet(book(*rows, change=add("Blad1", "hidden")), "zaken")) == [(1,)]
    assert "2 gevulde werkbladen" in refusal(book(*rows, change=add("Blad1")))


def test_columns_are_named_as_spreadsheets_do() -> None:
    """After Z comes AA, after AZ comes BA."""
    assert [column_letter(column) for column in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


TEXT = st.text("abc 09éëï€;,\"'\n-=", max_size=12)


@given(st.lists(st.tuples(TEXT, TEXT, TEXT).filter(lambda row: any(map(str.strip, row))), min_size=1, max_size=8))
def test_any_table_survives_csv_and_excel(rows: list[tuple[str, str, str]]) -> None:
    """Whatever stands in the cells, quotes, separators and line ends included, is read back as it was written."""
    words = [tuple(re.sub("[éëï]", "e", cell) for cell in row) for row in rows]  # letters of no name may be damaged
    for separator, encoding, table in ((";", "utf-8", rows), (",", "cp1252", words), (";", "utf-8-sig", rows)):
        file = io.StringIO(newline="")
        csv.writer(file, delimiter=separator).writerows([("kop", "tweede", "derde"), *table])
        assert cells(read_sheet(file.getvalue().encode(encoding), "zaken")) == [
            tuple(map(unwrapped, row)) for row in table
        ]
    plain = [tuple(cell.replace("=", "-") or None for cell in row) for row in rows]
    assert cells(read_sheet(book(("kop", "tweede", "derde"), *plain), "zaken")) == plain


def unwrapped(cell: str) -> str:
    """Return what a cell says: `="007"` says 007."""
    bare = cell.strip()
    return bare[2:-1] if len(bare) > 2 and bare.startswith('="') and bare.endswith('"') else cell


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(lambda rest: b"PK\x03\x04" + rest)))
def test_no_bytes_at_all_give_a_traceback(content: bytes) -> None:
    """Whatever the bytes, a file is read or refused as unreadable; nothing else ever comes out."""
    with contextlib.suppress(UnreadableFile):
        assert read_sheet(content, "zaken").rows
