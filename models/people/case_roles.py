"""Who has which role in a case, from which day, and who is absent: given, planned and dropped, each with its trace."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.ledger.coverage import CONTACT, EMPLOYER
from models.ledger.entries import record_correction
from models.substitution import acting_contact
from models.tables import Case, CaseRole, Contact, Employer, EmployerRole, RoleChange
from models.tables.parties import ROLE_BEGUN, ROLE_DROPPED, ROLE_GIVEN, ROLE_PLANNED
from models.wake_basis import mark_to_wake
from spoorboek.errors import InputError
from spoorboek.statute.days.calendar import dutch_date


def give_role(
    writing: Session, case: Case, role: str, contact: Contact, actor: str, *, on: date, since: date | None = None
) -> RoleChange:
    """Give somebody a role in a case: now, or planned for a day to come; return what was written of it.

    `on`: the day of recording; `since`: the first day (default: that day). What was planned for the role and does not
    begin before it, is dropped.
    """
    first = since or on
    for plan in planned_roles(writing, [case.id]):
        if plan.role == role and plan.on_day >= first:
            drop_planned_role(writing, plan, actor)
    kind = ROLE_PLANNED if first > on else ROLE_GIVEN
    change = RoleChange(case_id=case.id, role=role, contact_id=contact.id, on_day=first, kind=kind, actor=actor)
    writing.add(change)
    if kind == ROLE_GIVEN:
        writing.merge(CaseRole(case_id=case.id, role=role, contact_id=contact.id))
    writing.flush()
    return change


def planned_roles(reading: Session, case_ids: Collection[int] | None = None) -> Sequence[RoleChange]:
    """Return what is planned and neither began nor was dropped, in order of its day; of these cases, None for all."""
    after = aliased(RoleChange)
    settled = select(col(after.id)).where(col(after.plan_id) == col(RoleChange.id)).exists()
    query = select(RoleChange).where(col(RoleChange.kind) == ROLE_PLANNED, ~settled)
    if case_ids is not None:
        query = query.where(col(RoleChange.case_id).in_(case_ids))
    return reading.scalars(query.order_by(col(RoleChange.on_day), col(RoleChange.id))).all()


def drop_planned_role(writing: Session, plan: RoleChange, actor: str) -> None:
    """Let what is planned not happen."""
    writing.add(_after(plan, ROLE_DROPPED, actor))
    writing.flush()


def begin_planned_roles(writing: Session, on: date) -> list[str]:
    """Let every planned role begin whose day has come; return the numbers of the cases, which have to be woken."""
    numbers = []
    for plan in planned_roles(writing):
        if plan.on_day <= on:
            writing.merge(CaseRole(case_id=plan.case_id, role=plan.role, contact_id=plan.contact_id))
            writing.add(_after(plan, ROLE_BEGUN, plan.actor))
            numbers.append(writing.get_one(Case, plan.case_id).number)
    mark_to_wake(writing, numbers)
    return numbers


def role_changes(reading: Session, case: Case) -> Sequence[RoleChange]:
    """Return every change of a role in a case, the latest first."""
    query = select(RoleChange).where(col(RoleChange.case_id) == case.id)
    return reading.scalars(query.order_by(col(RoleChange.id).desc())).all()


def roles_given_here(reading: Session, case_ids: Collection[int]) -> Mapping[int, frozenset[str]]:
    """Return by case the roles that a person gave somebody here, which no file turns back."""
    query = select(col(RoleChange.case_id), col(RoleChange.role)).where(col(RoleChange.case_id).in_(case_ids))
    found: dict[int, set[str]] = {}
    for case_id, role in reading.execute(query.where(col(RoleChange.kind).in_((ROLE_GIVEN, ROLE_BEGUN)))):
        found.setdefault(case_id, set()).add(role)
    return {case_id: frozenset(roles) for case_id, roles in found.items()}


def give_employer_role(writing: Session, employer: Employer, role: str, contact: Contact, actor: str) -> None:
    """Give somebody a role in every case of an employer, except in those that name another."""
    writing.merge(EmployerRole(employer_id=employer.id, role=role, contact_id=contact.id))
    record_correction(writing, EMPLOYER, employer.id, f"rol {role}", actor)
    writing.flush()


def carry_roles(writing: Session, before: Case, after: Case) -> None:
    """Give the next case of a person the contacts of the one before, in roles that it does not have yet."""
    taken = set(writing.scalars(select(col(CaseRole.role)).where(col(CaseRole.case_id) == after.id)))
    for each in writing.scalars(select(CaseRole).where(col(CaseRole.case_id) == before.id)).all():
        if each.role not in taken:
            writing.add(CaseRole(case_id=after.id, role=each.role, contact_id=each.contact_id))


def record_absence(
    writing: Session, contact: Contact, first: date | None, last: date | None, substitute: Contact | None, actor: str
) -> None:
    """Record when somebody is absent and who takes over, for all cases; `first` None: present.

    `last`: None until further notice. Raises InputError when the period has no order, or when the mail would come back
    to who is absent, or to nobody.
    """
    if first is None:
        last = substitute = None
    elif last is not None and last < first:
        raise InputError(
            f"De laatste dag ({dutch_date(last)}) ligt vóór de eerste ({dutch_date(first)}). Wijzig een van beide."
        )
    elif substitute is not None:
        _refuse_unfit_substitute(writing, contact, first, substitute)
    for name, value in (
        ("absent_from", first),
        ("absent_until", last),
        ("substitute_id", substitute and substitute.id),
    ):
        if getattr(contact, name) != value:
            setattr(contact, name, value)
            record_correction(writing, CONTACT, contact.id, name, actor)
    writing.add(contact)
    writing.flush()


def _refuse_unfit_substitute(reading: Session, contact: Contact, first: date, substitute: Contact) -> None:
    """Raise InputError for a substitute who is the absent one, or has nobody who is there on the first day."""
    if substitute.id == contact.id:
        raise InputError("Niemand vervangt zichzelf. Kies een ander als vervanger.")
    chain = acting_contact(substitute, lambda each: None if each == contact.id else reading.get(Contact, each), first)
    if chain is None:
        raise InputError(
            f"Deze vervanger is op {dutch_date(first)} zelf afwezig, zonder een ander die er wel is. Kies een ander."
        )


def _after(plan: RoleChange, kind: str, actor: str) -> RoleChange:
    return RoleChange(
        case_id=plan.case_id, role=plan.role, contact_id=plan.contact_id, on_day=plan.on_day, plan_id=plan.id,
        kind=kind, actor=actor,
    )  # fmt: skip
