"""The employer's side of a second track in this process, without Prefect, and what the two sides said to each other."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from sqlmodel import Session

from spoorboek import clock
from spoorboek.demo.people import invented_employee
from spoorboek.demo.time_lapse import StoryRun
from spoorboek.demo.two_sides import EmployerSide, Exchange, second_track_story
from tasks.case_state import read_case_state, store_case_state
from tasks.effects.perform import perform
from tasks.outbox.mail_queue import send_due

OFFERS, DECLINES, SILENT = "wegwijs", "koers", "anker"  # of the invented bureaus the first three that fit
PATH = [
    *("gereed", "uitvraag", "aangeboden", "gekozen", "akkoord", "aangemeld", "bevestigd", "intake_gepland"),
    *("intake_gehouden", "trajectplan", "loopt", "eindrapport", "nazorg", "afgesloten"),
]
SPOKEN = [
    *("aanbod", "ontvangstbevestiging", "intake", "intake", "trajectplan", "voortgang", "voortgang", "eindrapport"),
]
NIGHT = timedelta(days=2)  # what waits for a morning goes by then


def employer(writing: Session, bring: Callable[[], object], read: Callable[[], object]) -> EmployerSide:
    """Return an employer who has one case; `bring`: what goes out beside mail. `read`: what came, before it acts."""
    story_run = StoryRun(second_track_story(), invented_employee(writing, 0).id)
    writing.commit()

    def send() -> None:
        send_due(clock.now() + NIGHT)
        bring()

    def receive() -> None:
        read()
        wake(story_run.numbers)

    return EmployerSide(story_run, wake, send, receive)


def wake(numbers: Sequence[str]) -> None:
    """Carry out what is due in these cases, as their runs do."""
    for number in numbers:
        while pending := (current := read_case_state(number)).actions:
            for action in pending:
                perform.fn(action.kind, current, action)
        store_case_state(current)


def said(days: Sequence[Exchange], bureau: str = OFFERS) -> list[str]:
    """List the kinds of what a bureau sent, in order."""
    return [kind for each in days for kind, _ in each.bureaus[bureau].sent]


def heard(days: Sequence[Exchange], bureau: str = OFFERS) -> list[str]:
    """List the kinds of what a bureau received, in order."""
    return [kind for each in days for kind in each.bureaus[bureau].received]


def states(number: str, referral: int = 1) -> list[str]:
    """List the states a referral went through, in order."""
    (found,) = (each for each in read_case_state(number).plan.facts.referrals if each.number == referral)
    return [move.to for move in found.moves]


def findings(number: str, on: date) -> list[str]:
    """List what the verdict finds on a day, by code."""
    return [each.code for each in read_case_state(number).verdict_on(on).findings]
