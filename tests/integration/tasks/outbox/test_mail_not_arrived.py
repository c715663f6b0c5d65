"""A mail that did not arrive: people hear of it at once, it stays a task until somebody decides, and it goes again."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select
from support.command_in_process import Said
from support.mail_server import Post
from support.outbox_samples import later, queue, reread

from models.addressees import Addressee
from models.ledger.checks import ledger_findings
from models.tables import (
    DROPPED,
    ELSEWHERE,
    REFUSED,
    SENT,
    WAITING,
    Case,
    CaseEvent,
    CaseRole,
    Contact,
    Message,
)
from spoorboek import clock
from spoorboek.errors import InputError
from spoorboek.statute.facts import StepRef
from tasks.outbox.mail_history import mail_history
from tasks.outbox.mail_queue import SendRound, send_due
from tasks.outbox.mail_trouble import report_undelivered
from tasks.outbox.resending import next_message_id, resend_of_step, send_again
from tasks.outbox.undelivered import mark_delivered, mark_elsewhere, undelivered_mail
from tasks.reports.step_reports import report_step_retriggered

MakeCase = Callable[..., Case]
UNKNOWN, BY = "550 5.1.1 <x@acme.example> unknown", "operator-1"
STEP = StepRef("plan_van_aanpak", 1)


@pytest.fixture
def case(session: Session, make_case: MakeCase) -> Case:
    """Open a case with a casemanager and a manager."""
    case = make_case()
    for role in ("casemanager", "leidinggevende"):
        appoint(session, case, role, f"{role}@acme.example")
    return case


def appoint(session: Session, case: Case, role: str, mail: str) -> Contact:
    """Give a role in a case to somebody new, instead of who had it."""
    contact = Contact(code=f"{role}-{case.number}-{mail}", name=f"Kanarie {role}", email=mail)
    session.add(contact)
    session.flush()
    for earlier in session.exec(select(CaseRole).where(CaseRole.case_id == case.id, CaseRole.role == role)):
        earlier.contact_id = contact.id
        session.add(earlier)
        break
    else:
        session.add(CaseRole(case_id=case.id, role=role, contact_id=contact.id))
    session.commit()
    return contact


def to(role: str) -> Addressee:
    """Return whom a mail to a role was for."""
    return Addressee(f"Kanarie {role}", f"{role}@acme.example", role)


def refused(session: Session, case: Case, post: Post, name: str = "plan_van_aanpak") -> Message:
    """Queue a mail to the manager, which the server refuses."""
    message = queue(session, case, name, to("leidinggevende"))
    post.office.answers = [UNKNOWN]
    assert send_due() == SendRound(refused=1)
    return message


def told(session: Session) -> list[Message]:
    """Return the mails about mail."""
    session.expire_all()
    return list(session.exec(select(Message).where(col(Message.case_id).is_(None)).order_by(col(Message.id))))


def test_the_casemanager_hears_at_once_and_once(session: Session, case: Case, post: Post) -> None:
    """One mail, with which mail, to whom and why in words; no address and no name of the employee; never again."""
    message = refused(session, case, post)
    assert report_undelivered() == [case.number]
    assert report_undelivered() == []
    (mail,) = told(session)
    assert (mail.recipient, mail.to_role) == ("casemanager@acme.example", "casemanager")
    assert f"aan leidinggevende (nummer {message.id}): geweigerd: dit adres bestaat niet" in " ".join(mail.body.split())
    assert "leidinggevende@" not in mail.body
    assert send_due() == SendRound(delivered=1)


def test_many_at_once_are_one_mail_for_each_who_has_to_know(session: Session, make_case: MakeCase, post: Post) -> None:
    """A domain that is gone refuses all its mail: one list for each casemanager, not a mail for each mail."""
    for number in range(3):
        case = make_case()
        appoint(session, case, "casemanager", f"manager-{number % 2}@acme.example")
        for name in ("een", "twee"):
            queue(session, case, name, to("leidinggevende"))
    post.office.answers = [UNKNOWN] * 6
    assert send_due() == SendRound(refused=6)
    assert len(report_undelivered()) == 3
    assert sorted(mail.subject for mail in told(session)) == [
        "Spoorboek · 2 mails niet bezorgd",
        "Spoorboek · 4 mails niet bezorgd",
    ]


@pytest.mark.parametrize("role", ["casemanager", "leidinggevende"])
def test_operations_hears_of_the_casemanagers_own_mail(session: Session, case: Case, post: Post, role: str) -> None:
    """By role, or because the mail went to the casemanager for want of somebody else."""
    if role == "leidinggevende":
        appoint(session, case, "leidinggevende", "Casemanager@acme.example")
    message = queue(session, case, "een", to("casemanager"))
    message.to_role = role
    session.add(message)
    session.commit()
    post.office.answers = [UNKNOWN]
    assert send_due() == SendRound(refused=1)
    report_undelivered()
    assert [mail.to_role for mail in told(session)] == ["operatie"]


def test_what_tells_and_does_not_arrive_itself_ends_at_operations(session: Session, case: Case, post: Post) -> None:
    """The casemanager's is told to operations; of mail to operations nothing is mailed any more, it is listed."""
    refused(session, case, post)
    for _ in range(4):
        report_undelivered()
        post.office.answers = [UNKNOWN]
        send_due()
    assert [(mail.to_role, mail.status) for mail in told(session)] == [("casemanager", REFUSED), ("operatie", REFUSED)]
    assert len(undelivered_mail(session)) == 3


