"""Whoever writes to Prefect, even with the secret, gets no code to run in the worker; operations hears of it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from prefect.client.schemas.objects import FlowRun, WorkPool
from sqlmodel import col, select
from support.faults.fault_injection import ended, run_deployment, url_of
from support.hostile.planted_runs import OURS, PLANTS, a_new_deployment, write_code
from support.platforms import own_platform

from flows.engine.prefect_api import POOL
from flows.engine.runs import prefect_client
from models.connection import session
from models.tables import SENT, Message
from spoorboek.platform.deploy import deploy_all
from spoorboek.platform.up import Platform
from tasks.outbox.operations_mail import MOST_A_DAY

pytestmark = pytest.mark.drill  # minutes: a platform of its own that is broken, restarted or rebuilt


@pytest.fixture(scope="module")
def ours(room: Callable[[str], Path]) -> Iterator[Platform]:
    """Start a platform for others to plant in."""
    with own_platform(room("planted")) as started:
        yield started


@pytest.fixture
def mark(ours: Platform, tmp_path: Path) -> Iterator[Path]:
    """Write code to plant and return the mark it would leave; afterwards the deployments are as shipped again."""
    for mail in ours.settings.mail_folder.glob("geweigerd.*.eml"):
        mail.unlink()
    yield write_code(tmp_path)
    deploy_all()
    with psycopg.connect(url_of("spoorboek"), autocommit=True) as superuser:  # the product itself deletes no mail
        superuser.execute("delete from message where to_role = 'operatie'")


def told(reading: object) -> list[Message]:
    """List what operations was told, in order."""
    of_operations = select(Message).where(Message.to_role == "operatie").order_by(col(Message.id))
    return list(reading.exec(of_operations))  # type: ignore[attr-defined]


@pytest.mark.parametrize("what", PLANTS)
def test_what_is_not_as_shipped_is_refused(ours: Platform, mark: Path, what: str) -> None:
    """Nothing is loaded, the run ends as refused with the reason in Dutch, and one mail to operations waits."""
    plant, reason = PLANTS[what]
    with prefect_client() as prefect:
        run = ended(plant(prefect, mark.parent))
    assert run.state
    assert (run.state.name, run.state.type.value) == ("Failed", "FAILED")
    assert reason in (run.state.message or "")
    assert not mark.exists()
    with session() as reading:
        (message,) = told(reading)
        assert reason in " ".join(message.body.split())
        assert (message.case_id, message.subject) == (None, "Spoorboek · een run is geweigerd")


def test_operations_hears_once_a_day_and_the_mail_arrives(ours: Platform, mark: Path) -> None:
    """Of one deployment one mail, however often it runs; it is sent with the next round."""
    with prefect_client() as prefect:
        runs = [a_new_deployment(prefect, mark.parent) for _ in range(3)]
    assert {ended(run).state_name for run in runs} == {"Failed"}
    assert run_deployment("Post versturen/elke-vijf-minuten").startswith("1 verstuurd")
    with session() as reading:
        assert [message.status for message in told(reading)] == [SENT]
    (mail,) = ours.settings.mail_folder.glob("geweigerd.*.eml")
    assert "To: Operatie <operatie@localhost>" in mail.read_text()


def test_nobody_floods_operations(ours: Platform, mark: Path) -> None:
    """With a new name for every deployment no more than ten mails a day are made."""
    with prefect_client() as prefect:
        flow = prefect.create_flow_from_name("plan")
        runs = [
            prefect.create_flow_run_from_deployment(
                prefect.create_deployment(flow, f"vloed {number}", entrypoint="os:system", work_pool_name=POOL)
            ).id
            for number in range(MOST_A_DAY + 3)
        ]
    assert {ended(run).state_name for run in runs} == {"Failed"}
    with session() as reading:
        assert len(told(reading)) == MOST_A_DAY


def test_a_storage_block_the_server_names_is_not_loaded(ours: Platform, mark: Path) -> None:
    """The place for results is ours: a block set as the server's default is neither read nor asked for."""
    with prefect_client() as prefect:
        (kind,) = [
            each for each in prefect.request("POST", "/block_types/filter", json={}).json()
            if each["slug"] == "remote-file-system"
        ]  # fmt: skip
        schemas = {"block_schemas": {"block_type_id": {"any_": [kind["id"]]}}}
        schema = prefect.request("POST", "/block_schemas/filter", json=schemas).json()[0]
        block = {
            "name": "plan",
            "data": {"basepath": "weg://nergens"},
            "block_type_id": kind["id"],
            "block_schema_id": schema["id"],
        }
        made = prefect.request("POST", "/block_documents/", json=block).json()
        prefect.request("PUT", "/admin/storage", json={"default_result_storage_block_id": made["id"]})
        try:
            assert run_deployment(OURS).endswith("verwijderd.")
        finally:
            prefect.request("DELETE", "/admin/storage")


def test_a_changed_template_of_the_pool_changes_nothing_and_is_put_back(ours: Platform, mark: Path) -> None:
    """The worker uses no job template; placing the deployments restores it all the same."""
    with prefect_client() as prefect:
        before = _pool().base_job_template
        command = {"job_configuration": {"command": f"touch {mark}"}, "variables": {"properties": {}, "type": "object"}}
        prefect.request("PATCH", "/work_pools/{name}", path_params={"name": POOL}, json={"base_job_template": command})
        assert run_deployment(OURS).endswith("verwijderd.")
        assert not mark.exists()
        deploy_all()
        assert _pool().base_job_template == before


def _pool() -> WorkPool:
    with prefect_client() as prefect:
        answer = prefect.request("GET", "/work_pools/{name}", path_params={"name": POOL})
        return WorkPool.model_validate(answer.json())


def test_the_worker_goes_on(ours: Platform, mark: Path) -> None:
    """After a refusal the same worker runs what is ours."""
    worker = ours.child("worker").pid
    with prefect_client() as prefect:
        refused: FlowRun = ended(a_new_deployment(prefect, mark.parent))
    assert refused.state_name == "Failed"
    begun = time.monotonic()
    assert run_deployment(OURS).endswith("verwijderd.")
    assert time.monotonic() - begun < 60
    assert (ours.child("worker").pid, ours.child("worker").alive) == (worker, True)
