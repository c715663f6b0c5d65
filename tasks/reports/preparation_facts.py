"""What an operator can report of the preparation of a second track: codes and days; its content goes by command."""

from collections.abc import Iterator, Mapping

from spoorboek.statute.second_track_facts import (
    ASSESSMENT_ABSENCES,
    ASSESSMENT_OUTCOMES,
    FEASIBILITY_OUTCOMES,
    FEASIBILITY_PARTIES,
)
from tasks.reports.reportable_fact import ReportableFact, fact_day

PREPARATION_ACTION = "Voorbereiding tweede spoor"
_JUDGED, _ASKED = fact_day("De dag van het onderzoek"), fact_day("De dag van de opdracht")


def _assessments() -> Iterator[tuple[str, ReportableFact]]:
    """Yield the outcomes of the arbeidsdeskundig onderzoek, and the reasons why there is none."""
    for code, label in ASSESSMENT_OUTCOMES.items():
        wording = f"arbeidsdeskundig onderzoek van {{on}}: {label}"
        yield f"onderzoek_{code}", ReportableFact("assessment_recorded", wording, _JUDGED, data={"outcome": code})
    for code, label in ASSESSMENT_ABSENCES.items():
        wording = f"geen uitkomst van het arbeidsdeskundig onderzoek op {{on}}: {label}"
        day = fact_day("De dag waarop dat vaststond")
        yield f"geen_onderzoek_{code}", ReportableFact("assessment_recorded", wording, day, data={"absence": code})


def _studies() -> Iterator[tuple[str, ReportableFact]]:
    """Yield the question for a haalbaarheidsonderzoek and its outcome, for each who can do it."""
    for by, words in FEASIBILITY_PARTIES.items():
        asked = f"haalbaarheidsonderzoek gevraagd aan {words} op {{on}}"
        yield f"haalbaarheid_gevraagd_{by}", ReportableFact("feasibility_asked", asked, _ASKED, data={"by": by})
        done = f"haalbaarheidsonderzoek door {words} van {{on}}: {{reason}}"
        yield (
            f"haalbaarheid_{by}",
            ReportableFact(
                "feasibility_recorded", done, _JUDGED, asks="reason", data={"by": by}, choices=FEASIBILITY_OUTCOMES
            ),
        )


PREPARATION_FACTS: Mapping[str, ReportableFact] = {
    "eerste_twijfel": ReportableFact(
        "second_track_considered",
        "eerste twijfel over terugkeer in de eigen organisatie op {on}; het tweede spoor wordt voorbereid",
        fact_day("De dag van de eerste twijfel", "after_week_8"),
    ),
    **dict(_assessments()),
    **dict(_studies()),
    "werknemer_ingelicht": ReportableFact(
        "employee_informed", "werknemer ingelicht over het tweede spoor op {on}", fact_day("De dag van het gesprek")
    ),
}

# What has content besides its day is recorded with that content, by command or file (`tasks.preparation_content`).
CONTENT_FACTS: Mapping[str, ReportableFact] = {
    "functioneel_profiel": ReportableFact(
        "profile_recorded", "functioneel profiel van {on} ({source}), versie {number}", fact_day("De dag van de bron")
    ),
    "zoekgegevens": ReportableFact(
        "search_data_recorded", "zoekgegevens voor het tweede spoor van {on}, versie {number}", fact_day("De dag")
    ),
}
