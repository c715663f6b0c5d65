"""Facts that contradict each other: each refused with one whole message, which dates, and what to correct.

Every case is told twice where both ways exist: as reports that come in, and as FACTS.json.
"""

from datetime import date
from typing import Any

import pytest

from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event
from spoorboek.statute.reports.facts_json import facts_from_json
from spoorboek.statute.reports.fold import fold_events

D = date(2026, 1, 5)
Told = tuple[str, dict[str, Any]]

CORRECT = "Corrigeer een van beide datums."
LEFT_OUT = (
    "De afspraak van 1 december 2026 om het tweede spoor achterwege te laten geldt alleen als de AOW-leeftijd "
    "binnen een jaar na de wachttijd (2 januari 2028) valt; zij"
)
BEFORE = f"ligt vóór de eerste ziektedag (5 januari 2026). {CORRECT}"


def told(*reports: Told) -> None:
    """Fold a sick report and what is reported after it."""
    sick = Event(1, "sick_reported", D, {"first_sick_day": "2026-01-05"})
    fold_events([sick, *(Event(n, kind, D, data) for n, (kind, data) in enumerate(reports, 2))])  # type: ignore[arg-type]


def done(step: str, on: str, occurrence: int = 1) -> Told:
    """Report that a step was done."""
    return ("step_done", {"step": step, "occurrence": occurrence, "on": on})


