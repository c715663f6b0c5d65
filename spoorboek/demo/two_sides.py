"""A second track seen from both sides: the employer's case and bureaus in processes of their own, day by day."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from importlib.resources import as_file, files
from typing import NamedTuple

from spoorboek.demo.bureau.other_side import BureauDay, OtherSide
from spoorboek.demo.casemanager import Deed, do_the_days_work
from spoorboek.demo.time_lapse import StoryRun, begin_virtual_day, next_virtual_day
from spoorboek.statute.days.calendar import working_day_from
from spoorboek.stories.story import Story
from spoorboek.stories.story_reader import read_story
from tasks.case_state import read_case_state


class EmployerSide(NamedTuple):
    """The employer's side: its story, how its case wakes, how its post goes, and how it goes on with what came."""

    story_run: StoryRun
    wake: Callable[[Sequence[str]], object]
    send: Callable[[], object]
    receive: Callable[[], object]

    @property
    def number(self) -> str:
        """Return the number of its case."""
        return self.story_run.numbers[0]


class Exchange(NamedTuple):
    """What happened between both sides on a day: what people at the employer did, and each bureau by its code."""

    day: date
    deeds: Sequence[Deed]
    bureaus: Mapping[str, BureauDay]

    @property
    def is_quiet(self) -> bool:
        """Tell whether nobody did anything."""
        return not self.deeds and not any(each.received or each.sent for each in self.bureaus.values())


def second_track_story() -> Story:
    """Return the story up to the preparation of a referral; the rest is what both sides do."""
    with as_file(files(__package__).joinpath("spoor_2.yaml")) as path:
        return read_story(path)


def live_both_sides(
    employer: EmployerSide, bureaus: Mapping[str, OtherSide], *, until: date = date.max
) -> Iterator[Exchange]:
    """Live every day on which either side has something to do, until the referral is closed; yield what they did.

    On a day the case wakes, its people act, its post goes out, the bureaus read and answer, and the employer reads
    that; and again, until nobody has anything to do.
    """
    runs, day = [employer.story_run], next_virtual_day([employer.story_run], date.min)
    while day is not None and day <= until:
        employer.wake(begin_virtual_day(runs, day))
        while not (exchange := _exchange(employer, bureaus, day)).is_quiet:
            yield exchange
        if any(each.state == "afgesloten" for each in read_case_state(employer.number).plan.facts.referrals):
            return
        theirs = [each.next_day for each in exchange.bureaus.values()]
        day = _next(day, next_virtual_day(runs, day), *theirs)


def _exchange(employer: EmployerSide, bureaus: Mapping[str, OtherSide], day: date) -> Exchange:
    deeds = do_the_days_work(employer.number)
    if deeds:
        employer.wake([employer.number])
    employer.send()
    exchange = Exchange(day, deeds, {code: bureau.live(day) for code, bureau in bureaus.items()})
    if any(each.sent for each in exchange.bureaus.values()):
        employer.receive()
    return exchange


def _next(day: date, *known: date | None) -> date | None:
    """Return the next of these days; after a day on which nobody works that of the next work comes too."""
    monday = working_day_from(day) if working_day_from(day) != day else None
    return min((each for each in (*known, monday) if each), default=None)
