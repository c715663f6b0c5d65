"""Check that every open case has exactly one live run that wakes at the right time; repair and report the others.

What a case needs is compared in SQL and with the list of live runs. A plan is computed only where the stored wake may
be out of date: under another edition or other lead times, and once a day for every case, a portion at a time.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Cancelled, Completed, Failed

from flows.engine.kept_pages import rewrite_page
from flows.engine.listed_runs import ListedRun, live_runs
from flows.engine.runs import FLOW, prefect_client
from flows.upkeep.failing_cases import show_failing, tell_failing
from flows.upkeep.repairs import (
    STUCK_AFTER,
    Judge,
    Repair,
    RepairContext,
    check_case,
    compute_expectation,
    computed_expectation,
    repair_context,
    stored_expectation,
    what_is_wrong,
)
from flows.upkeep.wake_backlog import PORTION, backlog_line, wake_backlog
from flows.watch.now import troubles_now
from flows.watch.troubles import Trouble
from models.accounts.waiting_uploads import remove_old_uploads
from models.connection import session
from models.people.case_roles import begin_planned_roles
from models.record import load_records
from models.virtual_calendar import virtual_day
from models.wake_basis import WatchedCase, mark_checked, mark_to_wake, watched_cases
from models.wake_trouble import cases_to_leave, failing_cases
from models.worklists.operation_figures import operation_figures
from models.worklists.upkeep_rounds import UpkeepKind, note_round
from spoorboek import clock
from spoorboek.statute.actions import Record
from tasks.case_state import state_of_record
from tasks.day_report.pages import STATE_KEY, STATE_TITLE, state_page_text
from tasks.effects.own_template_news import tell_own_templates
from tasks.outbox.edition_news import tell_waiting_edition

ROUNDS_A_DAY = 48  # in which every case is computed once; there are twice as many
CHECKED_AT_LEAST = 100
COMPUTED_AT_ONCE = 500  # cases whose records are held in memory
NAMED = 20  # repairs that a message names one by one


class SuspectCase(NamedTuple):
    """A case that seems wrong, and what tells when it should wake."""

    number: str
    judge: Judge


class RoundStart(NamedTuple):
    """What a round begins with: the cases that are left alone for a while, those that fail, and news in Dutch."""

    left_alone: frozenset[str]
    failing: frozenset[str]
    news: str


@flow(name="Dossiers herstellen", persist_result=False)
def reconcile() -> State:
    """Ziet na of elk open dossier één levende run heeft die op tijd wakker wordt, en herstelt wat niet klopt."""
    tell_failing()  # what the round before woke again and still fails
    left_alone, failing, news = begin_round()
    log = get_run_logger()
    repairs = repair_all(left_alone=left_alone, counts=True)
    repaired = {repair.number for repair in repairs}
    left = wake_backlog(lambda count: log.info(backlog_line(count)), left_alone | repaired)
    with prefect_client() as prefect:
        show_failing(prefect, (failing - left_alone) | repaired)
    troubles = troubles_now(work=not repairs)
    stuck = stuck_text(failing & left_alone)
    told = "" if stuck and not (repairs or troubles) else repairs_text(repairs, troubles)
    message = " ".join(filter(None, (told, stuck, backlog_line(left) if left else "", news)))
    broken = len(troubles) + sum(not repair.repaired for repair in repairs)
    well = not broken
    with session() as writing:
        note_round(writing, UpkeepKind.RECONCILE, broken + len(failing & left_alone))
        state = state_page_text(operation_figures(writing, clock.now()), clock.now())
    with prefect_client() as prefect:
        rewrite_page(prefect, STATE_KEY, STATE_TITLE, state)
    return Completed(message=message) if well else Failed(message=message)


def begin_round() -> RoundStart:
    """Begin planned roles, forget old uploads and tell what is new; return what the round begins with."""
    with session() as writing:
        begin_planned_roles(writing, clock.today(virtual_day(writing)))
        remove_old_uploads(writing, clock.now())
        news = filter(None, (tell_waiting_edition(writing), tell_own_templates(writing, clock.today())))
        return RoundStart(cases_to_leave(writing), failing_cases(writing), " ".join(news))


def stuck_text(failing: Collection[str]) -> str:
    """Say that cases keep failing and are left alone for a while; empty when there are none."""
    if not failing:
        return ""
    count = "1 dossier loopt vast en wordt" if len(failing) == 1 else f"{len(failing)} dossiers lopen vast en worden"
    return f'{count} later weer geprobeerd; zie de weergave "Loopt vast".'


def repairs_text(repairs: Sequence[Repair], troubles: Sequence[Trouble] = ()) -> str:
    """Say what was repaired: case by case, or how many for each reason when there are many; then what stands still."""
    if not repairs and not troubles:
        return "Alle dossiers zijn in orde."
    return " ".join(filter(None, (_repaired(repairs), *(trouble.text for trouble in troubles))))


def _repaired(repairs: Sequence[Repair]) -> str:
    if len(repairs) <= NAMED:
        return "; ".join(f"{repair.number}: {repair.reason}" for repair in repairs)
    return "; ".join(f"{count} dossiers: {why}" for why, count in Counter(each.reason for each in repairs).items())


def repair_all(
    stuck_after: timedelta = STUCK_AFTER, left_alone: Collection[str] = frozenset(), *, counts: bool = False
) -> list[Repair]:
    """Repair the cases that need it, except those left alone, and return the repairs; nothing else is changed.

    It can run at any time, in parallel with anything: a case that is locked is left alone. Of many wrong cases the
    first PORTION are repaired; the others are marked to be woken, which `wake_backlog` does. `stuck_after`: how long a
    run may be pending or running without holding the lock of its case. `counts`: see RepairContext. Raises NotDeployed
    when the case flow has no deployment.
    """
    with prefect_client() as prefect:
        context = repair_context(prefect, stuck_after, counts=counts)
        live = {run.id: run for run in live_runs(prefect, FLOW)}
        with session() as reading:
            watched = watched_cases(reading, live.keys())
        own = {case.flow_run_id for case in watched}
        watched = [case for case in watched if case.number not in left_alone]
        wrong = list(find_wrong_runs(context, watched, live))
        numbers = {finding.number for finding in wrong}
        right = [case for case in watched if case.number not in numbers]
        found = [*wrong, *find_outdated(context, perhaps_outdated(context, right), live)]
        if rest := found[PORTION:]:
            with session() as writing:
                mark_to_wake(writing, [finding.number for finding in rest])
        repairs = [repair for finding in found[:PORTION] if (repair := check_case(context, *finding))]
        return repairs + list(cancel_duplicate_runs(context, [run for run in live.values() if run.id not in own]))


def find_wrong_runs(
    context: RepairContext, watched: Sequence[WatchedCase], live: Mapping[UUID, ListedRun]
) -> Iterator[SuspectCase]:
    """Yield the cases whose run is not live, or does not do what their last wake stored."""
    for case in watched:
        run = live.get(case.flow_run_id) if case.flow_run_id else None
        if run is None or what_is_wrong(context, run, stored_expectation(case)):
            yield SuspectCase(case.number, stored_expectation)


def find_outdated(
    context: RepairContext, cases: Sequence[WatchedCase], live: Mapping[UUID, ListedRun]
) -> Iterator[SuspectCase]:
    """Compute the cases whose stored wake may be out of date; yield those that should wake at another time."""
    for start in range(0, len(cases), COMPUTED_AT_ONCE):
        portion = cases[start : start + COMPUTED_AT_ONCE]
        with session() as reading:
            records = load_records(reading, [case.id for case in portion])
        right = [case for case in portion if holds(context, case, records[case.id], live)]
        with session() as writing:
            mark_checked(writing, right, context.today.name, context.today.on)
        yield from (SuspectCase(case.number, compute_expectation) for case in portion if case not in right)


def holds(context: RepairContext, case: WatchedCase, record: Record, live: Mapping[UUID, ListedRun]) -> bool:
    """Compute a case and tell whether its run wakes when it should; false too when it cannot be computed."""
    try:
        current = state_of_record(case, record, context.today)
    except Exception:  # `check_case` reports it
        return False
    run = live.get(case.flow_run_id) if case.flow_run_id else None
    return run is not None and what_is_wrong(context, run, computed_expectation(current, to_wake=False)) is None


def perhaps_outdated(context: RepairContext, cases: Sequence[WatchedCase]) -> list[WatchedCase]:
    """List the sleeping cases to compute: planned by something else than today, and some not computed today yet.

    A case that wakes today is left out, for its wake computes it.
    """
    today = context.today
    asleep = [case for case in cases if case.next_wake and case.next_wake > today.on]
    replanned = [case for case in asleep if case.planned_by != today.name]
    unchecked = [case for case in asleep if case.planned_by == today.name and case.checked_on != today.on]
    unchecked.sort(key=lambda case: case.checked_on or today.on)
    return replanned + unchecked[: max(CHECKED_AT_LEAST, len(asleep) // ROUNDS_A_DAY)]


def cancel_duplicate_runs(context: RepairContext, strays: Collection[ListedRun]) -> Iterator[Repair]:
    """Cancel the live runs that are not the run of their case, except new ones that may not be stored yet."""
    if not strays:
        return
    with session() as reading:
        run_ids = {case.number: case.flow_run_id for case in watched_cases(reading, {run.id for run in strays})}
    for run in strays:
        stray = run.number not in run_ids or run_ids[run.number] not in (None, run.id)
        if stray and run.created and clock.now() - run.created > context.stuck_after:
            cancelled: State = Cancelled(message="Dubbele run van dit dossier")
            context.prefect.set_flow_run_state(run.id, cancelled, force=True)
            yield Repair(run.number, "een dubbele run is beëindigd")
