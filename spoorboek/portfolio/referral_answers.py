"""What people and a bureau report about a referral in a portfolio, each on time."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from spoorboek.statute.actions import Action
from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.events import EventKind
from spoorboek.statute.referrals.referral import ReferralState
from spoorboek.stories.story import Reported

YES: tuple[EventKind, ...] = ("referral_confirmed", "referral_approved")
TRACK, REPORT_EVERY = timedelta(weeks=26), timedelta(weeks=6)  # the usual trajectory, and its progress reports


def answers_to(action: Action, started: Mapping[str, date]) -> Iterator[Reported]:
    """Yield what is reported after an action; nothing unless it prepares or sends a referral.

    A referral is confirmed and approved on the day it is prepared. The bureau names the day of the intake the day after
    it is asked: the day on which the step that refers is done. Without such a day it is silent. `started`: those days,
    by step.
    """
    number = int(action.name) if action.kind in ("referral", "referral_sent") else 0
    if action.kind == "referral":
        yield from (Reported(action.on, 1, kind, {"referral": number}) for kind in YES)
    elif action.kind == "referral_sent" and action.step in started:
        answered = action.on + DAY
        intake = max(answered, started[action.step])
        yield _move(number, "intake_gepland", answered, at=intake)
        yield from _trajectory(number, intake)


def _trajectory(number: int, intake: date) -> Iterator[Reported]:
    """Yield a trajectory that starts with its intake and ends as planned, with a report every six weeks."""
    end = intake + TRACK
    yield _move(number, "intake_gehouden", intake)
    yield _move(number, "trajectplan", intake)
    yield _move(number, "loopt", intake, until=end)
    on = intake + REPORT_EVERY
    while on < end:
        data = {"referral": number, "from": (on - REPORT_EVERY).isoformat(), "on": on.isoformat()}
        yield Reported(on, 1, "progress_reported", data)
        on += REPORT_EVERY
    yield _move(number, "eindrapport", end, result="geen_werk")
    yield _move(number, "afgesloten", end)


def _move(number: int, to: ReferralState, on: date, *, result: str | None = None, **days: date) -> Reported:
    said = {"result": result} if result else {name: day.isoformat() for name, day in days.items()}
    return Reported(on, 1, "referral_moved", {"referral": number, "to": to, "on": on.isoformat(), **said})
