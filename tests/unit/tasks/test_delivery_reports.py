"""What came back is read whatever program wrote it; what is no failure, and what is no report, is not taken for one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import at_most
from support.mailboxes.returned_mail import EARLIER, FAILED, NO_REPORT, NOT_FAILED, OURS, report

from tasks.outbox.delivery_reports import read_report
from tasks.outbox.server_replies import RETURNED, reason_in_words


@pytest.mark.parametrize("kind", FAILED)
def test_a_failure_is_read_with_its_code_and_the_mail_it_is_about(kind: str) -> None:
    """The Message-ID of the mail itself, never of the one before it in its thread; the codes, never the text."""
    text, codes = FAILED[kind]
    found = read_report(text.encode(errors="replace"))
    assert found is not None
    assert (found.failed, found.codes) == (True, codes)
    assert found.message_ids == (OURS,)
    assert EARLIER not in found.message_ids


@pytest.mark.parametrize("kind", NOT_FAILED)
def test_what_is_late_or_arrived_is_no_failure(kind: str) -> None:
    """A report all the same: it is put with the reports."""
    found = read_report(NOT_FAILED[kind].encode())
    assert found is not None
    assert not found.failed


@pytest.mark.parametrize("kind", NO_REPORT)
def test_an_answer_is_no_report(kind: str) -> None:
    """Somebody in absence, a person, a receipt, noise."""
    assert read_report(NO_REPORT[kind].encode(errors="replace")) is None


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ("550 5.1.1", "dit adres bestaat niet (550 5.1.1)"),
        ("550 5.1.10", "dit domein neemt geen mail aan (550 5.1.10)"),
        ("552 5.2.2", "de mailbox is vol (552 5.2.2)"),
        ("451 4.4.7", "de server van de ontvanger nam de mail te lang niet aan (451 4.4.7)"),
        ("550", "dit adres bestaat niet of neemt deze mail niet aan (550)"),
        (
            "550 5.7.26",
            "de server van de ontvanger vertrouwt onze afzender niet; laat SPF, DKIM en DMARC nakijken (550 5.7.26)",
        ),
        ("5.9.9", "teruggestuurd: 5.9.9"),
    ],
)
def test_a_code_has_dutch_words(codes: str, said: str) -> None:
    """What people read says what is wrong; the code stays for whoever runs the server."""
    assert reason_in_words(f"{RETURNED}: {codes}") == said


def test_a_mail_nested_without_end_is_no_report() -> None:
    """Nothing an attacker writes stops the round."""
    nested = "".join(f"Content-Type: multipart/mixed; boundary={n}\n\n--{n}\n" for n in range(3000))
    assert read_report(f"From: mailer-daemon@x\n{nested}".encode()) is None


@given(st.binary(max_size=300), st.integers(0, 800))
@settings(max_examples=at_most(200))
def test_damage_anywhere_is_read_or_left(noise: bytes, place: int) -> None:
    """Bytes put anywhere in a report raise nothing, and make no other mail of it."""
    text = report("Action: failed\nStatus: 5.1.1\n").encode()
    found = read_report(text[:place] + noise + text[place:])
    assert found is None or set(found.message_ids) <= {OURS} or len(found.message_ids) == 1
