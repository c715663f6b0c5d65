"""The report of a day in Prefect: numbers in an artifact of its run, once a day, and nobody in them."""

from datetime import UTC, datetime

from prefect.client.schemas.filters import ArtifactFilter
from support.faults.fault_injection import ended

from flows.engine.kept_pages import rewrite_page
from flows.engine.runs import prefect_client
from models.connection import session
from models.tables import DayReport
from spoorboek.platform.up import Platform
from tasks.case_state import current_day


def test_the_run_of_a_day_says_what_it_did(platform: Platform) -> None:
    """Made before, or no day for it: the run says so and adds no page; a page of a key is rewritten, not added."""
    with session() as writing:
        if writing.get(DayReport, current_day(writing)) is None:
            writing.add(DayReport(on_day=current_day(writing), made_at=datetime.now(UTC)))
    with prefect_client() as prefect:
        deployment = prefect.read_deployment_by_name("Dagrapport/elke-ochtend-dagrapport")
        run = ended(prefect.create_flow_run_from_deployment(deployment.id).id)
        assert run.state_name == "Completed"
        assert run.state is not None
        assert "Het dagrapport van vandaag is om" in str(run.state.message)
        for text in ("een", "twee"):
            rewrite_page(prefect, "proef", "Proef", text)
        by_key = ArtifactFilter.model_validate({"key": {"any_": ["proef"]}})
        assert [each.data for each in prefect.read_artifacts(artifact_filter=by_key)] == ["twee"]
