"""One cell: what is understood, and the Dutch reason when it is not."""

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.bsn import is_bsn
from spoorboek.importing.reading.cell_text import WrongCell
from spoorboek.importing.reading.cells import read_cell
from spoorboek.importing.reading.column import CellKind
from spoorboek.importing.reading.sheet import BrokenCell, CellValue

GOOD = [
    ("date", "2-3-2026", date(2026, 3, 2)),
    ("date", " 02-03-2026 ", date(2026, 3, 2)),
    ("date", "2026-03-02", date(2026, 3, 2)),
    ("date", "02-03-2026 14:30", date(2026, 3, 2)),
    ("date", "2026-03-02T00:00:00.000", date(2026, 3, 2)),
    ("date", "29-02-2028", date(2028, 2, 29)),
    ("date", date(2026, 3, 2), date(2026, 3, 2)),
    ("bsn", "012345672", "012345672"),
    ("bsn", "111 222 333", "111222333"),
    ("bsn", "111.222.333", "111222333"),
    ("bsn", 12345672, "012345672"),
    ("bsn", 12345672.0, "012345672"),
    ("bsn", 111222333, "111222333"),
    ("personnel", "00123", "00123"),
    ("personnel", 123, "123"),
    ("personnel", 123.0, "123"),
    ("hours", "32,5", Decimal("32.50")),
    ("hours", "32.5", Decimal("32.50")),
    ("hours", 36, Decimal("36.00")),
    ("hours", 32.400000000000006, Decimal("32.40")),
    ("mail", "a.b-c+d@bedrijf.example", "a.b-c+d@bedrijf.example"),
    ("tax", "123456789 l01", "123456789L01"),
    ("postcode", "3511ab", "3511 AB"),
    ("postcode", 3511, "3511"),
    ("home_postcode", " 3511  ab ", "3511 AB"),
    ("phone", 612345678, "+31612345678"),
    ("phone", 612345678.0, "+31612345678"),
    ("phone", 31612345678, "+31612345678"),
    ("phone", "06 \u2013 12345678", "+31612345678"),
    ("salutation", "Geachte mevrouw De Boer,", "mevrouw De Boer"),
    ("salutation", "Mw. De Boer", "mevrouw De Boer"),
    ("salutation", "Dhr. Jansen", "heer Jansen"),
    ("salutation", "De heer Jansen", "heer Jansen"),
    ("salutation", "v", "mevrouw"),
    ("salutation", "heer", "heer"),
    ("salutation", "collega's", "collega's"),
    ("net", "Vierde dag", "vierde_dag"),
    ("outcome", "Spoor 2", "spoor_2"),
    ("outcome", "beide", "beide"),
    ("net", "zes weken", "zes_weken"),
    ("net", "13 weken", "dertien_weken"),
    ("net", "NEE", "nee"),
    ("net", False, "nee"),
    ("yes_no", "Ja", True),
    ("yes_no", True, True),
    ("text", "  Jan\u00a0  de\tBoer ", "Jan de Boer"),
    ("code", 12, "12"),
    ("regions", "35; 10 12,10", ("10", "12", "35")),
    ("regions", "landelijk", ()),
    ("services", "Spoor 2, coaching", ("coaching", "spoor 2")),
    ("rank", 3, 3),
]
BAD = [
    ("date", "31-02-2026", "bestaat niet"),
    ("date", "29-02-2027", "bestaat niet"),
    ("date", "2-3-26", "vier cijfers"),
    ("date", "03/02/2026", "dd-mm-jjjj"),
    ("date", "2 maart 2026", "dd-mm-jjjj"),
    ("date", "onbekend", "dd-mm-jjjj"),
    ("date", "02-03-0206", "jaartal"),
    ("date", 46083, "er staat een getal"),
    ("bsn", "111222334", "elfproef"),
    ("bsn", "000000000", "elfproef"),
    ("bsn", 12345673, "elfproef"),
    ("bsn", "12345672", "negen cijfers"),
    ("bsn", "11122233A", "negen cijfers"),
    ("bsn", 1234567890, "negen cijfers"),
    ("personnel", 12.5, "decimalen"),
    ("personnel", "12 34", "personeelsnummer"),
    ("personnel", date(2026, 3, 2), "datum"),
    ("hours", "1.775,00", "aantal uren"),
    ("hours", "0", "meer dan 0"),
    ("hours", "70", "hoogstens 60"),
    ("hours", "-8", "aantal uren"),
    ("mail", "naam@bedrijf", "e-mailadres"),
    ("mail", "a@b.example; c@d.example", "e-mailadres"),
    ("mail", "a,b@bedrijf.example", "e-mailadres"),
    ("mail", "naam@bedríjf.example", "e-mailadres"),
    ("mail", "x@y.example\r\nBcc: z@y.example", "e-mailadres"),
    ("tax", "123456789", "loonheffingennummer"),
    ("postcode", "0123 AB", "postcode"),
    ("postcode", "3511 A", "postcode"),
    ("home_postcode", "3511", "1234 AB"),
    ("home_postcode", "B-2300", "buitenland"),
    ("phone", "112", "telefoonnummer"),
    ("phone", "612345678", "voorloopnul"),
    ("phone", "06 12345678 / 030 1234567", "één nummer"),
    ("phone", "06 1234 5678 na 17 uur", "zonder tekst"),
    ("phone", "06 1234567", "telefoonnummer"),
    ("phone", "\u0660\u0666 12345678", "kan niet worden gedrukt"),
    ("phone", "=1+1", "formule"),
    ("phone", "06 12345678\r\nBcc: x", "telefoonnummer|onleesbare"),
    ("phone", date(2026, 3, 2), "datum"),
    ("phone", "0" * 31, "telefoonnummer"),
    ("salutation", "Geachte ,", "aanhef"),
    ("salutation", "mevrouw\u202e", "onleesbare tekens"),
    ("net", "ja", "kies uit"),
    ("regions", "3511", "eerste twee cijfers"),
    ("text", '=HYPERLINK("x")', "formule"),
    ("text", "a" * 201, "te lang"),
    ("text", "a\x07b", "onleesbare tekens"),
    ("text", True, "WAAR/ONWAAR"),
    ("rank", "-1", "heel getal"),
]


