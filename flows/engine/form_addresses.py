"""Where the run form of each operator action is in the UI, for links in dossiers."""

import time
from collections.abc import Mapping

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import DeploymentFilter

TAG = "operator"
FRESH_SECONDS = 600.0


class _Known:
    """What this process read last, and when. Forms move only when deployments are made anew."""

    forms: Mapping[str, str] = {}
    until = float("-inf")


def forms(prefect: SyncPrefectClient) -> Mapping[str, str]:
    """Return the address of the run form per action; asked of the server at most once in ten minutes."""
    if time.monotonic() > _Known.until:
        wanted = DeploymentFilter.model_validate({"tags": {"all_": [TAG]}})
        found = prefect.read_deployments(deployment_filter=wanted, limit=100)
        _Known.forms = {each.name: f"/deployments/deployment/{each.id}/run" for each in found}
        _Known.until = time.monotonic() + FRESH_SECONDS
    return _Known.forms
