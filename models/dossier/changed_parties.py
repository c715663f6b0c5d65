"""Wake the cases whose open forms name a person or employer that changed, whoever changed it.

The rows are noted as they are flushed; before the transaction commits their cases are marked to be woken. The wake then
looks whether a form has other content (see `tasks/effects/renewing.py`).
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, Integer, Select, any_, delete, event, literal, or_, select
from sqlmodel import Session, SQLModel, col

from models.tables import (
    OPEN,
    Case,
    CaseEffect,
    CaseRole,
    Contact,
    Document,
    Employee,
    Employer,
    EmployerRole,
    PlannedStep,
    WakeBasis,
)

CHANGED = "changed parties"  # in `Session.info`
PARTIES: tuple[type[SQLModel], ...] = (Employee, Employer, Contact, CaseRole, EmployerRole)
WORKED_ON = ("open", "te_laat", "afgeweken")


@event.listens_for(Session, "after_flush")
def _note(writing: Session, _context: Any) -> None:
    changed = [row for row in writing.dirty if isinstance(row, PARTIES) and writing.is_modified(row)]
    changed += [row for row in writing.new if isinstance(row, CaseRole | EmployerRole)]
    if changed:
        writing.info.setdefault(CHANGED, []).extend(changed)


@event.listens_for(Session, "before_commit")
def _mark(writing: Session) -> None:
    writing.flush()
    if changed := writing.info.pop(CHANGED, None):
        cases = _cases_with_open_forms(changed)
        writing.execute(delete(WakeBasis).where(col(WakeBasis.case_id).in_(cases)))


@event.listens_for(Session, "after_rollback")
def _forget(writing: Session) -> None:
    writing.info.pop(CHANGED, None)


def _cases_with_open_forms(changed: Collection[SQLModel]) -> Select[Any]:
    """Select the open cases that name one of these parties and have a document of a step that people work on."""
    employees = _one_of({row.id for row in changed if isinstance(row, Employee)})
    employers = {row.id for row in changed if isinstance(row, Employer)}
    employers |= {row.employer_id for row in changed if isinstance(row, EmployerRole)}
    contacts = _one_of({row.id for row in changed if isinstance(row, Contact)})
    of_contact = select(col(EmployerRole.employer_id)).where(col(EmployerRole.contact_id) == contacts)
    named = or_(
        col(Case.id) == _one_of({row.case_id for row in changed if isinstance(row, CaseRole)}),
        col(Case.id).in_(select(col(CaseRole.case_id)).where(col(CaseRole.contact_id) == contacts)),
        col(Employee.id) == employees,
        col(Employee.employer_id) == _one_of(employers),
        col(Employee.employer_id).in_(of_contact),
    )
    query = select(col(Case.id)).join(Employee, col(Employee.id) == col(Case.employee_id))
    query = query.join(Document, col(Document.case_id) == col(Case.id))
    query = query.join(CaseEffect, col(CaseEffect.id) == col(Document.effect_id))
    is_step = (col(PlannedStep.case_id) == col(Case.id)) & (col(PlannedStep.step) == col(CaseEffect.step))
    query = query.join(PlannedStep, is_step & (col(PlannedStep.occurrence) == col(CaseEffect.occurrence)))
    return query.where(col(Case.status) == OPEN, col(PlannedStep.status).in_(WORKED_ON), named)


def _one_of(ids: Collection[int]) -> Any:
    """Return any of some ids as one parameter: a file may change more people than a statement has places for."""
    return any_(literal(sorted(ids), ARRAY(Integer)))
