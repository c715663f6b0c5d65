"""A mail that cannot be sent, on a running platform: operators are told once, and the dossier shows it."""

from collections.abc import Callable
from typing import Any

import pytest
from prefect.client.schemas.filters import ArtifactFilter
from prefect.client.schemas.objects import FlowRun, StateType
from sqlalchemy import text
from sqlmodel import col, select
from support.faults.fault_injection import SHORT, ended, quiet, until
from support.operator_actions import tags
from support.sealed_values import damaged

from flows.engine.runs import prefect_client
from models.case_lookup import find_case
from models.connection import session
from models.ledger.entries import record_outcome
from models.tables import REFUSED, SENT, WAITING, Message
from spoorboek.demo.time_lapse import StoryRun, run_stories
from spoorboek.platform.up import Platform
from spoorboek.stories.story import Story

REASON = "bericht is niet te lezen; zet het opnieuw klaar"


def one_round() -> FlowRun:
    """Run the flow that sends the mail, to its end."""
    with prefect_client() as prefect:
        round_ = prefect.read_deployment_by_name("Post versturen/elke-vijf-minuten")
        return ended(prefect.create_flow_run_from_deployment(round_.id).id)


def dossier(number: str) -> str:
    """Read the dossier of a case in the Prefect UI."""
    with session() as reading:
        artifact = find_case(reading, number).artifact_id
    with prefect_client() as prefect:
        chosen = ArtifactFilter.model_validate({"id": {"any_": [artifact]}})
        return str(prefect.read_artifacts(artifact_filter=chosen)[0].data)


def settle(number: str, mail: int, **fields: str) -> FlowRun:
    """Settle a mail with the form of the UI, and wait for its end."""
    with prefect_client() as prefect:
        form = prefect.read_deployment_by_name("Post afhandelen/Post afhandelen")
        parameters = {"zaaknummer": number, "mail": mail, "door": "operator-1", **fields}
        return ended(prefect.create_flow_run_from_deployment(form.id, parameters=parameters).id)


@pytest.mark.timeout(300)
def test_operators_see_a_mail_that_cannot_be_read(platform: Platform, new_life: Callable[[Story], StoryRun]) -> None:
    """The round that finds it fails, says which and why, and sends the rest; the dossier shows it; the next is well."""
    life = new_life(SHORT)
    run_stories([life], quiet)
    (number,) = life.numbers
    bad, *others = wait_again(number)
    run = one_round()
    assert run.state
    assert (run.state.type, run.state.name) == (StateType.FAILED, "Failed"), run.state.message
    assert run.state.message is not None
    assert run.state.message.startswith(
        f"Niet bezorgd: {len(others)} verstuurd, 0 later, 1 geweigerd. Dit komt niet aan: {number}, "
    )
    assert run.state.message.endswith(f": {REASON}.")
    with session() as reading:
        found = dict(reading.exec(select(Message.id, Message.status).where(col(Message.id).in_([bad, *others]))).all())
    assert found == {bad: REFUSED, **dict.fromkeys(others, SENT)}
    until("the dossier shows the mail", lambda: REASON in dossier(number))
    assert "## Niet bezorgde post" in dossier(number)
    assert "[afhandelen](" in dossier(number)
    assert "post-mislukt" in tags(number)
    after = one_round()
    assert after.state
    assert (after.state.type, after.state.message) == (StateType.COMPLETED, "0 verstuurd, 0 later, 0 geweigerd.")
    assert told_of(bad) == ["casemanager"]
    asked, done = settle(number, bad, besluit="anders_bezorgd"), settle(number, bad, besluit="toch_aangekomen")
    assert asked.state
    assert "de dag" in str(asked.state.message)
    assert done.state
    assert "staat nu als aangekomen" in str(done.state.message)
    until("the dossier shows that it is settled", lambda: "post-mislukt" not in tags(number))
    assert "## Niet bezorgde post" not in dossier(number)
    mend(bad)


def told_of(mail: int) -> list[str]:
    """Return the roles that were mailed about a mail, by now."""
    with session() as reading:
        about = reading.exec(select(Message).where(col(Message.message_id).startswith("<niet-bezorgd."))).all()
        return [each.to_role for each in about if f"(nummer {mail})" in " ".join(each.body.split())]


def mend(mail: int) -> None:
    """Make a damaged mail readable again: others live on this platform, and look whether all can be read."""
    with session() as writing:  # the byte that was turned is turned back
        writing.connection().execute(text(f"update message set body = {damaged('body')} where id = :id"), {"id": mail})


def wait_again(number: str) -> list[Any]:
    """Let the mails of a case wait once more, in the ledger too; damage the body of the first; return their ids."""
    with session() as writing:
        case = find_case(writing, number).id
        messages = writing.exec(select(Message).where(Message.case_id == case).order_by(col(Message.id))).all()
        for message in messages:
            message.status = WAITING
            record_outcome(writing, case, message.id, WAITING)
        writing.flush()
        damage = text(f"update message set body = {damaged('body')} where id = :id")
        writing.connection().execute(damage, {"id": messages[0].id})
        return [message.id for message in messages]
