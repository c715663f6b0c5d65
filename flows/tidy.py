"""Keep Prefect small: old task runs of sleeping cases go; what they did stands in the record for good."""

from datetime import datetime, timedelta

from prefect import flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import FlowFilter, FlowFilterName, TaskRunFilter
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.engine import client
from spoorboek import clock

KEPT = timedelta(days=30)
PAGE = 200


@flow(name="Prefect opruimen", persist_result=False)
def tidy() -> State:
    """Verwijdert taken ouder dan 30 dagen uit Prefect; het dossier zelf bewaart alles."""
    return Completed(message=f"{delete_old_tasks(clock.now() - KEPT)} taken verwijderd.")


def delete_old_tasks(before: datetime) -> int:
    """Delete the task runs of cases that began before a moment; return how many."""
    of_cases = FlowFilter(name=FlowFilterName(any_=["Ziektedossier"]))
    old = TaskRunFilter.model_validate({"start_time": {"before_": before}})
    count = 0
    with client() as prefect:
        while deleted := _delete_page(prefect, of_cases, old):
            count += deleted
    return count


def _delete_page(prefect: SyncPrefectClient, of_cases: FlowFilter, old: TaskRunFilter) -> int:
    runs = prefect.read_task_runs(flow_filter=of_cases, task_run_filter=old, limit=PAGE)
    for run in runs:
        prefect.delete_task_run(run.id)
    return len(runs)
