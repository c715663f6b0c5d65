"""The facts an operator can report about a case besides its steps: one table for run forms, command line and dossier.

A report holds days and choices only: never a medical reason, and never personal data.
"""

from collections.abc import Mapping
from typing import Any

from tasks.reports.benefit_facts import EARLY_BENEFIT_ACTION, EARLY_BENEFIT_FACTS, SIXTY_PLUS_FACTS
from tasks.reports.circumstance_facts import (
    AGREEMENT_ACTION,
    AGREEMENT_FACTS,
    CIRCUMSTANCE_ACTION,
    CIRCUMSTANCE_FACTS,
    SETTLEMENT_FACTS,
)
from tasks.reports.dispute_facts import COOPERATION_AND_WAGE, EXPERT_OPINION
from tasks.reports.employment_facts import DEATH_REPORT, EMPLOYER_AND_EMPLOYMENT, SAFETY_NETS
from tasks.reports.preparation_facts import CONTENT_FACTS, PREPARATION_ACTION, PREPARATION_FACTS
from tasks.reports.reportable_fact import FactDay, ReportableFact
from tasks.reports.reportable_fact import fact_day as _day
from tasks.reports.uwv_facts import UWV_FACTS

_LEAVE = _day("De eerste verlofdag", "any", "from"), _day("De laatste verlofdag", "any", "until")
_ADVISED, _SETTLEMENT = _day("De datum van het advies"), _day("De dag waarop dat speelde", "past")
_SINCE, _PROSPECT = _day("De dag waarop dat zo werd", name="from"), _day("De dag van het oordeel over terugkeer")
_ANSWERED = _day("De dag van het antwoord")
PAPER_ACTION = "Stuk laten maken"


def _paper(document: str, wording: str, on: FactDay) -> ReportableFact:
    return ReportableFact("paper_requested", wording, on, data={"document": document})


# Asking is sending: the paper is made and mailed on the day on which this is recorded.
PAPER_REQUESTS: Mapping[str, ReportableFact] = {
    "gespreksverslag": _paper(
        "gespreksverslag", "verslag van het gesprek van {on} gevraagd", _day("De dag van het gesprek")
    ),
    "spreekuur_gemist": _paper(
        "gemist_spreekuur", "spreekuur van {on} niet doorgegaan; de werknemer krijgt een brief",
        _day("De dag van het spreekuur"),
    ),
    "bijstelling_probleemanalyse": _paper(
        "verzoek_bijstelling_probleemanalyse",
        "bijstelling van de probleemanalyse gevraagd aan de bedrijfsarts op {on}", _day("De dag van de vraag"),
    ),
    "aanvraag_deskundigenoordeel": _paper(
        "verzoek_deskundigenoordeel", "aanvraag van een deskundigenoordeel laten maken op {on}",
        _day("De dag van de vraag"),
    ),
    "zoekgegevens": _paper(
        "zoekgegevens", "zoekgegevens gevraagd aan de werknemer op {on}", _day("De dag van de vraag"),
    ),
}  # fmt: skip

