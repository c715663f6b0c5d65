"""Destroy the content of a case or of a person, and keep the proof that it was there."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Table, delete, func, select, text
from sqlmodel import Session, SQLModel, col

from models.identity.filling import DESTROYED_LINK
from models.ledger.coverage import CASE, COVERED
from models.ledger.digests import Subject
from models.ledger.entries import record_chains_destroyed, record_destroyed
from models.tables import EMPTIED, Case, Employee, PartyValue, PersonIdentity, RetentionAct
from models.tables.retention_tables import DESTROYED

PROOF = frozenset({RetentionAct.__tablename__})
REASON = "bewaartermijn"
GONE = "(vernietigd)"


def content_tables() -> list[Table]:
    """List the tables that hold content of a case, children before their parents; what is kept as proof is not there.

    Found by their reference to a case, so that a table that is added later is emptied too.
    """
    return [each for each in reversed(SQLModel.metadata.sorted_tables) if each.name not in PROOF and _of_cases(each)]


def destroy_case(writing: Session, case: Case, actor: str, on: date) -> None:
    """Delete all content of a closed case. Its number, its days and the heads of its chains stay.

    An act and entries in the ledger say what is gone, who approved it and when. `writing` is of the owner of the
    tables: nobody else may delete what is append-only.
    """
    record_chains_destroyed(writing, case, reason=REASON, actor=actor)
    for covered in COVERED:
        if covered.subject_kind == CASE and covered.name in {each.name for each in content_tables()}:
            keys = writing.scalars(select(covered.key_sql()).where(covered.subject_sql() == case.id)).all()
            record_destroyed(writing, Subject(CASE, case.id), covered.name, keys, reason=REASON, actor=actor)
    counts = dict(_deleted(writing, case.id))
    case.status, case.flow_run_id, case.artifact_id = EMPTIED, None, None
    writing.add_all([case, RetentionAct(case_id=case.id, on_day=on, kind=DESTROYED, actor=actor, detail=counts)])
    writing.flush()


def destroy_person(writing: Session, employee: Employee, actor: str, on: date) -> None:
    """Erase who somebody was; the row stays for the numbers of the cases that point to it."""
    for name, value in _erased(employee).items():
        setattr(employee, name, value)
    if known := writing.get(PersonIdentity, employee.id):
        known.number_hash = known.bsn_hash = known.birth_hash = None
        known.former_hashes = []
        writing.add(known)
    for value in writing.scalars(select(PartyValue).where(col(PartyValue.employee_id) == employee.id)):
        value.said = None
    writing.add_all([employee, RetentionAct(employee_id=employee.id, on_day=on, kind=DESTROYED, actor=actor)])
    writing.flush()


def _deleted(writing: Session, case_id: int) -> Iterator[tuple[str, int]]:
    writing.flush()
    writing.execute(text("set local spoorboek.destroys = 'on'"))
    for table in content_tables():
        of_case = table.c.case_id == case_id
        count = writing.scalar(select(func.count()).select_from(table).where(of_case)) or 0
        if count:
            writing.execute(delete(table).where(of_case))
            yield table.name, count
    writing.execute(text("set local spoorboek.destroys = 'off'"))


def _erased(employee: Employee) -> Mapping[str, Any]:
    """Return what takes the place of the columns that say who somebody was."""
    kept = {"id", "employer_id"}
    nothing = {name: None for name in type(employee).model_fields if name not in kept}
    return {**nothing, "name": GONE, "personnel_number": GONE, "link_hash": f"{DESTROYED_LINK}{employee.id}"}


def _of_cases(table: Table) -> bool:
    return any(key.column.table.name == Case.__tablename__ for key in table.foreign_keys) and "case_id" in table.c
