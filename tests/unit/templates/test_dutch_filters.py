"""How Dutch readers see dates, weeks, money and numbers."""

from datetime import date
from decimal import Decimal

import pytest

from templates import dutch_filters
from templates.document_context import DocumentDates

SECOND = date(2026, 3, 2)


def test_dates_are_written_in_full_and_in_short() -> None:
    """A date in a text is `2 maart 2026`; in a field it is `02-03-2026`."""
    assert dutch_filters.datum(SECOND) == "2 maart 2026"
    assert dutch_filters.dag(SECOND) == "maandag 2 maart 2026"
    assert dutch_filters.kort(SECOND) == "02-03-2026"
    assert dutch_filters.datum(date(2028, 2, 29)) == "29 februari 2028"


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (DocumentDates(due_on=SECOND, target_on=date(2026, 2, 27), week=8), "week 8, uiterlijk 2 maart 2026"),
        (DocumentDates(target_on=SECOND, week=8), "week 8, streefdatum 2 maart 2026"),
        (DocumentDates(opens_on=SECOND), "vanaf 2 maart 2026"),
        (DocumentDates(due_on=SECOND), "uiterlijk 2 maart 2026"),
    ],
)
def test_a_term_names_week_and_date_together(moment: DocumentDates, text: str) -> None:
    """The last lawful day goes before the planned one, and the week stands before the date."""
    assert dutch_filters.termijn(moment) == text


def test_a_moment_without_any_date_is_no_term() -> None:
    """Nothing is made up where no date is known."""
    with pytest.raises(ValueError, match="zonder datum"):
        dutch_filters.termijn(DocumentDates(week=8))


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "€ 0,00"), (Decimal("1234.5"), "€ 1.234,50"), (Decimal("0.005"), "€ 0,01"), (1_000_000, "€ 1.000.000,00")],
)
def test_money_has_a_point_per_thousand_and_a_decimal_comma(amount: Decimal | int, text: str) -> None:
    """Amounts are written the Dutch way, rounded half up to cents."""
    assert dutch_filters.euro(amount) == text


@pytest.mark.parametrize(
    ("number", "text"), [(Decimal("36.50"), "36,5"), (Decimal("40.00"), "40"), (100, "100"), (Decimal("0"), "0")]
)
def test_numbers_lose_idle_zeros(number: Decimal | int, text: str) -> None:
    """Forty hours are `40`, never `40.00` or `4E+1`."""
    assert dutch_filters.getal(number) == text


def test_a_bsn_is_shown_masked() -> None:
    """Only the last three digits are seen."""
    assert dutch_filters.bsn_gemaskeerd("111222333") == "•••••• 333"


@pytest.mark.parametrize(
    ("parts", "text"), [((), ""), (("a",), "a"), (("a", "b"), "a en b"), (("a", "b", "c"), "a, b en c")]
)
def test_parts_are_joined_as_in_a_sentence(parts: tuple[str, ...], text: str) -> None:
    """The last two are joined by `en`."""
    assert dutch_filters.opsomming(parts) == text


@pytest.mark.parametrize(
    ("target", "wanted"), [(date(2026, 2, 23), date(2026, 2, 23)), (date(2026, 2, 24), None), (None, None)]
)
def test_a_planned_day_is_only_named_when_it_helps(target: date | None, wanted: date | None) -> None:
    """A planned day less than a week before the last lawful one only confuses the reader."""
    assert DocumentDates(target_on=target, due_on=SECOND).preferred == wanted


@pytest.mark.parametrize(
    ("name", "ends"), [("Bureau Kompas", "Bureau Kompas."), ("Nieuwe Koers B.V.", "Nieuwe Koers B.V."), ("A", "A.")]
)
def test_a_name_ends_a_sentence_with_one_full_stop(name: str, ends: str) -> None:
    """Most employers and bureaus have a full stop in their own name."""
    assert dutch_filters.punt(name) == ends
