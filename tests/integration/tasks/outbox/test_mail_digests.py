"""Digests on a real mail server: what goes to one colleague on one morning goes as one mail, each effect once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
import yaml
from sqlalchemy import delete, update
from sqlmodel import Session, col, select
from support.mail_server import DROP, Post
from support.outbox_samples import TO, later, queue, remind, reread

from models.addressees import Addressee
from models.connection import session as own_session
from models.edition_history import EditionTexts, put_edition_in_force
from models.tables import (
    BOUNCED,
    REFUSED,
    SENT,
    WAITING,
    Case,
    CaseEffect,
    Contact,
    DigestLine,
    Employee,
    EmployerRole,
    Message,
    WakeBasis,
)
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from models.wake_basis import store_basis
from spoorboek import clock
from spoorboek.outside.yaml_json import parse_yaml
from spoorboek.statute.editions.edition import (
    Edition,
    read_policy,
    shipped_edition,
    shipped_policy_text,
    shipped_rules_text,
)
from tasks.case_state import read_case_state, store_case_state
from tasks.effects.perform import perform
from tasks.outbox.delivery_reports import DeliveryReport
from tasks.outbox.mail_history import mail_history
from tasks.outbox.mail_queue import SendRound, send_due
from tasks.outbox.message_ids import digest_id
from tasks.outbox.resending import send_again
from tasks.outbox.returned_mail import note_returned_mail

MakeCase = Callable[..., Case]
D = date(2026, 1, 5)
HR = Addressee("Els de Wit", "els@acme.example", "c-2")


@pytest.fixture
def cases(session: Session, make_case: MakeCase) -> list[Case]:
    """Open three cases that have woken today."""
    found = [make_case() for _ in range(3)]
    rest(session)
    return found


def rest(session: Session) -> None:
    """Let every case have had its wake of today."""
    session.expire_all()
    for case in session.exec(select(Case)):
        case.next_wake = clock.today() + timedelta(days=9)
        store_basis(session, case, case.version, case.effects, "rules", clock.today())
    session.commit()


def gathered(session: Session, cases: list[Case], to: Addressee = TO) -> list[Message]:
    """Queue a reminder of each case for one colleague, after which all cases sleep."""
    messages = [remind(session, case, to=to) for case in cases]
    rest(session)
    return messages


def statuses(session: Session, messages: list[Message]) -> list[str]:
    """Return the status of each."""
    return [reread(session, message).status for message in messages]


def body(mail: EmailMessage) -> str:
    """Return the text of a mail."""
    found = mail.get_body()
    assert found is not None
    return str(found.get_content())


def test_reminders_and_rungs_of_one_morning_are_one_mail(session: Session, cases: list[Case], post: Post) -> None:
    """By urgency, with the number of each case in the text and of none in the subject, in no thread; all are sent."""
    messages = [remind(session, cases[0]), remind(session, cases[1], kind="escalation"), remind(session, cases[2])]
    rest(session)
    assert send_due() == SendRound(delivered=1)
    (mail,) = post.office.mails
    assert mail["Subject"] == "3 herinneringen, waarvan 1 te laat"
    assert mail["Message-ID"] == digest_id(message.message_id for message in reversed(messages))
    assert (mail["References"], mail["In-Reply-To"], mail["Reply-To"]) == (None, None, None)
    assert mail["To"].addresses[0].addr_spec == TO.email
    said = body(mail)
    assert said.index("TE LAAT (1)") < said.index(cases[1].number) < said.index(cases[0].number)
    assert all(said.count(case.number) == 1 for case in cases)
    assert statuses(session, messages) == [SENT] * 3
    assert verify_record(session) == []
    assert send_due(later(999)) == SendRound()


def test_one_mail_goes_as_it_is(session: Session, cases: list[Case], post: Post) -> None:
    """With the number of its case in the subject, and its thread."""
    message = remind(session, cases[0])
    rest(session)
    assert send_due() == SendRound(delivered=1)
    (mail,) = post.office.mails
    assert (mail["Message-ID"], mail["Subject"]) == (message.message_id, message.subject)
    remind(session, cases[0], kind="escalation")
    rest(session)
    send_due()
    assert post.office.mails[1]["References"] == message.message_id


def test_each_address_has_its_own_in_whatever_case_it_is_written(
    session: Session, cases: list[Case], post: Post
) -> None:
    """Two spellings of one address are one colleague, with a salutation for both; another address is another."""
    same = TO._replace(email=TO.email.upper(), name="R. de Vries")
    messages = [remind(session, cases[0]), remind(session, cases[1], to=same), remind(session, cases[2], to=HR)]
    rest(session)
    assert send_due() == SendRound(delivered=2)
    together = next(mail for mail in post.office.mails if "2 herinneringen" in mail["Subject"])
    assert "Geachte heer, mevrouw," in body(together)
    assert cases[2].number not in body(together)
    assert statuses(session, messages) == [SENT] * 3


def test_documents_and_mail_without_a_line_never_go_together(session: Session, cases: list[Case], post: Post) -> None:
    """To the same address, on the same morning: each goes by itself, at once."""
    messages = [queue(session, case) for case in cases]
    session.execute(delete(WakeBasis))  # every case is still to be woken
    session.commit()
    assert send_due() == SendRound(delivered=3)
    assert post.ids() == sorted(message.message_id for message in messages)


@pytest.mark.parametrize(("minutes", "sent"), [(0, 0), (29, 0), (31, 1)])
def test_they_wait_for_the_morning_to_end_but_not_longer_than_half_an_hour(
    session: Session, cases: list[Case], post: Post, minutes: float, sent: int
) -> None:
    """While a case is still to be woken nothing goes, until the oldest waits for thirty minutes."""
    gathered(session, cases[:2])
    session.execute(delete(WakeBasis).where(col(WakeBasis.case_id) == cases[2].id))
    session.commit()
    assert send_due(later(minutes)).delivered == sent
    assert len(post.office.mails) == sent


def test_a_case_whose_day_has_come_is_waited_for(session: Session, cases: list[Case], post: Post) -> None:
    """Its next wake is today and past seven; the day it has woken, the digest goes in the next round."""
    gathered(session, cases[:2])
    session.execute(update(Case).where(col(Case.id) == cases[2].id).values(next_wake=clock.today()))
    session.commit()
    late = clock.now().replace(hour=23, minute=59)  # after seven whenever this runs
    started = [reread(session, each) for each in session.exec(select(Message)).all()]
    for message in started:
        message.next_attempt_at = late - timedelta(minutes=5)
    session.commit()
    assert send_due(late) == SendRound()
    rest(session)
    assert send_due(late) == SendRound(delivered=1)


@pytest.mark.parametrize("answer", ["550 5.1.1 unknown", "550 5.7.1 no"])
def test_a_refusal_is_of_every_mail_in_it(session: Session, cases: list[Case], post: Post, answer: str) -> None:
    """Each is refused with the code, in the ledger too; sent again, one goes alone under its own Message-ID."""
    messages = gathered(session, cases)
    post.office.answers = [answer]
    assert send_due() == SendRound(refused=1)
    assert statuses(session, messages) == [REFUSED] * 3
    with own_session() as writing:
        assert send_again(writing, messages[1].id, "operator-1") == cases[1].number
    assert send_due() == SendRound(delivered=1)
    (mail,) = post.office.mails
    assert (mail["Message-ID"], mail["Subject"]) == (messages[1].message_id, messages[1].subject)
    assert statuses(session, messages) == [REFUSED, SENT, REFUSED]
    assert verify_record(session) == []


def test_what_is_tried_again_is_the_same_mail(session: Session, cases: list[Case], post: Post) -> None:
    """A temporary answer, then a lost one: the same bytes under the same Message-ID, whoever joined meanwhile."""
    gathered(session, cases[:2])
    post.office.answers, post.office.data_answers = ["451 4.7.1 later"], [DROP]
    assert send_due() == SendRound(postponed=1)
    assert send_due(later(2)).unreachable
    newcomer = remind(session, cases[2])
    rest(session)
    assert send_due(later(70)).delivered == 2
    first, second = (mail for mail in post.office.mails if mail["Message-ID"] != newcomer.message_id)
    assert first.as_bytes() == second.as_bytes()
    assert newcomer.message_id in post.ids()
    assert {message.status for message in session.exec(select(Message)).all()} == {SENT}


def test_a_wrong_sender_is_trouble_of_the_installation(session: Session, cases: list[Case], post: Post) -> None:
    """Nothing is refused; when the setting is right again, the same digest goes."""
    messages = gathered(session, cases)
    post.office.sender_answers = ["553 5.7.1 sender"]
    assert send_due() == SendRound(postponed=1, unreachable=True)
    assert statuses(session, messages) == [WAITING] * 3
    assert send_due(later(2)) == SendRound(delivered=1)


def test_one_return_is_of_every_mail_in_it(session: Session, cases: list[Case], post: Post) -> None:
    """By the Message-ID of the digest; what goes again after it goes alone, and a second return marks that alone."""
    messages = gathered(session, cases)
    send_due()
    (mail,) = post.office.mails
    returned = DeliveryReport(True, "5.1.1", (mail["Message-ID"],))
    with own_session() as writing:
        assert note_returned_mail(writing, returned)
        assert not note_returned_mail(writing, returned)
    assert statuses(session, messages) == [BOUNCED] * 3
    with own_session() as writing:
        send_again(writing, messages[0].id, "operator-1")
    send_due(later(1))
    assert messages[0].subject in [each["Subject"] for each in post.office.mails]
    assert statuses(session, messages) == [BOUNCED] * 3
    assert verify_record(session) == []


def test_an_altered_line_goes_nowhere_and_the_others_go(
    session: Session, cases: list[Case], post: Post, as_owner: Callable[[str], None]
) -> None:
    """What is not what the ledger states is refused alone; the rest goes as another digest."""
    messages = gathered(session, cases)
    as_owner(f"update digest_line set ask = 'Doe niets.' where mail_id = {messages[0].id}")
    assert send_due() == SendRound(delivered=1, refused=1)
    (mail,) = post.office.mails
    assert mail["Message-ID"] == digest_id(message.message_id for message in messages[1:])
    assert statuses(session, messages) == [REFUSED, SENT, SENT]


def test_two_senders_send_it_once(session: Session, cases: list[Case], post: Post) -> None:
    """Four at the same time: one mail, and one outcome for each effect in the ledger."""
    gathered(session, cases)
    post.office.slow = 0.3
    with ThreadPoolExecutor(4) as pool:
        rounds = list(pool.map(lambda _: send_due(), range(4)))
    assert sum(each.delivered for each in rounds) == len(post.office.mails) == 1
    assert verify_record(session) == []


def test_a_casemanager_is_answered_by_who_gets_the_digest(session: Session, cases: list[Case], post: Post) -> None:
    """Another colleague's answer goes to the casemanager of all these cases; nobody answers themselves."""
    manager = Contact(code="cm", name="Renée de Vries, BA", email=TO.email)
    session.add(manager)
    session.flush()
    employer = session.get_one(Employee, cases[0].employee_id).employer_id
    session.add(EmployerRole(employer_id=employer, role="casemanager", contact_id=manager.id))
    session.commit()
    gathered(session, cases[:2])
    for case in cases[:2]:
        remind(session, case, kind="escalation", to=HR, role="hr")
    rest(session)
    send_due()
    by_address = {mail["To"].addresses[0].addr_spec: mail["Reply-To"] for mail in post.office.mails}
    assert by_address == {TO.email: None, HR.email: f'"{TO.name}" <{TO.email}>'}