def test_a_temporary_answer_that_lasts_a_day_counts(session: Session, case: Case, post: Post) -> None:
    """Before a day it is only tried again; then people hear, once; after five days it is given up, and told too."""
    message = queue(session, case, "een", to("leidinggevende"))
    post.office.answers = ["451 4.7.1 try later"] * 30
    send_due()
    assert report_undelivered() == []
    failed_for(session, message, timedelta(hours=23))
    assert report_undelivered() == []
    failed_for(session, message, timedelta(hours=25))
    assert report_undelivered() == [case.number]
    assert report_undelivered() == []
    assert "wacht: de server van de ontvanger laat deze mail niet toe (451 4.7.1)" in words(told(session)[0])
    failed_for(session, message, timedelta(days=5, hours=1))
    send_due(later(60))
    row = reread(session, message)
    assert (row.status, row.last_error) == (REFUSED, "opgegeven: antwoord van de server: 451 4.7.1")
    assert report_undelivered() == [case.number]
    assert "opgegeven na vijf dagen proberen: " in words(told(session)[1])


def failed_for(session: Session, message: Message, time: timedelta) -> None:
    """Let a mail have failed for so long."""
    row = reread(session, message)
    row.failing_since = clock.now() - time
    session.add(row)
    session.commit()


def words(mail: Message) -> str:
    """Return the text of a mail on one line."""
    return " ".join(mail.body.split())


def test_herstel_sends_it_to_the_address_as_it_is_now(session: Session, case: Case, post: Post) -> None:
    """A corrected address: one new mail, once, with its own Message-ID, salutation and day; the earlier one stays."""
    message = refused(session, case, post)
    appoint(session, case, "leidinggevende", "goed@acme.example")
    said = retrigger(session, case)
    assert "1 mail die niet aankwam, gaat nog eens, naar het adres zoals het nu is (herstel)" in said
    assert "niet aankwam" not in retrigger(session, case)
    assert send_due() == SendRound(delivered=1)
    (mail,) = post.office.mails
    assert mail["To"].addresses[0].addr_spec == "goed@acme.example"
    assert mail["Message-ID"] == next_message_id(message.message_id) != message.message_id
    body = mail.get_body()
    assert body is not None
    assert body.get_content().startswith("Dit bericht is van ")
    assert len(list(mail.iter_attachments())) == 1
    assert reread(session, message).status == REFUSED
    assert undelivered_mail(session) == []
    assert list(ledger_findings(session)) == []
    (settled,) = session.exec(select(CaseEvent).where(CaseEvent.kind == "mail_settled"))
    assert (settled.actor, settled.data["decision"]) == (BY, "opnieuw_verstuurd")


def retrigger(session: Session, case: Case) -> str:
    """Repair the step of the mails."""
    said = report_step_retriggered(session, case.number, *STEP[:1], "herstel", BY, occurrence=STEP.occurrence)
    session.commit()
    return said


def test_herstel_leaves_what_arrived_and_what_is_of_another_step(
    session: Session, make_case: MakeCase, case: Case, post: Post
) -> None:
    """Only the mails of this step of this case that did not arrive."""
    queue(session, case, "een", to("leidinggevende"))
    assert send_due() == SendRound(delivered=1)
    assert resend_of_step(session, case, STEP, BY) == 0
    other = make_case()
    queue(session, other, "een", to("leidinggevende"))
    post.office.answers = [UNKNOWN]
    send_due()
    assert resend_of_step(session, case, STEP, BY) == 0
    assert resend_of_step(session, case, StepRef("probleemanalyse", 1), BY) == 0
    assert resend_of_step(session, other, STEP, BY) == 1


