"""The post at the desk: what waits, failed and went, for who may see it; mended, sent again, dropped, with a trace."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select
from support.desk.desk_cases import assign
from support.desk_site import DeskClient, DeskSite, text_of
from support.mail_server import Post
from support.outbox_samples import later, queue

from models.addressees import Addressee
from models.tables import (
    BOUNCED,
    DROPPED,
    ELSEWHERE,
    HELD,
    REFUSED,
    SENT,
    WAITING,
    Case,
    CaseEvent,
    CaseRole,
    Contact,
    Message,
)
from models.verification import verify_record
from spoorboek import clock
from tasks.outbox.held_mail import hold_waiting_mail
from tasks.outbox.mail_queue import SendRound, send_due

UNKNOWN, SECRET = "550 5.1.1 <x@acme.example> unknown", "Vóór 2 maart"
WRONG, RIGHT = "jan@bedrijf.tset", "jan.right@bedrijf.test"


@pytest.fixture
def post(database_url: str, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> Iterator[Post]:
    """Mail to a server on loopback."""
    office = Post()
    office.receive(monkeypatch)
    fresh()
    office.open()
    yield office
    office.close()


@pytest.fixture
def case(session: Session, make_case: Callable[..., Case]) -> Case:
    """Open a case with a supervisor whose address is wrong."""
    made = make_case(name="Tamar Kanarie")
    contact = Contact(code="c-jan", name="Jan Leider", email=WRONG)
    session.add(contact)
    session.flush()
    session.add(CaseRole(case_id=made.id, role="leidinggevende", contact_id=contact.id))
    session.commit()
    return made


def failed(session: Session, case: Case, post: Post, name: str = "plan_van_aanpak") -> int:
    """Queue a mail to the supervisor, which the server refuses; return its number."""
    message = queue(session, case, name, Addressee("Jan Leider", WRONG, "c-jan"))
    post.office.answers = [UNKNOWN]
    assert send_due() == SendRound(refused=1)
    return message.id


def decide(client: DeskClient, mail: int, action: str, **fields: str) -> tuple[int, str]:
    """Send what a person decided about a mail; return the status and what the page says."""
    answer = client.send_form(f"/post/{mail}", formulier=str(uuid4()), actie=action, **fields)
    shown = client.get(answer.headers["location"]) if answer.status_code == 303 else answer
    return answer.status_code, text_of(shown)


def mails(session: Session) -> list[tuple[int, str, str]]:
    """List number, status and address of every mail."""
    session.expire_all()
    found = session.exec(select(Message).order_by(col(Message.id))).all()
    return [(each.id, each.status, each.recipient) for each in found]


def decisions(session: Session) -> list[tuple[str, str]]:
    """List what was decided of mails, and by whom."""
    session.expire_all()
    query = select(CaseEvent).where(col(CaseEvent.kind).in_(("mail_settled", "held_mail_decided")))
    return [(each.data["decision"], each.actor) for each in session.exec(query.order_by(col(CaseEvent.id))).all()]


def test_an_address_is_mended_and_the_mail_goes_again(desk: DeskSite, session: Session, case: Case, post: Post) -> None:
    """The list says why in plain words; the corrected address keeps its trace, and the mail arrives there."""
    mail, account = failed(session, case, post), desk.account("casemanager", everyone=True)
    client = desk.client_of(account)
    listed = client.get("/post")
    assert "dit adres bestaat niet" in text_of(listed)
    assert "Mislukt 1" in text_of(listed)
    assert SECRET not in listed.text
    assert WRONG not in listed.text
    assert SECRET in client.get(f"/post/{mail}").text
    for wrong in ("geen adres", "", "a@b", "leeg"):
        status, told = decide(client, mail, "adres", nieuw_adres=wrong)
        assert (status, len(mails(session))) == (422, 1), told
    assert decide(client, mail, "adres", nieuw_adres=RIGHT)[0] == 303
    assert send_due(later(minutes=20)).delivered == 1
    assert mails(session) == [(mail, REFUSED, WRONG), (mail + 1, SENT, RIGHT)]
    assert session.exec(select(Contact.email)).one() == RIGHT
    assert f"mail {mail + 1}" in text_of(client.get(f"/post/{mail}"))
    assert "onderweg" in text_of(client.get("/post"))
    assert decide(client, mail, "opnieuw")[0] == 422
    assert decisions(session) == [("opnieuw_verstuurd", account.code)]
    assert verify_record(session) == []


def test_what_is_decided_is_recorded_once(desk: DeskSite, session: Session, case: Case, post: Post) -> None:
    """Arrived after all, delivered otherwise, dropped: each with its reason, once, and never of a mail that went."""
    numbers = [failed(session, case, post, name) for name in ("een", "twee", "drie", "vier")]
    waiting = queue(session, case, "vijf").id
    account = desk.account("casemanager", everyone=True)
    client = desk.client_of(account)
    assert decide(client, numbers[0], "aangekomen")[0] == 303
    assert decide(client, numbers[1], "anders", datum="2099-01-01")[0] == 422
    assert decide(client, numbers[1], "anders", datum=clock.today().isoformat())[0] == 303
    assert decide(client, numbers[2], "vervallen", reden="zomaar")[0] == 422
    assert decide(client, numbers[2], "vervallen", reden="niet_meer_nodig")[0] == 303
    assert decide(client, waiting, "vervallen", reden="klopt_niet")[0] == 303
    assert decide(client, numbers[3], "onzin")[0] == 422
    assert decide(client, numbers[0], "vervallen", reden="klopt_niet")[0] == 422
    form = {"formulier": str(uuid4()), "actie": "opnieuw"}
    assert [client.send_form(f"/post/{numbers[3]}", **form).status_code for _ in range(2)] == [303, 303]
    statuses = [SENT, ELSEWHERE, DROPPED, WAITING, DROPPED]
    assert [status for _, status, _ in mails(session)] == statuses
    assert [each for each, _ in decisions(session)] == [
        *("toch_aangekomen", "anders_bezorgd", "vervallen", "vervallen", "opnieuw_verstuurd"),
    ]
    gone = text_of(client.get("/post?stand=verstuurd"))
    assert "vervallen: niet meer nodig" in gone
    assert BOUNCED not in gone
    assert verify_record(session) == []


def test_held_mail_is_released_or_marked(desk: DeskSite, session: Session, case: Case) -> None:
    """After a restore a person says of each whether it goes; it is not dropped in another way meanwhile."""
    first, second = queue(session, case, "een").id, queue(session, case, "twee").id
    assert hold_waiting_mail(session) == 2
    session.commit()
    client = desk.log_in("casemanager", everyone=True)
    assert "aangehouden" in text_of(client.get("/post?stand=wachtend"))
    assert decide(client, first, "vervallen", reden="klopt_niet")[0] == 422
    assert decide(client, first, "vrijgeven")[0] == 303
    assert decide(client, second, "al_verstuurd")[0] == 303
    assert decide(client, second, "vrijgeven")[0] == 422
    assert [status for _, status, _ in mails(session)] == [WAITING, SENT]


def test_many_held_mails_are_decided_at_once(
    desk: DeskSite, session: Session, case: Case, make_case: Callable[..., Case]
) -> None:
    """What is ticked is decided in one form, once; a mail out of reach is not, whoever ticks it."""
    account, own = desk.account("casemanager"), make_case()
    assign(session, account, "Casper", own.number)
    mine = [queue(session, own, name).id for name in ("een", "twee", "drie")]
    other = queue(session, case, "vier").id
    assert hold_waiting_mail(session) == 4
    session.commit()
    client, form = desk.client_of(account), str(uuid4())
    assert client.send_form("/post", formulier=form, actie="vrijgeven").status_code == 422
    assert client.send_form("/post", formulier=form, actie="vrijgeven", mail=[str(other)]).status_code == 422
    for _ in range(2):
        ticked = [str(each) for each in (*mine[:2], other, 999)]
        assert client.send_form("/post", formulier=form, actie="al_verstuurd", mail=ticked).status_code == 303
    assert [status for _, status, _ in mails(session)] == [SENT, SENT, HELD, HELD]
    assert decisions(session) == [("al_verstuurd", account.code)]


def test_post_is_within_reach_alone(
    desk: DeskSite, session: Session, case: Case, post: Post, make_case: Callable[..., Case]
) -> None:
    """Mail of a case out of reach does not exist; an address that is also theirs is changed by who sees them all."""
    mail = failed(session, case, post)
    about = {"message_id": "<x@y>", "to_role": "operatie", "recipient": "a@b.test", "recipient_name": "A"}
    house = Message(subject="Nieuws", body="geheim-1", next_attempt_at=later(minutes=9000), **about)
    session.add(house)
    session.commit()
    account, own = desk.account("casemanager"), make_case()
    assign(session, account, "Casper", own.number)
    client = desk.client_of(account)
    assert "Kanarie" not in client.get("/post").text
    for path in (f"/post/{mail}", f"/post/{house.id}", "/post/0", "/post/x", "/post/99999999999999"):
        assert client.get(path).status_code == 404
    assert decide(client, mail, "opnieuw")[0] == 404
    assert f"mail {mail}" not in text_of(client.get(f"/post?zaak={case.number}"))
    everybody = desk.log_in("casemanager", everyone=True)
    assert f"mail {mail}" in text_of(everybody.get(f"/post?zaak={case.number.lower()}"))
    assert f"mail {mail}" not in text_of(everybody.get(f"/post?zaak={own.number}"))
    assert "geheim-1" not in everybody.get(f"/post/{house.id}").text
    for role in ("hr", "auditor", "beheer", "leidinggevende"):
        assert desk.log_in(role, everyone=True).get("/post").status_code == 403
    shared = session.exec(select(Contact).where(Contact.code == "c-jan")).one()
    session.add(CaseRole(case_id=own.id, role="leidinggevende", contact_id=shared.id))
    session.commit()
    of_own = failed(session, own, post)
    status, told = decide(client, of_own, "adres", nieuw_adres="mij@bedrijf.test")
    assert (status, "zaken die u niet ziet" in told) == (422, True)
    assert session.exec(select(Contact.email).where(Contact.code == "c-jan")).one() == WRONG
