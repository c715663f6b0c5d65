"""`spoorboek mail`: what was not delivered waits for a person, who has it sent again or takes it as delivered."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session
from support.command_in_process import Said
from support.outbox_samples import queue, reread

from models.addressees import Addressee
from models.tables import REFUSED, SENT, WAITING, Case, Message
from tasks.outbox.mail_queue import SendRound, send_due
from tasks.outbox.undelivered import mark_told, untold_refusals

Typed = Callable[..., Said]
BY = ("--door", "operator-1")


@pytest.fixture
def refused(
    session: Session,
    make_case: Callable[..., Case],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fresh: Callable[[], None],
) -> Message:
    """Queue a mail and let it be refused, and told of."""
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()
    message = queue(session, make_case(), to=Addressee("X", "kanarie@@acme example", "c-2"))
    assert send_due() == SendRound(refused=1)
    mark_told(session, [message.id])
    session.commit()
    return message


def test_it_is_listed_by_its_number_without_an_address(refused: Message, typed: Typed) -> None:
    """The list says which, to which role and why; the list of cases says that there is one."""
    shown = typed("mail", "list").out
    assert shown == f"{refused.id}  {refused.subject}  aan leidinggevende: Het e-mailadres is niet bruikbaar.\n"
    (told,) = json.loads(typed("mail", "list", "--format", "json").out)
    assert (told["id"], told["status"]) == (refused.id, REFUSED)
    assert "1 bericht is niet bezorgd, in 1 zaak; zie `spoorboek mail list`." in typed("case", "list").out


def test_a_person_has_it_sent_again(refused: Message, typed: Typed, session: Session) -> None:
    """It is due at once, with who decided so; when it is refused again, that is told again."""
    assert f"Bericht {refused.id} van zaak" in typed("mail", "again", refused.id, *BY).out
    row = reread(session, refused)
    assert (row.status, row.attempts, row.settled_by, row.told_at) == (WAITING, 0, "operator-1", None)
    assert send_due() == SendRound(refused=1)
    assert [mail.id for mail in untold_refusals(session)] == [refused.id]


def test_a_person_takes_it_as_delivered(refused: Message, typed: Typed, session: Session) -> None:
    """It is sent, as a person says; nothing sends it again, and it is listed no more."""
    assert "staat nu als bezorgd" in typed("mail", "delivered", refused.id, *BY).out
    row = reread(session, refused)
    assert (row.status, row.settled_by, row.settled_at is not None) == (SENT, "operator-1", True)
    assert send_due() == SendRound()
    assert typed("mail", "list").out == "Alle berichten zijn bezorgd of nog onderweg.\n"


@pytest.mark.parametrize("command", ["again", "delivered"])
def test_only_a_refused_mail_waits_for_a_person(refused: Message, typed: Typed, command: str) -> None:
    """Twice, unknown, or by nobody: one message, nothing changed."""
    assert typed("mail", command, 9999, *BY).code != 0
    assert typed("mail", command, refused.id, "--door", "niemand").code != 0
    assert typed("mail", command, refused.id, *BY).code == 0
    again = typed("mail", command, refused.id, *BY)
    assert (again.code != 0, "wacht niet op iemand" in again.err) == (True, True)
