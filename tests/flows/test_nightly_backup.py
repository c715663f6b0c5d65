"""The backup of every night on a running platform: it is made by itself, and operations hears of it when it fails."""

import os
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from prefect.client.schemas.objects import FlowRun, StateType
from support.faults.fault_injection import SHORT, ended, quiet
from support.platforms import own_platform

from flows.engine.runs import prefect_client
from spoorboek.demo.time_lapse import StoryRun, run_stories
from spoorboek.platform.up import Platform
from spoorboek.stories.story import Story

pytestmark = pytest.mark.drill  # minutes: a platform of its own that is broken, restarted or rebuilt


@pytest.fixture
def ours(room: Callable[[str], Path]) -> Iterator[Platform]:
    """Start a platform of its own."""
    with own_platform(room("nacht met spatie")) as started:
        yield started


def one_night() -> FlowRun:
    """Run the flow that makes the backup, to its end."""
    with prefect_client() as prefect:
        found = prefect.read_deployment_by_name("Reservekopie maken/elke-nacht-reservekopie")
        return ended(prefect.create_flow_run_from_deployment(found.id).id)


@pytest.mark.timeout(300)
def test_a_night_makes_a_backup_and_a_failed_one_is_told(ours: Platform, new_life: Callable[[Story], StoryRun]) -> None:
    """The first night succeeds and says what was checked; without its key the next fails, and a mail says so."""
    run_stories([new_life(SHORT)], quiet)
    night, home = one_night(), ours.settings.home
    assert night.state
    assert night.state.type == StateType.COMPLETED, night.state.message
    assert "van 1 zaken klopt elk controlegetal" in str(night.state.message)
    (made,) = (home / "reservekopie").glob("nacht-*.age")
    assert made.stat().st_mode & 0o777 == 0o600
    mails = set((home / "mail").iterdir())
    key = home / "backup-key"
    key.write_text("geheim-en-geen-sleutel\n")
    failed = one_night()
    assert failed.state
    assert (failed.state.type, failed.state.name) == (StateType.FAILED, "Failed")
    assert "geen sleutel van reservekopieën" in str(failed.state.message)
    with prefect_client() as prefect:
        post = prefect.read_deployment_by_name("Post versturen/elke-vijf-minuten")
        ended(prefect.create_flow_run_from_deployment(post.id).id)
    (told,) = set((home / "mail").iterdir()) - mails
    mail = message_from_bytes(told.read_bytes(), policy=default)
    assert mail["To"] == "Operatie <operatie@localhost>"
    assert mail["Subject"] == "De reservekopie van vannacht is mislukt"
    body = mail.get_body()
    assert body is not None
    assert "geen sleutel van reservekopieën" in body.get_content()
    assert "geheim" not in body.get_content()
    assert os.listdir(home / "reservekopie") == [made.name]
