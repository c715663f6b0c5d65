"""No mail goes out that is not what was recorded, or whose addressee was decided by a link that is not: it waits."""

from pathlib import Path

import pytest
from sqlmodel import Session, select
from support.hostile.ledger_attack import Attack, Victim

from models.connection import session as new_session
from models.tables import REFUSED, SENT, Contact, Message
from tasks.outbox.compose import AlteredMail, UnusableEnclosure, UnusableMail
from tasks.outbox.mail_queue import SendRound, send_due
from tasks.outbox.undelivered import untold_refusals

ATTACKS = {
    "recipient swapped": "update message set (recipient, recipient_name) = (select recipient, recipient_name from "
    "message where case_id = {v.other.id}) where id = {v.message.id}",
    "body swapped": "update message set body = (select recipient from message where case_id = {v.other.id}) "
    "where id = {v.message.id}",
    "document left out": "update message set document_ids = '{{}}' where id = {v.message.id}",
    "document of another mail": "update message set document_ids = (select document_ids from message where id = "
    "{v.later.id}) where id = {v.message.id}",
    "document renamed": "update document set file_name = 'kanarie.pdf' where id = {v.document.id}",
    "mail added": "insert into message select (jsonb_populate_record(m, jsonb_build_object('id', 999, 'message_id', "
    "'<a@b>', 'effect_id', null))).* from message m where id = {v.message.id}",
}
LINKS = {
    "case moved": "update case_file set employee_id = {v.other.employee_id} where id = {v.case.id}",
    "role moved": "update case_role set contact_id = {v.contact.id} where case_id = {v.case.id}",
    "role added for the employer": "insert into employer_role select employer_id, 'leidinggevende', {v.contact.id} "
    "from employee where id = {v.case.employee_id}",
    "contact has another address": "update contact set email = (select email from contact where id = {v.contact.id}) "
    "where code = 'c-0'",
    "newest entry of the role taken away": "delete from ledger_entry where subject = 'case' and subject_id = "
    "{v.case.id} and of_table = 'case_role'",
    "end of the chain taken away": "delete from ledger_head where subject = 'case' and subject_id = {v.case.id}",
}


@pytest.fixture
def folder(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, fresh: object) -> Path:
    """Mail to a folder; return it."""
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()  # type: ignore[operator]
    return tmp_path / "mail"


def statuses() -> dict[int, str]:
    """Return the status of every mail."""
    with new_session() as reading:
        return dict(reading.exec(select(Message.id, Message.status)).all())


@pytest.mark.parametrize("name", ATTACKS)
def test_an_altered_mail_is_set_aside_and_the_others_go(
    folder: Path, victim: Victim, attack: Attack, name: str
) -> None:
    """Only the altered mail stays; operations hears of it once, without a person in the reason."""
    attack(ATTACKS[name].format(v=victim))
    bad = 999 if name == "mail added" else victim.message.id
    result = send_due()
    assert {each for each, status in statuses().items() if status == REFUSED} == {bad}
    assert result == SendRound(delivered=len(statuses()) - 1, refused=1)
    with new_session() as reading:
        (told,) = untold_refusals(reading)
    reasons = [each.__doc__ for each in (AlteredMail, UnusableMail, UnusableEnclosure)]  # it may not even be readable
    assert told.number == victim.case.number
    assert told.error in reasons


@pytest.mark.parametrize("name", LINKS)
def test_mails_over_a_link_that_was_moved_wait_and_other_cases_go(
    folder: Path, victim: Victim, attack: Attack, name: str
) -> None:
    """Who a case is about and who has a role in it decide who gets what: no mail of that case goes out, others do."""
    attack(LINKS[name].format(v=victim))
    send_due()
    left = statuses()
    assert left[victim.message.id] == left[victim.later.id] == REFUSED
    if name != "role added for the employer":  # that one is in doubt for every case of the employer
        assert SENT in left.values()


def test_a_mail_that_was_sent_is_not_sent_again(folder: Path, victim: Victim, attack: Attack) -> None:
    """Set back to waiting behind the product's back, it stays: the ledger knows it went."""
    assert send_due() == SendRound(delivered=3)
    for file in folder.iterdir():
        file.unlink()
    attack("update message set status = 'wacht', attempts = 0")
    assert send_due() == SendRound(refused=3)
    assert list(folder.iterdir()) == []


def test_a_contact_the_product_changed_is_no_reason_to_wait(
    session: Session, folder: Path, victim: Victim, attack: Attack
) -> None:
    """What people register is recorded with it; mails that waited meanwhile go."""
    contact = session.exec(select(Contact).where(Contact.code == "c-0")).one()
    contact.email = "nieuw@acme.example"
    session.commit()
    assert send_due() == SendRound(delivered=3)
