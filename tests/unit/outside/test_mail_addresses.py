"""What is a mail address, and that whatever is accepted can be sent to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spoorboek.outside.mail_addresses import MAIL_ADDRESS, is_mail_address
from tasks.outbox.compose import mail_address

GOOD = ["a@b.nl", "a.b-c+d@bedrijf.example", f"{'a' * 64}@b.nl", f"a@{'b' * 63}.nl", "o'brien@x.example", "a@b.c3"]
BAD = [
    ".a@b.nl", "a.@b.nl", "a..b@c.nl", "a@.b.nl", "a@b.nl.", "a@b..nl", "a@-b.nl", "a@b-.nl", "a@b", "a@b.123", "@b.nl",
    f"{'a' * 65}@b.nl", f"a@{'b' * 64}.nl", f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.nl", "a@[1.2.3.4]", '"a b"@c.nl',
    "Jo <a@b.nl>", "mailto:a@b.nl", "é@b.nl", "a@é.nl", "a@b.nl\n", "a b@c.nl", "a@b.nl,c@d.nl", "a\\@b.nl", "a@b_c.nl",
]  # fmt: skip


@pytest.mark.parametrize("text", GOOD)
def test_an_address_within_the_lengths_is_one(text: str) -> None:
    """64 characters before the sign, 63 in a label, 254 in all are lawful. Source: RFC 5321, 4.5.3.1."""
    assert is_mail_address(text)


@pytest.mark.parametrize("text", BAD)
def test_what_no_server_takes_is_none(text: str) -> None:
    """A dot at an edge, a length too many, a name around it, a letter of no mail."""
    assert not is_mail_address(text)


@given(st.from_regex(MAIL_ADDRESS, fullmatch=True, alphabet=st.characters(max_codepoint=127)).filter(is_mail_address))
def test_what_is_accepted_can_be_written_in_a_header(text: str) -> None:
    """The sender makes a header of every address an import accepts, and it says the same."""
    assert mail_address("Kim de Boer", text).addr_spec == text
