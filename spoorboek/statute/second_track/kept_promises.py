"""What a bureau made of its promises, from what happened in its referrals: computed each time, never typed.

Four promises: it answers in time, holds the intake on the day it named, reports in time, and brings people to work.
What cannot be judged yet counts neither way. Few observations weigh little: each promise is weighed as if PRIOR more
referrals had gone half well, so that one referral hardly moves a score and a score of all or nothing is never reached.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from statistics import median_high
from typing import Any, NamedTuple

from spoorboek.statute.days.calendar import add_working_days, working_days_between
from spoorboek.statute.events import Event

PRIOR = 10  # imagined referrals, half of them kept
# Default clocks of the second track: working days to answer and to hold an intake, calendar days between reports.
ANSWER_DAYS, INTAKE_DAYS, REPORT_DAYS = 3, 5, 42
# Results of a track, in the words of an end report and of a referral. Who went back recovered, or to the own employer,
# is nobody's merit and counts neither way.
LED_TO_WORK, WENT_BACK = ("baan", "werk"), ("herstel", "eigen_werk")
ANSWERS = ("aangeboden", "geweigerd")
# Kinds of events.
MOVED, ANSWERED, PLANNED = "referral_moved", "bureau_answered", "trajectory_planned"
REPORTED, ENDED = "progress_reported", "trajectory_ended"
ABOUT_A_REFERRAL = (MOVED, ANSWERED, PLANNED, REPORTED, ENDED)
STOPPED = ("ingetrokken", "gestaakt", "vervangen", "opgeschort", "afgesloten")  # no promise runs on
REPORTING_ENDS = (*STOPPED, "eindrapport", "nazorg")


class PromiseCount(NamedTuple):
    """How often a promise was kept, `kept` of `of` times."""

    kept: int = 0
    of: int = 0

    @property
    def weighed(self) -> tuple[int, int] | None:
        """Return the share that counts, with the imagined referrals; None without any observation."""
        return (2 * self.kept + PRIOR, 2 * (self.of + PRIOR)) if self.of else None


class KeptPromises(NamedTuple):
    """The record of a bureau. `answer_days`: median of the working days it took to answer; None without an answer."""

    answers: PromiseCount = PromiseCount()
    intakes: PromiseCount = PromiseCount()
    reports: PromiseCount = PromiseCount()
    results: PromiseCount = PromiseCount()
    answer_days: int | None = None


NOTHING_KNOWN = KeptPromises()


class PastReferral(NamedTuple):
    """One referral to a bureau: the day it was asked, and the events about it, in order of recording."""

    asked_on: date
    events: tuple[Event, ...] = ()

    @property
    def taken_over(self) -> bool:
        """Return whether it is of a track that ran elsewhere."""
        return any("taken_over_on" in event.data for event in self.events)

    @property
    def asked(self) -> date:
        """Return the day the bureau was asked; of one that was sent without a question the day it went."""
        return self.first("uitvraag") or self.asked_on

    def first(self, *states: str) -> date | None:
        """Return the first day on which it came into one of these states."""
        return min((day for state, day, _ in self.moves() if state in states), default=None)

    def moves(self) -> Iterator[tuple[str, date, Event]]:
        """Yield the states it came into, with the day; an answer of before there were states is one too."""
        for event in self.events:
            kind: str = event.kind
            if kind == MOVED:
                yield str(event.data["to"]), _day(event, "on"), event
            elif kind == ANSWERED:
                yield "geweigerd" if event.data["answer"] == "geweigerd" else "aangeboden", _day(event, "on"), event

    def days_of(self, kind: str) -> list[date]:
        """Return the days of its events of a kind."""
        return [_day(event, "on") for event in self.events if str(event.kind) == kind]

    @property
    def runs(self) -> bool:
        """Tell whether it takes a place at the bureau: asked, and not declined, lapsed, withdrawn or ended."""
        ended = {"geweigerd", "verlopen", "ingetrokken", "gestaakt", "vervangen", "nazorg", "afgesloten"}
        states = [state for state, _, _ in self.moves()]
        return (not states or states[-1] not in ended) and not self.days_of(ENDED)


def kept_promises(referrals: Iterable[PastReferral], on: date) -> KeptPromises:
    """Return the record of a bureau over its referrals, as of the day `on`.

    Of a track that ran elsewhere its result counts alone: what was promised there, and told, is not known here.
    """
    every = list(referrals)
    known = [each for each in every if not each.taken_over]
    days = [taken for each in known if (taken := _answer_days(each)) is not None]
    return KeptPromises(
        answers=_tally(kept for each in known if (kept := _answered(each, on)) is not None),
        intakes=_tally(kept for each in known if (kept := _intake_held(each, on)) is not None),
        reports=_tally(kept for each in known for kept in _reported(each, on)),
        results=_tally(kept for each in every for kept in _results(each)),
        answer_days=median_high(days) if days else None,
    )


def _tally(outcomes: Iterable[bool]) -> PromiseCount:
    known = list(outcomes)
    return PromiseCount(sum(known), len(known))


def _answer_days(referral: PastReferral) -> int | None:
    """Return how many working days the answer took; None without an answer."""
    answered = referral.first(*ANSWERS)
    return None if answered is None else working_days_between(referral.asked, answered)


def _answered(referral: PastReferral, on: date) -> bool | None:
    """Tell whether the answer came in time; a refusal is an answer. None while it may still come, or was not needed."""
    promised = add_working_days(referral.asked, ANSWER_DAYS)
    answered = referral.first(*ANSWERS)
    if answered is not None:
        return answered <= promised
    stopped = referral.first(*STOPPED)
    return None if on <= promised or (stopped is not None and stopped <= promised) else False


def _intake_held(referral: PastReferral, on: date) -> bool | None:
    """Tell whether the intake was held on the day that was named first, or without one within the usual days.

    None while it may still be held, and when it was not to be held any more.
    """
    registered = referral.first("aangemeld")
    named = min((event for state, _, event in referral.moves() if state == "intake_gepland"), key=_seq, default=None)
    if registered is None and named is None:
        return None
    promised = _named_day(named) if named else None
    if promised is None:
        promised = add_working_days(registered or on, INTAKE_DAYS)
    held = referral.first("intake_gehouden")
    if held is not None:
        return held <= promised
    stopped = referral.first(*STOPPED)
    return None if on <= promised or (stopped is not None and stopped <= promised) else False


def _reported(referral: PastReferral, on: date) -> Iterator[bool]:
    """Yield of each period between two reports whether it was short enough; one with a suspension does not count."""
    began = min([*referral.days_of(PLANNED), *filter(None, [referral.first("loopt")])], default=None)
    if began is None:
        return
    ends = [day for state, day, _ in referral.moves() if state in REPORTING_ENDS] + referral.days_of(ENDED)
    ended = min([day for day in ends if day >= began], default=on)
    waits = [day for state, day, _ in referral.moves() if state == "opgeschort"]
    reports = sorted(set(referral.days_of(REPORTED)))
    previous = began
    for report in (day for day in reports if began < day):
        if not any(previous <= day <= report for day in waits):
            yield (report - previous).days <= REPORT_DAYS
        previous = report
    if (ended - previous).days > REPORT_DAYS and not any(previous <= day <= ended for day in waits):
        yield False


def _results(referral: PastReferral) -> Iterator[bool]:
    """Yield whether the track ended at work; the last report of its end counts."""
    final = [event for event in referral.events if event.kind == ENDED or event.data.get("to") == "eindrapport"]
    if final and (result := final[-1].data.get("result")) not in WENT_BACK:
        yield result in LED_TO_WORK


def _named_day(event: Event) -> date | None:
    """Return the day a bureau named for the intake; None for an event that names none."""
    named = event.data.get("at")
    return date.fromisoformat(str(named)[:10]) if named else None


def _day(event: Event, name: str) -> date:
    """Return a day of an event; the day it was recorded when it names none."""
    value: Any = event.data.get(name)
    return date.fromisoformat(str(value)[:10]) if value else event.on


def _seq(event: Event) -> int:
    return event.seq
