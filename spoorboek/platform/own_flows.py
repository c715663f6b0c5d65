"""The flows the worker runs: those of the deployments as shipped. What the server names is compared, never loaded.

Whoever writes to the Prefect server can plant a deployment with any entrypoint, change ours, or give parameters that
make Prefect load a block. None of it is imported: a run that differs from what was shipped is refused.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import ParameterBindError, ParameterTypeError, SignatureMismatchError
from prefect.flows import Flow
from prefect.settings import get_current_settings

from flows.engine.shipped_deployments import EMPTY, read_deployments
from spoorboek.errors import PlatformError

PLAIN = (str, int, float, bool, type(None))


class RunRefused(PlatformError):
    """De run is geweigerd."""


class OwnFlow(NamedTuple):
    """A flow as shipped, and the entrypoint its deployment has."""

    entrypoint: str
    flow: Flow[..., Any]


def load_own_flows() -> Mapping[str, OwnFlow]:
    """Import the flow of every deployment of the file, by the name of the deployment.

    Raises DeploymentsError when the file cannot be used.
    """
    # An explicit place for results, though none is kept: else Prefect takes the storage block the server names.
    place = get_current_settings().results.local_storage_path
    return {
        entry["name"]: OwnFlow(
            entry["entrypoint"], _import_flow(entry["entrypoint"]).with_options(result_storage=place)
        )
        for entry in read_deployments()
    }


def _import_flow(entrypoint: str) -> Flow[..., Any]:
    module, _, name = entrypoint.partition(":")
    flow: Flow[..., Any] = getattr(import_module(module), name)
    return flow


def flow_of(own_flows: Mapping[str, OwnFlow], deployment: DeploymentResponse | None, run: FlowRun) -> Flow[..., Any]:
    """Return the flow a run executes. Raises RunRefused, in Dutch, when run or deployment is not as shipped."""
    if deployment is None:
        raise RunRefused("Deze run hoort bij geen deployment; Spoorboek voert alleen zijn eigen deployments uit.")
    own = own_flows.get(deployment.name)
    if own is None:
        raise RunRefused("Deze deployment is niet van Spoorboek; er is niets van geladen.")
    if deployment.entrypoint != own.entrypoint:
        raise RunRefused("Deze deployment wijst naar andere code dan Spoorboek meeleverde; er is niets van geladen.")
    if changed := [name for name in EMPTY if getattr(deployment, name) not in (None, [], {}, "")]:
        raise RunRefused(f"Deze deployment is gewijzigd ({', '.join(changed)}); er is niets van uitgevoerd.")
    if run.job_variables:
        raise RunRefused("Deze run heeft eigen job variables, en die kent Spoorboek niet; er is niets uitgevoerd.")
    _check_parameters(own.flow, run.parameters)
    return own.flow


def _check_parameters(flow: Flow[..., Any], parameters: Mapping[str, Any]) -> None:
    if not all(isinstance(value, PLAIN) for value in parameters.values()):
        # Prefect replaces a nested `$ref` by the block it names, before it looks at the type.
        raise RunRefused("Een parameter van deze run is geen gewone waarde; er is niets uitgevoerd.")
    try:
        flow.validate_parameters(dict(parameters))
    except (ParameterBindError, ParameterTypeError, SignatureMismatchError):
        raise RunRefused(
            "De parameters van deze run passen niet bij het formulier; er is niets uitgevoerd. "
            "Vul het formulier opnieuw in, met *Validate parameters* aan."
        ) from None
