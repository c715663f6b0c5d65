"""Show a case in the Prefect UI: run name, tags, dossier artifact."""

from uuid import UUID

from httpx import codes
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import ArtifactCreate, ArtifactUpdate
from prefect.exceptions import PrefectHTTPStatusError

from flows.engine.form_addresses import forms
from models.database import session
from models.record import find_case
from tasks.case_state import Situation
from tasks.views.dossier_page import dossier
from tasks.views.run_list import run_name, tags


def show(prefect: SyncPrefectClient, run_id: UUID, here: Situation) -> None:
    """Name and tag the run of a case and publish its dossier. One artifact per case, rewritten at every wake."""
    prefect.update_flow_run(run_id, name=run_name(here), tags=tags(here))
    text = dossier(here, forms(prefect))
    with session() as reading:
        known = find_case(reading, here.number).artifact_id
    if known and _rewritten(prefect, known, text):
        return
    created = prefect.create_artifact(
        ArtifactCreate(
            key=f"dossier-{here.number.lower()}",
            type="markdown",
            description=f"Dossier {here.number}",
            data=text,
            flow_run_id=run_id,
        )
    )
    with session() as writing:
        find_case(writing, here.number).artifact_id = created.id


def _rewritten(prefect: SyncPrefectClient, artifact_id: UUID, text: str) -> bool:
    try:
        prefect.update_artifact(artifact_id, ArtifactUpdate(data=text))
    except PrefectHTTPStatusError as error:
        if error.response.status_code == codes.NOT_FOUND:  # deleted in the UI
            return False
        raise
    return True
