"""Somebody with every right on the database and without the key of the ledger, for tests."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

import psycopg
import pytest
from sqlalchemy import make_url
from sqlmodel import Session, select
from support.outbox_samples import TO, queue

from models.addressees import Addressee
from models.connection import snapshot_session
from models.ledger.anchors import Anchor, make_anchor, read_anchor
from models.ledger.since import compare_with
from models.record import append_event, write_effect
from models.tables import Bureau, Case, CaseRole, Contact, Document, Message, Referral
from models.verification import verify_record
from spoorboek.statute.actions import Action

Attack = Callable[..., None]
DAY = date(2026, 1, 5)
OTHER = Addressee("Otto Kanarie", "otto.kanarie@acme.example", "c-2")
PERSONAL = ("anarie", "@", "Renée", "Otto", "Vogel")
GUARDED = ("case_event", "effect", "ledger_entry", "edition_text", "edition_in_force")


class Victim(NamedTuple):
    """Two cases of two people, with documents, mails, roles and a referral; the ids of what is attacked."""

    case: Case
    other: Case
    message: Message
    later: Message
    document: Document
    contact: Contact
    bureau: Bureau


@pytest.fixture
def victim(session: Session, make_case: Callable[..., Case]) -> Victim:
    """Return a record to attack, written by the product itself."""
    case, other = make_case(email="vogel@acme.example"), make_case()
    contacts = [Contact(code=f"c-{n}", name=f"Kanarie {n}", email=f"kanarie{n}@acme.example") for n in range(2)]
    bureau = Bureau(code="koers", name="Bureau Kanarie", email="kanarie@bureau.example")
    session.add_all([*contacts, bureau])
    session.flush()
    session.add(CaseRole(case_id=case.id, role="leidinggevende", contact_id=contacts[0].id))
    for value in range(4):
        append_event(session, case, "capability_changed", DAY, {"percentage": value}, "operator-1")
    effect = write_effect(session, case, Action(DAY, "referral", "spoor_2", 1, "1"))
    assert effect is not None
    referral = Referral(
        case_id=case.id, effect_id=effect, bureau_id=bureau.id, opened_on=DAY, number=1, status="verzonden"
    )
    session.add(referral)
    session.commit()
    message, later = queue(session, case, "een", TO, DAY), queue(session, case, "twee", TO, DAY)
    queue(session, other, "een", OTHER, DAY)
    document = session.exec(select(Document).where(Document.id == message.document_ids[0])).one()
    return Victim(case, other, message, later, document, contacts[1], bureau)


@pytest.fixture
def attack(server: Any) -> Attack:
    """Return a way to run statements with every right on the database of this test, past the triggers, and commit."""

    def run(*statements: str) -> None:
        database = make_url(os.environ["SPOORBOEK_DATABASE_URL"]).database
        with psycopg.connect(server.url(database)) as connection:
            for table in GUARDED:
                connection.execute(f"alter table {table} disable trigger all".encode())
            connection.execute("set local session_replication_role = replica")
            for statement in statements:
                connection.execute(statement.encode())

    return run


def checked() -> list[str]:
    """Verify the record in a snapshot; what is found names nobody."""
    with snapshot_session() as reading:
        findings = verify_record(reading)
    assert not [each for each in findings if any(word in each for word in PERSONAL)], findings
    return findings


def anchored() -> Anchor:
    """Make an anchor and read it back from its file."""
    with snapshot_session() as reading:
        return read_anchor(make_anchor(reading).to_text())


def changed_since(anchor: Anchor) -> list[str]:
    """Compare the record with an anchor; what is found names nobody."""
    with snapshot_session() as reading:
        findings = compare_with(reading, anchor).findings
    assert not [each for each in findings if any(word in each for word in PERSONAL)], findings
    return findings


def stolen(*tables: str) -> Iterator[str]:
    """Yield statements that keep a copy of tables as they are now."""
    for table in tables:
        yield f"create table stolen_{table} as select * from {table}"


def put_back(table: str, key: str) -> list[str]:
    """Return statements that put rows of a table back as they were stolen, by a condition on their key."""
    return [f"delete from {table} where {key}", f"insert into {table} select * from stolen_{table} where {key}"]
