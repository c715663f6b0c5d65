"""The page of a case in the Prefect UI: run name, tags, and an artifact with the dossier and links to run forms."""

import time
from collections.abc import Mapping
from uuid import UUID

from httpx import codes
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import ArtifactCreate, ArtifactUpdate
from prefect.client.schemas.filters import ArtifactFilter, DeploymentFilter
from prefect.exceptions import PrefectHTTPStatusError

from flows.engine.runs import read_run
from models.case_lookup import find_case
from models.connection import session
from models.identity.second_employment import cases_beside
from tasks.case_state import CaseState
from tasks.desk_links import desk_origin
from tasks.dossiers.reading import dossier_findings
from tasks.outbox.held_mail import held_mail
from tasks.outbox.mail_history import mail_history
from tasks.outbox.mail_outcomes import mail_outcomes
from tasks.outbox.undelivered import undelivered_mail
from tasks.views.bureau_messages_section import bureau_messages
from tasks.views.dossier_json import bureau_codes, event_actors
from tasks.views.dossier_page import dossier_page
from tasks.views.failing_notice import with_notice
from tasks.views.run_list import FAILING_TAG, UNDELIVERED_TAG, case_run_name, case_tags

ACTION_TAG = "operator"
FORM_CACHE_SECONDS = 600.0


def show_case(prefect: SyncPrefectClient, run_id: UUID, current: CaseState, notice: str = "") -> None:
    """Name and tag the run of a case and publish its dossier. One artifact per case, rewritten at every wake.

    `notice`: why this wake failed, put above the dossier.
    """
    with session() as reading:
        case = find_case(reading, current.number)
        artifact_id, actors, bureaus = case.artifact_id, event_actors(reading, case), bureau_codes(reading, case)
        outcomes = mail_outcomes(reading, current.case_id)
        undelivered, held = undelivered_mail(reading, current.case_id), held_mail(reading, current.case_id)
        mails, beside = mail_history(reading, current.case_id), cases_beside(reading, case)
        findings = dossier_findings(reading, current)
        messages = bureau_messages(reading, case, mails, bureaus)
    waiting = {FAILING_TAG: bool(notice), UNDELIVERED_TAG: any(mail.needs_person for mail in undelivered)}
    tags = [*case_tags(current), *(tag for tag, holds in waiting.items() if holds)]
    prefect.update_flow_run(run_id, name=case_run_name(current), tags=tags)
    forms = form_addresses(prefect)
    text = dossier_page(
        current,
        forms,
        actors,
        undelivered=undelivered,
        held=held,
        outcomes=outcomes,
        mails=mails,
        beside=beside,
        bureaus=bureaus,
        findings=findings,
        messages=messages,
        desk=desk_origin(),
    )
    _publish(prefect, current.number, run_id, artifact_id, with_notice(notice, text))


def mark_failing(prefect: SyncPrefectClient, number: str, notice: str) -> None:
    """Put a notice above the dossier as it was last published, and tag the run; for a case whose wake breaks off."""
    with session() as reading:
        case = find_case(reading, number)
        run_id, artifact_id = case.flow_run_id, case.artifact_id
    run = read_run(prefect, run_id)
    if run is None:
        return
    prefect.update_flow_run(run.id, tags=sorted({*run.tags, FAILING_TAG}))
    text = with_notice(notice, read_dossier(prefect, number) or f"# Dossier {number}")
    _publish(prefect, number, run.id, artifact_id, text)


def read_dossier(prefect: SyncPrefectClient, number: str) -> str | None:
    """Read the dossier of a case as it was last published; None when there is none."""
    with session() as reading:
        artifact_id = find_case(reading, number).artifact_id
    if artifact_id is None:
        return None
    by_id = ArtifactFilter.model_validate({"id": {"any_": [artifact_id]}})
    found = prefect.read_artifacts(artifact_filter=by_id)
    return str(found[0].data) if found else None


def _publish(prefect: SyncPrefectClient, number: str, run_id: UUID, artifact_id: UUID | None, text: str) -> None:
    if artifact_id and _update_artifact(prefect, artifact_id, text):
        return
    created = prefect.create_artifact(
        ArtifactCreate(
            key=f"dossier-{number.lower()}",
            type="markdown",
            description=f"Dossier {number}",
            data=text,
            flow_run_id=run_id,
        )
    )
    with session() as writing:
        find_case(writing, number).artifact_id = created.id


def _update_artifact(prefect: SyncPrefectClient, artifact_id: UUID, text: str) -> bool:
    """Replace the text of an artifact; return False when it does not exist any more."""
    try:
        prefect.update_artifact(artifact_id, ArtifactUpdate(data=text))
    except PrefectHTTPStatusError as error:
        if error.response.status_code == codes.NOT_FOUND:  # deleted in the UI
            return False
        raise
    return True


class _FormCache:
    """The addresses this process read last, and until when they are used. They change only with new deployments."""

    forms: Mapping[str, str] = {}
    valid_until = float("-inf")


def form_addresses(prefect: SyncPrefectClient) -> Mapping[str, str]:
    """Return the address of the run form of each action, read from the server at most once in ten minutes."""
    if time.monotonic() > _FormCache.valid_until:
        tag_filter = DeploymentFilter.model_validate({"tags": {"all_": [ACTION_TAG]}})
        deployments = prefect.read_deployments(deployment_filter=tag_filter, limit=100)
        _FormCache.forms = {each.name: f"/deployments/deployment/{each.id}/run" for each in deployments}
        _FormCache.valid_until = time.monotonic() + FORM_CACHE_SECONDS
    return _FormCache.forms
