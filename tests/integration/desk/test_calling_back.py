"""Mail that follows from what was recorded at the desk waits, and can be called back; mail of the clock never waits."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select
from support.bureaus.referred_cases import add_bureau
from support.desk.desk_cases import ON, assign, live_case, wake_by_hand
from support.desk_site import DeskClient, DeskSite, text_of

from models.case_lookup import find_case
from models.ledger.entries import record_outcome
from models.record import append_event
from models.tables import (
    HELD,
    SENT,
    WAITING,
    Account,
    Case,
    CaseEffect,
    CaseEvent,
    Message,
    OutgoingMessage,
)
from models.tables.channel_tables import HELD_BACK, TO_DELIVER
from spoorboek import clock
from spoorboek.clock import AMSTERDAM
from spoorboek.settings import settings
from spoorboek.statute.actions import EffectKey
from tasks.case_state import read_case_state
from tasks.outbox.mail_queue import send_due
from tasks.outbox.recall import waiting
from tasks.outbox.recall.waiting import goes_today

TODAY = ON.isoformat()
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=AMSTERDAM)


@pytest.fixture
def number(session: Session, make_case: Callable[..., Case]) -> str:
    """Live a case of six weeks, and send its mail; return its number."""
    lived = live_case(session, make_case, 40, name="Zoë van den Berg")
    send_due()
    return lived


@pytest.fixture
def manager(desk: DeskSite, session: Session, number: str) -> Account:
    """Make the casemanager of the case."""
    account = desk.account("casemanager")
    assign(session, account, "Casper Manager", number)
    return account


def ask_paper(client: DeskClient, number: str, day: str = TODAY) -> str:
    """Record at the desk that somebody missed the company doctor, of which a letter follows; return the way."""
    sent = {"formulier": str(uuid4()), "datum": day, "stap_van_formulier": "vastleggen"}
    version = client_version(client, number)
    answer = client.send_form(f"/zaak/{number}/actie/spreekuur_gemist", versie=version, **sent)
    assert answer.status_code == 303, text_of(answer)
    return str(answer.headers["location"])


def client_version(client: DeskClient, number: str) -> str:
    """Return the version of a case as the page that shows what would follow carries it."""
    looked = {"formulier": str(uuid4()), "datum": TODAY, "stap_van_formulier": "bekijken"}
    page = client.send_form(f"/zaak/{number}/actie/gespreksverslag", **looked).text
    return page.partition('name="versie" value="')[2].partition('"')[0]


def newest(session: Session) -> Message:
    """Return the newest mail."""
    session.expire_all()
    return session.exec(select(Message).order_by(col(Message.id).desc())).first()  # type: ignore[return-value]


def decide(client: DeskClient, number: str, mail: int, decision: str, **fields: str) -> int:
    """Send a form about one mail; return the status of the answer."""
    path = f"/zaak/{number}/terugroepen/mail/{mail}"
    return client.send_form(path, besluit=decision, **({"formulier": str(uuid4())} | fields)).status_code


def test_mail_of_a_person_waits_and_is_called_back_and_sent_after_all(
    desk: DeskSite, session: Session, manager: Account, number: str
) -> None:
    """It waits a quarter of an hour; called back it does not go, and the case says so until somebody decides."""
    client = desk.client_of(manager)
    place = ask_paper(client, number)
    notice = text_of(client.get(place))
    assert "Er gaat over 15 minuten: Gemist spreekuur" in notice or "Er gaat over 15 minuten:" in notice
    wake_by_hand(number)
    mail = newest(session)
    assert mail.status == WAITING
    assert mail.recall_until is not None
    assert timedelta(minutes=14) < mail.recall_until - clock.now() <= timedelta(minutes=15)
    assert mail.next_attempt_at == mail.recall_until
    assert send_due().delivered == 0
    assert "Terugroepen" in client.get(f"/zaak/{number}").text
    assert decide(client, number, mail.id, "terugroepen") == 303
    assert (newest(session).status, newest(session).held_because) == (HELD, "teruggeroepen")
    assert send_due(clock.now() + timedelta(days=1)).delivered == 0
    said = text_of(client.get(f"/zaak/{number}"))
    assert "niet verstuurd teruggeroepen voordat zij ging" in said
    assert "Post teruggeroepen" in said
    assert "teruggeroepen" in text_of(client.get("/vandaag"))
    assert decide(client, number, mail.id, "terugroepen") == 422
    assert decide(client, number, mail.id, "toch_versturen") == 303
    assert send_due().delivered == 1
    assert newest(session).status == SENT
    assert decide(client, number, mail.id, "niet_nodig") == 422
    wake_by_hand(number)
    assert newest(session).id == mail.id


def test_mail_of_the_clock_does_not_wait(desk: DeskSite, session: Session, manager: Account, number: str) -> None:
    """What would go without the report goes at once, also in the wake after it; so does what a run form recorded."""
    ask_paper(desk.client_of(manager), number)
    append_event(
        session, find_case(session, number), "paper_requested", ON, {"document": "gespreksverslag", "on": TODAY}, "x-1"
    )
    session.commit()
    wake_by_hand(number)
    waits = {mail.follows: mail.recall_until for mail in session.exec(select(Message).where(Message.status == WAITING))}
    assert waits[None] is None
    assert len([until for until in waits.values() if until]) == 1
    assert send_due().delivered == 1


def test_what_is_called_back_before_it_is_made_does_not_go(
    desk: DeskSite, session: Session, manager: Account, number: str
) -> None:
    """The notice offers it at once, while Prefect may stand still; once made, the mail is held."""
    client = desk.client_of(manager)
    place = ask_paper(client, number)
    seq = place.rpartition(".")[2]
    path = f"/zaak/{number}/terugroepen/melding/{seq}"
    assert path in client.get(place).text
    assert client.send_form(path, formulier=str(uuid4())).status_code == 303
    wake_by_hand(number)
    assert (newest(session).status, newest(session).held_because) == (HELD, "teruggeroepen")
    assert "De post die erop volgt, is teruggeroepen." in text_of(client.get(place))
    assert client.send_form(path, formulier=str(uuid4())).status_code == 422
    assert decide(client, number, newest(session).id, "niet_nodig") == 303
    assert newest(session).status == "vervallen"


def test_withdrawing_the_report_holds_its_mail(desk: DeskSite, session: Session, manager: Account, number: str) -> None:
    """Within the wait the mail stays here; it is not forgotten, but asks what to do."""
    client = desk.client_of(manager)
    seq = ask_paper(client, number).rpartition(".")[2]
    wake_by_hand(number)
    path, form = f"/zaak/{number}/actie/intrekken", str(uuid4())
    page = client.send_form(path, formulier=form, melding=seq, stap_van_formulier="bekijken").text
    version = page.partition('name="versie" value="')[2].partition('"')[0]
    sent = {"formulier": form, "melding": seq, "versie": version, "stap_van_formulier": "vastleggen"}
    answer = client.send_form(path, **sent)
    assert answer.status_code == 303
    assert "ingetrokken" in text_of(client.get(answer.headers["location"]))
    assert (newest(session).status, newest(session).held_because) == (HELD, "melding_ingetrokken")
    wake_by_hand(number)
    assert send_due(clock.now() + timedelta(days=1)).delivered == 0


def test_nobody_else_calls_mail_back(
    desk: DeskSite, session: Session, manager: Account, number: str, make_case: Callable[..., Case]
) -> None:
    """Not of a case out of reach, not by who only reads, and not the mail of another case."""
    ask_paper(desk.client_of(manager), number)
    wake_by_hand(number)
    mail = newest(session)
    other = live_case(session, make_case, 20)
    colleague = desk.account("casemanager")
    assign(session, colleague, "Fatima Collega", other)
    assert decide(desk.client_of(colleague), number, mail.id, "terugroepen") == 404
    assert decide(desk.client_of(colleague), other, mail.id, "terugroepen") == 422
    assert decide(desk.log_in("auditor", everyone=True), number, mail.id, "terugroepen") == 403
    for decision in ("", "verwijderen"):
        assert decide(desk.client_of(manager), number, mail.id, decision) == 422
    assert newest(session).status == WAITING or session.get_one(Message, mail.id).status == WAITING


def test_a_wait_that_is_switched_off_or_would_pass_midnight_is_none(
    desk: DeskSite, session: Session, manager: Account, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With 0 minutes mail goes at once; so does mail that would go tomorrow, which may be too late."""
    client = desk.client_of(manager)
    monkeypatch.setattr(settings(), "recall_minutes", 0)
    assert "Post terugroepen" not in client.get(ask_paper(client, number)).text
    wake_by_hand(number)
    assert newest(session).recall_until is None
    monkeypatch.setattr(settings(), "recall_minutes", 15)
    monkeypatch.setattr(waiting, "goes_today", lambda _: False)
    ask_paper(client, number, "2026-11-20")
    wake_by_hand(number)
    assert (newest(session).recall_until, newest(session).status) == (None, WAITING)
    assert newest(session).follows is not None
    assert send_due().delivered == 2


