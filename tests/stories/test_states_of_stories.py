"""What a case manager sees of every story on the way: the steps, their days and reasons, and what is waited for."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from support.approved import compare

from spoorboek.statute.actions import Record
from spoorboek.statute.agenda.agenda import Agenda, make_agenda
from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.editions.edition import with_house_days
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline
from spoorboek.stories.simulation import run_case
from spoorboek.stories.story_reader import load_story, shipped_stories

SEEN = Path(__file__).parent / "seen"
EVERY = timedelta(days=91)
QUIET = ("later", "vervallen", "gedaan", "gepland")  # told by the actions and by the plan, unless there is a reason


@cache
def record_of(name: str) -> Record:
    """Return the record of the first case of a story at its end."""
    return run_case(load_story(name).events_of(1)).record


def seen_on(name: str, day: date) -> Agenda:
    """Return the agenda of a day that somebody looks, from what was recorded by then."""
    record = record_of(name)
    events = tuple(event for event in record.events if event.on <= day)
    effects = {key: effect for key, effect in record.effects.items() if effect.on <= day}
    policy = house_policy()
    rules = with_house_days(rulebook(), policy)
    return make_agenda(timeline(fold_events(events, rules), rules), Record(events, effects), policy, day)


def seen_of(step: StepState, begun: date) -> str:
    """Return a line about one step, its days as days of the case."""
    dates = (step.opens_on, step.target_on, step.due_on, step.agreed_on, step.request_by)
    offsets = " ".join(str((each - begun).days) if each else "-" for each in dates)
    moved = " postponed" if step.postponed else ""
    return f"  {step.ref.key}:{step.ref.occurrence} {step.status} {offsets}{moved} {step.reason or ''}".rstrip()


def told(name: str) -> Iterator[str]:
    """Walk what is new to who looks at a story each quarter of a year, and on the last day anything happened."""
    begun = load_story(name).first_sick_day
    record = record_of(name)
    last = max(effect.on for effect in record.effects.values())
    first = record.events[0].on
    days = [first + EVERY * number for number in range(1, (last - first) // EVERY + 1)]
    known: set[str] = set()
    for day in (*days, last):
        agenda = seen_on(name, day)
        wakes = (agenda.next_wake - begun).days if agenda.next_wake else None
        yield f"D{(day - begun).days:+}, next {wakes}, asks {agenda.needs_answer}, unsent {len(agenda.unsent)}"
        seen = [seen_of(step, begun) for step in agenda.steps if step.status not in QUIET or step.reason]
        yield from (line for line in seen if line not in known)
        known |= {*seen}
        yield from (f"  waits for: {' · '.join(map(str, each))}" for each in agenda.held_back)


@pytest.mark.parametrize("name", shipped_stories())
def test_what_is_seen_on_the_way_is_as_approved(name: str) -> None:
    """Each quarter: what stands open, by when, why, and who is waited for; a change shows in the diff."""
    compare(SEEN / f"{name}.txt", "\n".join([*told(name), ""]))


def test_nothing_that_was_seen_is_left_behind() -> None:
    """Every file belongs to a story there is."""
    assert {path.stem for path in SEEN.glob("*.txt")} == {*shipped_stories()}
