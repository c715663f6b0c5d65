"""Shared by all reports of operators: read the case, check days and steps, append one event."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from models.case_lookup import find_case, lock_case
from models.record import append_event, follow_employer, reopen_case
from models.tables import CLOSED, Case
from spoorboek.errors import InputError
from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.events import EventKind
from spoorboek.statute.facts import StepRef
from spoorboek.statute.reports.fact_checks import require_known_step
from spoorboek.statute.reports.withdrawn_events import WITHDRAWAL
from spoorboek.statute.second_track_facts import FIRST_DOUBT_DAYS
from spoorboek.statute.timeline.interruptions import sickness_days_of
from tasks.case_state import CaseState, case_state_in

UNFINISHED = ("open", "te_laat", "afgeweken", "vraag")
SUGGESTED = 8


def numeric_date(day: date) -> str:
    """Write a date as operators read it: `02-03-2026`."""
    return f"{day:%d-%m-%Y}"


def locked_case_state(writing: Session, number: str, *, closed_too: bool = False) -> CaseState:
    """Lock a case for this transaction and return its state, which cannot change between the checks and the write.

    Raises InputError when the case is unknown, or closed unless `closed_too`.
    """
    case = lock_case(writing, find_case(writing, number))
    if case.status == CLOSED and not closed_too:
        raise closed_error(case)
    return case_state_in(writing, number)


def closed_error(case: Case) -> InputError:
    """Return the error for a report about a closed case that does not reopen it."""
    on = f" op {numeric_date(case.closed_on)}" if case.closed_on else ""
    return InputError(
        f"Dossier {case.number} is gesloten{on}; daar kan niets meer aan worden vastgelegd. "
        "Is iemand opnieuw uitgevallen, meld dan dat; klopt het einde zelf niet, corrigeer dan de datum ervan."
    )


def record_report(
    writing: Session, current: CaseState, kind: EventKind, data: Mapping[str, Any], actor: str, *, reopens: bool = True
) -> CaseState:
    """Append one event and return the new state of the case; a closed case is reopened, unless it need not be.

    Where it changes the first sick day, what the employer gives beside the law on that day follows.
    Raises InputError when the fact contradicts what is known; the caller then rolls the transaction back.
    """
    case = find_case(writing, current.number)
    append_event(writing, case, kind, current.on, data, actor)
    if reopens:
        reopen_case(writing, case)
    if kind in (WITHDRAWAL, "first_day_corrected"):
        follow_employer(writing, case, current.on, actor)
    return case_state_in(writing, current.number)


def require_past_day(current: CaseState, day: date, what: str) -> date:
    """Return the day when it lies between the first sick day and today; raise InputError otherwise."""
    first = current.plan.facts.first_sick_day
    if day < first:
        raise InputError(
            f"{what} {numeric_date(day)} ligt vóór de eerste ziektedag ({numeric_date(first)}). Kies die dag of later."
        )
    return require_not_future(current, day, what)


def require_after_week_8(current: CaseState, day: date, what: str) -> date:
    """Return the day when eight weeks of sickness have passed, and it is not in the future; raise InputError otherwise.

    Source: Werkwijzer Poortwachter 4.3.1; docs/wet/second-track.md, First doubt.
    """
    first = sickness_days_of(current.plan.facts).date_of(FIRST_DOUBT_DAYS)
    if day < first:
        raise InputError(
            f"{what} {numeric_date(day)} ligt vóór {numeric_date(first)}: week 8 is dan nog niet voorbij, en eerder "
            "komt een tweede spoor niet aan de orde. Kies die dag of later."
        )
    return require_past_day(current, day, what)


def require_not_future(current: CaseState, day: date, what: str) -> date:
    """Return the day when it is not in the future; raise InputError otherwise."""
    if day > current.on:
        raise InputError(
            f"{what} {numeric_date(day)} ligt in de toekomst; vandaag is {numeric_date(current.on)}. Kies vandaag "
            f"of eerder."
        )
    return day


def find_step(current: CaseState, key: str, occurrence: int, statuses: tuple[str, ...] = UNFINISHED) -> StepState:
    """Return the step with a key; occurrence 0 means the first that has one of the statuses.

    Raises InputError when the rules or the case have no such step, or it has none of the statuses.
    """
    require_known_step(StepRef(key), current.edition.rules)
    of_key = [state for state in current.agenda.steps if state.ref.key == key]
    if occurrence:
        of_key = [state for state in of_key if state.ref.occurrence == occurrence]
    matching = [state for state in of_key if state.status in statuses]
    if not matching:
        raise InputError(f"{_refusal(current, key, occurrence, of_key)} {_open_steps(current)}")
    return matching[0]


def step_name(current: CaseState, state: StepState) -> str:
    """Name a step for a message, with its number when it repeats."""
    return current.name_of(state)


def _refusal(current: CaseState, key: str, occurrence: int, states: list[StepState]) -> str:
    name = f"{key} {occurrence}" if occurrence else key
    if not states:
        return f"Dossier {current.number} kent de stap {name} niet."
    state = next((each for each in states if each.status == "gepland"), states[-1])
    if state.status == "gepland" and state.opens_on:
        opens_on = numeric_date(state.opens_on)
        return f"De stap {name} van dossier {current.number} is nog niet open; die opent op {opens_on}."
    reason = f" ({state.reason.rstrip('.')})" if state.reason else ""
    return f"De stap {name} van dossier {current.number} staat op '{state.status.replace('_', ' ')}'{reason}."


def _open_steps(current: CaseState) -> str:
    unfinished = sorted({state.ref.key for state in current.agenda.steps if state.status in UNFINISHED})
    more = " …" if len(unfinished) > SUGGESTED else ""
    return f"Nu open: {', '.join(unfinished[:SUGGESTED])}{more}." if unfinished else "Er staat nu geen stap open."
