"""What operators report of the sickness itself: recovery, relapse, percentage, advice, safety net."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from models.record import find_case, lock_case, open_case
from models.tables import Case, CaseRole, Employee
from spoorboek.errors import InputError
from spoorboek.statute.relapse import carried, employed_on, goes_on
from tasks.reporting import dutch, past, report, standing
from tasks.situation import Situation, situation_in


def recovered(writing: Session, number: str, from_: date, actor: str) -> str:
    """Record full recovery: `from_` is the first recovered day, not in the future."""
    here = standing(writing, number)
    day = past(here, from_, "De eerste hersteldag")
    report(writing, here, "recovered", {"from": day}, actor)
    return f"Dossier {here.number}: hersteld vanaf {dutch(day)}."


def relapsed(writing: Session, number: str, on: date, actor: str) -> tuple[str, str]:
    """Record a new sick day after recovery; return what to tell and the number of the case that goes on.

    Within four weeks the case goes on, whatever the cause, also when it was closed before this was reported; after
    that a new one is opened, with what is known of the person and still holds. Source: BW 7:629(10).
    """
    case = lock_case(writing, find_case(writing, number))
    _refuse_followed(writing, case)
    here = situation_in(writing, number)
    day = past(here, on, "De nieuwe ziektedag")
    if goes_on(here.plan.facts, day):
        report(writing, here, "relapsed", {"on": day}, actor)
        return f"Dossier {here.number} loopt door; opnieuw uitgevallen op {dutch(day)}.", here.number
    _refuse_left(here, day)
    fresh = _follow_up(writing, case, here, day, actor)
    return f"Het oude dossier is geëindigd: nieuw dossier {fresh.number} vanaf {dutch(day)}.", fresh.number


def capability_changed(writing: Session, number: str, from_: date, percentage: int, actor: str) -> str:
    """Record the percentage of contract hours that is worked (0 to 99); it never stops the clock."""
    here = standing(writing, number)
    if not 0 <= percentage <= 99:
        raise InputError(f"{percentage} procent kan niet: kies 0 tot en met 99. Wie volledig werkt, meldt u hersteld.")
    day = past(here, from_, "De ingangsdatum")
    report(writing, here, "capability_changed", {"from": day, "percentage": percentage}, actor)
    return f"Dossier {here.number}: werkt {percentage}% vanaf {dutch(day)}. De termijnen lopen door."


def advised(writing: Session, number: str, on: date, track: int, actor: str) -> str:
    """Record an advice of the bedrijfsarts and the track it points to (1 or 2)."""
    here = standing(writing, number)
    day = past(here, on, "De datum van het advies")
    report(writing, here, "advised", {"on": day, "track": track}, actor)
    return f"Dossier {here.number}: advies van {dutch(day)} vastgelegd (spoor {track})."


def safety_net_set(writing: Session, number: str, safety_net: str | None, actor: str) -> str:
    """Correct whether a safety net applies, and its term of reporting; None: none. Never which ground it is."""
    here = standing(writing, number)
    if safety_net == here.plan.facts.safety_net:
        raise InputError(f"Dossier {here.number} heeft dit vangnet al: {safety_net or 'geen'}.")
    report(writing, here, "safety_net_set", {"safety_net": safety_net}, actor)
    return f"Dossier {here.number}: vangnet {safety_net or 'geen'}."


def _refuse_followed(writing: Session, case: Case) -> None:
    newer = select(col(Case.number)).where(col(Case.employee_id) == case.employee_id, col(Case.id) > case.id)
    if number := writing.scalars(newer.order_by(col(Case.id).desc())).first():
        raise InputError(
            f"Na dossier {case.number} is er al een nieuwer dossier van deze persoon: meld het op {number}."
        )


def _refuse_left(here: Situation, day: date) -> None:
    ended = here.plan.facts.contract_ends_on
    if ended and not employed_on(here.plan.facts, day):
        raise InputError(
            f"Het dienstverband van dossier {here.number} eindigde op {dutch(ended)}, vóór {dutch(day)}. "
            "Klopt die einddatum niet, pas haar dan eerst aan."
        )


def _follow_up(writing: Session, case: Case, here: Situation, day: date, actor: str) -> Case:
    """Open the next case of the same person, with the same people around it."""
    employee = writing.get_one(Employee, case.employee_id)
    data = {"first_sick_day": day.isoformat(), **carried(here.plan.facts, day)}
    fresh = open_case(writing, employee, here.on, data, actor, previous=case)
    for role in writing.scalars(select(CaseRole).where(col(CaseRole.case_id) == case.id)):
        writing.add(CaseRole(case_id=fresh.id, role=role.role, contact_id=role.contact_id))
    return fresh
