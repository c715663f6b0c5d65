"""What becomes of an operator action can be seen, leads back to the dossier, and does not happen twice."""

from collections.abc import Callable
from uuid import UUID

import pytest
from prefect.client.schemas.filters import ArtifactFilter
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import AwaitingRetry
from support.operator_actions import act, counts, effects, ended, events, iso, open_a_case, told

from flows.engine.runs import prefect_client
from models.case_lookup import find_case
from models.connection import session
from models.tables import Employee
from tasks.reports.retriggering import AGAIN_REASONS

Hire = Callable[[], Employee]
pytestmark = pytest.mark.usefixtures("platform")
# Those the list of runs filters by; a state of another name is in no list but that of all run states.
PREFECTS_OWN = {"Completed", "Cancelled", "Failed"}
AGAIN = {"stap": "probleemanalyse", "wijze": "opnieuw"}


def state_of(run: FlowRun) -> tuple[str, StateType]:
    """Return name and type of the state a run ended in."""
    assert run.state is not None
    return run.state.name or "", run.state.type


def page_of(run_id: UUID) -> str:
    """Return the one artifact of a run."""
    of_run = ArtifactFilter.model_validate({"flow_run_id": {"any_": [run_id]}})
    with prefect_client() as prefect:
        (found,) = prefect.read_artifacts(artifact_filter=of_run)
    return str(found.data)


def retried(run_id: UUID) -> FlowRun:
    """Press *Retry* on the page of a run, as the UI sends it, and wait until it has ended."""
    with prefect_client() as prefect:
        prefect.set_flow_run_state(run_id, AwaitingRetry(message="Retry from the UI"))
    return ended(run_id)


def done_work(number: str) -> tuple[object, ...]:
    """Count all that an action may bring about."""
    return len(events(number)), len(effects(number)), counts(number)


def test_what_was_recorded_is_seen_in_the_list_and_leads_to_the_dossier(hire: Hire) -> None:
    """Completed, `vastgelegd` in the name, and a page with a link to the dossier as it is published."""
    number = open_a_case(hire(), 20)
    run = act("Stap afronden", zaaknummer=number, stap="probleemanalyse", gedaan_op=iso(1))
    assert state_of(run) == ("Completed", StateType.COMPLETED)
    assert run.name == f"{number} · probleemanalyse · vastgelegd"
    assert told(run) == f"Vastgelegd: Probleemanalyse van dossier {number} is gedaan op 22-11-2026."
    with session() as reading:
        dossier = find_case(reading, number).artifact_id
    assert f"[Naar dossier {number}](/artifacts/artifact/{dossier})" in page_of(run.id)
    assert "formulier" not in page_of(run.id)


def test_what_was_refused_is_seen_in_the_list_and_is_no_alarm(hire: Hire) -> None:
    """Cancelled is not counted as a failure; the page says why, and has the form as it was filled in."""
    number = open_a_case(hire(), 20)
    run = act("Stap afronden", zaaknummer=number, stap="eindevaluatie", gedaan_op=iso(0))
    assert state_of(run) == ("Cancelled", StateType.CANCELLED)
    assert run.name == f"{number} · eindevaluatie · geweigerd"
    assert told(run).startswith("Geweigerd: De stap eindevaluatie")
    page = page_of(run.id)
    assert "is nog niet open; die opent op 27-06-2028" in page
    assert f"[Naar dossier {number}](/artifacts/artifact/" in page
    assert f"/run?parameters=%7B%22zaaknummer%22%3A%22{number}%22%2C%22stap%22%3A%22eindevaluatie%22" in page


@pytest.mark.parametrize("typed", ["Z-00000", "Z-UUUUU"])
def test_a_case_that_is_not_there_has_no_dossier_to_go_to(typed: str) -> None:
    """The refusal says so, and nothing else goes wrong."""
    run = act("Hersteld melden", zaaknummer=typed, hersteld_vanaf=iso(0))
    assert (state_of(run)[0], run.name) == ("Cancelled", f"{typed} · Hersteld melden · geweigerd")
    assert "Naar dossier" not in page_of(run.id)


def test_a_new_case_is_led_to_as_well(hire: Hire) -> None:
    """Ill again after four weeks: the page leads to the new dossier and to the old one."""
    number = open_a_case(hire(), 90, ("recovered", {"from": iso(40)}))
    run = act("Opnieuw uitgevallen", zaaknummer=number, uitgevallen_op=iso(2))
    new = told(run).partition("nieuw dossier ")[2][:7]
    assert {f"[Naar dossier {each}]" in page_of(run.id) for each in (number, new)} == {True}


RETRIED = (
    ("Stap afronden", {"stap": "probleemanalyse", "gedaan_op": iso(1)}),
    ("Stap opnieuw uitvoeren", AGAIN),
    ("Stap uitstellen", {"stap": "probleemanalyse", "nieuwe_streefdatum": iso(-20), "reden": "in_overleg"}),
    ("Percentage wijzigen", {"percentage": 40, "vanaf": iso(2)}),
    ("Hersteld melden", {"hersteld_vanaf": iso(1)}),
    ("Melding intrekken", {"melding": 2}),
)


