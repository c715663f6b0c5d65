"""Why a step has its day, for people: what `case explain` says, as paragraphs."""

from collections.abc import Sequence
from typing import NamedTuple

from spoorboek.errors import InputError
from spoorboek.statute.agenda.requests import step_request_line
from spoorboek.statute.explain.explanation import explain_milestone
from spoorboek.statute.explain.plan_text import milestone_label
from spoorboek.statute.facts import StepRef
from tasks.case_state import CaseState


class StepReason(NamedTuple):
    """The explanation of the days of one step: its name, and paragraphs in Dutch."""

    what: str
    paragraphs: Sequence[str]


def step_reason(current: CaseState, ref: StepRef) -> StepReason:
    """Explain the days of a step of a case. Raises InputError for a step the case does not have."""
    milestone = next((each for each in current.plan if each.ref == ref), None)
    if milestone is None:
        raise InputError(f"Dossier {current.number} kent deze stap niet: die hoort niet bij deze zaak.")
    asked = next((each for each in current.agenda.steps if each.ref == ref), None)
    line = step_request_line(current.edition.house, asked) if asked else None
    said = explain_milestone(current.plan, milestone, current.edition.rules).splitlines()
    return StepReason(milestone_label(milestone, current.edition.rules), [*said, *([line] if line else [])])
