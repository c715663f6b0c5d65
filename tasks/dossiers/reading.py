"""What the record holds of a dossier, for many cases at once: papers, files, copies that went, known data.

Nothing is decrypted for it: kinds, days and sizes are no secret, and of a name it is enough to know that there is one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Row, Select, and_, bindparam, exists, or_, select
from sqlmodel import Session, col

from models.tables import ELSEWHERE, SENT, Case, CaseEffect, CaseRole, Employee, Employer, EmployerRole, Message
from models.tables.paper_tables import RECEIVED, ReceivedPaper
from spoorboek.clock import AMSTERDAM
from spoorboek.statute.dossier.dossier_check import check_dossier
from spoorboek.statute.dossier.dossier_findings import REPORTS, DossierFinding
from spoorboek.statute.dossier.dossier_record import DossierRecord, PaperFile, RefusedPaper, dossier_of
from spoorboek.statute.dossier.paper_copies import COPY_NAME
from spoorboek.statute.events import Event
from spoorboek.statute.facts import StepRef
from tasks.case_state import CaseState

EMPLOYEE_ROLE = "werknemer"
# A column that is empty, or a role nobody has, by the code of what is then missing.
_EMPTY: Mapping[str, Sequence[Any]] = {
    "bsn": [Employee.bsn],
    "geboortedatum": [Employee.birth_date],
    "functie": [Employee.function],
    "uren": [Employee.hours_per_week],
    "opleiding": [Employee.education],
    "loonheffingennummer": [Employer.loonheffingennummer],
    "adres_werkgever": [Employer.street, Employer.postcode, Employer.place],
}
_ROLES = ("casemanager", "bedrijfsarts")
# The queries are made once, for every wake and every page of a case asks them all; this stands for the cases.
_CASES: BindParameter[Any] = bindparam("cases", expanding=True)


def dossier_findings(reading: Session, current: CaseState, on: date | None = None) -> list[DossierFinding]:
    """Return what UWV would ask about the dossier of a case, the heaviest first; empty when it is in order.

    `on`: another day than today; of a day in the past, from what was recorded by then, and InputError when that is
    nothing.
    """
    day = on or current.on
    events, plan = current.known_on(day)
    record = read_dossiers(reading, {current.case_id: events})[current.case_id]
    house = current.edition.house
    return check_dossier(plan, record, day, house.adequacy, house.dossier)


def read_dossiers(reading: Session, events: Mapping[int, Sequence[Event]]) -> Mapping[int, DossierRecord]:
    """Return what the dossiers of some cases hold, by the id of the case; `events`: those of each."""
    files, refused, sent = _files(reading, events), _refused(reading, events), _sent(reading, events)
    missing, mailed = _missing(reading, events), _mailed_copies(reading, events)
    found = {case_id: dossier_of(told) for case_id, told in events.items()}
    return {
        case_id: dossier._replace(
            files=files[case_id],
            refused=tuple(refused[case_id]),
            sent=sent[case_id],
            missing_data=frozenset(missing[case_id]),
            copied={**mailed[case_id], **dossier.copied},
        )
        for case_id, dossier in found.items()
    }


def _of_cases(reading: Session, query: Select[Any], cases: Collection[int]) -> Iterable[Row[Any]]:
    return reading.execute(query, {"cases": list(cases)})


def _files(reading: Session, cases: Collection[int]) -> Mapping[int, dict[int, PaperFile]]:
    found: dict[int, dict[int, PaperFile]] = defaultdict(dict)
    for case_id, number, media_type, size, other_bsn in _of_cases(reading, _files_query(), cases):
        found[case_id][number] = PaperFile(media_type, size, other_bsn)
    return found


@cache
def _files_query() -> Select[Any]:
    row = ReceivedPaper
    columns = _columns(row.case_id, row.number, row.media_type, row.size, row.other_bsn)
    return columns.where(col(row.stand) == RECEIVED, col(row.case_id).in_(_CASES))


def _refused(reading: Session, cases: Collection[int]) -> Mapping[int, list[RefusedPaper]]:
    found: dict[int, list[RefusedPaper]] = defaultdict(list)
    rows = _of_cases(reading, _refused_query(), cases)
    for case_id, number, kind, step, occurrence, received_at, reason in rows:
        day = received_at.astimezone(AMSTERDAM).date()
        found[case_id].append(RefusedPaper(number, kind, StepRef(step, occurrence), day, reason or ""))
    return found


@cache
def _refused_query() -> Select[Any]:
    row = ReceivedPaper
    columns = _columns(row.case_id, row.number, row.kind, row.step, row.occurrence, row.received_at, row.reason)
    return columns.where(col(row.stand) != RECEIVED, col(row.case_id).in_(_CASES)).order_by(col(row.number))


def _sent(reading: Session, cases: Collection[int]) -> Mapping[int, dict[tuple[str, str], date]]:
    """Return the first day on which the employee was mailed the report, by template and role."""
    found: dict[int, dict[tuple[str, str], date]] = defaultdict(dict)
    for case_id, template, role, on in _of_cases(reading, _sent_query(), cases):
        found[case_id][template, role] = on
    return found


@cache
def _sent_query() -> Select[Any]:
    columns = _columns(CaseEffect.case_id, CaseEffect.name, Message.to_role, CaseEffect.on_day)
    query = columns.join(Message, col(Message.effect_id) == col(CaseEffect.id)).where(
        col(CaseEffect.case_id).in_(_CASES),
        col(CaseEffect.kind) == "mail",
        col(CaseEffect.name).in_(REPORTS),
        *_has_arrived(EMPLOYEE_ROLE),
    )
    return query.order_by(col(CaseEffect.on_day).desc())


def _mailed_copies(reading: Session, cases: Collection[int]) -> Mapping[int, dict[tuple[int, str], date]]:
    """Return the first day on which a copy of a paper was mailed to who must have it, by paper and role."""
    found: dict[int, dict[tuple[int, str], date]] = defaultdict(dict)
    for case_id, detail, on in _of_cases(reading, _copies_query(), cases):
        found[case_id][int(detail["paper"]), str(detail["to"])] = on
    return found


@cache
def _copies_query() -> Select[Any]:
    columns = _columns(CaseEffect.case_id, CaseEffect.detail, CaseEffect.on_day)
    query = columns.join(Message, col(Message.effect_id) == col(CaseEffect.id)).where(
        col(CaseEffect.case_id).in_(_CASES),
        col(CaseEffect.kind) == "mail",
        col(CaseEffect.name).startswith(COPY_NAME.partition(" ")[0] + " "),
        *_has_arrived(col(CaseEffect.detail)["to"].as_string()),
    )
    return query.order_by(col(CaseEffect.on_day).desc())


def _has_arrived(role: Any) -> Iterable[ColumnElement[bool]]:
    """Tell whether a mail went to who is in a role; one that a stand-in got counts once it was delivered otherwise."""
    went = and_(col(Message.status) == SENT, col(Message.stands_in).is_(None))
    return col(Message.to_role) == role, or_(went, col(Message.status) == ELSEWHERE)


def _missing(reading: Session, cases: Collection[int]) -> Mapping[int, list[str]]:
    """Return the codes of what is not known of the parties."""
    found: dict[int, list[str]] = defaultdict(list)
    for case_id, *lacks in _of_cases(reading, _missing_query(), cases):
        found[case_id] = [code for code, is_missing in zip((*_EMPTY, *_ROLES), lacks, strict=True) if is_missing]
    return found


@cache
def _missing_query() -> Select[Any]:
    """Make the query whose columns tell what is missing, in the order of _EMPTY and _ROLES."""
    checks = {code: or_(*(col(each).is_(None) for each in columns)) for code, columns in _EMPTY.items()}
    checks |= {role: ~_has_role(role) for role in _ROLES}
    query = select(col(Case.id), *(check.label(code) for code, check in checks.items()))
    query = query.join(Employee, col(Employee.id) == col(Case.employee_id))
    return query.join(Employer, col(Employer.id) == col(Employee.employer_id)).where(col(Case.id).in_(_CASES))


def _has_role(role: str) -> ColumnElement[bool]:
    of_case = exists().where(col(CaseRole.case_id) == col(Case.id), col(CaseRole.role) == role)
    of_employer = exists().where(
        col(EmployerRole.employer_id) == col(Employee.employer_id), col(EmployerRole.role) == role
    )
    return or_(of_case, of_employer)


def _columns(*columns: Any) -> Select[Any]:
    return select(*columns)
