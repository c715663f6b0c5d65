"""What stands in the record twice, as far as can be told: listed for a person, who alone decides."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from models.identity.filling import DESTROYED_LINK
from models.identity.identities import hashes_of, identity
from models.tables import EMPTIED, Bureau, Case, CaseEvent, Employee, Employer, KeyCheck, PersonIdentity
from spoorboek.statute.events import DOUBLE

SAME_NUMBER, SAME_BSN, SAME_LIKENESS = "personeelsnummer", "BSN", "naam met geboortedatum of e-mailadres"


class DoublePerson(NamedTuple):
    """Employees that may be one person: their employer, their personnel numbers and cases, and what they share."""

    employer: str
    numbers: tuple[str, ...]
    cases: tuple[str, ...]
    shared: str

    def __str__(self) -> str:
        """Tell a person what may be double."""
        numbers = " en ".join(self.numbers)
        cases = f" ({', '.join(self.cases)})" if self.cases else ""
        return f"werkgever {self.employer}, personeelsnummers {numbers}{cases}: hetzelfde {self.shared}"


class DoubleCode(NamedTuple):
    """Employers or bureaus whose codes differ only in the way they are written."""

    noun: str
    codes: tuple[str, ...]

    def __str__(self) -> str:
        """Tell a person what may be double."""
        return f"{self.noun} {' en '.join(self.codes)}: dezelfde code, anders geschreven"


def find_doubles(reading: Session) -> list[DoublePerson | DoubleCode]:
    """List the employers, bureaus and employees that may be one; nothing that a file or a person explained.

    Explained are two employments of one person, namesakes, and cases that were ended as double.
    """
    found: list[DoublePerson | DoubleCode] = list(_double_codes(reading))
    identities = list(reading.scalars(select(PersonIdentity).order_by(col(PersonIdentity.employee_id))))
    settled = _ended_as_double(reading)
    for shared, groups in _groups(reading, identities).items():
        for group in groups:
            left = [each for each in group if each.employee_id not in settled]
            if len(left) > 1:
                found.append(_person(reading, left, shared))
    return found


def double_cases(reading: Session, case_ids: Iterable[int]) -> dict[int, str]:
    """Return of these cases which are double, with the number of the case that goes on."""
    kinds = (DOUBLE, "report_withdrawn")
    columns = col(CaseEvent.case_id), col(CaseEvent.seq), col(CaseEvent.kind), col(CaseEvent.data)
    of_cases = col(CaseEvent.case_id).in_(list(case_ids)) & col(CaseEvent.kind).in_(kinds)
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for case_id, seq, kind, data in reading.execute(select(*columns).where(of_cases).order_by(col(CaseEvent.seq))):
        if kind == DOUBLE:
            found[case_id][seq] = data["of"]
        else:
            found[case_id].pop(data["report"], None)
    return {case_id: list(by_seq.values())[-1] for case_id, by_seq in found.items() if by_seq}


def _double_codes(reading: Session) -> Iterator[DoubleCode]:
    for noun, column in (("werkgever", col(Employer.code)), ("bureau", col(Bureau.code))):
        by_code: dict[str, list[str]] = defaultdict(list)
        for code in reading.scalars(select(column).order_by(column)):
            by_code[identity(code)].append(code)
        yield from (DoubleCode(noun, tuple(codes)) for codes in by_code.values() if len(codes) > 1)


def _groups(reading: Session, identities: Sequence[PersonIdentity]) -> Mapping[str, list[list[PersonIdentity]]]:
    """Group the identities that share a number, a BSN, or a likeness and no two different BSNs."""
    by_number = _by(identities, _numbers_without_hash(reading, identities))
    by_bsn = _by(identities, {each.employee_id: each.bsn_hash for each in identities})
    by_birth = _by(identities, {each.employee_id: None if each.is_other else each.birth_hash for each in identities})
    apart = [group for group in by_birth if len({each.bsn_hash for each in group} - {None}) > 1]
    same_bsn = [{each.employee_id for each in group} for group in by_bsn]
    listed = [group for group in by_birth if {each.employee_id for each in group} not in same_bsn]
    return {
        SAME_NUMBER: by_number,
        SAME_BSN: [group for group in by_bsn if _undeclared(group)],
        SAME_LIKENESS: [group for group in listed if group not in apart and _undeclared(group)],
    }


def _by(identities: Iterable[PersonIdentity], hashes: Mapping[int, str | None]) -> list[list[PersonIdentity]]:
    groups: dict[str, list[PersonIdentity]] = defaultdict(list)
    for each in identities:
        if hashed := hashes.get(each.employee_id):
            groups[hashed].append(each)
    return [group for group in groups.values() if len(group) > 1]


def _numbers_without_hash(reading: Session, identities: Sequence[PersonIdentity]) -> Mapping[int, str | None]:
    """Return the hashes of the numbers, computed for those that have none because another had it first."""
    secret = reading.get_one(KeyCheck, 1)
    hashes = {each.employee_id: each.number_hash for each in identities}
    for each in identities:
        if each.number_hash is None and not _is_destroyed(reading, each):
            employee = reading.get_one(Employee, each.employee_id)
            code = reading.get_one(Employer, employee.employer_id).code
            hashes[each.employee_id] = hashes_of(reading, employee, code).number
    del secret
    return hashes


def _is_destroyed(reading: Session, each: PersonIdentity) -> bool:
    link = reading.scalars(select(col(Employee.link_hash)).where(col(Employee.id) == each.employee_id)).one()
    return link.startswith(DESTROYED_LINK)


def _undeclared(group: Sequence[PersonIdentity]) -> bool:
    """Tell whether more of these are no declared second employment than one."""
    members = {each.employee_id for each in group}
    return sum(each.beside_id not in members for each in group) > 1


def _ended_as_double(reading: Session) -> set[int]:
    """Return the employees all of whose cases were ended as double."""
    cases = reading.execute(select(col(Case.id), col(Case.employee_id))).tuples().all()
    double = double_cases(reading, _with_double(reading))
    live = {employee_id for case_id, employee_id in cases if case_id not in double}
    return {employee_id for case_id, employee_id in cases if case_id in double} - live


def _with_double(reading: Session) -> list[int]:
    return list(reading.scalars(select(col(CaseEvent.case_id)).where(col(CaseEvent.kind) == DOUBLE)))


def _person(reading: Session, group: Sequence[PersonIdentity], shared: str) -> DoublePerson:
    employees = [reading.get_one(Employee, each.employee_id) for each in group]
    ids = [employee.id for employee in employees]
    kept = select(col(Case.number)).where(col(Case.employee_id).in_(ids), col(Case.status) != EMPTIED)
    numbers = tuple(reading.scalars(kept.order_by(col(Case.id))))
    code = reading.get_one(Employer, employees[0].employer_id).code
    return DoublePerson(code, tuple(employee.personnel_number for employee in employees), numbers, shared)
