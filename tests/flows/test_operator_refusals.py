"""What an operator action refuses, and the run form that keeps most mistakes from being made."""

from collections.abc import Callable
from typing import Any

import pytest
from prefect.exceptions import PrefectHTTPStatusError
from support.operator_actions import WHO, act, begin, ended, events, iso, open_a_case, told

from flows.engine.runs import prefect_client
from models.tables import Employee
from spoorboek.platform.up import Platform
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.policy.policy_reader import house_policy
from tasks.reports.report_catalogue import FACTS_BY_ACTION

pytestmark = pytest.mark.usefixtures("platform")
OF_STEPS = (
    "Stap afronden",
    "Stap intrekken",
    "Vraag beantwoorden",
    "Stap opnieuw uitvoeren",
    "Stap uitstellen",
    "Afwijking afspreken",
)
# Action, parameters, what the message says. The case fell ill 20 days ago: on 3 November 2026.
REFUSALS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("Hersteld melden", {"zaaknummer": "Z-00000", "hersteld_vanaf": iso(0)}, "Zaak Z-00000 is niet bekend"),
    ("Hersteld melden", {"zaaknummer": "Z-UUUUU", "hersteld_vanaf": iso(0)}, "'Z-UUUUU' is geen zaaknummer"),
    ("Stap afronden", {"stap": "eindevaluatie", "gedaan_op": iso(0)}, "is nog niet open; die opent op 27-06-2028"),
    ("Stap afronden", {"stap": "eindevaluatie", "gedaan_op": iso(0)}, "Nu open: probleemanalyse, "),
    ("Stap afronden", {"stap": "vangnetmelding_vierde_dag", "gedaan_op": iso(0)}, "kent de stap"),
    ("Stap afronden", {"stap": "evaluatie", "gedaan_op": iso(0), "volgnummer": 99}, "kent de stap evaluatie 99 niet"),
    ("Stap afronden", {"stap": "probleemanalyse", "gedaan_op": iso(-1)}, "ligt in de toekomst; vandaag is 23-11-2026"),
    ("Stap afronden", {"stap": "probleemanalyse", "gedaan_op": iso(21)}, "vóór de eerste ziektedag (03-11-2026)"),
    (
        "Stap uitstellen",
        {"stap": "probleemanalyse", "nieuwe_streefdatum": iso(-23), "reden": "in_overleg"},
        "na de uiterste datum 15-12-2026",
    ),
    (
        "Stap uitstellen",
        {"stap": "probleemanalyse", "nieuwe_streefdatum": iso(0), "reden": "in_overleg"},
        "moet na vandaag (23-11-2026) liggen",
    ),
    ("Vraag beantwoorden", {"stap": "probleemanalyse", "antwoord": "niet_gedaan"}, "staat op 'open'"),
    ("Vraag beantwoorden", {"stap": "probleemanalyse", "antwoord": "gedaan"}, "ontbreekt een datum. Vul die in."),
    ("Stap opnieuw uitvoeren", {"stap": "eindevaluatie", "wijze": "opnieuw"}, "is nog niet open"),
    ("Opnieuw uitgevallen", {"uitgevallen_op": iso(1)}, "geen herstel gemeld"),
    ("Hersteld melden", {"hersteld_vanaf": iso(20)}, "niet na de eerste ziektedag"),
    ("Percentage wijzigen", {"percentage": 50, "vanaf": iso(-1)}, "De ingangsdatum 24-11-2026 ligt in de toekomst"),
    ("Advies bedrijfsarts", {"spoor": "2", "advies_van": iso(30)}, "vóór de eerste ziektedag"),
    ("Stap intrekken", {"stap": "probleemanalyse"}, "staat op 'open'"),
    (
        "Afwijking afspreken",
        {"stap": "start_spoor_2", "afgesproken_datum": iso(-30), "reden": "opbouw_loopt"},
        "niet worden afgeweken",
    ),
    ("Mogelijkheden wijzigen", {"wat": "geen_mogelijkheden", "datum": iso(-1)}, "ligt in de toekomst"),
    ("Voortgang melden", {"wat": "vastgelopen", "datum": iso(1)}, "Bij 'vastgelopen' ontbreekt een reden. Vul die in."),
    ("Einde dienstverband of AOW", {"wat": "aow_leeftijd", "datum": None}, "Bij 'aow_leeftijd' ontbreekt een datum"),
    ("Voortgang melden", {"wat": "loopt_weer", "datum": iso(1)}, "niet eerder als vastgelopen gemeld"),
    ("Antwoord bureau", {"antwoord": "akkoord", "datum": iso(1)}, "is nog geen bureau gevraagd"),
    ("Medewerking en loon", {"wat": "loon_gestopt", "datum": iso(1)}, "Bij 'loon_gestopt' ontbreekt een reden."),
    ("Medewerking en loon", {"wat": "loon_hervat", "datum": iso(1)}, "was vlak daarvoor niet gestopt of opgeschort"),
    (
        "Deskundigenoordeel",
        {"wat": "oordeel_ontvangen_werkgever", "datum": iso(1), "uitkomst": "werk_passend"},
        "die niet eerder is vastgelegd",
    ),
    (
        "Deskundigenoordeel",
        {
            "wat": "oordeel_gevraagd_werkgever",
            "datum": iso(1),
            "vraag": "passende_arbeid",
            "uitkomst": "werk_passend",
        },
        "Onbekende reden 'passende_arbeid, werk_passend'",
    ),
    ("Bericht aan of van UWV", {"wat": "tekortkoming_hersteld_gemeld", "datum": iso(1)}, "Meld eerst het besluit"),
    ("Verlof vastleggen", {"vanaf": iso(-9), "tot_en_met": iso(9)}, "Het verlof eindigt op"),
    ("Einde dienstverband of AOW", {"wat": "einde_dienstverband", "datum": iso(21)}, "vóór de eerste ziektedag"),
    ("Einde dienstverband of AOW", {"wat": "geen_aow_leeftijd", "datum": None}, "verandert niets aan wat al vastligt"),
    ("Eerste ziektedag corrigeren", {"eerste_ziektedag": iso(-1)}, "ligt in de toekomst"),
    ("Vangnet wijzigen", {"vangnet": "geen", "bekend_sinds": iso(1)}, "hoort geen datum"),
)


