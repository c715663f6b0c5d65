"""What can be the receipt number of a report to UWV."""

import pytest

from spoorboek.statute.dossier.paper_kinds import PAPER_KINDS, kind_label
from spoorboek.statute.dossier.receipts import GIVES_RECEIPT, NEEDS_RECEIPT, is_receipt_number, receipt_digits
from spoorboek.statute.law.milestones import milestone_table


@pytest.mark.parametrize(
    "typed",
    [
        "1234",
        "1234567",
        "1234567890",
        "A123",
        "2026-AB12",
        "12.34-56",
        "  R1-2345  ",
        "1/abc",
        "x" * 39 + "1",
        "9" * 40,
    ],
)
def test_letters_digits_and_what_stands_between_are_a_number(typed: str) -> None:
    """From four signs to forty, with at least one digit."""
    assert is_receipt_number(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "123",
        "12345678",
        "123456789",
        "1234.567.89",
        "abcd",
        "A12",
        "12 34 56",
        "ja",
        "9" * 41,
        "x" * 40 + "1",
        "R1_2",
    ],
)
def test_a_bsn_and_what_is_too_short_or_no_number_is_none(typed: str) -> None:
    """Eight or nine digits may be somebody's number, however they are parted; words alone are no proof."""
    assert not is_receipt_number(typed)


def test_what_stands_between_the_signs_does_not_count() -> None:
    """One number is the same with dots, dashes, strokes and blanks."""
    assert receipt_digits(" 12.34-56/A b") == "123456Ab"


def test_reports_that_need_a_receipt_are_among_those_that_give_one() -> None:
    """Each is a step of the law."""
    assert NEEDS_RECEIPT < GIVES_RECEIPT <= milestone_table().keys()


def test_every_kind_of_paper_has_its_name_and_a_medical_one_says_no_more() -> None:
    """Of a medical paper nothing is kept, not even what it was."""
    assert kind_label("medisch") == "Medisch stuk"
    assert all(kind_label(kind) == row.label for kind, row in PAPER_KINDS.items())
