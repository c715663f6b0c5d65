"""The burgerservicenummer: the eleven-test. All numbers are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.bsn import is_bsn


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