@pytest.fixture(scope="module")
def number(platform: Platform) -> str:
    """Open one case, which every refusal leaves as it is."""
    from models.connection import session
    from spoorboek.demo.people import invented_employee

    with session() as writing:
        hired = invented_employee(writing, 900)
    return open_a_case(hired, 20)


def test_nonsense_is_refused_with_what_is_wrong_and_nothing_is_kept(number: str) -> None:
    """Each refusal is a failed run named `Geweigerd` whose message says which thing, what was expected, what to do."""
    before = len(events(number))
    runs = [begin(action, **{"zaaknummer": number, **given}) for action, given, _ in REFUSALS]
    for run_id, (action, given, words) in zip(runs, REFUSALS, strict=True):
        answer = told(ended(run_id))
        assert answer.startswith("Geweigerd: "), (action, given, answer)
        assert words in answer, (action, given, answer)
    assert len(events(number)) == before


def test_a_refused_form_is_no_error_in_the_log(platform: Platform, number: str) -> None:
    """A mistake of a person is a warning with its reason; errors in the log are those of the product."""
    log = platform.child("worker").log
    before = len(log.read_text())
    refused = act("Hersteld melden", zaaknummer=number, hersteld_vanaf=iso(-30))
    reason = told(refused).partition(": ")[2]
    assert reason
    written = log.read_text()[before:]
    assert "Finished in state" not in written
    assert "ERROR" not in written
    assert reason[:40] in written


def test_a_closed_case_says_so(hire: Callable[[], Employee]) -> None:
    """After the end only a relapse can be told; the message names the day it closed."""
    closed = open_a_case(hire(), 90, ("recovered", {"from": iso(40)}))
    refused = act("Percentage wijzigen", zaaknummer=closed, percentage=20, vanaf=iso(1))
    assert f"Geweigerd: Dossier {closed} is gesloten op " in told(refused)
    assert "opnieuw uitgevallen" in told(refused)


def test_after_the_contract_no_new_case_is_opened(hire: Callable[[], Employee]) -> None:
    """Who left the employer does not fall ill there again; the message says which date to look at."""
    left = open_a_case(hire(), 90, ("recovered", {"from": iso(60)}), contract_ends_on=iso(50))
    refused = act("Opnieuw uitgevallen", zaaknummer=left, uitgevallen_op=iso(2))
    assert "Geweigerd: Het dienstverband" in told(refused)
    assert "04-10-2026" in told(refused)


