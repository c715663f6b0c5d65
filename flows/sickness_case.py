"""The long-lived flow: one case is one run, awake for seconds, asleep for weeks."""

from uuid import UUID

from prefect import flow, runtime
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.engine import client, go_to_sleep, is_run_of
from flows.showing import show
from models.database import advisory_lock
from spoorboek.statute.house import house
from tasks.mail import send_due
from tasks.perform import perform
from tasks.situation import Situation, settle, situation


@flow(name="Ziektedossier", persist_result=False)
def sickness_case(zaaknummer: str) -> State:
    """Eén ziektedossier: wordt wakker, doet wat vandaag moet, en slaapt tot de volgende stap."""
    run_id = UUID(runtime.flow_run.id)
    with advisory_lock(zaaknummer), client() as prefect:
        if not is_run_of(prefect, run_id, zaaknummer):
            return Completed(message="Dit dossier loopt al in een andere run; die is gewekt.")
        here = catch_up(zaaknummer)
        send_due(case_id=here.case_id)
        show(prefect, run_id, here)
        if here.agenda.next_wake is None:
            return Completed(message="Het dossier is gesloten.")
        return go_to_sleep(prefect, run_id, here)


def catch_up(number: str) -> Situation:
    """Carry out what the agenda asks for until it asks for nothing more; return where the case then stands.

    An action that fails does not keep the others from being done; the run fails afterwards, and reconcile wakes it.
    """
    here, tried = situation(number), set()
    while todo := [action for action in here.actions if action.key not in tried]:
        tried |= {action.key for action in todo}
        for action in todo:
            perform(house().task_name(action), here, action, return_state=True)
        here = situation(number)
    settle(here)
    if here.actions:
        raise RuntimeError(
            f"{len(here.actions)} acties zijn niet gelukt: {', '.join(map(house().task_name, here.actions))}"
        )
    return here
