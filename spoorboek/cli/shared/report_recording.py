"""Recording what an operator reports at the command line: in the record, on the screen, and the case wakes."""

from collections.abc import Callable

from sqlmodel import Session

from models.connection import session
from models.operators import require_operator
from spoorboek.platform.record_access import open_record
from tasks.case_state import mail_waits


def record_and_wake(by: str, report: Callable[[Session], tuple[str, list[str]]]) -> None:
    """Write a report, which returns its answer and the numbers of the cases to wake; print the answer and wake them.

    Raises InputError when `by` is none of the operators.
    """
    with open_record() as reach:
        with session() as writing:
            require_operator(writing, by)
            answer, to_wake = report(writing)
            waits = mail_waits(writing) if to_wake else None
        print(*filter(None, (answer, waits)), sep="\n")
        if later := reach.wake(to_wake):
            print(later)
