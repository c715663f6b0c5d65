"""The facts an operator records through the real deployments: one event, the plan follows, the dossier tells it."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from support.canaries import BSN, CANARIES, found_in, rows_of
from support.faults.fault_injection import url_of
from support.operator_actions import TODAY, WHO, act, counts, events, iso, open_a_case, prepare, rows, step, tags, told

from flows.engine.runs import prefect_client
from models.case_lookup import find_case
from models.connection import session
from models.tables import Employee, Message
from models.verification import verify_record
from spoorboek.platform.up import Platform

Hire = Callable[[], Employee]
DONE_BEFORE = {"step": "probleemanalyse", "occurrence": 1, "on": iso(30)}


@pytest.fixture(autouse=True)
def _on_the_platform(platform: Platform) -> Iterator[None]:
    """Run on the shared platform; afterwards every hash chain is whole."""
    yield
    with session() as reading:
        assert verify_record(reading) == []


def shown(number: str) -> str:
    """Return the dossier of a case as the UI shows it."""
    with session() as reading, prefect_client() as prefect:
        found = prefect.request("GET", "/artifacts/{id}", path_params={"id": find_case(reading, number).artifact_id})
        return str(found.json()["data"])


def due(number: str, key: str) -> date:
    """Return the last lawful day of a step."""
    found = step(number, key).due_on
    assert found is not None
    return found


def test_leave_moves_what_comes_after_it(hire: Hire) -> None:
    """Sixteen weeks of leave move the report of week 42 by 112 days; the dossier tells the leave, the run its case."""
    number = open_a_case(hire(), 60)
    before = due(number, "melding_42_weken")
    run = act("Verlof vastleggen", zaaknummer=number, vanaf=iso(-10), tot_en_met=iso(-121))
    words = "verlof van 03-12-2026 t/m 24-03-2027, zelfde oorzaak"
    assert (run.name, told(run)) == (
        f"{number} · Verlof vastleggen · vastgelegd",
        f"Vastgelegd: Dossier {number}: {words}.",
    )
    assert (events(number)[-1].kind, events(number)[-1].actor) == ("leave_recorded", WHO)
    assert (due(number, "melding_42_weken") - before).days == 112
    assert f"| {TODAY:%d-%m-%Y} | V{words[1:]} |" in shown(number)


@pytest.mark.drill
def test_another_cause_after_a_leave_is_recorded_as_such(hire: Hire) -> None:
    """The choice `andere` becomes the flag of the event; nothing says which cause."""
    number = open_a_case(hire(), 60)
    act("Verlof vastleggen", zaaknummer=number, vanaf=iso(20), tot_en_met=iso(-80), oorzaak="andere")
    assert events(number)[-1].data == {"from": iso(20), "until": iso(-80), "same_cause": False}


@pytest.mark.drill
def test_a_contract_end_comes_and_goes(hire: Hire) -> None:
    """Its steps appear with it and lapse without it."""
    number = open_a_case(hire(), 60)
    ends = act("Einde dienstverband of AOW", zaaknummer=number, wat="einde_dienstverband", datum=iso(-30))
    assert ends.name == f"{number} · einde_dienstverband · vastgelegd"
    assert step(number, "ziek_uit_dienst_melding").due_on is not None
    assert f"Dienstverband eindigt op {date(2026, 12, 23):%d-%m-%Y}" in shown(number)
    act("Einde dienstverband of AOW", zaaknummer=number, wat="geen_einde_dienstverband", datum=None)
    assert events(number)[-1].data == {"on": None}
    assert "Het dienstverband heeft geen einddatum" in shown(number)
    aow = act("Einde dienstverband of AOW", zaaknummer=number, wat="aow_leeftijd", datum=iso(-100))
    assert told(aow).startswith("Vastgelegd")
    assert step(number, "einde_loondoorbetaling_aow").due_on == date(2027, 4, 13)


@pytest.mark.drill
def test_a_case_that_closed_for_a_wrong_contract_end_opens_again(hire: Hire) -> None:
    """The end is taken away: the same run goes on; what does not open it is refused."""
    number = open_a_case(hire(), 60, contract_ends_on=iso(40))
    assert _status(number) == "gesloten"
    refused = act("Mogelijkheden wijzigen", zaaknummer=number, wat="geen_mogelijkheden", datum=iso(50))
    assert told(refused).startswith(f"Geweigerd: Dossier {number} is gesloten op ")
    opened = act("Einde dienstverband of AOW", zaaknummer=number, wat="geen_einde_dienstverband", datum=None)
    assert told(opened).startswith("Vastgelegd")
    assert _status(number) == "open"
    assert step(number, "melding_42_weken").status == "gepland"


def test_a_case_that_closed_for_a_wrong_recovery_opens_again(hire: Hire) -> None:
    """The recovery is withdrawn by the number the dossier shows: the same run goes on as if it had never been told."""
    number = open_a_case(hire(), 60, ("recovered", {"from": iso(40)}))
    assert _status(number) == "gesloten"
    assert f"| 2 | {TODAY:%d-%m-%Y} | Hersteld vanaf 14-10-2026 | operator-1 | [intrekken](/deployments/" in shown(
        number
    )
    run = act("Melding intrekken", zaaknummer=number, melding=2)
    words = f"Dossier {number}: melding 2 (hersteld vanaf 14-10-2026) is ingetrokken."
    assert (run.name, told(run)) == (f"{number} · Melding intrekken · vastgelegd", f"Vastgelegd: {words}")
    assert _status(number) == "open"
    assert step(number, "probleemanalyse").status == "te_laat"
    assert "Hersteld vanaf 14-10-2026 (ingetrokken)" in shown(number)
    again = act("Melding intrekken", zaaknummer=number, melding=2)
    assert told(again) == "Geweigerd: Melding 2 (23 november 2026) is al ingetrokken."


def test_two_cases_of_one_person_merge_from_a_form(hire: Hire) -> None:
    """The later one ends as double, whichever is named first; its page says which goes on."""
    first, later = (open_a_case(_without_bsn(hire()), 60) for _ in range(2))
    run = act("Dubbel dossier", zaaknummer=later, ander_zaaknummer=first.lower(), reden="ander_nummer")
    assert told(run).startswith(f"Vastgelegd: Dossier {later} is dubbel en eindigt; {first} loopt door.")
    assert (_status(later), _status(first)) == ("gesloten", "open")
    assert f"{first} loopt door. De documenten blijven hier te lezen." in shown(later)
    again = act("Dubbel dossier", zaaknummer=later, ander_zaaknummer=first, reden="ander_nummer")
    assert told(again).startswith(f"Geweigerd: Dossier {later} is gesloten op")


def _without_bsn(employee: Employee) -> Employee:
    with session() as writing:
        writing.get_one(Employee, employee.id).bsn = None
    return employee


@pytest.mark.drill
def test_a_wage_sanction_and_its_repair(hire: Hire) -> None:
    """Decision, report of the repair and UWV's finding each move the end of the sanction; two clicks are one."""
    number = open_a_case(hire(), 700)
    uwv = "Bericht aan of van UWV"
    assert told(act(uwv, zaaknummer=number, wat="loonsanctie_opgelegd", datum=iso(20))).startswith("Vastgelegd")
    longest = due(number, "einde_loonsanctie")
    again = act(uwv, zaaknummer=number, wat="loonsanctie_opgelegd", datum=iso(20))
    assert "verandert niets aan wat al vastligt" in told(again)
    act(uwv, zaaknummer=number, wat="tekortkoming_hersteld_gemeld", datum=iso(10))
    assert step(number, "bekortingsverzoek").status == "gedaan"
    act(uwv, zaaknummer=number, wat="tekortkoming_hersteld_vastgesteld", datum=iso(1))
    assert due(number, "einde_loonsanctie") < longest
    assert "Op 13-11-2026 aan UWV gemeld dat de tekortkoming is hersteld" in shown(number)


