"""The runs of cases as reconcile needs them: listed with few requests, and only the fields it looks at."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
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
    """List every run of a flow that has not ended, in the order of their first planned start, which never changes.

    Each page begins at the moment the one before it ended: by its number it would cost as much as all before it, and a
    run that ended meanwhile would hide another. The answers are read as JSON: making Prefect's own
    objects of ten thousand runs takes longer than all the rest.
    """
    since: str | None = None
    while True:
        page = _page_of_live(prefect, flow, "EXPECTED_START_TIME_ASC", {"after_": since} if since else {})
        if len(page) < RUNS_A_PAGE:
            yield from map(_from_json, page)
            return
        last = page[-1]["expected_start_time"]
        if page[0]["expected_start_time"] == last:
            yield from map(_from_json, _of_moment(prefect, flow, last))
            since = (datetime.fromisoformat(last) + timedelta.resolution).isoformat()
        else:  # of the last moment there may be more
            yield from (_from_json(run) for run in page if run["expected_start_time"] != last)
            since = last


def _of_moment(prefect: SyncPrefectClient, flow: str, moment: str) -> Iterator[dict[str, Any]]:
    """Yield each live run of one planned start once, by id: the server keeps no other order between them.

    A page begins with the last run of the one before it. When it does not, one ended meanwhile and others moved up, so
    all are looked through again.
    """
    seen, offset = set[str](), 0
    while True:
        page = _page_of_live(prefect, flow, "ID_DESC", {"after_": moment, "before_": moment}, offset)
        if offset and (not page or page[0]["id"] not in seen):
            offset = 0
            continue
        yield from (run for run in page if run["id"] not in seen)
        seen |= {run["id"] for run in page}
        if len(page) < RUNS_A_PAGE:
            return
        offset += RUNS_A_PAGE - 1


def _page_of_live(
    prefect: SyncPrefectClient, flow: str, sort: str, planned: Mapping[str, str], offset: int = 0
) -> list[dict[str, Any]]:
    runs: dict[str, Any] = {"state": {"type": {"any_": LIVE}}}
    if planned:
        runs["expected_start_time"] = planned
    wanted = {"flows": {"name": {"any_": [flow]}}, "flow_runs": runs, "sort": sort}
    page: list[dict[str, Any]] = prefect.request(
        "POST", "/flow_runs/filter", json={**wanted, "limit": RUNS_A_PAGE, "offset": offset}
    ).json()
    return page


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
