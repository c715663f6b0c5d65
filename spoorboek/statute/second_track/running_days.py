"""The days on which a track runs: not those of recovery, leave, suspension or without any possibility to work."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from spoorboek.statute.days.calendar import DAY, is_atw_day
from spoorboek.statute.facts import CaseFacts, Spell
from spoorboek.statute.second_track.trajectory import Track

SUSPENDED, GOES_ON = "opgeschort", ("loopt", "intake_gepland", "intake_gehouden", "trajectplan")


class RunningDays:
    """A calendar without the days on which a track is at rest; every count is of days on which it runs."""

    def __init__(self, rests: Iterable[Spell]) -> None:
        self.rests = tuple(_merged(rests))

    def rests_on(self, day: date) -> Spell | None:
        """Return the rest in which a day lies; None when the track runs."""
        return next((each for each in self.rests if each.from_ <= day <= (each.until or date.max)), None)

    def add(self, day: date, count: int) -> date:
        """Return the day `count` running days after a day; `date.max` when the track rests without an end."""
        if day == date.max:
            return day
        found = day + timedelta(days=count)
        for rest in self.rests:
            if rest.until is not None and rest.until <= day:
                continue
            begins = max(rest.from_, day + DAY)
            if begins > found:
                break
            if rest.until is None:
                return date.max
            found += rest.until - begins + DAY
        return found

    def add_working(self, day: date, count: int) -> date:
        """Return the day `count` running working days after a day; `date.max` when the track rests without an end."""
        for _ in range(count):
            if day == date.max:
                break
            day += DAY
            while (rest := self.rests_on(day)) or is_atw_day(day):
                if rest and rest.until is None:
                    return date.max
                day = (rest.until if rest and rest.until else day) + DAY
        return day

    def between(self, after: date, before: date) -> int:
        """Count the running days that lie after one day and before another."""
        resting = (
            (min(rest.until or date.max, before - DAY) - max(rest.from_, after + DAY)).days + 1 for rest in self.rests
        )
        return max((before - after).days - 1, 0) - sum(max(days, 0) for days in resting)


def running_days(facts: CaseFacts, track: Track) -> RunningDays:
    """Return the calendar of a track: the rests of the case, and those of the referral itself."""
    return RunningDays((*case_rests(facts), *_suspensions(track)))


def case_rests(facts: CaseFacts) -> Iterator[Spell]:
    """Yield the periods in which nobody expects anything of a second track."""
    yield from (Spell(each.from_, each.until) for each in facts.recoveries)
    yield from (Spell(each.from_, each.until) for each in facts.leaves)
    if facts.no_possibilities:
        yield Spell(facts.no_possibilities_since or facts.first_sick_day)


def _suspensions(track: Track) -> Iterator[Spell]:
    since: date | None = None
    for move in track.moves:
        if move.to == SUSPENDED:
            since = since or move.on
        elif since and move.to in GOES_ON:
            if since < move.on:
                yield Spell(since, move.on - DAY)
            since = None
    if since:
        yield Spell(since)


def _merged(rests: Iterable[Spell]) -> Iterator[Spell]:
    """Yield periods in order, those that touch as one."""
    open_: Spell | None = None
    for rest in sorted(rests, key=lambda each: each.from_):
        if open_ is None:
            open_ = rest
        elif open_.until is None or rest.from_ <= open_.until + DAY:
            ends: Mapping[bool, date | None] = {True: None, False: max(open_.until or date.max, rest.until or date.max)}
            open_ = Spell(open_.from_, ends[open_.until is None or rest.until is None])
        else:
            yield open_
            open_ = rest
    if open_:
        yield open_
