"""The number of each report that a step answers: that of its first recording, which goes to no other report any more.

Letters, done marks and postponements name a step by its number. So what is recorded later, whatever its day, gets the
next number, and what was withdrawn keeps its own: recorded anew for the same day it is the same one again.
Source: docs/decisions/046.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from spoorboek.statute.disputes import OPINION_OUTCOMES, SUSPENSION
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.reports.bureau_news import OF_BUREAUS, AtWork, is_news, known_on
from spoorboek.statute.reports.field_readers import ReportedEvent
from spoorboek.statute.reports.withdrawn_events import WITHDRAWAL
from spoorboek.statute.timeline.course import PLAN_STEP
from spoorboek.statute.timeline.course_making import occurrence_names
from spoorboek.statute.timeline.occurrences import NEXT_REVIEW, REVIEW, REVIEWS, opinion_name, review_name

NUMBERED: EventKind = "occurrences_numbered"  # what was counted by day before, keeps the numbers of then
Numbers = Mapping[str, Mapping[str, int]]
_Names = Iterator[tuple[str, str]]


def occurrence_numbers(events: Iterable[Event], facts: CaseFacts) -> Numbers:
    """Return the numbers by kind of report and name, of each kind in which they are not simply the order of the days.

    `events`: all of the case, in order of entry, withdrawn ones too. `facts`: those of the events that count.
    """
    recorded = _Recorded()
    for event in events:
        recorded.take(event)
    if not recorded.numbers:
        return {}
    by_day = occurrence_names(facts)
    return {
        series: numbers
        for series, numbers in recorded.numbers.items()
        if numbers != {name: number for number, name in enumerate(by_day.get(series, ()), start=1)}
    }


def numbers_by_day(facts: CaseFacts) -> Numbers:
    """Return the numbers of everything that steps answer as they were before: the order of the days."""
    names = occurrence_names(facts)
    return {
        series: {name: number for number, name in enumerate(of_series, start=1)} for series, of_series in names.items()
    }


class _Recorded:
    """The numbers given so far, and what decides whether a later report gives another one."""

    def __init__(self) -> None:
        self.numbers: dict[str, dict[str, int]] = defaultdict(dict)
        self._counted: list[Event] = []
        self._forget()

    def _forget(self) -> None:
        """Forget what was reported, but no number."""
        self._plan_done: date | None = None
        self._advised: set[date] = set()
        self._measures: set[date] = set()
        self._resumed: set[date] = set()
        self._news: set[date] = set()
        self._at_work = AtWork()

    def take(self, event: Event) -> None:
        """Give what an event reports its number, unless it has one."""
        if event.kind == WITHDRAWAL:
            self._counted = [each for each in self._counted if each.seq != event.data.get("report")]
            self._forget()
            for each in self._counted:
                self._read(ReportedEvent(each))
        elif event.kind == NUMBERED:
            self.numbers.update({series: dict(numbers) for series, numbers in event.data["numbers"].items()})
        elif event.kind in _READERS:
            self._counted.append(event)
            self._read(ReportedEvent(event))

    def _read(self, report: ReportedEvent) -> None:
        for series, name in _READERS[report.event.kind](self, report):
            numbers = self.numbers[series]
            if name not in numbers:
                numbers[name] = max(numbers.values(), default=0) + 1

    def on_day(self, report: ReportedEvent) -> _Names:
        yield _SERIES[report.event.kind], report.day("on").isoformat()

    def recovered(self, report: ReportedEvent) -> _Names:
        yield "recovered", report.day("from").isoformat()

    def prospect(self, report: ReportedEvent) -> _Names:
        if report.flag("within_3_months"):
            yield "prospect_recorded", report.day("on").isoformat()

    def warned(self, report: ReportedEvent) -> _Names:
        yield from self.on_day(report)
        if report.flag("letter", default=True):
            yield "wage_warning_letter", report.day("on").isoformat()

    def withheld(self, report: ReportedEvent) -> _Names:
        from_ = report.day("from")
        yield "wage_suspended" if _code(report) == SUSPENSION else "wage_stopped", from_.isoformat()
        self._measures.add(from_)
        yield REVIEWS, review_name(from_, 1)

    def resumed(self, report: ReportedEvent) -> _Names:
        self._resumed.add(report.day("on"))
        yield from self.on_day(report)

    def asked(self, report: ReportedEvent) -> _Names:
        yield "opinion_asked", opinion_name(report.day("on"), str(report.event.data.get("by")), _code(report))

    def received(self, report: ReportedEvent) -> _Names:
        on, outcome = report.day("on"), _code(report)
        yield "opinion_received", opinion_name(on, str(report.event.data.get("by")), outcome)
        if outcome in OPINION_OUTCOMES and OPINION_OUTCOMES[outcome].adjusts:
            yield from self._advice(on)

    def advised(self, report: ReportedEvent) -> _Names:
        yield from self._advice(report.day("on"))

    def _advice(self, *days: date) -> _Names:
        """Yield the advice given after the plan; what came before it asks for no other plan."""
        self._advised.update(days)
        for day in sorted(self._advised):
            if self._plan_done and day > self._plan_done:
                yield "advice", day.isoformat()

    def done(self, report: ReportedEvent) -> _Names:
        ref = report.step()
        if ref == PLAN_STEP:
            self._plan_done = report.day("on")
            yield from self._advice()
        elif ref.key == REVIEW:
            yield from self._next_review(ref, report.day("on"))

    def not_done(self, report: ReportedEvent) -> _Names:
        if report.step() == PLAN_STEP:
            self._plan_done = None
        yield from ()

    def _next_review(self, ref: StepRef, done_on: date) -> _Names:
        """Yield the review after one that is done, if its measure lasts that long as far as is known."""
        name = next((name for name, number in self.numbers[REVIEWS].items() if number == ref.occurrence), None)
        if name is None:
            return
        from_, turn = date.fromisoformat(name.split()[0]), int(name.split()[1])
        if not any(from_ < day <= done_on + NEXT_REVIEW for day in self._resumed):
            yield REVIEWS, review_name(from_, turn + 1)

    def capability(self, report: ReportedEvent) -> _Names:
        self._news.add(known_on(report))
        yield from self._heard()

    def profile(self, report: ReportedEvent) -> _Names:
        if is_news(report):
            yield from self.capability(report)

    def bureau(self, report: ReportedEvent) -> _Names:
        self._at_work.take(report)
        yield from self._heard()

    def _heard(self) -> _Names:
        """Yield the news that a bureau must hear, because it is at work."""
        for day in sorted(self._news):
            if self._at_work.on(day):
                yield "bureau_news", day.isoformat()


def _code(report: ReportedEvent) -> str:
    return str(report.event.data.get("reason"))


_SERIES: Mapping[EventKind, str] = {
    "reintegration_stuck": "stuck",
    "settlement_considered": "settlement",
    "settlement_signed": "settlement_signed",
    "riv_incomplete": "riv_incomplete",
    "cooperation_refused": "refusal",
    "wage_warned": "wage_warned",
    "wage_resumed": "wage_resumed",
}
_READERS: Mapping[EventKind, Callable[[_Recorded, ReportedEvent], _Names]] = {
    **dict.fromkeys(_SERIES, _Recorded.on_day),
    "recovered": _Recorded.recovered,
    "prospect_recorded": _Recorded.prospect,
    "wage_warned": _Recorded.warned,
    "wage_withheld": _Recorded.withheld,
    "wage_resumed": _Recorded.resumed,
    "opinion_asked": _Recorded.asked,
    "opinion_received": _Recorded.received,
    "advised": _Recorded.advised,
    "step_done": _Recorded.done,
    "step_withdrawn": _Recorded.not_done,
    "capability_changed": _Recorded.capability,
    "profile_recorded": _Recorded.profile,
    **dict.fromkeys(OF_BUREAUS, _Recorded.bureau),
}
