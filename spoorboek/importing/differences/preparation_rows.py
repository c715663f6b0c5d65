"""What a row of a file says of the preparation of a second track; what is known here, a file does not turn back."""

from collections.abc import Iterator

from spoorboek.importing.differences.known_case import KnownPerson, RowFact
from spoorboek.importing.rows import CaseRow
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.second_track_facts import ASSESSMENT_OUTCOMES


def preparation_of_row(row: CaseRow, known: KnownPerson, facts: CaseFacts) -> Iterator[RowFact]:
    """Yield what a row adds: an outcome where none is known, a day on which the employee was told where none is.

    What a person withdrew here does not come back by a file.
    """
    on, outcome, told = row.assessment_on, row.assessment, row.informed_on
    undone = known.withdrawn_here("assessment_recorded", "on")
    if on and outcome and facts.preparation.assessment is None and on.isoformat() not in undone:
        text = f"arbeidsdeskundig onderzoek van {dutch_date(on)}: {ASSESSMENT_OUTCOMES[outcome]}"
        yield RowFact("assessment_recorded", {"on": on.isoformat(), "outcome": outcome}, text)
    undone = known.withdrawn_here("employee_informed", "on")
    if told and facts.preparation.informed_on is None and told.isoformat() not in undone:
        text = f"werknemer ingelicht over het tweede spoor op {dutch_date(told)}"
        yield RowFact("employee_informed", {"on": told.isoformat()}, text)