@pytest.mark.parametrize(("hour", "minute", "today"), [(12, 0, True), (23, 20, True), (23, 40, False), (0, 1, True)])
def test_the_wait_ends_on_its_own_day(monkeypatch: pytest.MonkeyPatch, hour: int, minute: int, today: bool) -> None:
    """A quarter of an hour and a round of sending must fit before midnight in Amsterdam."""
    moment = NOON.replace(hour=hour, minute=minute)
    monkeypatch.setattr(waiting, "now", lambda: moment)
    assert goes_today(moment + timedelta(minutes=15)) is today


def test_what_was_recorded_is_told_by_its_own_event(
    desk: DeskSite, session: Session, manager: Account, number: str
) -> None:
    """Calling back is an event of the case, with who did it."""
    client = desk.client_of(manager)
    ask_paper(client, number)
    wake_by_hand(number)
    decide(client, number, newest(session).id, "terugroepen")
    decided = session.exec(select(CaseEvent).where(CaseEvent.kind == "held_mail_decided")).one()
    assert (decided.actor, decided.data["decision"]) == (manager.code, "teruggeroepen")


def test_a_message_for_the_end_point_of_a_bureau_waits_and_is_called_back_with_its_mail(
    desk: DeskSite, session: Session, manager: Account, number: str
) -> None:
    """What brings the same document over HTTPS never goes without, before, or after the mail was called back."""
    client = desk.client_of(manager)
    ask_paper(client, number)
    wake_by_hand(number)
    mail = newest(session)
    bureau = add_bureau(session, "eerste")
    row = OutgoingMessage(
        case_id=mail.case_id, bureau_id=bureau.id, document_id=mail.document_ids[0], number="Z-00000-1"
    )
    session.add(row)
    session.commit()
    effect = session.get_one(CaseEffect, mail.effect_id)
    key = EffectKey(*(getattr(effect, name) for name in EffectKey._fields))
    waiting.let_mail_wait(session, effect.id, read_case_state(number), key)
    session.commit()
    until = newest(session).recall_until

    def stands() -> tuple[str, bool]:
        session.expire_all()
        found = session.get_one(OutgoingMessage, row.id)
        return found.status, found.next_attempt_at == until

    assert stands() == (TO_DELIVER, True)
    decide(client, number, mail.id, "terugroepen")
    assert stands() == (HELD_BACK, True)
    decide(client, number, mail.id, "toch_versturen")
    assert stands() == (TO_DELIVER, False)


