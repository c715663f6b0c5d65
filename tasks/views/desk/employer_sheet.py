"""Employers as the desk shows them: a list with their open cases, and all that is kept of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from models.accounts.reach import Reach, visible_cases, visible_employers
from models.edition_history import edition_in_force
from models.ledger.coverage import EMPLOYER
from models.record import agreements_of, own_risks_of
from models.tables import (
    OPEN,
    Case,
    Contact,
    Employee,
    Employer,
    EmployerAgreement,
    EmployerRole,
    Letterhead,
    RetentionAct,
)
from models.tables.retention_tables import OWN_RISK
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.facts import Agreement
from spoorboek.statute.policy.house_policy import HousePolicy
from tasks.effects.letterhead_data import newest_letterhead
from tasks.papers.letterhead_recording import letterhead_words
from tasks.reports.employer_agreement import agreement_words
from tasks.retention.decisions import RISK_WORDS
from tasks.views.desk.involved_people import PartyTrace, party_trace


class ListedEmployer(NamedTuple):
    """One employer of the list, with the number of its open cases within reach."""

    code: str
    name: str
    place: str
    cases: int


class RoleHolder(NamedTuple):
    """Who has a role in every case of an employer."""

    label: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class EmployerSheet:
    """The page of one employer. `risks`: which he bears himself, in words; `risk_codes`: their codes.

    `has_logo`: whether the letterhead, of its own or of the house, has a picture.
    """

    employer: Employer
    cases: int
    risks: Sequence[str]
    risk_codes: frozenset[str]
    risk_from: str
    risk_until: str
    agreements: Sequence[str]
    roles: Sequence[RoleHolder]
    letterhead: str
    colour: str
    return_line: str
    alt: str
    has_logo: bool
    house: str
    trace: Sequence[PartyTrace]


def listed_employers(reading: Session, reach: Reach) -> list[ListedEmployer]:
    """Return the employers within reach, by name."""
    query = select(Employer).where(col(Employer.id).in_(visible_employers(reach)))
    found, counts = reading.scalars(query).all(), _open_cases(reading, reach)
    rows = [ListedEmployer(each.code, each.name, each.place or "", counts.get(each.id, 0)) for each in found]
    return sorted(rows, key=lambda each: each.name.casefold())


def seen_employer(reading: Session, reach: Reach, code: str) -> Employer | None:
    """Return the employer of a code; None for one that is not there or out of reach."""
    query = select(Employer).where(col(Employer.code) == code, col(Employer.id).in_(visible_employers(reach)))
    return reading.scalars(query).one_or_none()


def employer_sheet(reading: Session, reach: Reach, employer: Employer) -> EmployerSheet:
    """Return the page of an employer."""
    house, own = edition_in_force(reading).house, newest_letterhead(reading, employer.id)
    recorded, shared = own_risks_of(reading, employer.id), newest_letterhead(reading, None)
    codes = frozenset(recorded.get("risks", ()))
    return EmployerSheet(
        employer=employer,
        cases=_open_cases(reading, reach).get(employer.id, 0),
        risks=[_risk_words(code, recorded) for code in sorted(codes, reverse=True)],
        risk_codes=codes,
        risk_from=recorded.get("zw_from") or "",
        risk_until=recorded.get("zw_until") or "",
        agreements=[agreement_words(each, house) for each in agreements_of(reading, employer.id)],
        roles=_roles(reading, employer, house.roles),
        letterhead=letterhead_words(own, employer) if own else letterhead_words(shared, None),
        colour=(own and own.colour) or "",
        return_line=(own and own.return_line) or "",
        alt=(own and own.alt) or "",
        has_logo=bool((own or shared) and logo_of(reading, employer)),
        house=house.version,
        trace=_trace(reading, employer, house),
    )


def logo_of(reading: Session, employer: Employer) -> bytes | None:
    """Return the picture on the letters of an employer: its own, else that of the house; None without one."""
    for owner in (employer.id, None):
        row = newest_letterhead(reading, owner)
        if row is not None and (row.logo or row.colour or row.return_line):
            return row.logo
    return None


def _trace(reading: Session, employer: Employer, house: HousePolicy) -> list[PartyTrace]:
    """Return what changed of an employer, the latest first."""
    found = party_trace(reading, EMPLOYER, employer.id, "werkgever")
    agreements = select(EmployerAgreement).where(col(EmployerAgreement.employer_id) == employer.id)
    for row in reading.scalars(agreements):
        given = Agreement(row.from_day, row.until_day, row.source, row.wage_weeks, row.ban_weeks)
        found.append(PartyTrace(row.recorded_at, agreement_words(given, house), row.actor))
    acts = select(RetentionAct).where(col(RetentionAct.employer_id) == employer.id, col(RetentionAct.kind) == OWN_RISK)
    for act in reading.scalars(acts):
        risks = " en ".join(_risk_words(code, act.detail) for code in reversed(act.detail.get("risks", ())))
        found.append(PartyTrace(act.recorded_at, f"eigenrisicodrager: {risks or 'geen'}", act.actor))
    for head in reading.scalars(select(Letterhead).where(col(Letterhead.employer_id) == employer.id)):
        found.append(PartyTrace(head.recorded_at, "briefhoofd gewijzigd", head.actor))
    return sorted(found, key=lambda each: each.recorded_at, reverse=True)


def _open_cases(reading: Session, reach: Reach) -> Mapping[int, int]:
    query = select(col(Employee.employer_id), func.count()).join(Case, col(Case.employee_id) == col(Employee.id))
    query = query.where(col(Case.status) == OPEN, col(Case.id).in_(visible_cases(reach)))
    return dict(reading.execute(query.group_by(col(Employee.employer_id))).tuples().all())


def _risk_words(code: str, recorded: Mapping[str, str]) -> str:
    days = [recorded.get(name) for name in ("zw_from", "zw_until")] if code == "zw" else [None, None]
    first, last = (dutch_date(date.fromisoformat(day)) if day else "" for day in days)
    period = f" vanaf {first}" + (f" t/m {last}" if last else "") if first else ""
    return f"{RISK_WORDS[code]}{period}"


def _roles(reading: Session, employer: Employer, labels: Mapping[str, str]) -> list[RoleHolder]:
    query = select(col(EmployerRole.role), Contact).join(Contact, col(Contact.id) == col(EmployerRole.contact_id))
    rows = reading.execute(query.where(col(EmployerRole.employer_id) == employer.id).order_by(col(EmployerRole.role)))
    return [RoleHolder(labels.get(role, role), contact.name, contact.email) for role, contact in rows.tuples()]
