"""Record what somebody reports on a page: at once, once per form, and the lists show it before the case has woken.

The events are those of the run forms, for the reports are the same functions. Waking the case is left to the caller,
after this transaction; whatever becomes of that, the case counts as one to be woken.
"""

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.connection import session
from models.operators import require_operator
from models.tables import RecordedAction
from models.wake_basis import mark_to_wake
from spoorboek.errors import InputError
from tasks.case_state import case_state_in, mail_waits, show_in_lists
from tasks.reports.once import Answer, record_once


class DirectAnswer(NamedTuple):
    """What to tell who reported it, and the numbers of the cases to wake; `is_recorded`: false when it was refused."""

    message: str
    to_wake: tuple[str, ...]
    is_recorded: bool = True


def record_directly(form_id: UUID, actor: str, report: Callable[[Session], Answer]) -> DirectAnswer:
    """Write a report in a transaction of its own and return the answer; a refusal says why, and nothing is written.

    `form_id`: of the form as it was shown, so that a form that is sent twice acts once, also when both come at the same
    time; the second is told that it was recorded. Raises InputError when `actor` is no operator.
    """
    try:
        with session() as writing:
            require_operator(writing, actor)
            answer, to_wake = record_once(writing, form_id, lambda: report(writing))
            for number in to_wake:
                show_in_lists(writing, case_state_in(writing, number))
            mark_to_wake(writing, to_wake)
            waits = mail_waits(writing) if to_wake else None
    except (InputError, IntegrityError) as error:
        return _refusal(form_id, error)
    return DirectAnswer(" ".join(filter(None, (answer, waits))), tuple(to_wake))


def _refusal(form_id: UUID, error: InputError | IntegrityError) -> DirectAnswer:
    """Return why it was refused; of a form that was recorded meanwhile, that it was."""
    with session() as reading:
        if reading.get(RecordedAction, form_id) is not None:
            answer, _ = record_once(reading, form_id, lambda: ("", []))
            return DirectAnswer(answer, ())
    if isinstance(error, InputError):
        return DirectAnswer(str(error), (), is_recorded=False)
    raise error