def test_who_records_no_steps_calls_back_what_follows_from_the_own_report_alone(
    desk: DeskSite, session: Session, manager: Account, number: str
) -> None:
    """The company doctor not what a casemanager recorded, nor one mail of the case; the own report they may."""
    doctor = desk.account("bedrijfsarts")
    assign(session, doctor, "Bea Arts", number, role="bedrijfsarts")
    client = desk.client_of(doctor)
    theirs = ask_paper(desk.client_of(manager), number).rpartition(".")[2]
    wake_by_hand(number)
    recall = f"/zaak/{number}/terugroepen/melding"
    assert client.send_form(f"{recall}/{theirs}", formulier=str(uuid4())).status_code == 403
    assert decide(client, number, newest(session).id, "terugroepen") == 403
    assert "niet is verstuurd" not in client.get(f"/zaak/{number}").text
    advice, form = f"/zaak/{number}/actie/advies_spoor_1", str(uuid4())
    page = client.send_form(advice, formulier=form, datum=TODAY, stap_van_formulier="bekijken").text
    sent = {"formulier": form, "datum": TODAY, "versie": page.partition('name="versie" value="')[2].partition('"')[0]}
    place = client.send_form(advice, **sent, stap_van_formulier="vastleggen").headers["location"]
    assert client.send_form(f"{recall}/{place.rpartition('.')[2]}", formulier=str(uuid4())).status_code == 303
    assert newest(session).status == WAITING


