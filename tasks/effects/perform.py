"""Carry out one action of the agenda: its effect row and everything that belongs to it, in one transaction."""

from collections.abc import Callable, Mapping

from prefect import task
from sqlmodel import Session

from models.case_lookup import find_case
from models.connection import session
from models.record import close_case, write_effect
from models.tables import Case
from spoorboek.statute.actions import Action
from tasks.case_state import Situation
from tasks.effects.documents import make
from tasks.effects.mails import announce, send, take_back
from tasks.effects.referrals import refer

Effector = Callable[[Session, Case, int, Situation, Action], None]


def close(writing: Session, case: Case, _effect: int, _here: Situation, action: Action) -> None:
    """Close the case as of the day of the action."""
    close_case(writing, case, action.on)


# What belongs to an effect besides its row; kinds that are not named here consist of the row alone.
BESIDES: Mapping[str, Effector] = {
    "document": make,
    "mail": send,
    "reminder": announce,
    "escalation": announce,
    "question": announce,
    "warning": announce,
    "withdrawal": take_back,
    "referral": refer,
    "close": close,
}


@task(name="actie", task_run_name="{naam}", retries=1, retry_delay_seconds=2, persist_result=False)
def perform(
    naam: str,  # noqa: ARG001 - Prefect names the task run by it
    situation: Situation,
    action: Action,
) -> None:
    """Do one thing once. Done before, by whomever: nothing happens.

    `naam` is the name of the task run. Raises what the effect raises; then nothing of it is kept.
    """
    with session() as writing:
        case = find_case(writing, situation.number)
        effect = write_effect(writing, case, action)
        if effect is None:
            return
        if action.kind in BESIDES:
            BESIDES[action.kind](writing, case, effect, situation, action)
