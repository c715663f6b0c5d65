"""Who has which role in a case, now and from a day on, who stands in for whom, and what changed of that."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from models.addressees import addressee_in_role, contact_in_role
from models.ledger.coverage import CONTACT, EMPLOYEE
from models.people.case_roles import planned_roles, role_changes
from models.people.corrections import corrections_of
from models.substitution import is_absent
from models.tables import Case, CaseRole, Contact, RoleChange
from models.tables.parties import ROLE_BEGUN, ROLE_DROPPED, ROLE_GIVEN, ROLE_PLANNED
from spoorboek.statute.days.calendar import dutch_date

CASE_ROLES = (
    "casemanager",
    "leidinggevende",
    "hr",
    "directie",
    "bedrijfsarts",
    "arbeidsdeskundige",
    "salarisadministratie",
)
CHANGE_WORDS = {
    ROLE_GIVEN: "is nu",
    ROLE_PLANNED: "wordt vanaf {day}",
    ROLE_BEGUN: "is sinds {day}",
    ROLE_DROPPED: "wordt toch niet vanaf {day}",
}
VALUE_WORDS: Mapping[str, str] = {
    "email": "e-mailadres", "phone": "telefoon", "organisation": "organisatie", "salutation": "aanhef",
    "address": "adres", "postcode": "postcode", "place": "plaats", "function": "functie", "education": "opleiding",
    "absent_from": "eerste dag van afwezigheid", "absent_until": "laatste dag van afwezigheid",
    "substitute_id": "vervanger", "personnel_number": "personeelsnummer", "employer_id": "werkgever", "bsn": "BSN",
    "birth_date": "geboortedatum", "street": "adres",
}  # fmt: skip


class PlannedPerson(NamedTuple):
    """Who gets a role on a day to come; `id`: of what was planned."""

    id: int
    name: str
    on: date


class InvolvedPerson(NamedTuple):
    """One role of a case. `contact`: None for a role that nobody has.

    `of_employer`: the contact has it in every case of the employer. `away`: until when the contact is absent, in words,
    empty for who is there; `acting`: the name of who takes over then, empty for nobody.
    """

    role: str
    label: str
    contact: Contact | None
    of_employer: bool
    away: str
    acting: str
    planned: Sequence[PlannedPerson]


class PartyTrace(NamedTuple):
    """Something that was changed: when, what, and the code of who did."""

    recorded_at: datetime
    words: str
    actor: str


def involved_people(reading: Session, case: Case, labels: Mapping[str, str], on: date) -> list[InvolvedPerson]:
    """Return every role of a case in the order in which people look for them; `labels`: of the house, by role."""
    own = set(reading.scalars(select(col(CaseRole.role)).where(col(CaseRole.case_id) == case.id)))
    planned = planned_roles(reading, [case.id])
    return [
        _involved(reading, case, role, labels.get(role, role), of_employer=role not in own, on=on)._replace(
            planned=[
                PlannedPerson(each.id, reading.get_one(Contact, each.contact_id).name, each.on_day)
                for each in planned
                if each.role == role
            ]
        )
        for role in CASE_ROLES
    ]


def people_trace(reading: Session, case: Case, people: Sequence[InvolvedPerson]) -> list[PartyTrace]:
    """Return what changed of the roles of a case, of who has them and of the employee; the latest first."""
    labels = {each.role: each.label for each in people}
    found = [
        PartyTrace(each.recorded_at, _role_words(reading, each, labels), each.actor)
        for each in role_changes(reading, case)
    ]
    found += party_trace(reading, EMPLOYEE, case.employee_id, "werknemer")
    for each in people:
        if each.contact is not None:
            found += party_trace(reading, CONTACT, each.contact.id, each.label.lower())
    return sorted(set(found), key=lambda each: each.recorded_at, reverse=True)


def party_trace(reading: Session, kind: str, subject_id: int, whose: str) -> list[PartyTrace]:
    """Return what people corrected of one party, in words without values."""
    return [
        PartyTrace(each.recorded_at, f"{VALUE_WORDS.get(each.what, each.what)} van {whose} gewijzigd", each.actor)
        for each in corrections_of(reading, kind, subject_id)
    ]


def _involved(reading: Session, case: Case, role: str, label: str, *, of_employer: bool, on: date) -> InvolvedPerson:
    contact = contact_in_role(reading, case, role)
    if contact is None or not is_absent(contact, on):
        return InvolvedPerson(role, label, contact, of_employer, "", "", ())
    until = f"t/m {dutch_date(contact.absent_until)}" if contact.absent_until else "tot nader bericht"
    acting = addressee_in_role(reading, case, role, on)
    return InvolvedPerson(role, label, contact, of_employer, until, acting.name if acting else "", ())


def _role_words(reading: Session, change: RoleChange, labels: Mapping[str, str]) -> str:
    name = reading.get_one(Contact, change.contact_id).name
    words = CHANGE_WORDS[change.kind].format(day=dutch_date(change.on_day))
    return f"{labels.get(change.role, change.role)} {words} {name}"