@pytest.mark.parametrize(("kind", "value", "expected"), GOOD)
def test_a_good_cell_is_read(kind: CellKind, value: CellValue, expected: object) -> None:
    """Dutch and ISO dates, real dates, decimal comma, text that keeps its zeros: each becomes its typed value."""
    assert read_cell(kind, value) == expected


@pytest.mark.parametrize(("kind", "value", "reason"), BAD)
def test_a_wrong_cell_says_what_was_expected(kind: CellKind, value: CellValue, reason: str) -> None:
    """What cannot be read for certain is refused with a Dutch reason, never guessed."""
    with pytest.raises(WrongCell, match=reason):
        read_cell(kind, value)


@pytest.mark.parametrize("kind", get_args(CellKind))
def test_a_blank_says_nothing_and_a_broken_cell_is_refused(kind: CellKind) -> None:
    """In every column a blank is None, and a cell that was broken in reading keeps its reason."""
    assert read_cell(kind, " \u00a0") is None
    assert read_cell(kind, None) is None
    with pytest.raises(WrongCell, match="kapot"):
        read_cell(kind, BrokenCell("kapot"))


@given(st.text(max_size=40), st.sampled_from(get_args(CellKind)))
def test_no_text_gives_a_traceback_and_no_reason_quotes_it(text: str, kind: CellKind) -> None:
    """Any text is read or refused; the reason never repeats the cell, which may hold a person."""
    canary = f"Kanarie{text}"
    try:
        read_cell(kind, canary)
    except WrongCell as wrong:
        message = str(wrong)
    else:
        message = ""
    assert "Kanarie" not in message


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31)))
def test_every_day_survives_in_every_notation(day: date) -> None:
    """A day written as dd-mm-jjjj, d-m-jjjj, ISO or a real date is read back as that day."""
    short = f"{day.day}-{day.month}-{day.year}"
    assert {read_cell("date", value) for value in (f"{day:%d-%m-%Y}", short, day.isoformat(), day)} == {day}


@given(st.integers(min_value=0, max_value=99_999_999))
def test_a_number_cell_is_a_bsn_only_when_the_eleven_test_holds(number: int) -> None:
    """A number that lost its zeros is filled up to nine digits, and taken only when it then is a BSN."""
    digits = f"{number:09d}"
    try:
        assert read_cell("bsn", number) == digits
    except WrongCell:
        assert number < 1_000_000 or not is_bsn(digits)
