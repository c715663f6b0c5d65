"""Close a case in the record."""

from sqlmodel import Session

from models.record import close_case
from models.tables import Case
from spoorboek.statute.actions import Action
from tasks.case_state import Situation


def close(writing: Session, case: Case, _effect: int, _here: Situation, action: Action) -> None:
    """Close the case as of the day of the action."""
    close_case(writing, case, action.on)
