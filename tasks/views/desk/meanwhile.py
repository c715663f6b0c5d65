"""What was recorded last about a step, for who worked on it at the same time."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session

from models.case_lookup import find_case
from spoorboek.statute.events import Event
from spoorboek.statute.facts import StepRef
from tasks.case_state import case_state_in
from tasks.reports.report_wording import event_sentence
from tasks.views.dossier_json import event_actors


class StepReport(NamedTuple):
    """A report about a step: what it says, in Dutch, and the code of who made it."""

    words: str
    by: str

    @property
    def sentence(self) -> str:
        """Say it as what happened meanwhile."""
        return f"Het laatst vastgelegd, door {self.by}: {self.words}."


def last_step_report(reading: Session, number: str, ref: StepRef, *, after: int = 0) -> StepReport | None:
    """Return the last report about a step of a case; None without one. `after`: only of events with a higher number."""
    current = case_state_in(reading, number)
    about = [each for each in _about(current.record.events, ref) if each.seq > after]
    if not about:
        return None
    actors = event_actors(reading, find_case(reading, number))
    return StepReport(event_sentence(current, about[-1]), actors.get(about[-1].seq, ""))


def _about(events: Sequence[Event], ref: StepRef) -> list[Event]:
    return [each for each in events if (each.data.get("step"), each.data.get("occurrence", 1)) == tuple(ref)]
