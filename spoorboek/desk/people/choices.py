"""What the forms about people can be filled with: employers, contacts, and who looks as a contact."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.accounts.reach import visible_cases, visible_employers
from models.tables import Account, Case, CaseRole, Contact, Employee, Employer, EmployerRole
from spoorboek.desk.visit import Viewer
from spoorboek.importing.people_writer import add_contact, find_contact
from spoorboek.importing.rows import ContactPart

ME = "mij"


class Choice(NamedTuple):
    """One line of a list: what it sends, and what people read."""

    value: str
    label: str


def employer_choices(reading: Session, viewer: Viewer) -> list[Choice]:
    """List the employers within reach, by name."""
    query = select(Employer).where(col(Employer.id).in_(visible_employers(viewer.reach)))
    found = [Choice(each.code, each.name) for each in reading.exec(query)]
    return sorted(found, key=lambda each: each.label.casefold())


def contact_choices(reading: Session, viewer: Viewer, employer_ids: Sequence[int] | None = None) -> list[Choice]:
    """List by name who has a role within reach, in a case or at an employer; `employer_ids`: of these only."""
    of_cases = select(col(CaseRole.contact_id)).join(Case, col(Case.id) == col(CaseRole.case_id))
    of_cases = of_cases.join(Employee, col(Employee.id) == col(Case.employee_id))
    of_cases = of_cases.where(col(Case.id).in_(visible_cases(viewer.reach)))
    of_employers = select(col(EmployerRole.contact_id)).where(
        col(EmployerRole.employer_id).in_(visible_employers(viewer.reach))
    )
    if employer_ids is not None:
        of_cases = of_cases.where(col(Employee.employer_id).in_(employer_ids))
        of_employers = of_employers.where(col(EmployerRole.employer_id).in_(employer_ids))
    query = select(Contact).where(col(Contact.id).in_(of_cases) | col(Contact.id).in_(of_employers))
    found = [Choice(str(each.id), f"{each.name} ({each.email})") for each in reading.exec(query)]
    return sorted(found, key=lambda each: each.label.casefold())


def chosen_contact(reading: Session, viewer: Viewer, chosen: str, offered: Sequence[Choice]) -> Contact | None:
    """Return the contact that was chosen: one that was offered, or who looks; None for anything else."""
    if chosen == ME:
        return own_contact(reading, viewer)
    return reading.get(Contact, int(chosen)) if chosen in {each.value for each in offered} else None


def own_contact(writing: Session, viewer: Viewer) -> Contact | None:
    """Return who looks as a contact of the record, added when there is none yet; None without name and address."""
    account = writing.get_one(Account, viewer.account)
    if account.contact_ids:
        return writing.get(Contact, account.contact_ids[0])
    if not (account.name and account.email):
        return None
    part = ContactPart(account.name, account.email)
    return find_contact(writing, part) or add_contact(writing, part)
