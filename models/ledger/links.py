"""Before a mail is sent: is it what was recorded, and are the links true that decided who gets what."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select

from models.addressees import CASE_MANAGER
from models.ledger.checks import chain_findings, outcome_findings, row_findings
from models.ledger.coverage import BUREAU, CASE, CONTACT, COVERED, EMPLOYEE, EMPLOYER, HOUSE, THE_HOUSE
from models.ledger.digests import Subject
from models.tables import (
    Case,
    CaseRole,
    Contact,
    Document,
    Employee,
    EmployerRole,
    Message,
    Referral,
)


class MailPlace(NamedTuple):
    """A mail with its case, employee and employer, the role it is for, and its documents by number."""

    message_id: int
    case_id: int
    number: str
    employee_id: int
    employer_id: int
    role: str
    documents: list[str]


def mail_findings(reading: Session, message_id: int) -> list[str]:
    """Check a mail, its documents, and the links case → employee, role → contact; return what is wrong, in Dutch.

    `reading`: a session that reads one snapshot, in which the mail is committed. The chains of the case and of the
    people it may concern are recomputed, so a later entry that was taken away shows as well.
    """
    if reading.exec(select(Message.case_id).where(col(Message.id) == message_id)).one() is None:
        return _house_findings(reading, message_id)
    mail = _place(reading, message_id)
    people = {EMPLOYEE: [mail.employee_id], EMPLOYER: [mail.employer_id], CONTACT: _contacts(reading, mail)}
    if mail.role == BUREAU:
        of_case = select(Referral.bureau_id).where(col(Referral.case_id) == mail.case_id)
        people[BUREAU] = sorted(set(reading.exec(of_case)))
    chains = [Subject(CASE, mail.case_id), *(Subject(kind, each) for kind, ids in people.items() for each in ids)]
    return [
        *chain_findings(reading, chains),
        *_row_findings(reading, mail, people),
        *outcome_findings(reading, Subject(CASE, mail.case_id), message_id),
    ]


def _house_findings(reading: Session, message_id: int) -> list[str]:
    """Check a mail about no case, which stands in the chain of the house."""
    found = [*chain_findings(reading, [THE_HOUSE]), *outcome_findings(reading, THE_HOUSE, message_id)]
    for covered in COVERED:
        if covered.table is Message and covered.subject_kind == HOUSE:
            found += row_findings(reading, covered, [THE_HOUSE.id], [str(message_id)])
    return found


def _place(reading: Session, message_id: int) -> MailPlace:
    columns: list[Any] = [Message.case_id, Case.number, Case.employee_id, Employee.employer_id, Message.to_role]
    query = (
        columns_of(*columns)
        .join(Case, col(Case.id) == col(Message.case_id))
        .join(Employee, col(Employee.id) == col(Case.employee_id))
    )
    case_id, number, *people, role = reading.execute(query.where(col(Message.id) == message_id)).one()
    enclosed = reading.exec(select(Message.document_ids).where(col(Message.id) == message_id)).one()
    documents = reading.exec(select(Document.number).where(col(Document.id).in_(enclosed))).all() if enclosed else []
    return MailPlace(message_id, case_id, number, people[0], people[1], role, list(documents))


def _row_findings(reading: Session, mail: MailPlace, people: dict[str, list[int]]) -> Iterator[str]:
    roles = [mail.role, CASE_MANAGER]
    keys: dict[Any, list[str]] = {
        Case: [mail.number],
        Message: [str(mail.message_id)],
        Document: mail.documents,
        CaseRole: roles,
        EmployerRole: roles,
    }
    places = {CASE: [mail.case_id], **people}
    for covered in COVERED:
        wanted = keys.get(covered.table)
        of_role = covered.table is not Referral or mail.role == BUREAU
        if covered.subject_kind in places and of_role and wanted != []:
            yield from row_findings(reading, covered, places[covered.subject_kind], wanted)


def _contacts(reading: Session, mail: MailPlace) -> list[int]:
    """Return the contacts in the role and the casemanager, those of the employer too, and their substitutes in turn."""
    roles = mail.role, CASE_MANAGER
    of_case = select(CaseRole.contact_id).where(col(CaseRole.case_id) == mail.case_id, col(CaseRole.role).in_(roles))
    of_employer = select(EmployerRole.contact_id).where(
        col(EmployerRole.employer_id) == mail.employer_id, col(EmployerRole.role).in_(roles)
    )
    found: set[int] = set()
    newer = {*reading.exec(of_case), *reading.exec(of_employer)}
    while newer:
        found |= newer
        substitutes = select(Contact.substitute_id).where(col(Contact.id).in_(newer))
        newer = {each for each in reading.exec(substitutes) if each is not None} - found
    return sorted(found)
