"""Read what the record holds about the people in a file, with a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer, String
from sqlmodel import Session, col

from models.addressees import link_hash
from models.identity.doubles import double_cases
from models.identity.filling import fill_identities, has_unfilled
from models.identity.identities import IdentityHashes, by_identity, identity, identity_hashes, likeness
from models.people.case_roles import roles_given_here
from models.tables import (
    EMPTIED,
    Bureau,
    Case,
    CaseEvent,
    CaseRole,
    Employee,
    Employer,
    KeyCheck,
    PersonIdentity,
    Referral,
)
from spoorboek.importing.differences.known_case import IMPORT_ACTOR, NO_BUREAUS, KnownPerson
from spoorboek.importing.differences.party_values import RecordedValues
from spoorboek.importing.differences.track_rows import TrackConflict
from spoorboek.importing.reading.track_columns import BUREAU, TRACK_TITLES
from spoorboek.importing.rows import CaseRow, ContactPart
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.statute.events import Event

SHOWN_BUREAUS = 12  # of the register, beside one that is not in it
DAY_FIELDS = {"sick_reported": "first_sick_day", "first_day_corrected": "first_sick_day", "relapsed": "on"}


@dataclass(slots=True)
class ImportLookup:
    """What the record holds: employers by code, employees, and of each the latest case with its events and roles.

    `by_link`: employees by their number exactly as written; `by_number`, `by_bsn` and `by_birth`: by the identity
    rule; `by_former`: by a number they had before. `doubles`: the cases that are double, with the case that goes on.
    `recorded`: what people recorded of the parties. `registered`: the bureaus by identity of their code; `bureaus`: by
    case, the code of the bureau of each referral. `actor`: the code under which all is written;
    `given_roles`: by case, the roles a person gave somebody here. `secret` keys the
    hashes; referenced here, so that the session does not read it again for every hash.
    """

    employers: dict[str, Employer]
    by_link: dict[str, Employee]
    identities: dict[int, PersonIdentity]
    employees: dict[int, Employee]
    cases: dict[int, Case]
    events: dict[int, tuple[Event, ...]]
    by_people: dict[int, frozenset[int]]
    earlier_days: dict[int, frozenset[date]]
    roles: dict[int, dict[str, int]]
    doubles: dict[int, str]
    secret: KeyCheck
    recorded: RecordedValues
    registered: Mapping[str, Bureau] = field(default_factory=dict)
    bureaus: dict[int, dict[int, str]] = field(default_factory=dict)
    actor: str = IMPORT_ACTOR
    given_roles: Mapping[int, frozenset[str]] = field(default_factory=dict)
    contacts: dict[ContactPart, int] = field(default_factory=dict)
    by_number: dict[str, int] = field(default_factory=dict)
    by_bsn: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_birth: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    employers_by_identity: dict[str, Employer] = field(default_factory=dict)
    by_former: dict[str, int] = field(default_factory=dict)
    known_hashes: dict[Any, IdentityHashes] = field(default_factory=dict)

    def hashes(self, reading: Session, row: CaseRow) -> IdentityHashes:
        """Return what the person of a row is recognised by, computed once."""
        key = (row.employer.code, row.employee)
        if key not in self.known_hashes:
            self.known_hashes[key] = row_hashes(reading, row)
        return self.known_hashes[key]

    def employer(self, code: str) -> Employer | None:
        """Return the employer of a code: as written, else by the identity rule."""
        return self.employers.get(code) or self.employers_by_identity.get(identity(code))

    def known_person(self, employee: Employee) -> KnownPerson | None:
        """Return the latest case of an employee; None without one."""
        case = self.cases.get(employee.id)
        if case is None:
            return None
        earlier = self.earlier_days.get(employee.id, frozenset())
        bureaus = self.bureaus.get(case.id, NO_BUREAUS)
        return KnownPerson(self.events[case.id], case.closed_on, self.by_people[case.id], earlier, bureaus)

    def bureau(self, code: str) -> Bureau:
        """Return the bureau of a code in the register; raises TrackConflict, which names the ways on, for another."""
        if found := self.registered.get(identity(code)):
            return found
        known = [each.code.casefold() for each in self.registered.values()]
        meant = meant_or_known(code.casefold(), known, most=SHOWN_BUREAUS) if known else "Het register is nog leeg."
        raise TrackConflict(
            f"kolom '{TRACK_TITLES[BUREAU]}': dit bureau staat niet in het register. {meant} Kies: zet de code van een "
            "bekend bureau in de cel, schrijf het bureau eerst in (`spoorboek import BESTAND --kind bureaus`), of maak "
            "de kolommen van het tweede spoor op deze regel leeg."
        )

    def add_employer(self, employer: Employer) -> None:
        """Know an employer that was just written."""
        self.employers[employer.code] = employer
        self.employers_by_identity.setdefault(identity(employer.code), employer)

    def add_employee(self, employee: Employee, known: PersonIdentity) -> None:
        """Know an employee by all it is recognised by."""
        self.by_link[employee.link_hash], self.employees[employee.id] = employee, employee
        self.identities[employee.id] = known
        if known.number_hash:
            self.by_number[known.number_hash] = employee.id
        self.by_former.update(dict.fromkeys(known.former_hashes, employee.id))
        for hashed, found in ((known.bsn_hash, self.by_bsn), (known.birth_hash, self.by_birth)):
            if hashed and employee.id not in found[hashed]:
                found[hashed].append(employee.id)


def load_lookup(reading: Session, rows: Sequence[CaseRow], actor: str = IMPORT_ACTOR) -> ImportLookup:
    """Read what the record holds about the people in these rows; `actor`: the code of who writes them."""
    secret = reading.get_one(KeyCheck, 1)
    if has_unfilled(reading):
        fill_identities(reading)
    employers = {employer.code: employer for employer in reading.scalars(select(Employer))}
    places = by_identity(employers.values())
    found = _employees(reading, rows, employers, places)
    cases, earlier = _cases(reading, found)
    ids = [case.id for case in cases.values()]
    events, by_people = _events(reading, [*ids, *earlier])
    lookup = ImportLookup(
        employers=employers,
        by_link={},
        identities={},
        employees={},
        cases=cases,
        events={case_id: events[case_id] for case_id in ids},
        by_people=by_people,
        earlier_days=_earlier_days(earlier, events),
        roles=_roles(reading, ids),
        doubles=double_cases(reading, ids),
        secret=secret,
        recorded=RecordedValues(reading),
        employers_by_identity=dict(places),
        registered=by_identity(reading.scalars(select(Bureau))) if any(row.track for row in rows) else {},
        bureaus=_bureaus(reading, ids),
        actor=actor,
        given_roles=roles_given_here(reading, ids),
    )
    for employee, known in found.values():
        lookup.add_employee(employee, known or PersonIdentity(employee_id=employee.id))
    return lookup


def read_known_case(reading: Session, case: Case) -> KnownPerson:
    """Return one case as it is recorded."""
    events, by_people = _events(reading, [case.id])
    bureaus = _bureaus(reading, [case.id]).get(case.id, NO_BUREAUS)
    return KnownPerson(events[case.id], case.closed_on, by_people[case.id], bureaus=bureaus)


def row_hashes(reading: Session, row: CaseRow) -> IdentityHashes:
    """Return what the person of a row is recognised by."""
    part = row.employee
    alike = likeness(part.name, part.birth_date, part.email)
    return identity_hashes(reading, row.employer.code, part.personnel_number, part.bsn, alike)


def row_link(reading: Session, row: CaseRow, employer: Employer | None) -> str:
    """Return the hash of the employer and the personnel number exactly as written."""
    return link_hash(reading, employer.code if employer else row.employer.code, row.employee.personnel_number)


def _employees(
    reading: Session, rows: Sequence[CaseRow], employers: Mapping[str, Employer], places: Mapping[str, Employer]
) -> dict[int, tuple[Employee, PersonIdentity | None]]:
    """Return the employees that may be meant by a row: by number, BSN, or likeness."""
    hashes = [row_hashes(reading, row) for row in rows]
    known_employers = (employers.get(row.employer.code) or places.get(identity(row.employer.code)) for row in rows)
    links = {row_link(reading, row, employer) for row, employer in zip(rows, known_employers, strict=True)}
    wanted = _among(Employee.link_hash, links)
    for name in IdentityHashes._fields:
        present = {hashed for each in hashes if (hashed := getattr(each, name))}
        wanted |= _among(getattr(PersonIdentity, f"{name}_hash"), present)
    numbers = literal([each.number for each in hashes], ARRAY(String))
    wanted |= col(PersonIdentity.former_hashes).op("&&")(numbers)
    query = select(Employee, PersonIdentity).outerjoin(
        PersonIdentity, col(PersonIdentity.employee_id) == col(Employee.id)
    )
    return {employee.id: (employee, known) for employee, known in reading.execute(query.where(wanted)).tuples()}


def _among(column: Any, values: Iterable[str] | Iterable[int], of: Any = String) -> ColumnElement[bool]:
    """Compare with any number of values: one parameter, where a statement has at most 65,535."""
    return col(column) == any_(literal(list(values), ARRAY(of)))


def _cases(reading: Session, employee_ids: Iterable[int]) -> tuple[dict[int, Case], dict[int, int]]:
    """Return the case that was opened last of every employee that has one, and the employees of the cases before."""
    kept = select(Case).where(_among(Case.employee_id, employee_ids, Integer), col(Case.status) != EMPTIED)
    latest: dict[int, Case] = {}
    earlier: dict[int, int] = {}
    for case in reading.scalars(kept.order_by(col(Case.id))):
        if before := latest.get(case.employee_id):
            earlier[before.id] = case.employee_id
        latest[case.employee_id] = case
    return latest, earlier


def _events(
    reading: Session, case_ids: Sequence[int]
) -> tuple[dict[int, tuple[Event, ...]], dict[int, frozenset[int]]]:
    """Return the events of cases, and the numbers of those that people recorded."""
    fields: list[Any] = [CaseEvent.case_id, CaseEvent.seq, CaseEvent.actor]
    fields += [CaseEvent.kind, CaseEvent.on_day, CaseEvent.data]
    query = select(*fields).where(_among(CaseEvent.case_id, case_ids, Integer)).order_by(col(CaseEvent.seq))
    found: dict[int, list[Event]] = {case_id: [] for case_id in case_ids}
    by_people: dict[int, set[int]] = {case_id: set() for case_id in case_ids}
    for case_id, seq, actor, kind, on, data in reading.execute(query):
        found[case_id].append(Event(seq, kind, on, data))
        if actor != IMPORT_ACTOR:
            by_people[case_id].add(seq)
    return (
        {case_id: tuple(events) for case_id, events in found.items()},
        {case_id: frozenset(numbers) for case_id, numbers in by_people.items()},
    )


def _earlier_days(earlier: Mapping[int, int], events: Mapping[int, tuple[Event, ...]]) -> dict[int, frozenset[date]]:
    """Return the first sick days of earlier cases: a file that still names one says nothing of the present case."""
    days: dict[int, set[date]] = defaultdict(set)
    for case_id, employee_id in earlier.items():
        for event in events[case_id]:
            if event.kind in DAY_FIELDS:
                days[employee_id].add(date.fromisoformat(event.data[DAY_FIELDS[event.kind]]))
    return {employee_id: frozenset(of_employee) for employee_id, of_employee in days.items()}


def _bureaus(reading: Session, case_ids: Sequence[int]) -> dict[int, dict[int, str]]:
    """Return the code of the bureau of each referral, by case and number."""
    query = select(col(Referral.case_id), col(Referral.number), col(Bureau.code))
    query = query.join(Bureau, col(Bureau.id) == col(Referral.bureau_id))
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for case_id, number, code in reading.execute(query.where(_among(Referral.case_id, case_ids, Integer))):
        found[case_id][number] = code
    return found


def _roles(reading: Session, case_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {case_id: {} for case_id in case_ids}
    for role in reading.scalars(select(CaseRole).where(_among(CaseRole.case_id, case_ids, Integer))):
        found[role.case_id][role.role] = role.contact_id
    return found
