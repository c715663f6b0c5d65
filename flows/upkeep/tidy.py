"""Keep Prefect's database small and its lists readable; the record keeps what was done.

Old task runs of sleeping cases are deleted, and upkeep runs that succeeded, of which there is one every five minutes.
"""

from datetime import datetime, timedelta

from prefect import flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import FlowFilter, FlowFilterName, FlowRunFilter, TaskRunFilter
from prefect.client.schemas.objects import State
from prefect.client.schemas.sorting import TaskRunSort
from prefect.states import Completed

from flows.engine.runs import prefect_client
from spoorboek import clock

KEPT = timedelta(days=30)
UPKEEP_KEPT = timedelta(days=2)
DELETED_AT_ONCE = 200


@flow(name="Prefect opruimen", persist_result=False)
def tidy_prefect() -> State:
    """Verwijdert oude taken (30 dagen) en geslaagd onderhoud (2 dagen) uit Prefect; het dossier zelf bewaart alles."""
    tasks, upkeep = delete_old_tasks(clock.now() - KEPT), delete_old_upkeep(clock.now() - UPKEEP_KEPT)
    return Completed(message=f"{tasks} taken en {upkeep} onderhoudsruns verwijderd.")


def delete_old_tasks(before: datetime) -> int:
    """Delete the task runs of cases that started before a time; return how many."""
    of_cases = FlowFilter(name=FlowFilterName(any_=["Ziektedossier"]))
    old = TaskRunFilter.model_validate({"start_time": {"before_": before}})
    count = 0
    with prefect_client() as prefect:
        while deleted := _delete_page(prefect, of_cases, old):
            count += deleted
    return count


def _delete_page(prefect: SyncPrefectClient, of_cases: FlowFilter, old: TaskRunFilter) -> int:
    # The oldest first: there is an index in that order, and what goes stands at its beginning.
    oldest = TaskRunSort.EXPECTED_START_TIME_ASC
    runs = prefect.read_task_runs(flow_filter=of_cases, task_run_filter=old, sort=oldest, limit=DELETED_AT_ONCE)
    for run in runs:
        prefect.delete_task_run(run.id)
    return len(runs)


def delete_old_upkeep(before: datetime) -> int:
    """Delete the upkeep runs that started before a time and succeeded; return how many."""
    succeeded = {
        "tags": {"all_": ["beheer"]},
        "state": {"type": {"any_": ["COMPLETED"]}},
        "start_time": {"before_": before},
    }
    count = 0
    with prefect_client() as prefect:
        while runs := prefect.read_flow_runs(
            flow_run_filter=FlowRunFilter.model_validate(succeeded), limit=DELETED_AT_ONCE
        ):
            for run in runs:
                prefect.delete_flow_run(run.id)
            count += len(runs)
    return count
