"""The long-lived flow: one case is one flow run, awake for seconds and asleep for weeks."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from prefect import flow, runtime
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from prefect.utilities.annotations import quote

from flows.engine.failed_wakes import failure_noted, failure_of, note_failed_wake, note_good_wake
from flows.engine.run_page import show_case
from flows.engine.runs import FLOW, is_run_of, prefect_client, put_to_rest
from models.case_numbers import normal_number
from models.connection import advisory_lock
from tasks.case_state import CaseState, read_case_state
from tasks.effects.perform import perform
from tasks.outbox.mail_queue import send_due_of_case
from tasks.report_bundle.bundling import store_renewed


@flow(name=FLOW, persist_result=False)
def sickness_case(zaaknummer: str) -> State:
    """Eén ziektedossier: wordt wakker, doet wat vandaag moet, en slaapt tot de volgende stap."""
    run_id, number = UUID(runtime.flow_run.id), normal_number(zaaknummer)
    with advisory_lock(number) as check_lock, prefect_client() as prefect, failure_noted(prefect, number):
        if not is_run_of(prefect, run_id, number):
            return Completed(message="Dit dossier loopt al in een andere run; die is gewekt.")
        current = catch_up(number, check_lock)
        send_due_of_case(number)
        failure = failure_of(current)
        show_case(prefect, run_id, current, notice=note_failed_wake(number, failure) if failure else "")
        if failure:
            return Failed(message=failure)
        note_good_wake(number)
        return put_to_rest(prefect, run_id, current)


def catch_up(number: str, check_lock: Callable[[], None]) -> CaseState:
    """Carry out the actions of the agenda until it has no new ones; return the state of the case.

    An action that fails does not stop the others; it is still among the actions of the returned state. After a report
    that came in meanwhile all is decided anew. `check_lock` raises LockLostError when the lock of the case is lost,
    because another process may then work on the case.
    """
    current, tried = read_case_state(number), set()
    while pending := [action for action in current.actions if action.key not in tried]:
        tried |= {action.key for action in pending}
        quoted: Any = quote(current)  # else Prefect searches it for results of other tasks
        for action in pending:
            check_lock()
            perform(current.edition.house.task_name(action), quoted, action, return_state=True)
        before, current = current, read_case_state(number)
        if current.version != before.version:
            tried.clear()
    return store_renewed(current)
