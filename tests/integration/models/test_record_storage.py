"""What a case costs in room: the goal is under 250 KB per case-year in both databases, documents aside."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from models.record import append_event, write_effect
from models.tables import Case, Message
from spoorboek.statute.actions import Action

DAY = date(2026, 1, 5)
COUNT = 300  # about what one full case of two years leaves
KINDS = (
    ("document", "bijstelling_plan_van_aanpak", {}),
    ("mail", "bijstelling_plan_van_aanpak", {"to": "werknemer"}),
    ("reminder", "uiterlijk-3", {"to": "casemanager", "before": "due_on", "days": 3}),
    ("escalation", "2", {"to": "leidinggevende", "rung": 2, "days_late": 4}),
)
STEPS = ("probleemanalyse", "plan_van_aanpak", "evaluatie", "arbeidsdeskundig_onderzoek")
BODY = "\n".join(
    f"Regel {number}: uiterlijk {number} maart 2026 verwachten wij het bijgestelde plan van aanpak."
    for number in range(12)
)


@pytest.fixture
def session(owner_session: Session) -> Session:
    """Work as the owner of the tables, who can pack them."""
    return owner_session


@pytest.fixture
def case(make_case: Callable[..., Case]) -> Case:
    """Return a case to fill."""
    return make_case()


def _bytes_per_row(session: Session, table: str, rows: int) -> float:
    # Rows and indexes, packed: a busy server takes pages in advance, and a small table shows every one of them.
    session.commit()
    with session.get_bind().engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"vacuum full {table}"))
    size = text(f"select pg_relation_size('{table}') + pg_indexes_size('{table}')")
    return session.connection().execute(size).scalar_one() / rows


def test_an_effect_takes_less_than_450_bytes(session: Session, case: Case) -> None:
    """Row and indexes together, for the effects of one full case alone in its pages; in a portfolio it is some 310."""
    for number in range(COUNT):
        kind, name, detail = KINDS[number % len(KINDS)]
        day = DAY + timedelta(days=number * 2)
        write_effect(session, case, Action(day, kind, STEPS[number // 75], number % 75, name, 1, detail))  # type: ignore[arg-type]
        session.commit()
    assert _bytes_per_row(session, "effect", COUNT) < 450


def test_the_row_of_a_case_leaves_no_trail(session: Session, case: Case) -> None:
    """The row of a case changes with every effect; its room is used again instead of growing."""
    for number in range(COUNT):
        write_effect(session, case, Action(DAY, "skip", "plan_van_aanpak", 1, str(number)))
        session.commit()
    size = session.connection().execute(text("select pg_relation_size('case_file')")).scalar_one()
    assert size <= 2 * 8192


def test_an_event_takes_less_than_450_bytes(session: Session, case: Case) -> None:
    """Row and indexes together."""
    data = {"step": "plan_van_aanpak", "occurrence": 1, "on": DAY, "evidence": "ondertekend"}
    for _ in range(COUNT):
        append_event(session, case, "step_done", DAY, data, "operator-1")
    session.commit()
    assert _bytes_per_row(session, "case_event", COUNT) < 450


def test_a_mail_takes_less_than_a_kilobyte(session: Session, case: Case) -> None:
    """A mail of a kilobyte of text: packed before it is sealed, with addresses, subject and indexes."""
    session.add_all(
        Message(
            case_id=case.id,
            to_role="werknemer",
            recipient="werknemer@kanarie.test",
            recipient_name="Tamar Kanarie",
            subject=f"{case.number}: plan van aanpak",
            body=BODY,
            message_id=f"<{case.number}.{number}@spoorboek>",
        )
        for number in range(COUNT)
    )
    session.commit()
    assert _bytes_per_row(session, "message", COUNT) < 1000
