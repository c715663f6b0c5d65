"""What pages of the desk ask of the whole record is found by an index, however many mails and cases stand in it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event, text
from sqlmodel import Session

from models.accounts.reach import Reach, visible_cases
from models.worklists.operation_figures import operation_figures
from spoorboek.clock import now
from tasks.outbox.undelivered import undelivered_mail


def plan_of(session: Session, ask: Callable[[], object], table: str) -> str:
    """Return how PostgreSQL finds the rows of what is asked, where it may choose an index at any price."""
    plans: list[str] = []
    connection = session.connection()
    session.execute(text("set local enable_seqscan = off"))

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if f"FROM {table}" in statement:
            plain = cursor.connection.cursor()
            plain.execute(f"explain {statement}", parameters)
            plans.extend(row[0] for row in plain.fetchall())

    event.listen(connection, "before_cursor_execute", explain)
    ask()
    event.remove(connection, "before_cursor_execute", explain)
    return "\n".join(plans)


def test_the_mail_that_did_not_arrive_is_found_without_reading_what_did(session: Session) -> None:
    """Refused, waiting and without an address: each has an index of its own; the sent ones are in none of them."""
    plan = plan_of(session, lambda: undelivered_mail(session), "message")
    for index in ("ix_message_due", "ix_message_not_arrived", "ix_message_stands_in"):
        assert index in plan
    assert "Seq Scan on message " not in plan


def test_the_cases_of_a_casemanager_are_found_from_the_casemanager(session: Session) -> None:
    """No case is asked in turn whether it is hers."""
    own = Reach(contacts=frozenset({7}), roles=frozenset({"casemanager"}))
    plan = plan_of(session, lambda: session.execute(visible_cases(own)).all(), "case_role")
    assert "ix_case_role_contact_id" in plan


def test_the_mail_that_waits_is_counted_without_reading_what_went(session: Session) -> None:
    """What monitors ask every quarter of a minute costs what waits, not what was ever sent."""
    plan = plan_of(session, lambda: operation_figures(session, now()), "message")
    for index in ("ix_message_due", "ix_message_held"):
        assert index in plan
    assert "Seq Scan on message " not in plan
