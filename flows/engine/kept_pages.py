"""Pages of ours among the artifacts of Prefect: one of each key, rewritten, or one more each day. Numbers only."""

from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import ArtifactCreate, ArtifactUpdate
from prefect.client.schemas.filters import ArtifactFilter


def add_page(prefect: SyncPrefectClient, key: str, description: str, text: str, run_id: UUID | None = None) -> None:
    """Add a page to those of a key; Prefect shows the newest, and those before as its history.

    `key`: small letters and dashes; `text`: Markdown; `run_id`: the run it stands on too.
    """
    page = ArtifactCreate(key=key, type="markdown", description=description, data=text, flow_run_id=run_id)
    prefect.create_artifact(page)


def rewrite_page(prefect: SyncPrefectClient, key: str, description: str, text: str) -> None:
    """Rewrite the one page of a key; make it when it is not there."""
    by_key = ArtifactFilter.model_validate({"key": {"any_": [key]}})
    found = prefect.read_artifacts(artifact_filter=by_key, limit=1)
    if found:
        prefect.update_artifact(found[0].id, ArtifactUpdate(data=text))
    else:
        add_page(prefect, key, description, text)
