"""Which mails a digest is of, whatever happens meanwhile: a crash, a restore, a destruction, a sender that dies."""

import json
import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select
from support.machine.other_users import rights
from support.mail_server import DROP, Post
from support.outbox_samples import TO, later, remind, reread

from models.addressees import Addressee
from models.tables import DROPPED, HELD, SENT, Case, DigestLine, Message
from models.verification import verify_record
from models.wake_basis import store_basis
from spoorboek import clock
from spoorboek.settings import settings
from tasks.outbox.digest_list import LIST_NAME
from tasks.outbox.held_mail import ALREADY_SENT, RELEASED, decide_held_mail, held_mail, hold_waiting_mail
from tasks.outbox.mail_queue import send_due, send_due_of_case
from tasks.outbox.message_ids import digest_id
from tasks.outbox.sent_evidence import read_mail_log, sent_evidence
from tasks.outbox.transport import MailServer
from tasks.retention.destroying import _destroy
from tasks.views.person_access.person_export import export_person

MakeCase = Callable[..., Case]
OTHER = Addressee("Els de Wit", "els@acme.example", "c-2")
HOURS = 60.0


class Died(BaseException):
    """The process that sends was killed."""


def rest(session: Session) -> None:
    """Let every case have had its wake of today."""
    session.expire_all()
    for case in session.exec(select(Case)):
        case.next_wake = clock.today() + timedelta(days=9)
        store_basis(session, case, case.version, case.effects, "rules", clock.today())
    session.commit()


def dies(deliver: Callable[..., Any], after: bool) -> Callable[..., Any]:
    """Let the sender die before, or right after, it hands a mail over."""

    def deliver_and_die(*about: Any) -> Any:
        if after:
            deliver(*about)
        raise Died

    return deliver_and_die