REPORTS: dict[str, tuple[list[Told], str]] = {
    "terugval zonder herstel": (
        [("relapsed", {"on": "2026-04-06"})],
        "Terugval op 6 april 2026 zonder herstel ervoor. Meld eerst het herstel, of corrigeer de datum.",
    ),
    "terugval vóór het herstel": (
        [("recovered", {"from": "2026-03-16"}), ("relapsed", {"on": "2026-03-02"})],
        "Terugval op 2 maart 2026 zonder herstel ervoor. Meld eerst het herstel, of corrigeer de datum.",
    ),
    "herstel en terugval op één dag": (
        [("recovered", {"from": "2026-03-16"}), ("relapsed", {"on": "2026-03-16"})],
        "Op 16 maart 2026 zijn herstel én terugval gemeld. Corrigeer een van beide.",
    ),
    "hersteld terwijl al hersteld": (
        [("recovered", {"from": "2026-03-16"}), ("recovered", {"from": "2026-03-20"})],
        "Herstel per 20 maart 2026, maar al hersteld sinds 16 maart 2026. Meld eerst de terugval ertussen.",
    ),
    "hersteld op de eerste ziektedag": (
        [("recovered", {"from": "2026-01-05"})],
        f"Het herstel begint op 5 januari 2026, niet na de eerste ziektedag (5 januari 2026). {CORRECT}",
    ),
    "verlof zonder einde": (
        [("leave_recorded", {"from": "2026-03-16", "until": None})],
        "Gebeurtenis 2 (leave_recorded), veld 'until': het verlof vanaf 16 maart 2026 heeft geen einde. "
        "Vul de laatste verlofdag in.",
    ),
    "verlof dat eindigt vóór het begint": (
        [("leave_recorded", {"from": "2026-03-16", "until": "2026-03-01"})],
        "Het verlof eindigt op 1 maart 2026, vóór het begin op 16 maart 2026. Corrigeer een van beide.",
    ),
    "verlof vanaf de eerste ziektedag": (
        [("leave_recorded", {"from": "2026-01-05", "until": "2026-03-01"})],
        f"Het verlof begint op 5 januari 2026, niet na de eerste ziektedag (5 januari 2026). {CORRECT}",
    ),
    "twee keer verlof tegelijk": (
        [
            ("leave_recorded", {"from": "2026-03-16", "until": "2026-07-05"}),
            ("leave_recorded", {"from": "2026-07-05", "until": "2026-08-01"}),
        ],
        "Twee perioden van verlof overlappen: de ene loopt van 16 maart 2026 t/m 5 juli 2026, de andere begint op "
        "5 juli 2026. Corrigeer de datums of voeg ze samen.",
    ),
    "einde dienstverband vóór de ziekte": (
        [("contract_end_set", {"on": "2026-01-04"})],
        f"Het einde van het dienstverband (4 januari 2026) {BEFORE}",
    ),
    "advies vóór de ziekte": (
        [("advised", {"on": "2025-12-31", "track": 1})],
        f"Een advies (31 december 2025) {BEFORE}",
    ),
    "uitzicht vóór de ziekte": (
        [("prospect_recorded", {"on": "2025-12-31", "within_3_months": True})],
        f"Het oordeel over terugkeer (31 december 2025) {BEFORE}",
    ),
    "eerder uitzicht vóór de ziekte": (
        [
            ("prospect_recorded", {"on": "2025-12-31", "within_3_months": True}),
            ("prospect_recorded", {"on": "2026-03-01", "within_3_months": True}),
        ],
        f"Een oordeel over terugkeer (31 december 2025) {BEFORE}",
    ),
    "geen mogelijkheden vóór de ziekte": (
        [("possibilities_changed", {"from": "2026-01-04", "possible": False})],
        f"Het oordeel dat er geen mogelijkheden zijn (4 januari 2026) {BEFORE}",
    ),
    "mogelijkheden vóór de ziekte": (
        [("possibilities_changed", {"from": "2026-01-04", "possible": True})],
        f"De dag waarop mogelijkheden ontstonden (4 januari 2026) {BEFORE}",
    ),
    "marginale mogelijkheden vóór de ziekte": (
        [("possibilities_marginal", {"from": "2026-01-04"})],
        f"Het oordeel dat de mogelijkheden marginaal zijn (4 januari 2026) {BEFORE}",
    ),
    "vastgelopen vóór de ziekte": (
        [("reintegration_stuck", {"on": "2026-01-04", "reason": "passend_werk"})],
        f"Het vastlopen (4 januari 2026) {BEFORE}",
    ),
    "loopt weer zonder vastgelopen": (
        [("reintegration_resumed", {"on": "2026-05-04"})],
        "De re-integratie loopt weer sinds 4 mei 2026, maar is niet eerder als vastgelopen gemeld. "
        "Meld eerst het begin, of corrigeer de datum.",
    ),
    "loopt weer op de dag van vastlopen": (
        [
            ("reintegration_stuck", {"on": "2026-05-04", "reason": "passend_werk"}),
            ("reintegration_resumed", {"on": "2026-05-04"}),
        ],
        "De re-integratie loopt weer sinds 4 mei 2026, maar is niet eerder als vastgelopen gemeld. "
        "Meld eerst het begin, of corrigeer de datum.",
    ),
    "van de baan zonder overleg": (
        [("settlement_dropped", {"on": "2026-05-04"})],
        "Een vaststellingsovereenkomst is van de baan sinds 4 mei 2026, maar er is niet eerder gemeld dat zij speelde. "
        "Meld eerst het begin, of corrigeer de datum.",
    ),
    "tweede spoor achterwege zonder AOW-datum": (
        [("second_track_waived", {"on": "2026-12-01"})],
        f"{LEFT_OUT} is niet bekend. Vul de AOW-datum in, of laat de afspraak weg.",
    ),
    "tweede spoor achterwege met AOW te ver weg": (
        [("aow_set", {"on": "2029-01-04"}), ("second_track_waived", {"on": "2026-12-01"})],
        f"{LEFT_OUT} valt op 4 januari 2029. Vul de AOW-datum in, of laat de afspraak weg.",
    ),
    "afspraak over het tweede spoor vóór de ziekte": (
        [("aow_set", {"on": "2028-05-01"}), ("second_track_waived", {"on": "2026-01-04"})],
        f"De afspraak over het tweede spoor (4 januari 2026) {BEFORE}",
    ),
    "loonsanctie vóór de ziekte": (
        [("sanction_decided", {"on": "2026-01-04"})],
        f"Het besluit over de loonsanctie (4 januari 2026) {BEFORE}",
    ),
    "herstel van een sanctie die er niet is": (
        [("repair_reported", {"on": "2028-06-01"})],
        "Herstel van een loonsanctie op 1 juni 2028, maar er is geen loonsanctie. Meld eerst het besluit.",
    ),
    "herroeping van een sanctie die er niet is": (
        [("sanction_revoked", {"on": "2028-06-01"})],
        "Herroeping van een loonsanctie op 1 juni 2028, maar er is geen loonsanctie. Meld eerst het besluit.",
    ),
    "verzoek om verlenging vóór de ziekte": (
        [("extension_requested", {"on": "2026-01-04"})],
        f"Het verzoek om verlenging (4 januari 2026) {BEFORE}",
    ),
    "geen brief vóór de ziekte": (
        [("uwv_letter_missing", {"on": "2026-01-04"})],
        f"De melding dat UWV geen brief stuurde (4 januari 2026) {BEFORE}",
    ),
    "geen brief nadat zij kwam": (
        [("uwv_letter_missing", {"on": "2027-11-01"}), done("uwv_brief_wia", "2027-11-01")],
        "‘Brief UWV over WIA-aanvraag’ kwam op 1 november 2027, maar volgens de melding was er op 1 november 2027 nog "
        "geen. Trek een van beide in, of corrigeer de datum.",
    ),
    "termijn van UWV vóór de brief": (
        [("riv_incomplete", {"on": "2027-11-08", "repair_by": "2027-11-07"})],
        "De brief over het onvolledige verslag is van 8 november 2027, maar noemt als laatste dag 7 november 2027. "
        f"{CORRECT}",
    ),
    "brief over het verslag vóór de ziekte": (
        [("riv_incomplete", {"on": "2026-01-04", "repair_by": "2026-02-01"})],
        f"De brief over het onvolledige verslag (4 januari 2026) {BEFORE}",
    ),
    "besluit op de WIA-aanvraag vóór de aanvraag": (
        [("wia_decided", {"on": "2027-10-09", "outcome": "iva"}), done("wia_aanvraag", "2027-10-10")],
        f"UWV besliste op 9 oktober 2027 over de WIA, maar die is pas aangevraagd op 10 oktober 2027. {CORRECT}",
    ),
    "besluit op de WIA-aanvraag vóór de ziekte": (
        [("wia_decided", {"on": "2026-01-04", "outcome": "iva"})],
        f"Het besluit op de WIA-aanvraag (4 januari 2026) {BEFORE}",
    ),
    "besluit over herstel dat niet is gevraagd": (
        [("sanction_decided", {"on": "2027-12-01"}), ("repair_decided", {"on": "2028-06-01"})],
        "UWV besliste op 1 juni 2028 over een herstel dat niet is gemeld. Vul de dag van het bekortingsverzoek in.",
    ),
    "bekortingsverzoek vóór de sanctie": (
        [("sanction_decided", {"on": "2027-12-01"}), ("repair_reported", {"on": "2027-11-30"})],
        "Het bekortingsverzoek (30 november 2027) ligt vóór het besluit over de loonsanctie (1 december 2027). "
        f"{CORRECT}",
    ),
    "besluit vóór het bekortingsverzoek": (
        [
            ("sanction_decided", {"on": "2027-12-01"}),
            ("repair_reported", {"on": "2028-02-01"}),
            ("repair_decided", {"on": "2028-01-31"}),
        ],
        f"Het besluit op het bekortingsverzoek (31 januari 2028) ligt vóór het verzoek (1 februari 2028). {CORRECT}",
    ),
    "verlenging die eerder eindigt dan de wachttijd": (
        [("extended", {"until": "2028-01-01"})],
        "De verlenging t/m 1 januari 2028 eindigt vóór de wachttijd zelf (2 januari 2028). "
        "Neem de einddatum uit de bevestiging van UWV over.",
    ),
    "gedaan vóór de ziekte": (
        [done("probleemanalyse", "2026-01-04")],
        f"'Probleemanalyse' gedaan (4 januari 2026) {BEFORE}",
    ),
    "afgesproken vóór de ziekte": (
        [("deviated", {"step": "probleemanalyse", "agreed_on": "2026-01-04"})],
        f"'Probleemanalyse' afgesproken (4 januari 2026) {BEFORE}",
    ),
    "uitgesteld tot vóór de ziekte": (
        [("step_postponed", {"step": "probleemanalyse", "target_on": "2026-01-04"})],
        f"'Probleemanalyse' uitgesteld tot (4 januari 2026) {BEFORE}",
    ),
    "gedaan vóór de gecorrigeerde eerste ziektedag": (
        [("first_day_corrected", {"first_sick_day": "2026-03-01"}), done("probleemanalyse", "2026-02-10")],
        f"'Probleemanalyse' gedaan (10 februari 2026) ligt vóór de eerste ziektedag (1 maart 2026). {CORRECT}",
    ),
    "afwijking van een termijn waar dat niet kan": (
        [("deviated", {"step": "wia_aanvraag", "agreed_on": "2027-12-01"})],
        "Van de termijn van 'WIA-aanvraag' kan niet worden afgeweken; dat kan alleen van de termijnen van art. 2 en 4 "
        "van de Regeling procesgang (art. 5).",
    ),
    "tweede keer van wat één keer komt": (
        [done("probleemanalyse", "2026-02-01", 2)],
        "'Probleemanalyse' komt één keer voor; keer 2 bestaat niet.",
    ),
    "bijstelling vóór het advies": (
        [
            done("plan_van_aanpak", "2026-02-20"),
            ("advised", {"on": "2026-04-01", "track": 1}),
            ("advised", {"on": "2026-09-01", "track": 1}),
            done("bijstelling_plan_van_aanpak", "2026-08-31", 2),
        ],
        "'Bijstelling plan van aanpak' (keer 2) gedaan op 31 augustus 2026, vóór het advies waarop zij volgt "
        f"(1 september 2026). {CORRECT}",
    ),
    "hersteldmelding vóór het herstel": (
        [
            ("safety_net_set", {"safety_net": "vierde_dag"}),
            ("recovered", {"from": "2026-03-16"}),
            done("vangnet_hersteldmelding", "2026-03-15"),
        ],
        "'Hersteldmelding UWV (vangnet)' gedaan op 15 maart 2026, vóór de eerste herstelde dag (16 maart 2026). "
        f"{CORRECT}",
    ),
    "bezwaar vóór het besluit": (
        [("sanction_decided", {"on": "2027-12-01"}), done("bezwaar_loonsanctie", "2027-11-30")],
        "'Bezwaar tegen de loonsanctie' gedaan op 30 november 2027, vóór het besluit over de loonsanctie "
        f"(1 december 2027). {CORRECT}",
    ),
    "verslag ingediend vóór de aanvraag": (
        [done("wia_aanvraag", "2027-10-11"), done("riv_upload", "2027-10-10")],
        "'Re-integratieverslag indienen bij UWV' gedaan op 10 oktober 2027, vóór de WIA-aanvraag (11 oktober 2027). "
        f"{CORRECT}",
    ),
    "opnieuw nagegaan vóór het uitzicht": (
        [
            ("prospect_recorded", {"on": "2026-12-01", "within_3_months": True}),
            done("hervraag_perspectief", "2026-11-30"),
        ],
        "'Opnieuw nagaan of terugkeer in de eigen organisatie nog in zicht is' gedaan op 30 november 2026, vóór de dag "
        f"waarop het uitzicht is vastgelegd (1 december 2026). {CORRECT}",
    ),
    "deskundigenoordeel vóór het vastlopen": (
        [
            ("reintegration_stuck", {"on": "2026-05-04", "reason": "eigen_werk"}),
            done("deskundigenoordeel", "2026-05-03"),
        ],
        "'Deskundigenoordeel UWV aanvragen (advies)' gedaan op 3 mei 2026, vóór de dag waarop de re-integratie "
        f"vastliep (4 mei 2026). {CORRECT}",
    ),
    "juridisch advies vóór het overleg": (
        [("settlement_considered", {"on": "2026-05-04"}), done("vaststellingsovereenkomst", "2026-05-03")],
        "'Juridisch advies vóór een vaststellingsovereenkomst' gedaan op 3 mei 2026, vóór de dag waarop een "
        f"vaststellingsovereenkomst ter sprake kwam (4 mei 2026). {CORRECT}",
    ),
    "vangnet bekend zonder vangnet": (
        [("safety_net_set", {"safety_net": None, "known_on": "2026-03-02"})],
        "Op 2 maart 2026 kon het vangnet bekend zijn, maar er is geen vangnet. Vul de groep in, of laat de datum weg.",
    ),
    "twee ziekmeldingen": (
        [("sick_reported", {"first_sick_day": "2026-01-05"})],
        "Een zaak heeft precies één ziekmelding; hier zijn het er 2.",
    ),
}