# By name of the operator action (the run form), then by code of each fact it offers.
FACTS_BY_ACTION: Mapping[str, Mapping[str, ReportableFact]] = {
    "Hersteld melden": {
        "hersteld": ReportableFact("recovered", "hersteld vanaf {on}", _day("De eerste hersteldag", name="from")),
    },
    "Opnieuw uitgevallen": {
        "opnieuw_uitgevallen": ReportableFact("relapsed", "opnieuw uitgevallen op {on}", _day("De nieuwe ziektedag")),
    },
    "Percentage wijzigen": {
        "percentage": ReportableFact(
            "capability_changed", "werkt {percentage}% vanaf {on}; de termijnen lopen door",
            _day("De ingangsdatum", name="from"), asks="percentage",
        title="Werkt een ander deel van de uren",
    ),
    },
    "Advies bedrijfsarts": {
        "advies_spoor_1": ReportableFact(
            "advised", "advies bedrijfsarts van {on} (spoor 1)", _ADVISED, data={"track": 1}
        ),
        "advies_spoor_2": ReportableFact(
            "advised", "advies bedrijfsarts van {on} (spoor 2)", _ADVISED, data={"track": 2}
        ),
    },
    "Mogelijkheden wijzigen": {
        "geen_mogelijkheden": ReportableFact(
            "possibilities_changed", "geen benutbare mogelijkheden vanaf {on}", _SINCE, data={"possible": False}
        ),
        "marginale_mogelijkheden": ReportableFact("possibilities_marginal", "marginale mogelijkheden vanaf "
        "{on}", _SINCE),
        "weer_mogelijkheden": ReportableFact(
            "possibilities_changed", "mogelijkheden om te werken vanaf {on}", _SINCE, data={"possible": True}
        ),
        "uitzicht_binnen_3_maanden": ReportableFact(
            "prospect_recorded", "op {on} concreet uitzicht op terugkeer binnen drie maanden", _PROSPECT,
            data={"within_3_months": True},
        ),
        "geen_uitzicht_binnen_3_maanden": ReportableFact(
            "prospect_recorded", "op {on} geen concreet uitzicht op terugkeer binnen drie maanden", _PROSPECT,
            data={"within_3_months": False},
        ),
    },
    "Voortgang melden": {
        "vastgelopen": ReportableFact(
            "reintegration_stuck", "re-integratie vastgelopen op {on} ({reason})", _day("De dag waarop het vastliep"),
            asks="reason",
        ),
        "loopt_weer": ReportableFact(
            "reintegration_resumed", "re-integratie loopt weer sinds {on}", _day("De dag waarop het weer liep")
        ),
        "vaststellingsovereenkomst_overwogen": ReportableFact(
            "settlement_considered", "vaststellingsovereenkomst overwogen op {on}", _SETTLEMENT
        ),
        "vaststellingsovereenkomst_van_de_baan": ReportableFact(
            "settlement_dropped", "vaststellingsovereenkomst van de baan op {on}", _SETTLEMENT
        ),
        **SETTLEMENT_FACTS,
    },
    PREPARATION_ACTION: PREPARATION_FACTS,
    "Medewerking en loon": COOPERATION_AND_WAGE,
    "Deskundigenoordeel": EXPERT_OPINION,
    "Antwoord bureau": {
        "bureau_akkoord": ReportableFact(
            "bureau_answered", "bureau akkoord op {on} (verwijzing {referral})", _ANSWERED, asks="referral",
            data={"answer": "akkoord"},
        ),
        "bureau_geweigerd": ReportableFact(
            "bureau_answered", "bureau weigerde op {on} (verwijzing {referral})", _ANSWERED, asks="referral",
            data={"answer": "geweigerd"},
        ),
    },
    "Bericht aan of van UWV": UWV_FACTS,
    PAPER_ACTION: PAPER_REQUESTS,
    EARLY_BENEFIT_ACTION: EARLY_BENEFIT_FACTS,
    CIRCUMSTANCE_ACTION: CIRCUMSTANCE_FACTS,
    AGREEMENT_ACTION: AGREEMENT_FACTS,
    "Verlof vastleggen": {
        "verlof": ReportableFact(
            "leave_recorded", "verlof van {on} t/m {until}, zelfde oorzaak", *_LEAVE, data={"same_cause": True}
        ),
        "verlof_andere_oorzaak": ReportableFact(
            "leave_recorded", "verlof van {on} t/m {until}, andere oorzaak", *_LEAVE, data={"same_cause": False}
        ),
    },
    "Einde dienstverband of AOW": {
        "einde_dienstverband": ReportableFact(
            "contract_end_set", "dienstverband eindigt op {on}", _day("De laatste dag van het dienstverband", "any")
        ),
        "geen_einde_dienstverband": ReportableFact(
            "contract_end_set", "het dienstverband heeft geen einddatum", data={"on": None}
        ),
        "aow_leeftijd": ReportableFact("aow_set", "AOW-leeftijd op {on}", _day("De dag van de AOW-leeftijd", "any")),
        "geen_aow_leeftijd": ReportableFact("aow_set", "de dag van de AOW-leeftijd is niet bekend", data={"on": None}),
        "tweede_spoor_achterwege": ReportableFact(
            "second_track_waived", "op {on} afgesproken dat het tweede spoor achterwege blijft (AOW)",
            _day("De dag van de afspraak"),
        ),
        "tweede_spoor_toch_wel": ReportableFact(
            "second_track_waived", "het tweede spoor blijft toch niet achterwege", data={"on": None}
        ),
        **SIXTY_PLUS_FACTS,
    },
    "Werkgever en dienstverband": EMPLOYER_AND_EMPLOYMENT,
    "Overlijden melden": DEATH_REPORT,
    "Vangnet wijzigen": SAFETY_NETS,
    "Eerste ziektedag corrigeren": {
        "eerste_ziektedag": ReportableFact(
            "first_day_corrected", "de eerste ziektedag is {on}", _day("De eerste ziektedag", "past", "first_sick_day"),
        title="Een andere eerste ziektedag",
    ),
    },
}  # fmt: skip
REPORTABLE_FACTS: Mapping[str, ReportableFact] = {
    code: fact for facts in FACTS_BY_ACTION.values() for code, fact in facts.items()
}


def fact_of(kind: str, data: Mapping[str, Any]) -> ReportableFact | None:
    """Return the fact that matches the kind and data of an event best; None when no fact has this kind."""
    of_kind = [fact for fact in (*REPORTABLE_FACTS.values(), *CONTENT_FACTS.values()) if fact.kind == kind]
    matching = [fact for fact in of_kind if fact.data.items() <= data.items() and _needed_days(fact) <= data.keys()]
    return max(matching or of_kind, key=lambda fact: (len(fact.data), len(_needed_days(fact))), default=None)


def _needed_days(fact: ReportableFact) -> set[str]:
    return {day.name for day in (fact.on, fact.until) if day and day.needed}


def list_facts() -> list[tuple[str, str]]:
    """List every fact: its code, and its wording with the options of the command line in place of the values."""
    names = ("on", "until", "reason", "percentage", "referral", "wage_weeks", "ban_weeks")
    options = {name: f"--{name.replace('_', '-')}" for name in names}
    words = {
        **options,
        "known": " (later bekend: --on)",
        "through": " (t/m: --until)",
        "term": "t/m --until, of binnen één week",
    }
    return [(code, fact.wording.format_map(words)) for code, fact in REPORTABLE_FACTS.items()]
