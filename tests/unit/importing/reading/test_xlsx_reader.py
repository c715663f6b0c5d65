"""A workbook in every spelling of its XML: what Excel shows is read, what it hides is told, nothing ends in a trace."""

from datetime import date

import pytest
from support.hostile.raw_workbooks import (
    HEADERS,
    MAIN,
    OFFICE,
    PACKAGE,
    PEOPLE,
    PERSON,
    STYLES_PART,
    TEXTS_PART,
    packed,
    row,
    sheet,
    workbook,
)

from spoorboek.errors import InputError
from spoorboek.importing.reading.file_reader import read_sheet
from spoorboek.importing.reading.sheet import BrokenCell, CellValue
from spoorboek.importing.sheet_checks import check_cases

STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd-mm-yyyy"/>'
    '<numFmt numFmtId="165" formatCode="&quot;P&quot;0000"/></numFmts><cellXfs count="3"><xf numFmtId="0"/>'
    '<xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>'
)
NO_RESULT = row(1, HEADERS) + '<row r="2"><c r="A2"><f>B2+1</f></c><c r="B2" t="inlineStr"><is><t>x</t></is></c></row>'
HIDDEN_COLUMN = sheet(before='<cols><col min="4" max="4" hidden="1"/></cols>')


def first_row(content: bytes) -> tuple[CellValue, ...]:
    """Return the first row below the header."""
    return read_sheet(content, "zaken").rows[0].cells


def refusal(content: bytes) -> str:
    """Return why a file is refused."""
    with pytest.raises(InputError) as refused:
        read_sheet(content, "zaken")
    return str(refused.value)


def one(cell: str) -> CellValue:
    """Read one cell below a header, with the styles above."""
    cells = f'{row(1, ("Naam",))}<row r="2">{cell}</row>'
    return first_row(workbook(sheet(cells), {STYLES_PART: STYLES}))[0]


def prefixed(xml: str) -> str:
    """Write the same XML with a prefix before every element."""
    bare = xml.replace(f' xmlns="{MAIN}"', f' xmlns:x="{MAIN}"')
    return bare.replace("</", "\0").replace("<", "<x:").replace("\0", "</x:")


def elsewhere(xml: str) -> bytes:
    """Write a workbook whose parts have other folders and names than Excel gives them."""
    relation = f'<Relationships xmlns="{PACKAGE}/relationships">{{}}</Relationships>'
    link = f'<Relationship Id="r1" Type="{OFFICE}/{{}}" Target="{{}}"/>'
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
            "_rels/.rels": relation.format(link.format("officeDocument", "/boek/map.xml")),
            "boek/map.xml": f'<workbook xmlns="{MAIN}" xmlns:q="{OFFICE}"><sheets><sheet name="a" q:id="r1"/></sheets>'
            "</workbook>",
            "boek/_rels/map.xml.rels": relation.format(link.format("worksheet", "../bladen/een.xml")),
            "bladen/een.xml": xml,
        }
    )


@pytest.mark.parametrize(
    "content",
    [
        workbook(sheet(NO_RESULT)),
        workbook(prefixed(sheet(NO_RESULT))),
        workbook(f'<?xml version="1.0" encoding="UTF-16"?>{sheet(NO_RESULT)}'.encode("utf-16")),
        elsewhere(sheet(NO_RESULT)),
        elsewhere(prefixed(sheet(NO_RESULT))),
        workbook(sheet(NO_RESULT.replace("</f>", "</f><v></v>"))),
        workbook(sheet(NO_RESULT.replace("</f>", "</f>\n<v>\n</v>\n"))),
        workbook(sheet(NO_RESULT.replace("<f>", '<f t="shared" si="0">'))),
        workbook(sheet(NO_RESULT.replace('<c r="A2">', '<c r="A2" t="str">'))),
    ],
)
def test_a_formula_without_result_is_broken_in_every_spelling(content: bytes) -> None:
    """Prefix, encoding, folders and kind of cell do not matter: nothing is silently blank."""
    broken, text = first_row(content)[:2]
    assert isinstance(broken, BrokenCell)
    assert ("formule zonder uitkomst" in broken.reason, text) == (True, "x")


