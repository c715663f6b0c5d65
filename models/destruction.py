"""Destroy the content of a case or of a person, and keep the proof that it was there."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Table, delete, func, select, text
from sqlmodel import Session, SQLModel, col

from models.tables import Case, Employee, RetentionAct
from models.tables.retention_tables import DESTROYED

PROOF = frozenset({RetentionAct.__tablename__})
GONE = "(vernietigd)"


def content_tables() -> list[Table]:
    """List the tables that hold content of a case, children before their parents; what is kept as proof is not there.

    Found by their reference to a case, so that a table that is added later is emptied too.
    """
    return [each for each in reversed(SQLModel.metadata.sorted_tables) if each.name not in PROOF and _of_cases(each)]


def destroy_case(writing: Session, case: Case, actor: str, on: date) -> RetentionAct:
    """Delete all content of a closed case; its number, days and the heads of its chains stay, with an act that names them.

    The database must let the role of `writing` delete what is append-only: see the trigger `refuse_change`.
    """
    counts = dict(_deleted(writing, case.id))
    detail = {"counts": counts, "event_head": case.event_head.hex(), "effect_head": case.effect_head.hex()}
    act = RetentionAct(case_id=case.id, on_day=on, kind=DESTROYED, actor=actor, detail=detail)
    case.flow_run_id = case.artifact_id = None
    writing.add_all([case, act])
    writing.flush()
    return act


def destroy_person(writing: Session, employee: Employee, actor: str, on: date) -> RetentionAct:
    """Erase who somebody was; the row stays for the numbers of the cases that point to it."""
    for name, value in _erased(employee).items():
        setattr(employee, name, value)
    act = RetentionAct(employee_id=employee.id, on_day=on, kind=DESTROYED, actor=actor)
    writing.add_all([employee, act])
    writing.flush()
    return act


def _deleted(writing: Session, case_id: int) -> Iterator[tuple[str, int]]:
    writing.execute(text("set local spoorboek.destroys = 'on'"))
    for table in content_tables():
        of_case = table.c.case_id == case_id
        count = writing.scalar(select(func.count()).select_from(table).where(of_case)) or 0
        if count:
            writing.execute(delete(table).where(of_case))
            yield table.name, count
    writing.execute(text("set local spoorboek.destroys = 'off'"))


def _erased(employee: Employee) -> Mapping[str, Any]:
    kept = {"id", "employer_id"}
    optional = {name: None for name in type(employee).model_fields if name not in kept}
    return {**optional, "name": GONE, "personnel_number": GONE, "link_hash": f"vernietigd-{employee.id}"}


def _of_cases(table: Table) -> bool:
    return any(key.column.table.name == Case.__tablename__ for key in table.foreign_keys) and "case_id" in table.c
