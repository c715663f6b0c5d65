"""Case numbers: random, readable over the telephone, and forgiving in what a person types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.case_numbers import ALPHABET, new_number, normal_number, recognised_number
from spoorboek.errors import InputError


def test_a_number_has_the_published_form() -> None:
    """A number is Z- and five characters of Crockford's alphabet, which has no I, L, O or U."""
    assert not set("ILOU") & set(ALPHABET)
    for _ in range(200):
        number = new_number()
        assert number.startswith("Z-")
        assert len(number) == 7
        assert set(number[2:]) <= set(ALPHABET)


@pytest.mark.parametrize(
    "typed",
    [
        *("Z-7K3Q9", "z-7k3q9", " Z-7K3Q9 ", "Z7K3Q9", "7K3Q9", "7k3q9", "Z 7K3 Q9", "z-7k3-q9"),
        *("Z\u20117K3Q9", "Z\u20137k3q9", "\u00a0Z-7K3Q9\u200b", "Z - 7K3Q9", "Ｚ-７Ｋ３Ｑ９", "z\u22127k3q9\n"),
    ],
)
def test_what_a_person_types_is_understood(typed: str) -> None:
    """Case, spaces, dashes and a missing prefix make no difference."""
    assert normal_number(typed) == "Z-7K3Q9"


def test_misread_characters_are_mended() -> None:
    """O is read as 0, I and L as 1, as Crockford prescribes."""
    assert normal_number("Z-oOiIl") == "Z-00111"


def test_a_body_that_starts_with_z_keeps_it() -> None:
    """A number typed without prefix whose first character is Z is not taken for the prefix."""
    assert normal_number("ZK3Q9") == "Z-ZK3Q9"
    assert normal_number("Z-ZK3Q9") == "Z-ZK3Q9"


@pytest.mark.parametrize("typed", ["", "Z-", "Z-7K3Q", "Z-7K3Q99", "Z-7K3QU", "Z-7K3Q!", "A-7K3Q9", "Z-7K3Qé", "½½½½½"])
def test_anything_else_is_refused_with_an_example(typed: str) -> None:
    """The message says what a number looks like."""
    with pytest.raises(InputError, match="bijvoorbeeld Z-7K3Q9"):
        normal_number(typed)


@given(st.text(alphabet=ALPHABET, min_size=5, max_size=5))
def test_a_number_survives_its_own_normal_form(body: str) -> None:
    """Normalising twice changes nothing, however it was written."""
    assert normal_number(normal_number(f"z-{body.lower()}")) == f"Z-{body}"


@pytest.mark.parametrize("text", ["None", "", "Z-7K3Q", "Z-7K3Q99", "dossier"])
def test_what_is_no_number_stays_as_it_is(text: str) -> None:
    """Whoever reads what others wrote compares it as it stands, and finds no case."""
    assert recognised_number(text) == text
    assert recognised_number(" z-7k3q9") == "Z-7K3Q9"
