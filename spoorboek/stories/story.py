"""A story as values: the reports per day, the expected actions and the forbidden actions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from spoorboek.statute.actions import Action
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.second_track.adequacy import Verdict, VerdictWord


class Reported(NamedTuple):
    """Something reported on a day, ready to be appended as an event: the case within the story (from 1), kind and data.

    A `sick_reported` opens the case.
    """

    day: date
    case: int
    kind: EventKind
    data: Mapping[str, Any]


class CaseAction(NamedTuple):
    """An action with the number of its case within the story (from 1)."""

    case: int
    action: Action


class ExpectedAction(NamedTuple):
    """An action that must happen on exactly this day; None matches anything."""

    day: date
    case: int
    kind: str
    step: str
    occurrence: int | None
    name: str | None = None
    to: str | None = None

    def matches(self, dated: CaseAction) -> bool:
        """Return whether an action is the expected one."""
        return dated.action.on == self.day and _matches(self, dated)


class ForbiddenAction(NamedTuple):
    """Actions that must not happen between two days (inclusive); None matches anything."""

    since: date | None
    until: date | None
    case: int | None
    kind: str | None
    step: str | None
    occurrence: int | None
    name: str | None = None
    to: str | None = None

    def matches(self, dated: CaseAction) -> bool:
        """Return whether an action is one of the forbidden ones."""
        on = dated.action.on
        return (
            (self.since is None or self.since <= on)
            and (self.until is None or on <= self.until)
            and _matches(self, dated)
        )


class ExpectedVerdict(NamedTuple):
    """What the verdict on the second track must say on a day; `finding`: one it must have, None when it has none.

    `referral`: of which the finding is; None for any.
    """

    day: date
    case: int
    word: VerdictWord
    finding: str | None = None
    referral: int | None = None

    def matches(self, verdict: Verdict) -> bool:
        """Return whether a verdict is the expected one."""
        found = [each for each in verdict.findings if self.referral in (None, each.referral)]
        codes = {each.code for each in found}
        return verdict.word == self.word and (self.finding in codes if self.finding else not codes)


@dataclass(frozen=True, slots=True)
class Story:
    """A whole story: a one-sentence title, the reports in order, the expected and the forbidden actions.

    `verdicts`: what the verdict on its second track must say, and when.
    """

    name: str
    title: str
    first_sick_day: date
    reports: tuple[Reported, ...]
    expected: tuple[ExpectedAction, ...]
    never: tuple[ForbiddenAction, ...]
    demo: bool = False
    verdicts: tuple[ExpectedVerdict, ...] = ()

    @property
    def cases(self) -> int:
        """Return the number of cases in this story: more than one after a relapse that starts a new case."""
        return max(report.case for report in self.reports)

    def days(self) -> tuple[date, ...]:
        """Return the days on which something is reported, in order."""
        return tuple(sorted({report.day for report in self.reports}))

    def events_on(self, day: date) -> tuple[Reported, ...]:
        """Return the reports of one day, in order."""
        return tuple(report for report in self.reports if report.day == day)

    def script(self) -> dict[date, list[tuple[int, Event]]]:
        """Return the reports per day as events numbered within their case; the first event of a case opens it."""
        script: dict[date, list[tuple[int, Event]]] = {}
        seqs: dict[int, int] = {}
        for report in self.reports:
            seqs[report.case] = seq = seqs.get(report.case, 0) + 1
            script.setdefault(report.day, []).append((report.case, Event(seq, report.kind, report.day, report.data)))
        return script

    def events_of(self, case: int) -> tuple[Reported, ...]:
        """Return all reports of one case, in order."""
        return tuple(report for report in self.reports if report.case == case)


def _matches(pattern: ExpectedAction | ForbiddenAction, dated: CaseAction) -> bool:
    action = dated.action
    criteria = (
        (pattern.case, dated.case),
        (pattern.kind, action.kind),
        (pattern.step, action.step),
        (pattern.occurrence, action.occurrence),
        (pattern.name, action.name),
        (pattern.to, action.detail.get("to")),
    )
    return all(wanted is None or wanted == found for wanted, found in criteria)
