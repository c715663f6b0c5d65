"""What became of an operator action, where people look for it: the state, name and page of its run.

States have Prefect's own names, because the list people land on after *Submit* shows no others. A refusal is Cancelled:
nothing was recorded, and nothing is broken.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from httpx import HTTPError
from prefect import runtime
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import ArtifactCreate, ArtifactUpdate
from prefect.client.schemas.filters import ArtifactFilter
from prefect.client.schemas.objects import State
from prefect.exceptions import PrefectException
from prefect.logging import get_logger, get_run_logger
from prefect.states import Cancelled, Completed, Failed

from flows.engine.run_page import form_addresses
from flows.engine.runs import prefect_client
from models.case_lookup import find_case
from models.case_numbers import recognised_number
from models.connection import session
from spoorboek.errors import SpoorboekError
from tasks.views.form_links import form_link
from tasks.views.markdown_words import markdown_words

RECORDED, REFUSED, FAILED = "vastgelegd", "geweigerd", "mislukt"
STATES = {RECORDED: Completed, REFUSED: Cancelled, FAILED: Failed}
ARTIFACT_NAME = "Uitkomst"


class ActionOutcome(NamedTuple):
    """What became of an action: one of STATES, what to tell the operator, and the numbers of the cases it is about."""

    word: str
    message: str
    numbers: tuple[str, ...] = ()


def action_run_name() -> str:
    """Name the run of an operator action: the case, and the step or fact, such as `Z-7K3Q9 · evaluatie`."""
    parameters = runtime.flow_run.parameters
    subject = parameters.get("stap") or parameters.get("wat") or runtime.flow_run.flow_name
    if "zaaknummer" not in parameters:  # of no case, such as a change of a register
        return str(subject)
    return f"{recognised_number(str(parameters['zaaknummer']))} · {subject}"


def conclude(outcome: ActionOutcome) -> State:
    """Show what became of the action on its run, and return the state it ends in.

    What cannot be shown is left: what was recorded stays recorded.
    """
    if outcome.word != RECORDED:
        get_run_logger().warning("%s", outcome.message)  # the page of a run opens at its logs
    try:
        with prefect_client() as prefect:
            _show(prefect, UUID(runtime.flow_run.id), outcome)
    except (PrefectException, HTTPError) as error:
        get_logger("spoorboek").warning("Outcome of an action not shown: %s", type(error).__name__)
    state: State = STATES[outcome.word](message=f"{outcome.word.capitalize()}: {outcome.message}")
    return state


def _show(prefect: SyncPrefectClient, run_id: UUID, outcome: ActionOutcome) -> None:
    prefect.update_flow_run(run_id, name=f"{action_run_name()} · {outcome.word}")
    text = "\n\n".join(_page(prefect, outcome))
    of_run = ArtifactFilter.model_validate({"flow_run_id": {"any_": [run_id]}})
    if earlier := prefect.read_artifacts(artifact_filter=of_run, limit=1):  # of an earlier attempt
        prefect.update_artifact(earlier[0].id, ArtifactUpdate(data=text))
    else:
        prefect.create_artifact(
            ArtifactCreate(type="markdown", description=ARTIFACT_NAME, data=text, flow_run_id=run_id)
        )


def _page(prefect: SyncPrefectClient, outcome: ActionOutcome) -> Iterator[str]:
    yield f"**{outcome.word.capitalize()}.** {markdown_words(outcome.message)}"
    yield from _dossier_links(outcome.numbers)
    name = str(runtime.flow_run.flow_name)
    if outcome.word != RECORDED and (form := form_addresses(prefect).get(name)):
        yield form_link("Het formulier nog eens, ingevuld", form, _plain(runtime.flow_run.parameters))


def _dossier_links(numbers: Iterable[str]) -> Iterator[str]:
    with session() as reading:
        for number in numbers:
            try:
                case = find_case(reading, number)
            except SpoorboekError:  # such as no number at all
                continue
            if case.artifact_id:
                yield f"[Naar dossier {case.number}](/artifacts/artifact/{case.artifact_id})"
            elif case.flow_run_id:
                yield f"[Naar dossier {case.number}](/runs/flow-run/{case.flow_run_id}?tab=Artifacts)"


def _plain(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a run as its form sends them."""
    given = {name: value.isoformat() if isinstance(value, date) else value for name, value in parameters.items()}
    return {name: value for name, value in given.items() if value is not None}