@pytest.mark.drill
def test_a_confirmed_extension_moves_the_end_of_the_wait(hire: Hire) -> None:
    """The last day UWV confirmed becomes the last day of the wait."""
    number = open_a_case(hire(), 400)
    act("Bericht aan of van UWV", zaaknummer=number, wat="wachttijd_verlengd", datum="2028-03-01")
    assert due(number, "einde_wachttijd") == date(2028, 3, 1)


def test_without_possibilities_no_plan_is_asked_and_with_them_it_is_again(hire: Hire) -> None:
    """None, marginal, again: the plan of action goes and comes back."""
    number = open_a_case(hire(), 60, ("step_done", DONE_BEFORE))
    assert step(number, "plan_van_aanpak").status in ("open", "te_laat")
    for wat, days, status in (("geen_mogelijkheden", 20, "vervallen"), ("weer_mogelijkheden", 3, "open")):
        assert told(act("Mogelijkheden wijzigen", zaaknummer=number, wat=wat, datum=iso(days))).startswith("Vastgelegd")
        assert step(number, "plan_van_aanpak").status == status
    prospect = act("Mogelijkheden wijzigen", zaaknummer=number, wat="uitzicht_binnen_3_maanden", datum=iso(1))
    assert "concreet uitzicht op terugkeer binnen drie maanden" in told(prospect)
    assert "Geen benutbare mogelijkheden vanaf 03-11-2026" in shown(number)


@pytest.mark.drill
def test_a_standstill_and_a_settlement_ask_for_attention(hire: Hire) -> None:
    """Stuck advises an expert opinion, with its reason in words in the dossier; a settlement raises its warning."""
    number = open_a_case(hire(), 60)
    act("Voortgang melden", zaaknummer=number, wat="vastgelopen", datum=iso(1), reden="passend_werk")
    assert step(number, "deskundigenoordeel").status == "open"
    assert "Re-integratie vastgelopen op 22-11-2026 (Verschil van mening over passend werk)" in shown(number)
    act("Voortgang melden", zaaknummer=number, wat="vaststellingsovereenkomst_overwogen", datum=iso(0))
    assert step(number, "vaststellingsovereenkomst").status == "open"
    act("Voortgang melden", zaaknummer=number, wat="loopt_weer", datum=iso(0))
    assert step(number, "deskundigenoordeel").status != "open"