@pytest.mark.parametrize(
    "wrong",
    [
        {"percentage": 100},
        {"percentage": "veel"},
        {"zaaknummer": "Jan Jansen"},
        {"vanaf": "gisteren"},
        {"door": "iemand"},
        {"door": None},
    ],
    ids=str,
)
def test_the_server_takes_no_parameter_that_cannot_be(platform: Platform, wrong: dict[str, Any]) -> None:
    """A name, an unknown operator or a number out of range never becomes a run, so Prefect never stores it."""
    good = {"zaaknummer": "Z-7K3Q9", "percentage": 40, "vanaf": iso(1), "door": WHO}
    with pytest.raises(PrefectHTTPStatusError) as refused:
        begin("Percentage wijzigen", **{**good, **wrong})
    assert refused.value.response.status_code in (409, 422)


def test_the_run_form_has_choices_and_date_pickers(platform: Platform) -> None:
    """Steps, operators, reasons and evidence are lists to choose from; days are dates; texts are Dutch."""
    fields = {name: field for action in (*OF_STEPS, *FACTS_BY_ACTION) for name, field in _form(action).items()}
    assert fields["stap"]["enum"] == list(milestone_table())
    assert fields["door"]["enum"] == ["operator-1", "operator-2", "operator-3"]
    assert _form("Stap uitstellen")["reden"]["enum"] == list(house_policy().choices["postpone"])
    assert _form("Afwijking afspreken")["reden"]["enum"] == list(house_policy().choices["deviate"])
    answer = _form("Vraag beantwoorden")
    assert answer["antwoord"]["enum"] == ["gedaan", "niet_gedaan", "niet_van_toepassing"]
    assert set(house_policy().choices["not_applicable"]) <= set(answer["reden"]["enum"])
    assert set(house_policy().choices["stuck"]) <= set(_form("Voortgang melden")["reden"]["enum"])
    for action in (
        "Voortgang melden",
        "Mogelijkheden wijzigen",
        "Bericht aan of van UWV",
        "Einde dienstverband of AOW",
        "Medewerking en loon",
        "Deskundigenoordeel",
    ):
        assert _form(action)["wat"]["enum"] == list(FACTS_BY_ACTION[action])
    assert set(house_policy().choices["evidence"]) <= set(fields["bewijs"]["enum"])
    assert fields["wijze"]["enum"] == ["herstel", "opnieuw"]
    days = (
        "gedaan_op",
        "nieuwe_streefdatum",
        "hersteld_vanaf",
        "uitgevallen_op",
        "vanaf",
        "advies_van",
        "tot_en_met",
        "eerste_ziektedag",
    )
    assert {fields[name]["format"] for name in days} == {"date"}
    assert fields["zaaknummer"]["pattern"]
    assert fields["zaaknummer"]["description"] == "Het nummer van het dossier, bijvoorbeeld Z-7K3Q9."


def test_every_action_is_of_operators_and_asks_who(platform: Platform) -> None:
    """Each has the tag `operator`, a Dutch description, and nobody acts without a name to it."""
    with prefect_client() as prefect:
        for action in (*OF_STEPS, *FACTS_BY_ACTION):
            deployment = prefect.read_deployment_by_name(f"{action}/{action}")
            assert deployment.tags == ["operator"]
            assert "door" in deployment.parameter_openapi_schema["required"]
            assert (deployment.description or "").startswith(("Leg", "Meld", "Voer", "Stel", "Beantwoord", "Laat"))


def _form(action: str) -> dict[str, dict[str, Any]]:
    """Return the fields of the run form of an action, references resolved as the UI does."""
    with prefect_client() as prefect:
        schema = prefect.read_deployment_by_name(f"{action}/{action}").parameter_openapi_schema
    definitions = schema.get("definitions", {})
    fields = {}
    for name, field in schema["properties"].items():
        parts = [field, *field.get("allOf", []), *field.get("anyOf", [])]
        named = [definitions[part["$ref"].rpartition("/")[2]] for part in parts if "$ref" in part]
        fields[name] = {key: value for part in (*named, *parts) for key, value in part.items()}
    return fields
