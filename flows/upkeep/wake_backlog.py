"""Wake many cases, as after an import or new rules: a few at a time, so that whatever else is due hardly waits."""

import time
from collections.abc import Callable, Collection, Sequence

from flows.engine.runs import begin_reconcile, prefect_client
from flows.upkeep.repairs import check_case, repair_context
from models.connection import session, try_lock
from models.wake_basis import WatchedCase, cases_to_wake, count_to_wake
from models.wake_trouble import failing_cases

PORTION = 40  # cases woken together
LOW_WATER = 8  # still awake when the next ones are woken
PATIENCE_SECONDS = 60.0  # for a portion; then no worker is at work
POLL_SECONDS = 0.5
LOCK = "spoorboek wekken"


def wake_backlog(progress: Callable[[int], None], left_alone: Collection[str] = frozenset()) -> int:
    """Wake the cases to be woken, except those left alone, portion by portion; return how many are left.

    The record itself says which they are, so that nothing is lost when a process dies. One process at a time does
    this. `progress` is called before each portion with the number of cases left. It ends early when a portion does
    not wake within PATIENCE_SECONDS; a case whose wake fails has woken.
    """
    after = 0
    with try_lock(LOCK) as free, prefect_client() as prefect:
        while free and (portion := _next_portion(after, left_alone)):
            progress(backlog())
            context = repair_context(prefect, counts=True)
            for case in portion:
                check_case(context, case.number)
            if not _are_awake(portion):
                break
            after = portion[-1].id
    return backlog()


def backlog() -> int:
    """Count the cases still to be woken, those that are waking now included; not those whose last wake failed."""
    with session() as reading:
        return count_to_wake(reading, failing_cases(reading))


def backlog_line(count: int) -> str:
    """Say how many cases are still to be woken."""
    return f"Nog {count} {'dossier' if count == 1 else 'dossiers'} te wekken; dat gaat vanzelf door."


def go_on_in_background() -> str | None:
    """Let the worker wake the cases still to be woken; return what to tell the user, None when there are none."""
    if not (left := backlog()):
        return None
    with prefect_client() as prefect:
        begin_reconcile(prefect)
    return backlog_line(left)


def _next_portion(after: int, left_alone: Collection[str]) -> Sequence[WatchedCase]:
    with session() as reading:
        return cases_to_wake(reading, after, PORTION, left_alone)


def _are_awake(portion: Sequence[WatchedCase]) -> bool:
    """Wait until all but a few cases of a portion have woken; tell whether they did."""
    ids, end = [case.id for case in portion], time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        with session() as reading:
            if count_to_wake(reading, failing_cases(reading), ids) <= LOW_WATER:
                return True
        time.sleep(POLL_SECONDS)
    return False