def test_the_dossier_says_that_it_went_in_a_digest(session: Session, cases: list[Case], post: Post) -> None:
    """Of each case by itself, with its state."""
    gathered(session, cases)
    send_due()
    (made,) = mail_history(session, cases[0].id)
    assert made.outcome == f"verstuurd op {clock.today():%d-%m-%Y}, in een verzamelmail"
    assert made.digest == post.ids()[0]


def test_an_address_that_cannot_be_read_keeps_nobody_waiting(
    session: Session, cases: list[Case], post: Post, as_owner: Callable[[str], None]
) -> None:
    """It is refused by itself; the others go."""
    messages = gathered(session, cases)
    as_owner(f"update message set recipient = 'x' where id = {messages[1].id}")
    assert send_due() == SendRound(delivered=1, refused=1)
    session.expire_all()
    assert session.exec(select(Message.status).order_by(col(Message.id))).all() == [SENT, REFUSED, SENT]


def lived_to(case: Case, on: date) -> None:
    """Let a case live to a day and carry out what it asks for there, as its run would."""
    with own_session() as writing:
        set_virtual_day(writing, on)
    while actions := (current := read_case_state(case.number)).actions:
        for action in actions:
            perform.fn("", current, action)
    store_case_state(current)


def test_lines_are_for_colleagues_and_never_for_what_carries_documents(session: Session, make_case: MakeCase) -> None:
    """A case that nobody works on, through seventy days: who is no colleague of the house gets mail of its own."""
    case = make_case(D, email="werknemer@voorbeeld.example")
    for offset in (0, 1, 35, 39, 43, 45, 50, 56, 60, 70):
        lived_to(case, D + timedelta(days=offset))
    lined = select(Message, DigestLine.id).outerjoin(DigestLine, col(DigestLine.mail_id) == col(Message.id))
    found = session.exec(lined).all()
    with_line = [message for message, line in found if line]
    assert {message.to_role for message in with_line} == {"casemanager", "leidinggevende", "hr", "directie"}
    assert not [message for message in with_line if message.document_ids]
    outside = {message.to_role for message, line in found if not line}
    assert outside >= {"werknemer", "bedrijfsarts"}


def test_an_older_house_policy_sends_each_mail_by_itself(session: Session, make_case: MakeCase, post: Post) -> None:
    """Until it is replaced: nothing changes for an installation by a new version of the product alone."""
    data = {name: value for name, value in parse_yaml(shipped_policy_text()).items() if name != "digest"}
    text = yaml.safe_dump({**data, "version": "2026.2"}, allow_unicode=True, sort_keys=False)
    rules = shipped_edition().rules
    older = Edition(rules, read_policy(text, "huis.yaml", rules))
    put_edition_in_force(session, older, EditionTexts(shipped_rules_text(), text), D, "spoorboek")
    session.commit()
    case = make_case(D)
    for offset in (0, 43):
        lived_to(case, D + timedelta(days=offset))
    assert session.exec(select(CaseEffect.id).where(CaseEffect.kind == "escalation")).all()
    assert session.exec(select(DigestLine)).all() == []
    send_due()
    assert not [each for each in post.ids() if each.startswith("<verzameld")]
