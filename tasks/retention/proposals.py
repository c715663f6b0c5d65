"""What has run its time, and what is kept for which reason."""

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from sqlmodel import Session

from models.retention_queries import ClosedCase, KeptPerson, closed_cases, kept_persons
from spoorboek.statute.law.retention import KeptUntil, dossier_kept_until, person_kept_until

ProposalStatus = Literal["mag_weg", "bewaren", "geschil", "eigenrisico_onbekend", "dienstverband_onbekend"]


class Proposal(NamedTuple):
    """One dossier or person, with what holds for keeping it. `number`: the case, of a person the newest.

    `kept`: the last day it may be kept and why; None when that is unknown.
    """

    about: Literal["dossier", "persoon"]
    number: str
    employer: str
    status: ProposalStatus
    since: date | None
    kept: KeptUntil | None


def proposals(reading: Session, on: date) -> Iterator[Proposal]:
    """Yield every closed dossier with content, then every person without any dossier left, as they stand on a day."""
    yield from (_of_case(case, on) for case in closed_cases(reading))
    yield from (_of_person(person, on) for person in kept_persons(reading))


def _of_case(case: ClosedCase, on: date) -> Proposal:
    kept = dossier_kept_until(case.closed_on, case.close_reason, case.own_risks or ())
    status: ProposalStatus = "bewaren"
    if on > kept.day:
        status = "geschil" if case.disputed else "eigenrisico_onbekend" if case.own_risks is None else "mag_weg"
    return Proposal("dossier", case.number, case.employer, status, case.closed_on, kept)


def _of_person(person: KeptPerson, on: date) -> Proposal:
    if person.left_on is None:
        return Proposal("persoon", person.number, person.employer, "dienstverband_onbekend", None, None)
    kept = person_kept_until(person.left_on)
    status: ProposalStatus = "mag_weg" if on > kept.day else "bewaren"
    return Proposal("persoon", person.number, person.employer, status, person.left_on, kept)