def test_what_a_report_itself_sends_again_waits_too(
    desk: DeskSite, session: Session, manager: Account, number: str
) -> None:
    """A mail that did not arrive goes once more by *Stap opnieuw uitvoeren*; until then it can be called back."""
    client = desk.client_of(manager)
    sent = session.exec(
        select(Message).where(col(Message.effect_id).in_(_mails_of(session, "probleemanalyse")))
    ).first()
    assert sent is not None
    sent.status, sent.last_error = "teruggekomen", "teruggekomen: 5.1.1"
    session.add(sent)
    record_outcome(session, sent.case_id, sent.id, sent.status)
    session.commit()
    path, form = f"/zaak/{number}/actie/stap_opnieuw", str(uuid4())
    fields = {"formulier": form, "stap": "probleemanalyse.1", "wijze": "herstel"}
    page = client.send_form(path, **fields, stap_van_formulier="bekijken").text
    version = page.partition('name="versie" value="')[2].partition('"')[0]
    answer = client.send_form(path, **fields, versie=version, stap_van_formulier="vastleggen")
    assert answer.status_code == 303
    again = newest(session)
    assert (again.resend_of, again.status) == (sent.id, WAITING)
    assert again.recall_until is not None
    assert send_due().delivered == 0
    assert decide(client, number, again.id, "terugroepen") == 303
    assert newest(session).status == HELD


def _mails_of(session: Session, step: str) -> list[int]:
    return list(session.exec(select(CaseEffect.id).where(CaseEffect.step == step, CaseEffect.kind == "mail")))


def test_post_says_until_when_a_mail_waits_and_calls_it_back(
    desk: DeskSite, session: Session, manager: Account, number: str
) -> None:
    """From the list and the page of the mail itself; decided there too, never as mail held after a restore."""
    client = desk.client_of(manager)
    ask_paper(client, number)
    wake_by_hand(number)
    mail = newest(session)
    path = f"/post/{mail.id}"

    def listed() -> str:
        return " ".join(text_of(client.get(f"/post?stand={group}")) for group in ("mislukt", "wachtend"))

    assert mail.recall_until is not None
    assert f"gaat om {mail.recall_until.astimezone(AMSTERDAM):%H:%M} · terugroepen" in listed()

    def choose(asked: str, by: DeskClient = client) -> int:
        return by.send_form(path, formulier=str(uuid4()), actie=asked).status_code

    assert choose("terugroepen", desk.log_in("auditor", everyone=True)) == 403
    assert choose("terugroepen", desk.log_in("casemanager")) == 404
    assert (choose("toch_versturen"), choose("niet_nodig")) == (422, 422)
    assert newest(session).status == WAITING
    assert choose("terugroepen") == 303
    assert (newest(session).status, newest(session).held_because) == (HELD, "teruggeroepen")
    page = text_of(client.get(path))
    assert ("reservekopie" in listed(), "teruggeroepen" in listed()) == (False, True)
    assert ("Toch versturen" in page, "Alsnog versturen" in page) == (True, False)
    assert client.get("/vandaag").text.count(f'href="{path}"') == 1
    assert (choose("terugroepen"), choose("vrijgeven")) == (422, 422)
    assert choose("toch_versturen") == 303
    assert newest(session).status == WAITING
    assert choose("niet_nodig") == 422
