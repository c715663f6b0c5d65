"""What people report: checked against where the case stands, then one event; a refusal says what is wrong in Dutch."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from models.record import append_event, find_case, open_case
from models.tables import Case, Employee
from spoorboek.errors import InputError
from spoorboek.statute.events import EventKind
from spoorboek.statute.status import StepState
from tasks.situation import Situation, situation_in

UNFINISHED = ("open", "te_laat", "afgeweken", "vraag")
NEW_CASE_AFTER = 28  # recovered calendar days; BW 7:629(10)


def dutch(day: date) -> str:
    """Write a date as operators read it: `02-03-2026`."""
    return f"{day:%d-%m-%Y}"


def report(writing: Session, number: str, kind: EventKind, data: Mapping[str, Any], actor: str) -> Situation:
    """Append one event and return where the case then stands.

    Raises InputError when the case is unknown or closed, or when the fact contradicts what is known; then nothing
    is kept (the caller's transaction ends with the error).
    """
    case = find_case(writing, number)
    before = situation_in(writing, number)
    append_event(writing, case, kind, before.on, data, actor)
    return situation_in(writing, number)


def past(here: Situation, day: date, what: str) -> date:
    """Return the day when it lies between the first sick day and today; raise InputError otherwise."""
    first = here.plan.facts.first_sick_day
    if day > here.on:
        raise InputError(
            f"{what} {dutch(day)} ligt in de toekomst; vandaag is {dutch(here.on)}. Kies vandaag of eerder."
        )
    if day < first:
        raise InputError(f"{what} {dutch(day)} ligt vóór de eerste ziektedag ({dutch(first)}). Kies die dag of later.")
    return day


def the_step(here: Situation, key: str, occurrence: int, statuses: tuple[str, ...] = UNFINISHED) -> StepState:
    """Return the step a person means; occurrence 0 means the first that has one of the statuses.

    Raises InputError when the case has no such step or it is not in one of the statuses.
    """
    of_key = [state for state in here.agenda.steps if state.ref.key == key]
    if occurrence:
        of_key = [state for state in of_key if state.ref.occurrence == occurrence]
    fitting = [state for state in of_key if state.status in statuses]
    if not fitting:
        raise InputError(_why_not(here, key, of_key))
    return fitting[0]


def _why_not(here: Situation, key: str, states: list[StepState]) -> str:
    unfinished = ", ".join(sorted({state.ref.key for state in here.agenda.steps if state.status in UNFINISHED}))
    open_now = f" Nu open: {unfinished}." if unfinished else " Er staat nu geen stap open."
    if not states:
        return f"Dossier {here.number} kent de stap {key} niet.{open_now}"
    state = next((each for each in states if each.status == "gepland"), states[-1])
    if state.status == "gepland" and state.opens_on:
        return (
            f"De stap {key} van dossier {here.number} is nog niet open; die opent op {dutch(state.opens_on)}.{open_now}"
        )
    return f"De stap {key} van dossier {here.number} staat op '{state.status}'.{open_now}"


def step_done(
    writing: Session, number: str, key: str, on: date, actor: str, *, evidence: str | None = None, occurrence: int = 0
) -> str:
    """Record that an open step was done on a day (not in the future, not before the first sick day)."""
    here = situation_in(writing, number)
    state = the_step(here, key, occurrence)
    day = past(here, on, "De datum waarop de stap gedaan is,")
    data = {"step": key, "occurrence": state.ref.occurrence, "on": day, "evidence": evidence}
    report(writing, number, "step_done", data, actor)
    return f"{state.label} van dossier {here.number} is gedaan op {dutch(day)}."


def step_withdrawn(writing: Session, number: str, key: str, actor: str, *, occurrence: int = 0) -> str:
    """Record that an earlier report of done was wrong; the step is open again."""
    here = situation_in(writing, number)
    state = the_step(here, key, occurrence, ("gedaan",))
    report(writing, number, "step_withdrawn", {"step": key, "occurrence": state.ref.occurrence}, actor)
    return f"De afronding van {state.label} in dossier {here.number} is ingetrokken."


def step_retriggered(writing: Session, number: str, key: str, mode: str, actor: str, *, occurrence: int = 0) -> str:
    """Record that a step is triggered again: `herstel` does only what is missing, `opnieuw` everything anew."""
    here = situation_in(writing, number)
    state = the_step(here, key, occurrence, (*UNFINISHED, "gedaan"))
    data = {"step": key, "occurrence": state.ref.occurrence, "mode": mode}
    after = report(writing, number, "step_retriggered", data, actor)
    count = len(after.actions)
    return f"{state.label} van dossier {here.number}: {count} acties worden nu uitgevoerd ({mode})."


def step_postponed(
    writing: Session, number: str, key: str, target_on: date, reason: str, actor: str, *, occurrence: int = 0
) -> str:
    """Record a later target for an unfinished step: after today, never past the last lawful day."""
    here = situation_in(writing, number)
    state = the_step(here, key, occurrence, ("open", "gepland"))
    if target_on <= here.on:
        raise InputError(f"De nieuwe streefdatum {dutch(target_on)} moet na vandaag ({dutch(here.on)}) liggen.")
    if state.due_on and target_on > state.due_on:
        raise InputError(
            f"De nieuwe streefdatum {dutch(target_on)} ligt na de uiterste datum {dutch(state.due_on)}. "
            "Uitstel voorbij die datum kan alleen als gemotiveerde afwijking van werkgever en werknemer samen."
        )
    data = {"step": key, "occurrence": state.ref.occurrence, "target_on": target_on, "reason": reason}
    report(writing, number, "step_postponed", data, actor)
    return f"{state.label} van dossier {here.number} is uitgesteld tot {dutch(target_on)}."


def deviated(
    writing: Session, number: str, key: str, agreed_on: date, reason: str, actor: str, *, occurrence: int = 0
) -> str:
    """Record a reasoned deviation both parties agreed on. Source: Regeling procesgang art. 5 (arts 2 and 4 only)."""
    here = situation_in(writing, number)
    state = the_step(here, key, occurrence, ("open", "te_laat", "gepland", "afgeweken"))
    data = {"step": key, "occurrence": state.ref.occurrence, "agreed_on": agreed_on, "reason": reason}
    report(writing, number, "deviated", data, actor)
    return f"Voor {state.label} van dossier {here.number} is afgesproken: {dutch(agreed_on)}."


def recovered(writing: Session, number: str, from_: date, actor: str) -> str:
    """Record full recovery: `from_` is the first recovered day, not in the future."""
    here = situation_in(writing, number)
    day = past(here, from_, "De eerste hersteldag")
    report(writing, number, "recovered", {"from": day}, actor)
    return f"Dossier {here.number}: hersteld vanaf {dutch(day)}."


def relapsed(writing: Session, number: str, on: date, actor: str) -> tuple[str, str]:
    """Record a new sick day after recovery; return what to tell and the number of the case that goes on.

    Within 28 recovered days the case goes on, whatever the cause; after that a new one is opened. Source: BW 7:629(10).
    """
    here = situation_in(writing, number)
    day = past(here, on, "De nieuwe ziektedag")
    open_recovery = next((each for each in here.plan.facts.recoveries if each.until is None), None)
    if open_recovery is None:
        raise InputError(f"Dossier {here.number} is niet hersteld gemeld. Leg eerst het herstel vast.")
    if (day - open_recovery.from_).days < NEW_CASE_AFTER:
        report(writing, number, "relapsed", {"on": day}, actor)
        return f"Dossier {here.number} loopt door; opnieuw uitgevallen op {dutch(day)}.", here.number
    fresh = _follow_up(writing, find_case(writing, number), here, day, actor)
    return f"Vier weken of langer hersteld: nieuw dossier {fresh.number} vanaf {dutch(day)}.", fresh.number


def _follow_up(writing: Session, case: Case, here: Situation, day: date, actor: str) -> Case:
    employee = writing.get_one(Employee, case.employee_id)
    return open_case(writing, employee, here.on, {"first_sick_day": day}, actor, previous=case)


def capability_changed(writing: Session, number: str, from_: date, percentage: int, actor: str) -> str:
    """Record the percentage of contract hours that is worked (0 to 99); it never stops the clock."""
    here = situation_in(writing, number)
    if not 0 <= percentage <= 99:
        raise InputError(f"{percentage} procent kan niet: kies 0 tot en met 99. Wie volledig werkt, meldt u hersteld.")
    day = past(here, from_, "De ingangsdatum")
    report(writing, number, "capability_changed", {"from": day, "percentage": percentage}, actor)
    return f"Dossier {here.number}: werkt {percentage}% vanaf {dutch(day)}. De termijnen lopen door."


def advised(writing: Session, number: str, on: date, track: int, actor: str) -> str:
    """Record an advice of the bedrijfsarts and the track it points to (1 or 2)."""
    here = situation_in(writing, number)
    day = past(here, on, "De datum van het advies")
    report(writing, number, "advised", {"on": day, "track": track}, actor)
    return f"Dossier {here.number}: advies van {dutch(day)} vastgelegd (spoor {track})."
