"""One check of text: what it accepts, every document prints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spoorboek.errors import InputError
from templates.printable import UnusableText, accepted_text, printable, printable_letters, unprintable_in

ACCEPTED = [
    "Γιώργος Παπαδόπουλος",
    "Ἀθηνᾶ",
    "Иван Петров",
    "Юлія Ґалаґан",
    "Ђорђе",
    "Łukasz Şükrü Nguyễn Đặng Ółćńż",
    "ﬁets ²",
]
REFUSED = {
    "محمد": "U+062D",
    "李": "U+674E",
    "Kim 🙂": "U+1F642",
    "დავით": "U+10D3",
    "דוד": "U+05D3",
    "\u0353\u0354": "U+0353",
    "Kim ①": None,
}


@pytest.mark.parametrize("text", ACCEPTED)
def test_latin_greek_and_cyrillic_names_are_printed(text: str) -> None:
    """Every letter of the alphabets of Europe has its own sign in the font."""
    assert accepted_text(text) == text
    assert not printable(text).isspace()


@pytest.mark.parametrize(("text", "sign"), REFUSED.items())
def test_what_cannot_be_printed_is_refused_with_its_signs(text: str, sign: str | None) -> None:
    """The sign and its place are told, the text is not; a sign with a plain letter inside is printed as that."""
    if sign is None:
        assert printable(accepted_text(text)) == "Kim 1"
        return
    with pytest.raises(
        UnusableText, match=rf"{sign.replace('+', '.')}.*op plaats \d+.*kan niet worden gedrukt"
    ) as refused:
        accepted_text(text)
    assert sign in str(refused.value)
    assert text not in str(refused.value)


@given(st.text(max_size=30))
def test_whatever_is_accepted_is_printed(text: str) -> None:
    """No text is accepted whose letter would not be made, and what is printed is in the font."""
    try:
        accepted_text(text, allowed="\n\t\r")
    except UnusableText:
        return
    assert unprintable_in(text) == ""
    assert set(printable(text)) <= printable_letters() | {"\n", "\t", "\r"}


@pytest.mark.parametrize("sign", ["＜", "＞", "＆", "＂", "＇", "﹤", "﹥", "﹠", "≮", "≯"])
def test_a_sign_that_would_become_markup_is_refused(sign: str) -> None:
    """The nearest letter of a wide `<` is one that a page reads: a name is escaped before, so it cannot be printed."""
    assert unprintable_in(f"Kim{sign}b") == sign
    with pytest.raises(InputError):
        printable(f"Kim{sign}b")
