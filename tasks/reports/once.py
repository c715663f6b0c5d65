"""A form is recorded once: a run form however often Prefect tries its run, a form of a page however often it is sent.

A page records at once: the events are those of the run forms, for the reports are the same functions, and the lists
show them before the case has woken. Waking it is left to the caller, after the transaction; whatever becomes of that,
the case counts as one to be woken.
"""

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.accounts.desk_entries import newest_event, note_desk_entries
from models.case_lookup import cases_numbered
from models.operators import require_operator
from models.tables import RecordedAction
from models.wake_basis import mark_to_wake
from spoorboek.clock import AMSTERDAM
from spoorboek.errors import InputError
from tasks.case_state import case_states_in, mail_waits, show_in_lists
from tasks.outbox.recall.waiting import let_queued_mail_wait, newest_mail

SHOWN_AT_ONCE = 200  # cases; the lists show others once they woke, so that nobody waits for all of an employer
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


def was_recorded(reading: Session, form_id: UUID) -> bool:
    """Tell whether a form was recorded before."""
    return reading.get(RecordedAction, form_id) is not None


class DirectAnswer(NamedTuple):
    """What to tell who reported it, and the numbers of the cases to wake; `is_recorded`: false when it was refused."""

    message: str
    to_wake: tuple[str, ...]
    is_recorded: bool = True


def record_directly(writing: Session, form_id: UUID, actor: str, report: Callable[[Session], Answer]) -> DirectAnswer:
    """Write a report in the transaction of the caller and return the answer; a refusal says why, and writes nothing.

    `form_id`: of the form as it was shown, so that a form that is sent twice acts once, also when both come at the same
    time; the second is told that it was recorded. A code that is no operator is refused as well.
    """

    def by_operator(session: Session) -> Answer:
        require_operator(session, actor)
        return report(session)

    return record_answer(writing, form_id, by_operator, actor)


def record_answer(
    writing: Session, form_id: UUID, report: Callable[[Session], Answer], actor: str | None = None
) -> DirectAnswer:
    """Write what a form says as `record_directly` does, also for who is no operator, such as a bureau.

    `actor`: the colleague whose mail waits for a quarter of an hour; None: nobody can call it back.
    """
    try:
        with writing.begin_nested():
            newest, mail = newest_event(writing), newest_mail(writing)
            answer, to_wake = record_once(writing, form_id, lambda: report(writing))
            if actor is not None:
                note_desk_entries(writing, to_wake, form_id, actor, newest)
                let_queued_mail_wait(writing, form_id, mail)
            for current in case_states_in(writing, cases_numbered(writing, to_wake[:SHOWN_AT_ONCE])):
                show_in_lists(writing, current)
            mark_to_wake(writing, to_wake)
    except (InputError, IntegrityError) as error:
        return _refusal(writing, form_id, error)
    waits = mail_waits(writing) if to_wake else None
    return DirectAnswer(" ".join(filter(None, (answer, waits))), tuple(to_wake))


def _refusal(reading: Session, form_id: UUID, error: InputError | IntegrityError) -> DirectAnswer:
    """Return why it was refused; of a form that was recorded meanwhile, that it was."""
    if reading.get(RecordedAction, form_id, populate_existing=True) is not None:
        answer, _ = record_once(reading, form_id, lambda: ("", []))
        return DirectAnswer(answer, ())
    if isinstance(error, InputError):
        return DirectAnswer(str(error), (), is_recorded=False)
    raise error
