"""A run form is recorded once: whoever lets Prefect try the same run again records nothing."""

from collections.abc import Callable
from uuid import UUID

from sqlmodel import Session

from models.tables import RecordedAction
from spoorboek.clock import AMSTERDAM

Answer = tuple[str, list[str]]  # what to tell the operator, and the numbers of the cases to wake


def record_once(writing: Session, run_id: UUID, report: Callable[[], Answer]) -> Answer:
    """Write a report and remember the run it came from, in one transaction; of a run that is known say so instead.

    Two attempts at the same time are kept apart by the key of the table: one of both is rolled back.
    """
    if known := writing.get(RecordedAction, run_id):
        at = known.recorded_at.astimezone(AMSTERDAM)
        return f"Dit is al vastgelegd, op {at:%d-%m-%Y} om {at:%H:%M}; er is niets nog eens gedaan.", []
    answer = report()
    writing.add(RecordedAction(run_id=run_id))
    writing.flush()
    return answer
