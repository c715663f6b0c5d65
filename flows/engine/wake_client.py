"""The client of a wake: it asks the server nothing it was just told, and tells it nothing the server has already.

Prefect's engine reads a run the worker read a moment ago, and writes version and retries of its flow at every start.
A case starts once for every wake, so these are two requests of seven.
"""

from typing import Any
from uuid import UUID

import httpx
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import FlowRun, State
from prefect.client.schemas.responses import OrchestrationResult, SetStateStatus
from prefect.context import SyncClientContext
from prefect.settings import get_current_settings

UNCHANGED = httpx.codes.NO_CONTENT


class WakeClient(SyncPrefectClient):
    """A client of the Prefect API that knows one run as the server has it, from `begin` on."""

    _told: FlowRun | None = None
    _is_new = False

    def begin(self, run: FlowRun) -> None:
        """Begin the wake of a run, which the server has just given; what was known of another is forgotten."""
        self._told, self._is_new = run.model_copy(deep=True), True  # the engine changes what it is given

    def read_flow_run(self, flow_run_id: UUID) -> FlowRun:
        """Return a run. The first time after `begin` that is the one the server gave then, in the state set since."""
        if self._told and self._told.id == flow_run_id and self._is_new:
            self._is_new = False
            return self._told.model_copy(deep=True)
        return super().read_flow_run(flow_run_id)

    def update_flow_run(self, flow_run_id: UUID, *positional: Any, **changes: Any) -> httpx.Response:
        """Change a run, as Prefect's own method takes it; nothing is sent when the server has it so already."""
        told = self._told if self._told and self._told.id == flow_run_id and not positional else None
        if told and all(getattr(told, name) == value for name, value in changes.items()):
            return httpx.Response(UNCHANGED)
        answer = super().update_flow_run(flow_run_id, *positional, **changes)
        if told:
            self._told = told.model_copy(update=changes, deep=True)
        return answer

    def set_flow_run_name(self, flow_run_id: UUID, name: str) -> httpx.Response:
        """Name a run; nothing is sent when it is called so already."""
        return self.update_flow_run(flow_run_id, name=name)

    def set_flow_run_state(
        self, flow_run_id: UUID | str, state: State[Any], force: bool = False
    ) -> OrchestrationResult[Any]:
        """Set the state of a run, as the server takes it."""
        result = super().set_flow_run_state(flow_run_id, state, force)
        if self._told and str(self._told.id) == str(flow_run_id) and result.status == SetStateStatus.ACCEPT:
            self._enter(result.state)
        return result

    def _enter(self, state: State[Any] | None) -> None:
        if self._told and state:
            begun = self._told.run_count + state.is_running()
            changes = {"state": state, "state_name": state.name, "state_type": state.type, "run_count": begun}
            self._told = self._told.model_copy(update=changes)


class WakeContext(SyncClientContext):
    """A context in which every client of Prefect is one WakeClient; entered more than once it stays open."""

    client: WakeClient

    def __init__(self) -> None:
        api = get_current_settings().api
        secret = api.auth_string.get_secret_value() if api.auth_string else None
        super(SyncClientContext, self).__init__(client=WakeClient(str(api.url), auth_string=secret))
