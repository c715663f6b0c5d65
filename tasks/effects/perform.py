"""Carry out one action of the agenda: write its effect row and everything that belongs to it, in one transaction."""

from collections.abc import Callable, Mapping

from prefect import task
from prefect.client.schemas.objects import State
from prefect.states import Cancelled
from sqlmodel import Session

from models.case_lookup import find_case, lock_case
from models.connection import session
from models.record import close_case, write_effect
from models.tables import Case
from spoorboek.statute.actions import Action
from spoorboek.statute.agenda.record_index import CHANGE_LETTER
from tasks.case_state import CaseState
from tasks.effects.capability_news import tell_bureau
from tasks.effects.documents import create_document
from tasks.effects.mails import DocumentMissing, mail_announcement, mail_document, mail_questions, mail_retraction
from tasks.effects.referrals import ask_referral, drop_referral, move_referral, prepare_referral, send_referral
from tasks.outbox.held_mail import hold_mail_of_effect
from tasks.outbox.recall.waiting import let_mail_wait

OVERTAKEN = "Er kwam iets bij; daarom wordt opnieuw besloten wat er moet gebeuren."
EffectHandler = Callable[[Session, Case, int, CaseState, Action], None]


def record_closing(writing: Session, case: Case, _effect: int, _current: CaseState, action: Action) -> None:
    """Close the case as of the day of the action."""
    close_case(writing, case, action.on)


# What is written besides the effect row, by kind of action; other kinds write the row alone.
EFFECT_HANDLERS: Mapping[str, EffectHandler] = {
    "document": create_document,
    "mail": mail_document,
    "reminder": mail_announcement,
    "escalation": mail_announcement,
    "question": mail_questions,
    "warning": mail_announcement,
    "budget": mail_announcement,
    "withdrawal": mail_retraction,
    "referral": prepare_referral,
    "referral_sent": send_referral,
    "referral_taken_up": move_referral,
    "referral_dropped": drop_referral,
    "referral_lapsed": move_referral,
    "referral_asked": ask_referral,
    "close": record_closing,
}


@task(name="actie", task_run_name="{naam}", retries=1, retry_delay_seconds=2, persist_result=False)
def perform(
    naam: str,  # noqa: ARG001 - Prefect names the task run by it
    situation: CaseState,
    action: Action,
) -> State | None:
    """Carry out an action once; do nothing when its effect was recorded before, by this or another process.

    Nothing is done either, and the task run is Cancelled, when something was reported since the situation was read,
    for then the action may not be wanted any more, and for a mail whose document is not made. No report can come in
    between: the row of the case stays locked until the effect is committed. `naam` is the name of the task run. Raises
    whatever carrying it out raises; the transaction is then rolled back.
    """
    try:
        with session() as writing:
            case = lock_case(writing, find_case(writing, situation.number))
            if case.version != situation.version:
                return Cancelled(message=OVERTAKEN)
            _carry_out(writing, case, situation, action)
    except DocumentMissing as waits:
        return Cancelled(message=str(waits))
    return None


def _carry_out(writing: Session, case: Case, situation: CaseState, action: Action) -> None:
    effect = write_effect(writing, case, action)
    handler = tell_bureau if action.name == CHANGE_LETTER else EFFECT_HANDLERS.get(action.kind)
    if effect is not None and handler is not None:
        handler(writing, case, effect, situation, action)
        hold_mail_of_effect(writing, effect, situation, action.key)
        let_mail_wait(writing, effect, situation, action.key)
