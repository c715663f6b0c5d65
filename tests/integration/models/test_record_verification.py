"""The check of the record finds what somebody with the keys of the database did to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import text
from sqlmodel import Session

from models.record import append_event, write_effect
from models.tables import Case
from models.verification import verify_record
from spoorboek.statute.actions import Action

DAY = date(2026, 1, 5)
MakeCase = Callable[..., Case]
NAMES = {"case_event": "gebeurtenis", "effect": "handeling"}


@pytest.fixture
def session(owner_session: Session) -> Session:
    """Work as the owner of the tables: the application can change nothing that was recorded."""
    return owner_session


@pytest.fixture
def case(session: Session, make_case: MakeCase) -> Case:
    """Return a case of five events and five effects; beside it stands an untouched one."""
    made = make_case()
    make_case()
    for value in range(4):
        append_event(session, made, "capability_changed", DAY, {"percentage": value}, "operator-1")
    for rung in range(5):
        write_effect(session, made, Action(DAY, "escalation", "plan_van_aanpak", 1, str(rung), detail={"rung": rung}))
    session.commit()
    return made


@contextmanager
def _tampered(session: Session) -> Iterator[Callable[[str], object]]:
    connection = session.connection()
    for table in NAMES:
        connection.execute(text(f"alter table {table} disable trigger append_only"))
    yield lambda statement: connection.execute(text(statement))
    session.commit()


def _findings(session: Session, *statements: str) -> list[str]:
    with _tampered(session) as run:
        for statement in statements:
            run(statement)
    return verify_record(session)


@pytest.mark.parametrize("table", NAMES)
@pytest.mark.parametrize(
    "change",
    [
        "on_day = on_day + 1",
        "kind = 'recovered'",
        "recorded_at = recorded_at + interval '1 second'",
        "hash = sha256('x')",
    ],
)
def test_an_altered_row_is_named(session: Session, case: Case, table: str, change: str) -> None:
    """Changing any column of one row gives a finding that names case and number."""
    found = _findings(session, f"update {table} set {change} where case_id = {case.id} and seq = 3")
    assert found[0] == f"Zaak {case.number}: {NAMES[table]} 3 is gewijzigd of verplaatst (controlegetal klopt niet)."


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("case_event", "data = '{\"percentage\": 99}'"),
        ("case_event", "actor = 'operator-2'"),
        ("effect", "detail = '{}'"),
        ("effect", "step = 'evaluatie'"),
        ("effect", "attempt = 2"),
    ],
)
def test_an_altered_payload_is_named(session: Session, case: Case, table: str, change: str) -> None:
    """Payload, actor and key of an effect are guarded as well; only that row is named."""
    found = _findings(session, f"update {table} set {change} where case_id = {case.id} and seq = 3")
    assert found == [f"Zaak {case.number}: {NAMES[table]} 3 is gewijzigd of verplaatst (controlegetal klopt niet)."]


@pytest.mark.parametrize("table", NAMES)
@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ("seq = 1", "1"),
        ("seq = 3", "3"),
        ("seq in (2, 3)", "2 tot en met 3"),
        ("seq = 5", "5"),
        ("true", "1 tot en met 5"),
    ],
)
def test_missing_rows_are_named(session: Session, case: Case, table: str, gone: str, said: str) -> None:
    """A row cut out of the middle, off the front, off the end, or all of them: it shows."""
    found = _findings(session, f"delete from {table} where case_id = {case.id} and {gone}")
    assert f"Zaak {case.number}: {NAMES[table]} {said} ontbreekt." in found
    assert all(case.number in finding for finding in found)


def test_rows_put_in_another_order_are_found(session: Session, case: Case) -> None:
    """Two rows that swapped their numbers are both named."""
    swap = f"update case_event set seq = {{}} where case_id = {case.id} and seq = {{}}"
    found = _findings(session, swap.format(99, 3), swap.format(3, 4), swap.format(4, 99))
    assert [finding.split()[3] for finding in found] == ["3", "4", "5"]


def test_a_row_added_behind_the_record_is_found(session: Session, case: Case) -> None:
    """An event inserted by hand does not belong to the case."""
    found = _findings(
        session,
        "insert into case_event (case_id, seq, kind, on_day, data, actor, recorded_at, hash) "
        f"select case_id, 6, kind, on_day, data, actor, recorded_at, hash from case_event "
        f"where case_id = {case.id} and seq = 5",
    )
    assert f"Zaak {case.number}: gebeurtenis 6 hoort er niet bij; de zaak telt er 5." in found


def test_an_effect_given_a_number_twice_is_found(session: Session, case: Case) -> None:
    """Two effects under one number cannot both be right."""
    found = _findings(session, f"update effect set seq = 4 where case_id = {case.id} and seq = 5")
    assert f"Zaak {case.number}: handeling 4 komt twee keer voor of staat op de verkeerde plaats." in found


def test_a_chain_forged_to_its_end_is_found_by_its_head(session: Session, case: Case) -> None:
    """Who replaces the last row and its hash is still betrayed by the head the case keeps."""
    from models.hash_chain import event_hash
    from models.ledger.ledger_key import ledger_key

    fourth = (
        session.connection()
        .execute(text(f"select hash from case_event where case_id = {case.id} and seq = 4"))
        .scalar_one()
    )
    last = session.connection().execute(text(f"select * from case_event where case_id = {case.id} and seq = 5")).one()
    forged = event_hash(
        ledger_key(), fourth, case.number, 5, last.kind, DAY, {"percentage": 99}, last.actor, last.recorded_at
    )
    found = _findings(
        session,
        f"update case_event set data = '{{\"percentage\": 99}}', hash = '\\x{forged.hex()}' "
        f"where case_id = {case.id} and seq = 5",
    )
    assert found == [f"Zaak {case.number}: de laatste gebeurtenis (5) is vervangen; de zaak kent een andere."]


def test_what_the_session_remembers_does_not_hide_a_change(session: Session, case: Case) -> None:
    """The check reads the database, not the objects this process happens to hold."""
    happened = append_event(session, case, "advised", DAY, {"track": 1}, "operator-1")
    session.commit()
    found = _findings(session, f"update case_event set actor = 'x' where id = {happened.id}")
    assert len(found) == 1