def test_a_cell_says_what_is_shown() -> None:
    """Formats with letters and zeros, dates, results of formulas, errors, days written out, a text of several parts."""
    assert one('<c s="2"><v>123</v></c>') == "P0123"
    assert one('<c s="1"><v>46328</v></c>') == date(2026, 11, 2)
    assert one("<c><f>1+1</f><v>2</v></c>") == 2
    assert one('<c t="d"><v>2026-11-02T00:00:00</v></c>') == date(2026, 11, 2)
    assert one('<c t="inlineStr"><is><r><t>Kim </t></r><r><t>de Boer</t></r></is></c>') == "Kim de Boer"
    phonetic = '<c t="inlineStr"><is><t>Kim</t><rPh sb="0" eb="1"><t>kimu</t></rPh></is></c>'
    assert one(phonetic) == "Kim"
    assert isinstance(one('<c t="e"><v>#N/A</v></c>'), BrokenCell)
    assert isinstance(one('<c t="d"><v>2026-11-01T23:00:00Z</v></c>'), BrokenCell)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Kim_x000D_\nde Boer", "Kim\r\nde Boer"),
        ("_x005F_x000D_", "_x000D_"),
        ("Ren_x00e9_e", "Renée"),
        ("_xD83D__xDE42_", "🙂"),
        ("a_x_b_x12_", "a_x_b_x12_"),
    ],
)
def test_escaped_signs_are_decoded(written: str, read: str) -> None:
    """A sign XML cannot hold, and an underscore before such. Source: ECMA-376 part 1, 22.9.2.19 and 22.4.2.4."""
    assert one(f'<c t="inlineStr"><is><t>{written}</t></is></c>') == read
    texts = {TEXTS_PART: f'<sst xmlns="{MAIN}"><si><t>{written}</t></si></sst>'}
    shared = f'{row(1, ("Naam",))}<row r="2"><c t="s"><v>0</v></c></row>'
    assert first_row(workbook(sheet(shared), texts)) == (read,)


def test_hidden_columns_are_told_and_handled_as_asked() -> None:
    """Refused with the letter; taken along or left out on request, and told then too."""
    content = workbook(HIDDEN_COLUMN)
    assert "verborgen kolommen (1, namelijk kolom D)" in refusal(content)
    whole, without = (read_sheet(content, "zaken", hidden=choice) for choice in ("include", "skip"))
    assert (whole.rows[0].cells, without.rows[0].cells) == (PERSON, (*PERSON[:3], None, PERSON[4]))
    assert "kolom D): meegenomen" in whole.told
    assert "kolom D): niet meegenomen" in without.told


@pytest.mark.parametrize("how", ['hidden="1"', 'ht="0"', 'hidden="true"'])
def test_hidden_rows_are_left_out_on_request(how: str) -> None:
    """A row that is filtered out or has no height is hidden; skipped, it is not there."""
    content = workbook(sheet(PEOPLE + row(3, PERSON).replace("<row", f"<row {how}")))
    assert "verborgen regels (1, namelijk regel 3)" in refusal(content)
    assert len(read_sheet(content, "zaken", hidden="skip").rows) == 1
    assert len(read_sheet(content, "zaken", hidden="include").rows) == 2


def test_what_is_empty_may_be_hidden() -> None:
    """The columns and rows behind the data that people hide hold nothing."""
    before = '<cols><col min="6" max="16384" hidden="1"/></cols>'
    content = workbook(sheet(PEOPLE + '<row r="3" hidden="1"><c r="A3" s="0"/></row>', before=before))
    assert first_row(content) == PERSON


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (workbook(sheet().replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")), "Strict Open XML"),
        (packed({"xl/workbook.bin": b"x"}), "xlsb"),
        (packed({"word/document.xml": "<a/>"}), "Word"),
        (packed({"mimetype": "x", "content.xml": "<a/>"}), "OpenDocument"),
        (workbook(sheet('<row r="1"><c r="A1" t="s"><v>9</v></c></row>')), "geen leesbare"),
        (workbook(sheet('<row r="1"><c r="A1" s="9"><v>9</v></c></row>')), "geen leesbare"),
        (workbook(sheet('<row r="1"><c r="A1" t="zz"><v>9</v></c></row>')), "geen leesbare"),
        (workbook(sheet('<row r="1"><c r="A1"><v>nan</v></c></row>')), "geen leesbare"),
        (workbook(more={"xl/_rels/workbook.xml.rels": "<a"}), "geen leesbare"),
        (workbook(more={STYLES_PART: "<a"}), "geen leesbare"),
    ],
)
def test_another_or_damaged_workbook_is_named(content: bytes, message: str) -> None:
    """Strict Open XML and other kinds are called by their names; a damaged part is no traceback."""
    assert message in refusal(content)


def test_long_comments_are_no_long_cell() -> None:
    """Comments together may be longer than one cell may."""
    comment = f'<comment ref="A1" authorId="0"><text><t>{"x" * 20_000}</t></text></comment>'
    comments = f'<comments xmlns="{MAIN}"><commentList>{comment * 3}</commentList></comments>'
    assert first_row(workbook(more={"xl/comments1.xml": comments})) == PERSON


def test_damaged_text_in_a_workbook_is_refused_with_line_and_sign() -> None:
    """What is damaged in a CSV is damaged in a workbook."""
    for name in ("Ren?e", "RenÃ©e", "Ren&amp;eacute;e", "Ren\ufffde", "Ren√©e"):
        people = row(1, HEADERS) + row(2, (*PERSON[:3], name, PERSON[4]))
        with pytest.raises(InputError, match=r"regel 2, kolom D \(Naam\): beschadigde letters op plaats 4"):
            check_cases(read_sheet(workbook(sheet(people)), "zaken"), date(2026, 11, 29))