@pytest.mark.parametrize(
    ("action", "given"), [*RETRIED[:2], *(pytest.param(*each, marks=pytest.mark.drill) for each in RETRIED[2:])]
)
def test_retry_of_what_was_recorded_does_nothing(hire: Hire, action: str, given: dict[str, object]) -> None:
    """Whatever the action, a second attempt of its run adds no event, document, mail or referral, and says so."""
    number = open_a_case(hire(), 20, ("capability_changed", {"from": iso(3), "percentage": 20}))
    first = act(action, zaaknummer=number, **given)
    assert told(first).startswith("Vastgelegd: "), told(first)
    before = done_work(number)
    again = retried(first.id)
    assert state_of(again)[0] == "Completed"
    assert again.name == first.name
    assert told(again).startswith("Vastgelegd: Dit is al vastgelegd, op ")
    assert told(again).endswith("; er is niets nog eens gedaan.")
    assert done_work(number) == before
    assert "Dit is al vastgelegd" in page_of(first.id)


def test_retry_of_what_was_refused_looks_again(hire: Hire) -> None:
    """What was in the way may be gone: then it is recorded, and the page tells the last attempt."""
    number = open_a_case(hire(), 20)
    refused = act("Stap intrekken", zaaknummer=number, stap="probleemanalyse")
    assert told(refused).startswith("Geweigerd: ")
    act("Stap afronden", zaaknummer=number, stap="probleemanalyse", gedaan_op=iso(1))
    again = retried(refused.id)
    assert (state_of(again)[0], again.name) == ("Completed", f"{number} · probleemanalyse · vastgelegd")
    assert page_of(refused.id).startswith("**Vastgelegd.**")


def test_pressing_again_sends_nothing_without_a_reason(hire: Hire) -> None:
    """Within an hour of the last `opnieuw` a reason is asked, with how often it was sent; with one it is sent."""
    number = open_a_case(hire(), 20)
    act("Stap opnieuw uitvoeren", zaaknummer=number, **AGAIN)
    before = done_work(number)
    pressed = act("Stap opnieuw uitvoeren", zaaknummer=number, **AGAIN)
    assert told(pressed).startswith("Geweigerd: Probleemanalyse van dossier ")
    assert "minder dan een uur geleden al opnieuw uitgevoerd" in told(pressed)
    assert "De stukken zijn al 2 keer verstuurd. Er is niets verstuurd." in told(pressed)
    assert all(code in told(pressed) for code in AGAIN_REASONS)
    assert done_work(number) == before
    meant = act("Stap opnieuw uitvoeren", zaaknummer=number, reden="niet_aangekomen", **AGAIN)
    assert told(meant).endswith("4 acties worden nu uitgevoerd (opnieuw). Dit is de 3e keer.")
    assert events(number)[-1].data["reason"] == "niet_aangekomen"


def test_a_done_step_is_sent_again_for_a_reason_only(hire: Hire) -> None:
    """However long ago: a step that is done asks why; `herstel` never does, and takes no reason."""
    number = open_a_case(hire(), 20)
    act("Stap afronden", zaaknummer=number, stap="probleemanalyse", gedaan_op=iso(1))
    pressed = act("Stap opnieuw uitvoeren", zaaknummer=number, **AGAIN)
    assert "is al gedaan. De stukken zijn al 1 keer verstuurd." in told(pressed)
    repaired = act("Stap opnieuw uitvoeren", zaaknummer=number, stap="probleemanalyse", wijze="herstel")
    assert "er ontbreekt niets" in told(repaired)
    superfluous = act(
        "Stap opnieuw uitvoeren", zaaknummer=number, stap="probleemanalyse", wijze="herstel", reden="op_verzoek"
    )
    assert told(superfluous) == "Geweigerd: Bij 'herstel' hoort geen reden. Laat die leeg."
    meant = act("Stap opnieuw uitvoeren", zaaknummer=number, reden="op_verzoek", **AGAIN)
    assert told(meant).startswith("Vastgelegd: ")


def test_the_same_day_twice_is_recorded_once(hire: Hire) -> None:
    """A postponement or an agreement that is submitted twice changes nothing the second time, and says so."""
    number = open_a_case(hire(), 20)
    later = {"stap": "probleemanalyse", "nieuwe_streefdatum": iso(-20), "reden": "in_overleg"}
    agreed = {"stap": "probleemanalyse", "afgesproken_datum": iso(-30), "reden": "onderzoek_loopt"}
    for action, given in (("Stap uitstellen", later), ("Afwijking afspreken", agreed)):
        assert told(act(action, zaaknummer=number, **given)).startswith("Vastgelegd: ")
        known = len(events(number))
        assert told(act(action, zaaknummer=number, **given)).endswith("al vast. Er is niets vastgelegd.")
        assert len(events(number)) == known


def test_every_outcome_has_a_name_of_prefect(hire: Hire) -> None:
    """No run of an action ends in a state its list does not show."""
    number = open_a_case(hire(), 20)
    runs = (
        act("Stap afronden", zaaknummer=number, stap="probleemanalyse", gedaan_op=iso(1)),
        act("Stap afronden", zaaknummer=number, stap="probleemanalyse", gedaan_op=iso(1)),
    )
    assert {state_of(run)[0] for run in runs} <= PREFECTS_OWN
