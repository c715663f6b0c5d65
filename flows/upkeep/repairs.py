"""What may be wrong with the run of a case, and its repair."""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from functools import partial
from typing import NamedTuple

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.responses import DeploymentResponse

from flows.engine.listed_runs import ListedRun, listed_run
from flows.engine.runs import case_deployment, is_lost, read_run, schedule_run, start_run
from models.connection import session, try_lock
from models.wake_basis import WatchedCase, watched_case
from models.wake_trouble import count_attempts, failing_cases
from spoorboek import clock
from spoorboek.errors import PlatformError
from tasks.case_state import CaseState, Planning, planning_today, read_case_state

ENDED, HUNG = "de run was geëindigd", "de wekbeurt bleef hangen"
LOST = "had geen run die een worker kan vinden; er is een nieuwe gestart"
WAKE_FAILED = ENDED, HUNG
TRIED_AGAIN = "loopt vast en is opnieuw gewekt; of het nu lukt, zegt het dossier"
STUCK_AFTER = timedelta(seconds=60)
SOON = timedelta(seconds=10)  # such as the run of a worker that stopped, which was given back to the others
STANDING_STILL = (StateType.PAUSED, StateType.CANCELLING)
AT_WORK = (StateType.RUNNING, StateType.PENDING)


class Repair(NamedTuple):
    """One repair: the number of the case, the reason in Dutch, and whether it succeeded.

    A case that keeps failing is woken once more, and is not repaired by that.
    """

    number: str
    reason: str
    repaired: bool = True


class RepairContext(NamedTuple):
    """What a check needs: the Prefect client, the deployment of the cases, how long a run may be pending or running.

    `today`: what cases are planned by. `failing`: the cases whose last wake failed. `counts`: whether a case that fails
    is counted, so that it is woken less and less often; a person who wakes it is not.
    """

    prefect: SyncPrefectClient
    deployment: DeploymentResponse
    stuck_after: timedelta
    today: Planning
    failing: Collection[str] = frozenset()
    counts: bool = False


def repair_context(
    prefect: SyncPrefectClient, stuck_after: timedelta = STUCK_AFTER, *, counts: bool = False
) -> RepairContext:
    """Read what all checks need, once."""
    deployment = case_deployment(prefect)
    with session() as reading:
        failing = failing_cases(reading)
        return RepairContext(prefect, deployment, stuck_after, planning_today(reading), failing, counts)


class Expected(NamedTuple):
    """When a case should wake: now for one `to_wake`, else on a day; never for None."""

    to_wake: bool
    wake_on: date | None


def stored_expectation(case: WatchedCase) -> Expected:
    """Return when a case should wake, as its last wake stored it."""
    return Expected(case.to_wake, case.next_wake)


def computed_expectation(current: CaseState, *, to_wake: bool) -> Expected:
    """Return when a case should wake, computed from its record."""
    return Expected(to_wake, current.on if current.actions else current.agenda.next_wake)


def compute_expectation(case: WatchedCase) -> Expected:
    """Read the record of one case and return when it should wake."""
    return computed_expectation(read_case_state(case.number), to_wake=case.to_wake)


Judge = Callable[[WatchedCase], Expected]


def check_case(context: RepairContext, number: str, judge: Judge = stored_expectation) -> Repair | None:
    """Repair a case that seems wrong, unless it is at work. An error in one case does not affect the others.

    `judge` tells when the case should wake; a failing one is computed: when that fails too, waking it is of no use.
    """
    try:
        with try_lock(number) as locked:
            failing = number in context.failing
            return repair_case(context, number, compute_expectation if failing else judge) if locked else None
    except PlatformError:
        raise
    except Exception as error:
        reason = f"is niet na te gaan ({type(error).__name__}); zie het logboek"
        _count(context, number, reason)
        return Repair(number, reason, repaired=False)


def repair_case(context: RepairContext, number: str, judge: Judge) -> Repair | None:
    """Read a case again while holding its lock, and repair it; None when nothing is wrong after all."""
    with session() as reading:
        case = watched_case(reading, number)
    found = read_run(context.prefect, case.flow_run_id)
    run = listed_run(found) if found else None
    wake: Callable[[], object]
    if run is None or is_lost(run, context.deployment):
        reason = LOST if case.flow_run_id else "is voor het eerst gewekt"
        wake = partial(start_run, context.prefect, number, case.flow_run_id, context.deployment)
    elif found_wrong := what_is_wrong(context, run, judge(case)):
        reason = found_wrong
        wake = partial(schedule_run, context.prefect, run.id, clock.now(), f"Hersteld: {reason}")
    else:
        return None
    failing = number in context.failing
    if failing or reason.startswith(WAKE_FAILED):
        _count(context, number, reason)  # before it wakes: a wake that succeeds forgets it
    wake()
    return Repair(number, f"{reason}; {TRIED_AGAIN}", repaired=False) if failing else Repair(number, reason)


def _count(context: RepairContext, number: str, reason: str) -> None:
    if context.counts:
        with session() as writing:
            count_attempts(writing, {number: reason})


def what_is_wrong(context: RepairContext, run: ListedRun, expected: Expected) -> str | None:
    """Return the reason in Dutch why a run must be woken now; None when it sleeps or runs as it should."""
    if is_lost(run, context.deployment):
        return "de run is voor geen worker te vinden"
    if run.kind == StateType.COMPLETED and expected == Expected(to_wake=False, wake_on=None):
        return None
    if run.ended:
        return f"{ENDED} ({run.name or 'zonder toestand'})"
    if run.kind in STANDING_STILL:
        return f"de run stond stil ({run.name})"
    if run.kind in AT_WORK:
        too_long = run.since is None or clock.now() - run.since > context.stuck_after
        return f"{HUNG} ({run.name})" if too_long else None
    return wrong_wake(context.today, run.planned, expected)


def wrong_wake(today: Planning, planned: datetime | None, expected: Expected) -> str | None:
    """Return the reason in Dutch why a sleeping run wakes at the wrong time; None when it does not, or is due soon."""
    if planned is not None and planned <= clock.now() + SOON:
        return None
    if expected.to_wake:
        return "er was iets vastgelegd waarvoor nog niet was gewekt"
    if expected.wake_on is None:
        return "het dossier kan worden afgesloten"
    wake_at = clock.wake_moment(expected.wake_on, virtual=today.virtual)
    if expected.wake_on <= today.on if today.virtual else wake_at <= clock.now():
        return "er was werk blijven liggen"
    return None if planned == wake_at else "de wektijd klopte niet"