def say_yes(number: str) -> None:
    """Confirm and approve the referral that waits, by two operators."""
    act("Verwijzing bevestigen", zaaknummer=number)
    act("Verwijzing goedkeuren", zaaknummer=number, door="operator-2")


def test_a_referral_goes_after_two_forms_that_hold_codes_alone(hire: Hire) -> None:
    """Prepared, confirmed, refused to who confirmed it, approved: no form, run, tag or log of Prefect knows anybody."""
    employee = hire()
    with session() as writing:
        writing.get_one(Employee, employee.id).name, writing.get_one(Employee, employee.id).bsn = CANARIES[0], BSN
    number = open_a_case(employee, 70, ("advised", {"on": iso(1), "track": 2}))
    prepare(number)
    for first in ("Bureaus vragen", "Verwijzing bevestigen"):  # or at once, where the bureau is known already
        assert f"[{first}](/deployments/deployment/" in shown(number)
    confirmed = act("Verwijzing bevestigen", zaaknummer=number)
    assert told(confirmed).startswith(f"Vastgelegd: Verwijzing 1 van dossier {number} aan bureau ")
    refused = act("Verwijzing goedkeuren", zaaknummer=number)
    assert told(refused).endswith(f"is bevestigd door {WHO}. Een ander moet haar goedkeuren.")
    assert not sent(number)
    assert "wacht-op-akkoord" in tags(number)
    assert "wacht-op-bureau" not in tags(number)
    approved = act("Verwijzing goedkeuren", zaaknummer=number, door="operator-2", verwijzing=1)
    assert "is goedgekeurd door operator-2 en gaat nu naar bureau " in told(approved)
    assert sent(number) == ["bureau"]
    assert "Wacht op akkoord" not in shown(number)
    assert {"wacht-op-akkoord", "wacht-op-bureau"}.intersection(tags(number)) == {"wacht-op-bureau"}
    assert found_in(rows_of(url_of("prefect"))) == set()


def sent(number: str) -> list[str]:
    """Return the role of each mail that a bureau gets, of a case."""
    with session() as reading:
        return [each.to_role for each in rows(reading, Message, number) if each.to_role == "bureau"]


def test_a_bureau_that_declines_makes_the_next_be_asked(hire: Hire) -> None:
    """The dossier links to the answer form with the number of the referral; 0 is the last one."""
    number = open_a_case(hire(), 70, ("advised", {"on": iso(1), "track": 2}))
    prepare(number)
    assert "[antwoord op" not in shown(number)
    say_yes(number)
    assert "[antwoord op verwijzing 1](/deployments/deployment/" in shown(number)
    declined = act("Antwoord bureau", zaaknummer=number, antwoord="geweigerd", datum=iso(0), verwijzing=1)
    assert told(declined) == f"Vastgelegd: Dossier {number}: bureau weigerde op 23-11-2026 (verwijzing 1)."
    assert counts(number)[2] == 2
    say_yes(number)
    act("Antwoord bureau", zaaknummer=number, antwoord="akkoord", datum=iso(0))
    assert events(number)[-1].data == {"referral": 2, "answer": "akkoord", "on": iso(0)}
    assert counts(number)[2] == 2
    assert "[antwoord op" not in shown(number)


def test_the_first_sick_day_is_corrected(hire: Hire) -> None:
    """Two days earlier: every date moves by two days."""
    number = open_a_case(hire(), 20)
    before = due(number, "probleemanalyse")
    act("Eerste ziektedag corrigeren", zaaknummer=number, eerste_ziektedag=iso(22))
    assert (before - due(number, "probleemanalyse")).days == 2


def test_a_done_step_is_withdrawn_and_a_deviation_agreed(hire: Hire) -> None:
    """What only the command line could do, a form does as well."""
    number = open_a_case(hire(), 40, ("step_done", DONE_BEFORE))
    act("Stap intrekken", zaaknummer=number, stap="probleemanalyse")
    assert step(number, "probleemanalyse").status == "open"
    agreed = act(
        "Afwijking afspreken", zaaknummer=number, stap="probleemanalyse", afgesproken_datum=iso(-30),
        reden="onderzoek_loopt",
    )  # fmt: skip
    assert told(agreed) == f"Vastgelegd: Voor Probleemanalyse van dossier {number} is afgesproken: 23-12-2026."
    assert step(number, "probleemanalyse").status == "afgeweken"


def test_a_safety_net_found_later_counts_from_when_it_was_known(hire: Hire) -> None:
    """The day on which it became known is recorded with it."""
    number = open_a_case(hire(), 30)
    act("Vangnet wijzigen", zaaknummer=number, vangnet="zes_weken", bekend_sinds=iso(5))
    assert events(number)[-1].data == {"safety_net": "zes_weken", "known_on": iso(5)}


def _status(number: str) -> str:
    with session() as reading:
        return find_case(reading, number).status