def test_a_mail_still_tried_goes_to_the_corrected_address_instead(session: Session, case: Case, post: Post) -> None:
    """A day of temporary answers and another address now: the old mail stops; with the same address it goes on."""
    message = queue(session, case, "een", to("leidinggevende"))
    post.office.answers = ["450 4.2.1 not now"]
    send_due()
    failed_for(session, message, timedelta(hours=30))
    assert resend_of_step(session, case, STEP, BY) == 0
    session.rollback()
    appoint(session, case, "leidinggevende", "goed@acme.example")
    assert resend_of_step(session, case, STEP, BY) == 1
    session.commit()
    assert reread(session, message).status == DROPPED
    assert send_due(later(60)) == SendRound(delivered=1)
    assert list(ledger_findings(session)) == []


def test_a_mail_that_was_tampered_with_is_not_made_true_by_sending_it_again(
    session: Session, case: Case, post: Post, as_owner: Callable[[str], None]
) -> None:
    """The copy would be in the ledger as right: so what is not as recorded is never copied."""
    message = refused(session, case, post)
    appoint(session, case, "leidinggevende", "goed@acme.example")
    as_owner(f"update message set subject = 'Z-00000 · iets anders' where id = {message.id}")
    assert resend_of_step(session, case, STEP, BY) == 0
    with pytest.raises(InputError, match="klopt niet met het grootboek"):
        send_again(session, message.id, BY)


def test_delivered_in_another_way_needs_a_day_that_was(session: Session, case: Case, post: Post) -> None:
    """The task is done, the day is kept, nothing is sent any more; a day to come is refused."""
    message = refused(session, case, post)
    with pytest.raises(InputError, match="is nog niet geweest"):
        mark_elsewhere(session, message.id, BY, clock.today() + timedelta(1))
    assert mark_elsewhere(session, message.id, BY, clock.today()) == case.number
    session.commit()
    row = reread(session, message)
    assert (row.status, row.delivered_on, row.settled_by) == (ELSEWHERE, clock.today(), BY)
    assert undelivered_mail(session) == []
    assert send_due(later(9999)) == SendRound()
    assert list(ledger_findings(session)) == []
    with pytest.raises(InputError, match="wacht niet op iemand"):
        mark_delivered(session, message.id, BY)


def test_every_mail_has_an_outcome_in_words(session: Session, case: Case, post: Post) -> None:
    """Waiting, sent, refused, given up, sent again, delivered in another way: each said of its own mail."""
    sent = queue(session, case, "een", to("leidinggevende"))
    send_due()
    first, second = (refused(session, case, post, name) for name in ("twee", "drie"))
    appoint(session, case, "leidinggevende", "goed@acme.example")
    send_again(session, first.id, BY)
    mark_elsewhere(session, second.id, BY, date(2026, 3, 2))
    session.commit()
    outcomes = {mail.id: mail.outcome for mail in mail_history(session, case.id)}
    assert outcomes[sent.id].startswith("verstuurd op ")
    assert re.fullmatch(
        r"geweigerd: dit adres bestaat niet \(550 5.1.1\); nog eens verstuurd als bericht \d+", outcomes[first.id]
    )
    assert outcomes[second.id] == "anders bezorgd op 02-03-2026"
    assert outcomes[max(outcomes)] == "klaargezet om te versturen"


def test_the_dossier_and_its_json_say_what_became_of_each_mail(
    session: Session, case: Case, post: Post, typed: Callable[..., Said]
) -> None:
    """`case show` no longer says of a refused mail that it was mailed, and no more; the JSON has every mail."""
    message = refused(session, case, post)
    shown = " ".join(typed("case", "show", case.number).out.split())
    assert "Niet bezorgde post" in shown
    assert "(geweigerd: dit adres bestaat niet (550 5.1.1))" in shown
    (mail,) = json.loads(typed("case", "show", case.number, "--format", "json").out)["mails"]
    assert (mail["mail"], mail["status"], mail["outcome"]) == (
        message.id,
        REFUSED,
        "geweigerd: dit adres bestaat niet (550 5.1.1)",
    )
    on = clock.today()
    assert typed("mail", "elsewhere", message.id, "--door", BY, "--on", "gisteren").code != 0
    assert "anders bezorgd" in typed("mail", "elsewhere", message.id, "--door", BY, "--on", f"{on:%d-%m-%Y}").out
    assert reread(session, message).status == ELSEWHERE
    assert json.loads(typed("case", "show", case.number, "--format", "json").out)["undelivered"] == []


def test_a_mail_nobody_is_in_the_role_for_goes_as_it_is(session: Session, make_case: MakeCase, post: Post) -> None:
    """Without anybody in the role and without a casemanager the address is the one it had."""
    message = refused(session, make_case(), post)
    assert send_again(session, message.id, BY)
    session.commit()
    assert reread(session, message).status == WAITING
    assert send_due() == SendRound(delivered=1)
    assert reread(session, message).status == SENT
