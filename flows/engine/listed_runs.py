"""The runs of cases as reconcile needs them: listed with few requests, and only the fields it looks at."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import TERMINAL_STATES, FlowRun, StateType

from models.case_numbers import recognised_number

RUNS_A_PAGE = 200  # the most a server gives at once
LIVE = [kind.value for kind in StateType if kind not in TERMINAL_STATES]


class ListedRun(NamedTuple):
    """A run of a case. `kind`, `name` and `since`: of its state; `planned`: when it starts. None without a state.

    `number`: as it is stored, however it was typed when the run was started.
    """

    id: UUID
    number: str
    deployment_id: UUID | None
    work_queue_id: UUID | None
    created: datetime | None
    kind: StateType | None = None
    name: str | None = None
    since: datetime | None = None
    planned: datetime | None = None

    @property
    def ended(self) -> bool:
        """Tell whether the run has ended, or never had a state."""
        return self.kind is None or self.kind in TERMINAL_STATES


def listed_run(run: FlowRun) -> ListedRun:
    """Return what reconcile needs of a run that was read by itself."""
    state = run.state
    about = (run.id, _number(run.parameters), run.deployment_id, run.work_queue_id, run.created)
    if state is None:
        return ListedRun(*about)
    return ListedRun(*about, state.type, state.name, state.timestamp, state.state_details.scheduled_time)


def live_runs(prefect: SyncPrefectClient, flow: str) -> Iterator[ListedRun]:
    """List every run of a flow that has not ended, in a fixed order.

    The answers are read as JSON: making Prefect's own objects of ten thousand runs takes longer than all the rest.
    """
    wanted = {
        "flows": {"name": {"any_": [flow]}},
        "flow_runs": {"state": {"type": {"any_": LIVE}}},
        "sort": "ID_DESC",
        "limit": RUNS_A_PAGE,
    }
    offset = 0
    while page := prefect.request("POST", "/flow_runs/filter", json={**wanted, "offset": offset}).json():
        yield from map(_from_json, page)
        offset += len(page)


def _from_json(run: dict[str, Any]) -> ListedRun:
    state: dict[str, Any] = run["state"] or {}
    details: dict[str, Any] = state.get("state_details") or {}
    return ListedRun(
        UUID(run["id"]),
        _number(run["parameters"]),
        _id(run["deployment_id"]),
        _id(run["work_queue_id"]),
        _moment(run["created"]),
        StateType(state["type"]) if state else None,
        state.get("name"),
        _moment(state.get("timestamp")),
        _moment(details.get("scheduled_time")),
    )


def _number(parameters: Mapping[str, Any]) -> str:
    return recognised_number(str(parameters.get("zaaknummer")))


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
