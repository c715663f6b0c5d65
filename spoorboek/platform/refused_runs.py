"""A run that is not ours ends as refused, with the reason on its page, and operations hears of it the same day."""

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.client.schemas.responses import DeploymentResponse
from prefect.logging import get_logger
from prefect.logging.loggers import flow_run_logger
from prefect.states import Failed
from sqlalchemy.exc import SQLAlchemyError

from models.connection import session
from spoorboek.clock import today
from spoorboek.errors import PlatformError
from tasks.outbox.operations_mail import queue_operations_mail
from templates.operations_texts import refused_run_text

REFUSED_RUN = "geweigerd"
NO_DEPLOYMENT = "geen"


def refuse_run(run: FlowRun, deployment: DeploymentResponse | None, reason: str) -> None:
    """Queue a mail to operations, one a day for each deployment and entrypoint, and end the run as refused."""
    _tell_operations(run, deployment, reason)
    refused: State = Failed(message=f"Geweigerd: {reason}")
    with get_client(sync_client=True) as prefect:
        prefect.update_flow_run(run.id, name=f"{run.name} · {REFUSED_RUN}")
        prefect.set_flow_run_state(run.id, refused, force=True)
    flow_run_logger(run).warning("%s", reason)  # the page of a run opens at its logs


def _tell_operations(run: FlowRun, deployment: DeploymentResponse | None, reason: str) -> None:
    name = deployment.name if deployment else NO_DEPLOYMENT
    entrypoint = deployment.entrypoint if deployment else None
    try:
        with session() as writing:
            queue_operations_mail(
                writing,
                REFUSED_RUN,
                (name, entrypoint or ""),
                refused_run_text(name, reason, str(run.id), today()),
                today(),
            )
    except (PlatformError, SQLAlchemyError) as error:  # the run was refused all the same
        get_logger("spoorboek").error("Operations was not told of a refused run: %s", type(error).__name__)
