"""A second track seen from both sides: the employer's case and bureaus in processes of their own, day by day."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from importlib.resources import as_file, files
from typing import NamedTuple

from spoorboek.demo.bureau.other_side import BureauDay, OtherSide
from spoorboek.demo.casemanager import Deed, do_the_days_work
from spoorboek.demo.time_lapse import StoryRun, begin_virtual_day, next_virtual_day
from spoorboek.statute.plan import last_date
from spoorboek.stories.story import Story
from spoorboek.stories.story_reader import read_story
from tasks.case_state import CaseState, read_case_state
from tasks.reports.referral_reports import referral_steps


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
        current = read_case_state(employer.number)
        if any(each.state == "afgesloten" for each in current.plan.facts.referrals):
            return
        theirs = [each.next_day for each in exchange.bureaus.values()]
        day = min((each for each in (next_virtual_day(runs, day), *theirs, *_deadlines(current)) if each), default=None)


def _exchange(employer: EmployerSide, bureaus: Mapping[str, OtherSide], day: date) -> Exchange:
    deeds = do_the_days_work(employer.number)
    if deeds:
        employer.wake([employer.number])
    employer.send()
    exchange = Exchange(day, deeds, {code: bureau.live(day) for code, bureau in bureaus.items()})
    if any(each.sent for each in exchange.bureaus.values()):
        employer.receive()
    return exchange


def _deadlines(current: CaseState) -> list[date]:
    """List the last days of the clocks of referrals that are still to come: people look at their agenda then."""
    steps = (step for referral in current.plan.facts.referrals for step in referral_steps(current, referral))
    return [day for step in steps if (day := last_date(step)) and day > current.on]
