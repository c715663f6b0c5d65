"""A number is read as Excel shows it, or not at all."""

from datetime import date

import pytest

from spoorboek.importing.reading.number_formats import shown_number, shown_text
from spoorboek.importing.reading.sheet import BrokenCell, CellValue

DAY = 46328  # 2 November 2026
SHOWN: list[tuple[float, str, CellValue]] = [
    (123, "General", 123), (123.0, "General", 123), (32.400000000000006, "General", 32.4), (7.6, "0", 8),
    (123, '"P"0000', "P0123"), (123, "P0000", "P0123"), (123, r"\P0000", "P0123"), (123, "00000", "00123"),
    (123, '"P"General', "P123"), (12345672, "000000000", "012345672"), (123456782, '000"."000"."000', "123.456.782"),
    (12, "[Red]0000", "0012"), (5, "0_);(0)", 5), (-5, "0_);(0)", "(5)"), (-5, "0", -5), (12, "??0", 12),
    (32.5, "0.00", 32.5), (32, "0.00", "32,00"), (999, "#,##0", 999), (3, "[$€-413] 0", "€ 3"), (123, "@", 123),
    (DAY, "dd-mm-yyyy", date(2026, 11, 2)), (DAY, "dd/mm/yy;@", date(2026, 11, 2)),
    (DAY, r"[$-F800]dddd\,\ mmmm\ dd\,\ yyyy", date(2026, 11, 2)), (DAY + 0.6, "d-m-yyyy h:mm", date(2026, 11, 2)),
    (59, "d-m-yyyy", date(1900, 2, 28)),
]  # fmt: skip
NOT_SHOWN: list[tuple[float, str, str]] = [
    (12345, "#,##0", "anders"), (0.5, "0%", "anders"), (5, "0.00E+00", "anders"), (1.5, "# ?/?", "anders"),
    (1234, "0,", "anders"), (3, "[>2]0", "anders"), (10**11, "General", "anders"), (10**15, "0", "anders"),
    (0, "0;-0;;@", "verbergt"), (5, ";;;", "verbergt"), (0, "#", "verbergt"), (DAY, "d-mmm", "volledige datum"),
    (DAY, "mmm-yy", "volledige datum"), (DAY, "yyyy", "volledige datum"), (0.5, "h:mm", "een tijd"),
    (DAY, "[h]:mm", "een tijd"), (0, "dd-mm-yyyy", "00-01-1900"), (60, "d-m-yyyy", "bestaat niet"),
    (-1, "d-m-yyyy", "bestaat niet"), (3_000_000, "d-m-yyyy", "bestaat niet"), (DAY - 1 / 24, "d-m-yyyy", "tijdzone"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "code", "expected"), SHOWN)
def test_what_excel_shows_is_read(value: float, code: str, expected: CellValue) -> None:
    """Zeros, letters and places count; a number shown as its digits stays a number."""
    read = shown_number(value, code)
    assert (read, type(read)) == (expected, type(expected))


@pytest.mark.parametrize(("value", "code", "reason"), NOT_SHOWN)
def test_what_cannot_be_told_to_the_digit_is_broken(value: float, code: str, reason: str) -> None:
    """Grouped, divided, rounded to powers, hidden or a date without its day: never guessed."""
    read = shown_number(value, code)
    assert isinstance(read, BrokenCell)
    assert reason in read.reason


def test_texts_have_formats_too() -> None:
    """A fixed letter before a text counts; a text that a format hides is broken."""
    assert (shown_text("12", '"P"@'), shown_text("a", "0;-0;;@"), shown_text("a", "General")) == ("P12", "a", "a")
    assert isinstance(shown_text("a", ";;;"), BrokenCell)


def test_days_may_count_from_1904() -> None:
    """A workbook of an old Macintosh counts its days from 1904."""
    assert shown_number(DAY - 1462, "d-m-yyyy", since_1904=True) == date(2026, 11, 2)
