"""What an operator can report of the preparation of a second track: codes and days; its content goes by command."""

from collections.abc import Mapping

from spoorboek.statute.second_track_facts import (
    ASSESSMENT_ABSENCES,
    ASSESSMENT_OUTCOMES,
    FEASIBILITY_OUTCOMES,
    FEASIBILITY_PARTIES,
)
from tasks.reports.reportable_fact import ReportableFact, fact_day

PREPARATION_ACTION = "Voorbereiding tweede spoor"
HOW_TO_PREPARE = (
    f"Leg het vast met «{PREPARATION_ACTION}». Het functionele profiel en de zoekgegevens gaan met "
    "`spoorboek referral prepare ZAAK`."
)
_JUDGED, _ASKED = fact_day("De dag van het onderzoek"), fact_day("De dag van de opdracht")


def _outcome(code: str) -> ReportableFact:
    wording = f"arbeidsdeskundig onderzoek van {{on}}: {ASSESSMENT_OUTCOMES[code]}"
    return ReportableFact("assessment_recorded", wording, _JUDGED, data={"outcome": code})


def _absence(code: str) -> ReportableFact:
    wording = f"geen uitkomst van het arbeidsdeskundig onderzoek op {{on}}: {ASSESSMENT_ABSENCES[code]}"
    day = fact_day("De dag waarop dat vaststond")
    return ReportableFact("assessment_recorded", wording, day, data={"absence": code})


def _study_asked(by: str) -> ReportableFact:
    wording = f"haalbaarheidsonderzoek gevraagd aan {FEASIBILITY_PARTIES[by]} op {{on}}"
    return ReportableFact("feasibility_asked", wording, _ASKED, data={"by": by})


def _study(by: str) -> ReportableFact:
    wording = f"haalbaarheidsonderzoek door {FEASIBILITY_PARTIES[by]} van {{on}}: {{reason}}"
    outcomes = FEASIBILITY_OUTCOMES
    return ReportableFact("feasibility_recorded", wording, _JUDGED, asks="reason", data={"by": by}, choices=outcomes)


PREPARATION_FACTS: Mapping[str, ReportableFact] = {
    "eerste_twijfel": ReportableFact(
        "second_track_considered",
        "eerste twijfel over terugkeer in de eigen organisatie op {on}; het tweede spoor wordt voorbereid",
        fact_day("De dag van de eerste twijfel", "after_week_8"),
        step="haalbaarheidsonderzoek",
    ),
    "onderzoek_spoor_1": _outcome("spoor_1"),
    "onderzoek_spoor_2": _outcome("spoor_2"),
    "onderzoek_beide": _outcome("beide"),
    "onderzoek_geen": _outcome("geen"),
    "geen_onderzoek_gevraagd": _absence("gevraagd"),
    "geen_onderzoek_staat_al_vast": _absence("staat_al_vast"),
    "geen_onderzoek_geen_ander_werk": _absence("geen_ander_werk"),
    "geen_onderzoek_eerder_onderzoek": _absence("eerder_onderzoek"),
    "haalbaarheid_gevraagd_werkgever": _study_asked("werkgever"),
    "haalbaarheid_gevraagd_arbeidsdeskundige": _study_asked("arbeidsdeskundige"),
    "haalbaarheid_gevraagd_bureau": _study_asked("bureau"),
    "haalbaarheid_werkgever": _study("werkgever"),
    "haalbaarheid_arbeidsdeskundige": _study("arbeidsdeskundige"),
    "haalbaarheid_bureau": _study("bureau"),
    "werknemer_ingelicht": ReportableFact(
        "employee_informed", "werknemer ingelicht over het tweede spoor op {on}", fact_day("De dag van het gesprek")
    ),
}

# What has content besides its day is recorded with that content, by command or file (`preparation_content`).
CONTENT_FACTS: Mapping[str, ReportableFact] = {
    "functioneel_profiel": ReportableFact(
        "profile_recorded", "functioneel profiel van {on} ({source}), versie {number}", fact_day("De dag van de bron")
    ),
    "zoekgegevens": ReportableFact(
        "search_data_recorded", "zoekgegevens voor het tweede spoor van {on}, versie {number}", fact_day("De dag")
    ),
}
