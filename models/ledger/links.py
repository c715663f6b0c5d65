"""Before a mail is sent: is it what was recorded, and are the links true that decided who gets what."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from sqlmodel import Session, SQLModel, col, select

from models.addressees import CASE_MANAGER
from models.ledger.checks import is_as_stated, one_chain_findings, read_chains
from models.ledger.coverage import BUREAU, COVERED_BY_TABLE, Coverage
from models.ledger.digests import Subject
from models.ledger.entries import DESTROYED, OUTCOME, ROW
from models.ledger.stated_rows import reader_beside
from models.tables import (
    WAITING,
    Bureau,
    Case,
    CaseRole,
    Contact,
    DigestLine,
    Document,
    Employee,
    Employer,
    EmployerRole,
    Message,
    Referral,
)

TableRow = TypeVar("TableRow", bound=SQLModel)
ROLE_TABLES = {covered.name for table in (CaseRole, EmployerRole) for covered in COVERED_BY_TABLE[table]}


class LedgerPlace(NamedTuple):
    """Where a row stands in the ledger: its chain, its table, and what names it there."""

    subject: Subject
    of_table: str
    row_key: str


class Stated(NamedTuple):
    """What the ledger stated last of each row, and of what became of each mail."""

    rows: Mapping[LedgerPlace, Any]
    outcomes: Mapping[LedgerPlace, Any]


def mail_is_altered(reading: Session, message_id: int) -> bool:
    """Tell whether a mail, its documents, or a link case → employee or role → contact is not what the ledger states.

    `reading`: a session that reads one snapshot, in which the mail is committed. The chains of the case and of the
    people it may concern are recomputed, so a later entry that was taken away shows as well. The rows are read with
    their content: UnreadableError and others of their kind pass through.
    """
    with reader_beside(reading) as own:
        mail, *others = _rows_of(own, message_id)
        rows = [(covered, row) for row in (mail, *others) for covered in COVERED_BY_TABLE[type(row)]]
        placed = {_place(covered, row): (covered, row) for covered, row in rows if covered.covers(row)}
        subjects = sorted({place.subject for place in placed})
        chains = {subject: list(entries) for subject, entries in read_chains(own, subjects)}
    stated = _stated(chains)
    roles = {mail.to_role, CASE_MANAGER}
    return (
        any(finding for subject, entries in chains.items() for finding in one_chain_findings(subject, entries))
        or any(not _is_as_stated(stated, place, *row) for place, row in placed.items())
        or any(_is_missing(place, entry, roles, placed) for place, entry in stated.rows.items())
        or _has_other_outcome(stated, mail)
    )


def _rows_of(reading: Session, message_id: int) -> Iterator[Any]:
    """Yield a mail, and after it all that decided who gets it and what it encloses."""
    query = (
        select(Message, Case, Employee, Employer)
        .outerjoin(Case, col(Case.id) == col(Message.case_id))
        .outerjoin(Employee, col(Employee.id) == col(Case.employee_id))
        .outerjoin(Employer, col(Employer.id) == col(Employee.employer_id))
    )
    mail, case, employee, employer = reading.exec(query.where(col(Message.id) == message_id)).one()
    yield mail
    yield from _having(reading, Document, col(Document.id), mail.document_ids)
    yield from _having(reading, DigestLine, col(DigestLine.mail_id), [mail.id])
    if case is None:
        return
    yield from (case, employee, employer)
    roles = [mail.to_role, CASE_MANAGER]
    of_case = select(CaseRole).where(col(CaseRole.case_id) == case.id, col(CaseRole.role).in_(roles))
    of_employer = select(EmployerRole).where(
        col(EmployerRole.employer_id) == employer.id, col(EmployerRole.role).in_(roles)
    )
    appointed = [*reading.exec(of_case), *reading.exec(of_employer)]
    yield from appointed
    yield from _contacts(reading, {each.contact_id for each in appointed})
    if mail.to_role == BUREAU:
        referrals = list(_having(reading, Referral, col(Referral.case_id), [case.id]))
        yield from referrals
        yield from _having(reading, Bureau, col(Bureau.id), {each.bureau_id for each in referrals})


def _contacts(reading: Session, newer: set[int]) -> Iterator[Contact]:
    """Yield contacts, and their substitutes in turn."""
    known: set[int] = set()
    while newer:
        known |= newer
        found = list(_having(reading, Contact, col(Contact.id), newer))
        yield from found
        newer = {each.substitute_id for each in found if each.substitute_id is not None} - known


def _having(reading: Session, table: type[TableRow], column: Any, values: Iterable[Any]) -> Iterable[TableRow]:
    wanted = sorted(set(values))
    return reading.exec(select(table).where(column.in_(wanted))).all() if wanted else ()


def _place(covered: Coverage, row: Any) -> LedgerPlace:
    return LedgerPlace(covered.subject(row), covered.name, covered.row_key(row))


def _stated(chains: Mapping[Subject, Iterable[Any]]) -> Stated:
    entries = [
        (LedgerPlace(subject, each.of_table, each.row_key), each) for subject in chains for each in chains[subject]
    ]
    kinds = (ROW, DESTROYED), (OUTCOME,)
    return Stated(*({place: each for place, each in entries if each.kind in wanted} for wanted in kinds))


def _is_as_stated(stated: Stated, place: LedgerPlace, covered: Coverage, row: Any) -> bool:
    entry = stated.rows.get(place)
    return entry is not None and (entry.kind == DESTROYED or is_as_stated(covered, entry.digest, row))


def _is_missing(place: LedgerPlace, entry: Any, roles: set[str], placed: Mapping[LedgerPlace, Any]) -> bool:
    """Tell whether somebody had a role by the ledger, and the row that says so is gone."""
    concerns = place.of_table in ROLE_TABLES and place.row_key in roles
    return concerns and entry.kind == ROW and place not in placed


def _has_other_outcome(stated: Stated, mail: Message) -> bool:
    (covered,) = (each for each in COVERED_BY_TABLE[Message] if each.covers(mail))
    entry = stated.outcomes.get(_place(covered, mail))
    return mail.status != (WAITING if entry is None else entry.data["status"])
