"""What waits in the outbox is not sent once it is overtaken; what was sent stays known when the database is away."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import make_url
from sqlmodel import Session, col, select
from support.mail_server import Post
from support.outbox_samples import later, queue

from models.case_lookup import find_case
from models.connection import session as own_session
from models.record import append_event, write_effect
from models.tables import DROPPED, SENT, WAITING, Case, CaseEffect, Message
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from tasks.case_state import case_state_in, read_case_state
from tasks.effects.perform import perform
from tasks.outbox.mail_queue import send_due

MakeCase = Callable[..., Case]
D = date(2026, 1, 5)
LATE = D + timedelta(days=43)
CHASED = ("probleemanalyse", "escalation")


@pytest.fixture
def case(make_case: MakeCase, session: Session) -> Case:
    """Open a case with a step that is late today, and queue what that asks for."""
    case = make_case(D, email="werknemer@voorbeeld.example")
    for offset in range(43):
        set_virtual_day(session, D + timedelta(days=offset))
        while actions := case_state_in(session, case.number).actions:
            for action in actions:
                write_effect(session, case, action)
    set_virtual_day(session, LATE)
    session.commit()
    while actions := read_case_state(case.number).actions:
        for action in actions:
            perform.fn("", read_case_state(case.number), action)
    assert statuses(session)[CHASED] == WAITING
    return case


def statuses(session: Session) -> dict[tuple[str, str], str]:
    """Return the status of every mail, by step and kind of its effect."""
    session.rollback()
    query = select(CaseEffect.step, CaseEffect.kind, Message.status).join(
        Message, col(Message.effect_id) == col(CaseEffect.id)
    )
    return {(step, kind): status for step, kind, status in session.exec(query).all()}


def report(number: str, kind: Any, data: dict[str, Any]) -> None:
    """Report a fact."""
    with own_session() as writing:
        append_event(writing, find_case(writing, number), kind, LATE, data, "operator-1")


DONE = {"step": "probleemanalyse", "occurrence": 1, "on": LATE - timedelta(days=9), "evidence": None}
RETRIGGERED = {"step": "probleemanalyse", "occurrence": 1, "mode": "herstel"}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("step_done", DONE),
        ("recovered", {"from": D + timedelta(days=30)}),
        ("first_day_corrected", {"first_sick_day": D + timedelta(days=20)}),
        ("deviated", {**DONE, "agreed_on": LATE + timedelta(days=9), "reason": "in_overleg"}),
    ],
)
def test_what_new_facts_forbid_is_not_sent(
    case: Case, session: Session, post: Post, kind: str, data: dict[str, Any]
) -> None:
    """Queued this morning, forbidden at noon, and the server is back at night: it never goes, and the ledger knows."""
    report(case.number, kind, data)
    send_due(later(31))
    assert statuses(session)[CHASED] == DROPPED
    assert not [mail for mail in post.office.mails if "robleemanalyse" in str(mail["Subject"])]
    assert send_due(later(999)).delivered == 0
    assert verify_record(session) == []


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("capability_changed", {"from": LATE, "percentage": 40}),
        ("step_done", {**DONE, "step": "ziekmelding_arbodienst"}),
        ("contract_end_set", {"on": LATE + timedelta(days=400)}),
    ],
)
def test_what_still_holds_is_sent(case: Case, session: Session, post: Post, kind: str, data: dict[str, Any]) -> None:
    """A report about something else takes nothing back."""
    report(case.number, kind, data)
    send_due(later(31))
    assert statuses(session)[CHASED] == SENT


def test_a_document_is_sent_whatever_was_reported_since(case: Case, session: Session, post: Post) -> None:
    """It does not chase anybody: it was made, and belongs to whom it is for."""
    message = queue(session, case, "een_ander_stuk")
    report(case.number, "step_done", {**DONE, "step": "plan_van_aanpak"})
    send_due(later(1))
    assert message.message_id in post.ids()


def test_what_a_person_decided_to_send_goes(case: Case, session: Session, post: Post) -> None:
    """After a refusal somebody had it sent again: that is an order."""
    for message in session.exec(select(Message)).all():
        message.settled_by = "operator-1"
    session.commit()
    report(case.number, "step_done", DONE)
    send_due(later(31))
    assert statuses(session)[CHASED] == SENT


def test_a_mail_that_went_is_noted_by_a_database_that_was_away(
    make_case: MakeCase, session: Session, post: Post, server: Any, database_url: str
) -> None:
    """The database refuses everybody while the mail goes, for a second: the mail counts as sent, and goes once."""
    message, name = queue(session, make_case()), make_url(database_url).database
    session.close()
    taken = post.office.handle_DATA

    async def without_database(*about: Any) -> str:
        server.execute(f'alter database "{name}" with allow_connections false')
        server.execute(f"select pg_terminate_backend(pid, 20000) from pg_stat_activity where datname = '{name}'")
        threading.Timer(1.0, server.execute, [f'alter database "{name}" with allow_connections true']).start()
        return await taken(*about)

    post.office.handle_DATA = without_database  # type: ignore[method-assign]
    assert send_due().delivered == 1
    assert send_due(later(999)).delivered == 0
    assert post.ids() == [message.message_id]