@pytest.mark.parametrize("seed", range(6))
def test_every_effect_is_in_exactly_one_mail(
    session: Session, make_case: MakeCase, post: Post, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Whatever the order of mails, answers, crashes and retries: no effect ever goes under two Message-IDs."""
    luck, cases, moment, whole = random.Random(seed), [make_case() for _ in range(4)], 0.0, MailServer.deliver
    told: dict[str, str] = {}
    for turn in range(24):
        for case in luck.sample(cases, luck.randrange(3)):
            step = f"stap-{turn:02}"
            told[f"{step} ({case.number})"] = remind(session, case, step, to=luck.choice((TO, OTHER))).subject
        if luck.random() < 0.7:
            rest(session)
        post.office.answers = luck.choice(([], ["451 4.7.1 later"], ["421 4.3.2 closing"]))
        post.office.data_answers = luck.choice(([], [], [DROP]))
        crash = luck.random() < 0.2
        monkeypatch.setattr(MailServer, "deliver", dies(whole, luck.random() < 0.5) if crash else whole)
        try:
            send_due(later(moment))
        except Died:
            assert crash
        moment += luck.choice((1.0, 6.0, 20.0, 61.0))
    monkeypatch.setattr(MailServer, "deliver", whole)
    post.office.answers, post.office.data_answers = [], []
    rest(session)
    for hour in range(12):
        send_due(later(moment + hour * HOURS))
    texts = {mail["Message-ID"]: f"{mail['Subject']}\n{mail.get_body().get_content()}" for mail in post.office.mails}  # type: ignore[union-attr]
    for line, subject in told.items():
        assert sum(line in said or subject in said for said in texts.values()) == 1, line
    assert verify_record(session) == []


def test_after_a_restore_what_is_released_goes_and_what_was_sent_does_not(
    session: Session, make_case: MakeCase, post: Post
) -> None:
    """A digest that stood ready is held; the two of three that a person releases are another digest."""
    cases = [make_case() for _ in range(3)]
    messages = [remind(session, case) for case in cases]
    rest(session)
    post.close()
    send_due()
    assert hold_waiting_mail(session) == 3
    session.commit()
    held = sorted(held_mail(session), key=lambda mail: mail.id)
    decide_held_mail(session, held[:1], ALREADY_SENT, "operator-1")
    decide_held_mail(session, held[1:], RELEASED, "operator-1")
    session.commit()
    post.open()
    send_due(later(5))  # also while the cases are still to be woken for that decision
    assert post.ids() == [digest_id(message.message_id for message in messages[1:])]
    assert verify_record(session) == []


def test_a_log_of_the_server_proves_each_mail_of_a_digest(
    session: Session, make_case: MakeCase, post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log has the digest alone; a list beside the record, which a restore does not take back, has its mails."""
    monkeypatch.setattr(settings(), "home", tmp_path)
    messages = [remind(session, make_case()) for _ in range(3)]
    alone = remind(session, make_case(), to=OTHER)
    rest(session)
    send_due()
    log = tmp_path / "mail.log"
    log.write_text("".join(f"postfix/cleanup: message-id={each}\n" for each in post.ids()))
    asked = [*(message.message_id for message in messages), alone.message_id, "<Z-7K3Q9.0123456789abcdef@x>"]
    assert set(sent_evidence(asked, read_mail_log(log))) == set(asked[:-1])
    assert rights(tmp_path / LIST_NAME) == 0o600
    (tmp_path / LIST_NAME).unlink()
    assert set(sent_evidence(asked, read_mail_log(log))) == {alone.message_id}


@pytest.mark.parametrize("spoil", ["is_a_folder", "is_no_text"])
def test_a_list_that_is_spoiled_keeps_no_mail_waiting(
    session: Session, make_case: MakeCase, post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: str
) -> None:
    """The digest goes; what the list would have proved, it does not."""
    monkeypatch.setattr(settings(), "home", tmp_path)
    if spoil == "is_a_folder":
        (tmp_path / LIST_NAME).mkdir()
    else:
        (tmp_path / LIST_NAME).write_bytes(b"\xff\xfe")
    messages = [remind(session, make_case()) for _ in range(2)]
    rest(session)
    assert send_due().delivered == 1
    assert sent_evidence([message.message_id for message in messages], post.ids()) == {}


def test_the_last_wake_of_a_morning_writes_the_digest_to_the_folder(
    session: Session, make_case: MakeCase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without a mail server nobody waits for half an hour: not before the others have woken, and then at once."""
    monkeypatch.setattr(settings(), "home", tmp_path)
    cases = [make_case() for _ in range(2)]
    messages = [remind(session, case) for case in cases]
    send_due_of_case(cases[0].number)
    assert not list(settings().mail_folder.glob("*.eml"))
    rest(session)
    assert send_due_of_case(cases[1].number).delivered == 1
    (file,) = settings().mail_folder.glob("verzameld.*.eml")
    assert all(case.number in file.read_text() for case in cases)
    assert [reread(session, message).in_folder for message in messages] == [True, True]


def test_each_case_keeps_its_own_lines_alone(
    session: Session, owner_session: Session, make_case: MakeCase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What one person is shown names no other case; what is destroyed of one takes nothing from the other."""
    monkeypatch.setattr(settings(), "home", tmp_path)
    one, other = make_case(name="Noor Jansen"), make_case(name="Piet Pieters")
    messages = [remind(session, case) for case in (one, other)]
    rest(session)
    send_due()
    export_person(session, one.number, tmp_path / "inzage", clock.today())
    data = json.loads((tmp_path / "inzage" / "gegevens.json").read_text())
    (mail,) = data["zaken"][0]["berichten"]
    assert mail["verzamelmail"]
    assert one.number in mail["tekst"]
    assert other.number not in json.dumps(data)
    gone = _destroy(owner_session, "dossier", owner_session.get_one(Case, one.id), "operator-1", clock.today())
    owner_session.commit()
    assert digest_id(message.message_id for message in messages) in gone
    session.expire_all()
    (line,) = session.exec(select(DigestLine)).all()
    assert (line.case_id, other.number in line.text) == (other.id, True)
    assert verify_record(session) == []


def test_one_that_was_overtaken_does_not_go_with_the_others(
    session: Session, make_case: MakeCase, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the digest stood ready while the server was away: what is left goes as another digest."""
    messages = [remind(session, make_case()) for _ in range(3)]
    rest(session)
    post.close()
    send_due()
    post.open()
    monkeypatch.setattr("tasks.outbox.mail_queue.is_overtaken", lambda _, mail: mail == messages[0].id)
    send_due(later(5))
    assert post.ids() == [digest_id(message.message_id for message in messages[1:])]
    assert [reread(session, message).status for message in messages] == [DROPPED, SENT, SENT]
    assert verify_record(session) == []


def test_what_is_held_is_not_gathered(session: Session, make_case: MakeCase, post: Post) -> None:
    """It waits for a person, and the others do not wait for it."""
    held, free = (remind(session, make_case()) for _ in range(2))
    rest(session)
    held.status = HELD
    session.add(held)
    session.commit()
    send_due()
    assert post.ids() == [free.message_id]
    waiting = select(DigestLine.goes_as).join(Message, col(Message.id) == col(DigestLine.mail_id))
    assert session.exec(waiting.where(Message.id == held.id)).one() is None
