"""A finding about a second track, and what the rules that make findings look at."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.plan import Plan, last_date
from spoorboek.statute.policy.adequacy_norms import AdequacyNorms
from spoorboek.statute.referrals.referral import WITH_THE_CASE
from spoorboek.statute.second_track.finding_kinds import FINDING_KINDS, FindingKind
from spoorboek.statute.second_track.running_days import RunningDays, running_days
from spoorboek.statute.second_track.trajectory import Track, TrackPlan

BEGINS = ("intake_gehouden", "trajectplan", "loopt")
ENDS = ("eindrapport", "nazorg", "afgesloten", "gestaakt", "ingetrokken", "vervangen", "geweigerd", "verlopen")
NEVER = date.max


class Finding(NamedTuple):
    """Something that is wrong with a second track on a day.

    `referral`: its number, None for the case as a whole. `since`: the first day on which the verdict had it.
    `helps_until`: the last day on which mending it still counts; None when only an explanation is left.
    """

    code: str
    referral: int | None
    since: date
    helps_until: date | None
    sentence: str

    @property
    def kind(self) -> FindingKind:
        """Return what is fixed for every finding of this code: who can mend it, how, and what it rests on."""
        return FINDING_KINDS[self.code]

    @property
    def weighs(self) -> bool:
        """Return whether it rests on the policy rules of UWV, not on a norm of the house alone."""
        return self.kind.rests_on is not None


@dataclass(frozen=True)
class TrackView:
    """One track as it was known on a day, with the norms and days it is held against.

    `last_help`: the last day on which mending anything counts, the day on which the re-integration report is due.
    """

    track: Track
    facts: CaseFacts
    on: date
    norms: AdequacyNorms
    last_help: date | None

    @cached_property
    def days(self) -> RunningDays:
        """The days on which the track runs."""
        return running_days(self.facts, self.track)

    @property
    def plan(self) -> TrackPlan | None:
        """The plan that holds."""
        return self.track.plan

    @cached_property
    def begun(self) -> date | None:
        """The first day on which something was done; None when nothing was yet."""
        track = self.track
        known = (
            *(move.on for move in track.moves if move.to in BEGINS),
            *(plan.activities[0].from_ for plan in track.plans[:1] if plan.activities),
            *(plan.on for plan in track.plans[:1]),
            *(report.from_ for report in track.reports),
            *(log.from_ for log in track.logs),
        )
        return min((day for day in known if day <= self.on), default=None)

    @cached_property
    def ended(self) -> date | None:
        """The day the track ended; None while it goes on, or went on after it. Its case may end before it does."""
        end, told = None, self.track.end
        for move in self.track.moves:
            if move.to not in ENDS:
                end, told = None, told if told and told.on > move.on else None
            elif end is None and move.reason != WITH_THE_CASE:
                end = move.on
        return min([day for day in (end, told and told.on) if day], default=None)

    def here_from(self, day: date) -> date:
        """Return a day, or the later one on which a track that ran elsewhere was taken over: nothing was seen before.

        What such a track was on that day is the baseline: it is no finding, and every term counts from there.
        """
        return max(day, self.track.taken_over_on or day)

    @property
    def is_running(self) -> bool:
        """Whether something is expected of it on the day."""
        return self.begun is not None and self.ended is None

    @property
    def report_every(self) -> int:
        """The rhythm of reports in calendar days."""
        return (self.plan.report_every if self.plan else None) or self.norms.report_every

    @cached_property
    def report_due(self) -> date:
        """The day the next progress report is due."""
        moved = self.track.moved("loopt")
        begun = moved.on if moved else self.track.plans[0].on if self.track.plans else self.begun
        last = max((report.until for report in self.track.reports), default=begun)
        return NEVER if last is None else self.days.add(self.here_from(last), self.report_every)

    def finding(self, code: str, since: date, helps_until: date | None = NEVER, **words: Any) -> Finding:
        """Make a finding of this track; it never helps longer than `last_help`."""
        return make_finding(code, self.track.referral, since, _earlier(helps_until, self.last_help), self.on, **words)


@dataclass(frozen=True)
class CaseView:
    """The second track of a case as it was known on a day: its timetable, and each of its tracks."""

    plan: Plan
    on: date
    tracks: tuple[TrackView, ...]
    last_help: date | None

    def finding(self, code: str, since: date, **words: Any) -> Finding:
        """Make a finding of the case as a whole."""
        return make_finding(code, None, since, self.last_help, self.on, **words)


def make_finding(
    code: str, referral: int | None, since: date, helps_until: date | None, on: date, **words: Any
) -> Finding:
    """Make a finding; dates among the words are written out."""
    texts = {name: dutch_date(value) if isinstance(value, date) else value for name, value in words.items()}
    helps = helps_until if helps_until and on <= helps_until < NEVER else None
    return Finding(code, referral, since, helps, FINDING_KINDS[code].says.format_map(texts))


def last_help(plan: Plan, on: date) -> date | None:
    """Return until when mending counts: the day the re-integration report is due; after that, the end of the wait."""
    report = next((each for each in plan if each.key == "re_integratieverslag"), None)
    days = [*filter(None, [report and last_date(report)]), plan.wait_ends_on]
    return next((day for day in days if day >= on), None)


def period_words(from_: date, until: date) -> str:
    """Write a period out: “2 maart 2026 t/m 12 april 2026”."""
    return f"{dutch_date(from_)} t/m {dutch_date(until)}"


def days_after(day: date, count: int) -> date:
    """Return the calendar day so many days later; `date.max` stays what it is."""
    return day if day == NEVER else day + timedelta(days=count)


def _earlier(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else min(one, other)
