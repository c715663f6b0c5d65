"""The identity rule: what counts as another way to write the same, and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.identity.identities import identity


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("00123", "123"),
        ("A001", "a001"),
        (" CB1 ", "cb1"),
        ("CB1\u00a0", "cb1"),
        ("\uff11\uff12\uff13", "123"),  # full width
        ("\ufb01x", "FIX"),  # a ligature
        ("Stra\u00dfe", "STRASSE"),
        ("Zoe\u0308", "ZO\u00cb"),
        ("000", "0"),
        ("00", "0"),
        ("Kim  de\tBoer", "kim de boer"),
    ],
)
def test_two_ways_to_write_the_same(one: str, other: str) -> None:
    """Case, space around and between words, leading zeros and the encoding of a letter make no difference."""
    assert identity(one) == identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("10", "1"), ("A01", "A1"), ("A-1", "A1"), ("1.0", "10"), ("O1", "01"), ("0", "1"), ("Zo\u00eb", "Zoe")],
)
def test_what_differs_otherwise_differs(one: str, other: str) -> None:
    """Zeros inside and behind, signs, and letters that look alike are not the same."""
    assert identity(one) != identity(other)


@given(st.text(max_size=30))
def test_the_rule_is_stable(written: str) -> None:
    """Applied twice it gives what it gave; capitals and zeros before it change nothing."""
    plain = identity(written)
    assert identity(plain) == plain
    assert identity(f"00{written.strip()}") == plain or not plain
    assert (plain == "") == (not identity(written.strip()))
