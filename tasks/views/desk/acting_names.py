"""Who acts on steps, by name where the record has one: the bedrijfsarts, leidinggevende or bureau of each case."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from models.operator_work import Presence
from models.sealing.sealed_columns import fetch_readable
from models.substitution import acting_contact
from models.tables import REFERRED, Bureau, CaseRole, Contact, EmployerRole, Referral
from models.worklists.open_steps import OpenStep
from spoorboek.statute.editions.edition import Edition

OF_PARTY: Mapping[str, str] = {"werkgever": "leidinggevende"}  # the role in which somebody acts for a party
BUREAU = "bureau"


class ActingNames:
    """The names of who acts in some cases on a day, read together; each name is decrypted once."""

    def __init__(self, reading: Session, steps: Sequence[OpenStep], edition: Edition, on: date) -> None:
        self._edition = edition
        roles = {role for step in steps for role in self._roles(step)}
        self._contacts = dict(_acting(reading, steps, roles - {BUREAU}, on))
        wanted = {step.case_id for step in steps if BUREAU in self._roles(step)}
        self._bureaus = _bureaus(reading, wanted) if wanted else {}
        ids = set(self._contacts.values())
        query = select(col(Contact.id), col(Contact.name)).where(col(Contact.id).in_(ids))
        self._names: dict[int, str] = {row.id: row.name for row in fetch_readable(reading, query, [])} if ids else {}

    def of(self, step: OpenStep) -> str:
        """Return who acts on a step, by name; empty where the record names nobody."""
        found = (self._name(step, role) for role in self._roles(step))
        return ", ".join(dict.fromkeys(filter(None, found)))

    def _name(self, step: OpenStep, role: str) -> str:
        if role == BUREAU:
            return self._bureaus.get(step.case_id, "")
        return self._names.get(self._contacts.get((step.case_id, role), 0), "")

    def _roles(self, step: OpenStep) -> list[str]:
        return [OF_PARTY.get(party, party) for party in self._edition.rules.rows[step.step].who]


def _acting(
    reading: Session, steps: Sequence[OpenStep], roles: Collection[str], on: date
) -> Iterator[tuple[tuple[int, str], int]]:
    """Yield who has each role in each case: one set on the case precedes that of its employer; or the substitute."""
    if not (steps and roles):
        return
    cases = {step.case_id: step.employer_id for step in steps}
    by_employer = dict[tuple[int, str], int]()
    columns: list[Any] = [EmployerRole.employer_id, EmployerRole.role, EmployerRole.contact_id]
    of_employers = select(*columns).where(
        col(EmployerRole.employer_id).in_(set(cases.values())), col(EmployerRole.role).in_(roles)
    )
    for employer, role, contact in reading.execute(of_employers):
        by_employer[employer, role] = contact
    assigned = {
        (case, role): contact
        for case, employer in cases.items()
        for role in roles
        if (contact := by_employer.get((employer, role)))
    }
    columns = [CaseRole.case_id, CaseRole.role, CaseRole.contact_id]
    of_cases = select(*columns).where(col(CaseRole.case_id).in_(cases), col(CaseRole.role).in_(roles))
    assigned |= {(case, role): contact for case, role, contact in reading.execute(of_cases)}
    present = _presences(reading, set(assigned.values()))
    for key, contact in assigned.items():
        if acting := acting_contact(present.get(contact), present.get, on):
            yield key, acting.id


def _presences(reading: Session, contacts: Collection[int]) -> Mapping[int, Presence]:
    """Read these contacts, and those who are or have a substitute, without anything that is sealed."""
    if not contacts:
        return {}
    columns = [getattr(Contact, name) for name in Presence._fields]
    substitutes = select(col(Contact.substitute_id)).where(col(Contact.substitute_id).is_not(None))
    query = select(*columns).where(col(Contact.id).in_(contacts) | col(Contact.id).in_(substitutes))
    return {row[0]: Presence(*row) for row in reading.execute(query)}


def _bureaus(reading: Session, cases: Collection[int]) -> Mapping[int, str]:
    query = select(col(Referral.case_id), col(Bureau.id)).join(Bureau, col(Bureau.id) == col(Referral.bureau_id))
    query = query.where(col(Referral.case_id).in_(cases), col(Referral.status) == REFERRED)
    newest = defaultdict[int, int](int)
    for case, bureau in reading.execute(query.order_by(col(Referral.number))):
        newest[case] = bureau
    named = select(col(Bureau.id), col(Bureau.name)).where(col(Bureau.id).in_(set(newest.values())))
    names = {row.id: row.name for row in fetch_readable(reading, named, [])}
    return {case: names.get(bureau, "") for case, bureau in newest.items()}