@pytest.mark.parametrize("name", REPORTS)
def test_reports_that_contradict_each_other_are_refused(name: str) -> None:
    """The whole message, for every contradiction reports can have; nothing is written, the exit code is 2."""
    reports, message = REPORTS[name]
    with pytest.raises(FactsError) as refused:
        told(*reports)
    assert str(refused.value) == message
    assert refused.value.exit_code == 2


FACTS: dict[str, tuple[dict[str, Any], str]] = {
    "perioden van herstel overlappen": (
        {"recoveries": [{"from": "2026-03-16", "until": "2026-04-05"}, {"from": "2026-04-05"}]},
        "Twee perioden van herstel overlappen: de ene loopt van 16 maart 2026 t/m 5 april 2026, de andere begint op "
        "5 april 2026. Corrigeer de datums of voeg ze samen.",
    ),
    "hersteld tot heden en daarna nog eens": (
        {"recoveries": [{"from": "2026-03-16"}, {"from": "2026-05-05"}]},
        "Het herstel vanaf 16 maart 2026 heeft geen einde, maar op 5 mei 2026 begint er weer een. "
        "Vul de laatste dag van het eerste in, of laat een van beide weg.",
    ),
    "herstel dat eindigt vóór het begint": (
        {"recoveries": [{"from": "2026-03-16", "until": "2026-03-15"}]},
        "Het herstel eindigt op 15 maart 2026, vóór het begin op 16 maart 2026. Corrigeer een van beide.",
    ),
    "verlof zonder einde": (
        {"leaves": [{"from": "2026-03-16", "until": None}]},
        "leaves[0].until: het verlof vanaf 16 maart 2026 heeft geen einde. Vul de laatste verlofdag in.",
    ),
    "geen mogelijkheden en toch": (
        {"no_possibilities": True, "possibilities_since": "2026-06-01"},
        "Er zijn geen benutbare mogelijkheden, en sinds 1 juni 2026 wel. Laat een van beide weg.",
    ),
    "geen mogelijkheden en toch marginale": (
        {"no_possibilities": True, "marginal": {"from": "2026-06-01"}},
        "Er zijn geen benutbare mogelijkheden, en sinds 1 juni 2026 wel. Laat een van beide weg.",
    ),
    "sinds wanneer geen, en niet geen": (
        {"no_possibilities_since": "2026-06-01"},
        "Er zijn geen mogelijkheden sinds 1 juni 2026, maar ook niet geen. "
        "Zet 'no_possibilities' op true, of laat de datum weg.",
    ),
    "marginaal tot vóór het begin": (
        {"marginal": {"from": "2026-06-01", "until": "2026-05-31"}},
        "De periode met marginale mogelijkheden eindigt op 31 mei 2026, vóór het begin op 1 juni 2026. "
        "Corrigeer een van beide.",
    ),
    "vastgelopen tot vóór het begin": (
        {"stuck": [{"from": "2026-06-01", "until": "2026-05-31"}]},
        "Het vastlopen eindigt op 31 mei 2026, vóór het begin op 1 juni 2026. Corrigeer een van beide.",
    ),
    "overleg tot vóór het begin": (
        {"settlement": [{"from": "2026-06-01", "until": "2026-05-31"}]},
        "Het overleg over een vaststellingsovereenkomst eindigt op 31 mei 2026, vóór het begin op 1 juni 2026. "
        "Corrigeer een van beide.",
    ),
    "uitzicht weg vóór het er was": (
        {"return_prospect": {"on": "2026-12-01", "within_3_months": True, "lost_on": "2026-12-01"}},
        f"Het uitzicht op terugkeer is weg sinds 1 december 2026, maar pas vastgelegd op 1 december 2026. {CORRECT}",
    ),
    "uitzicht weg dat er niet was": (
        {"return_prospect": {"on": "2026-12-01", "within_3_months": False, "lost_on": "2027-01-01"}},
        "Het uitzicht op terugkeer is weg sinds 1 januari 2027, maar was er op 1 december 2026 al niet. "
        "Laat een van beide datums weg.",
    ),
    "eerder uitzicht dat niet eerder is": (
        {
            "return_prospect": {"on": "2026-12-01", "within_3_months": True},
            "earlier_prospects": ["2026-09-01", "2026-12-01"],
        },
        "Een eerder uitzicht op terugkeer (1 december 2026) ligt niet vóór het laatste (1 december 2026). "
        "Zet het laatste in 'return_prospect'.",
    ),
    "eerder uitzicht zonder later": (
        {"earlier_prospects": ["2026-12-01"]},
        "Een eerder uitzicht op terugkeer (1 december 2026) ligt niet vóór het laatste, dat ontbreekt. "
        "Zet het laatste in 'return_prospect'.",
    ),
    "vangnet bekend zonder vangnet": (
        {"safety_net_known_on": "2026-03-02"},
        "Op 2 maart 2026 kon het vangnet bekend zijn, maar er is geen vangnet. Vul de groep in, of laat de datum weg.",
    ),
}


@pytest.mark.parametrize("name", FACTS)
def test_facts_that_contradict_each_other_are_refused(name: str) -> None:
    """The same checks for FACTS.json, and those that only a file can fail."""
    facts, message = FACTS[name]
    with pytest.raises(FactsError) as refused:
        facts_from_json({"first_sick_day": "2026-01-05", **facts})
    assert str(refused.value) == message


def test_a_case_without_a_sick_report_is_refused() -> None:
    """Nothing can be planned without a first sick day."""
    with pytest.raises(FactsError) as refused:
        fold_events([])
    assert str(refused.value) == "Een zaak heeft precies één ziekmelding; hier zijn het er 0."
