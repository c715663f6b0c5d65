"""Before a mail is sent: is it what was recorded, and are the links true that decided who gets what."""

from collections.abc import Iterable, Iterator

from sqlmodel import Session, col, select

from models.addressees import CASE_MANAGER
from models.ledger.checks import chain_findings, outcome_findings, row_findings
from models.ledger.coverage import BUREAU, CASE, CONTACT, COVERED_BY_TABLE, EMPLOYEE, EMPLOYER, HOUSE, THE_HOUSE
from models.ledger.digests import Subject
from models.tables import (
    Bureau,
    Case,
    CaseRole,
    Contact,
    Document,
    Employee,
    Employer,
    EmployerRole,
    Message,
    Referral,
)


def mail_findings(reading: Session, message_id: int) -> list[str]:
    """Check a mail, its documents, and the links case → employee, role → contact; return what is wrong, in Dutch.

    `reading`: a session that reads one snapshot, in which the mail is committed. The chains of the case and of the
    people it may concern are recomputed, so a later entry that was taken away shows as well.
    """
    place = reading.exec(select(Message.case_id, Message.to_role).where(col(Message.id) == message_id)).one()
    case_id, role = place
    if case_id is None:
        return _house_findings(reading, message_id)
    employee_id = reading.exec(select(Case.employee_id).where(col(Case.id) == case_id)).one()
    employer_id = reading.exec(select(Employee.employer_id).where(col(Employee.id) == employee_id)).one()
    contacts = sorted(_contacts(reading, case_id, employer_id, {role, CASE_MANAGER}))
    bureaus = list(reading.exec(select(Referral.bureau_id).where(col(Referral.case_id) == case_id)).all())
    bureaus = bureaus if role == BUREAU else []
    people = {EMPLOYEE: [employee_id], EMPLOYER: [employer_id], CONTACT: contacts, BUREAU: bureaus}
    chains = [Subject(CASE, case_id), *(Subject(kind, each) for kind, ids in people.items() for each in ids)]
    return [
        *chain_findings(reading, chains),
        *_row_findings(reading, case_id, message_id, people),
        *outcome_findings(reading, message_id),
    ]


def _house_findings(reading: Session, message_id: int) -> list[str]:
    """Check a mail about no case, which stands in the chain of the house."""
    found = [*chain_findings(reading, [THE_HOUSE]), *outcome_findings(reading, message_id)]
    for covered in COVERED_BY_TABLE[Message]:
        if covered.subject_kind == HOUSE:
            found += row_findings(reading, covered, [THE_HOUSE.id], [str(message_id)])
    return found


def _row_findings(reading: Session, case_id: int, message_id: int, people: dict[str, list[int]]) -> Iterator[str]:
    enclosed = reading.exec(select(Message.document_ids).where(col(Message.id) == message_id)).one()
    documents = reading.exec(select(Document.number).where(col(Document.id).in_(enclosed))).all()
    keys = {Message: [str(message_id)], Document: list(documents)}
    for table in (Case, CaseRole, Referral, Message, Document, Employee, Employer, EmployerRole, Contact, Bureau):
        for covered in COVERED_BY_TABLE[table]:
            if covered.subject_kind == HOUSE:
                continue
            subjects = [case_id] if covered.subject_kind == CASE else people[covered.subject_kind]
            yield from row_findings(reading, covered, subjects, keys.get(table))


def _contacts(reading: Session, case_id: int, employer_id: int, roles: Iterable[str]) -> set[int]:
    """Return the contacts in these roles, those of the employer too, and their substitutes in turn."""
    of_case = select(CaseRole.contact_id).where(col(CaseRole.case_id) == case_id, col(CaseRole.role).in_(roles))
    of_employer = select(EmployerRole.contact_id).where(
        col(EmployerRole.employer_id) == employer_id, col(EmployerRole.role).in_(roles)
    )
    found: set[int] = set()
    newer = {*reading.exec(of_case), *reading.exec(of_employer)}
    while newer:
        found |= newer
        substitutes = select(Contact.substitute_id).where(col(Contact.id).in_(newer))
        newer = {each for each in reading.exec(substitutes) if each is not None} - found
    return found
