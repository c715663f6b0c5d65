"""The burgerservicenummer: eleven-test and display. All numbers are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.bsn import is_bsn, masked_bsn, normal_bsn
from spoorboek.errors import InputError


@pytest.mark.parametrize("digits", ["111222333", "123456782", "999990019"])
def test_numbers_that_pass(digits: str) -> None:
    """The weighed sum 9..2,-1 is a multiple of eleven."""
    assert is_bsn(digits)


@pytest.mark.parametrize("digits", ["123456789", "000000000", "11122233", "1112223330", "11122233a", "", "١١١٢٢٢٣٣٣"])
def test_numbers_that_do_not(digits: str) -> None:
    """A wrong sum, a wrong length, nine zeros, letters and foreign digits all fail."""
    assert not is_bsn(digits)


@given(st.integers(10_000_000, 999_999_999).map(lambda number: f"{number:09d}"), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(digits: str, place: int, shift: int) -> None:
    """The eleven-test finds every single typing error."""
    wrong = str((int(digits[place]) + shift) % 10)
    assert not (is_bsn(digits) and is_bsn(digits[:place] + wrong + digits[place + 1 :]))


def test_spaces_dots_and_a_lost_zero_are_mended() -> None:
    """What spreadsheets and people do to a BSN is understood."""
    assert normal_bsn("1112.22.333") == "111222333"
    assert normal_bsn(" 111 222 333") == "111222333"
    assert normal_bsn("12345672") == "012345672"


def test_a_refusal_does_not_quote_the_number() -> None:
    """The message may end up in a log, so the number is not in it."""
    with pytest.raises(InputError, match="elfproef") as refused:
        normal_bsn("123456789")
    assert "123456789" not in str(refused.value)


def test_only_the_last_digits_are_shown() -> None:
    """A BSN is shown masked; a missing one says so."""
    assert masked_bsn("111222333") == "••••••333"
    assert masked_bsn(None) == "onbekend"
