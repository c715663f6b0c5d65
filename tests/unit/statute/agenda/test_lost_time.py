"""What a case did in days of which the record was lost: exactly what the simulation does in those days."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from spoorboek.statute.actions import Action, Effect, EffectKey, Record
from spoorboek.statute.agenda.lost_time import effects_of_days
from spoorboek.statute.editions.edition import with_house_days
from spoorboek.statute.events import Event
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.stories.simulation import run_case
from spoorboek.stories.story import Story
from spoorboek.stories.story_reader import load_story

STORIES = ("te_late_probleemanalyse", "hersteld_in_week_5", "overgenomen_in_week_30", "tweede_spoor_twee_bureaus")


ASKING = ("drie_bureaus_gevraagd", "alle_bureaus_zwijgen", "tweede_spoor_twee_bureaus")
HOUSE_RULES = with_house_days(rulebook(), house_policy())


def is_move_of(event: Event, actions: Iterable[Action]) -> bool:
    """Tell whether an action left an event."""
    return event.kind == "referral_moved" and any(action.move == event.data for action in actions)


def lived(story: Story) -> tuple[Record, tuple[Action, ...]]:
    """Live the first case of a story to its end."""
    run = run_case(story.events_of(1))
    return run.record, run.actions


def record_on(story: Story, day: date) -> Record:
    """Return the record of a life at the end of a day, with the events of that day and before."""
    record, actions = lived(story)
    events = tuple(event for event in record.events if event.on <= day)
    return Record(events, {a.key: Effect(a.key, a.on, a.detail) for a in actions if a.on <= day})


def effects_between(story: Story, first: date, last: date, record: Record) -> set[EffectKey]:
    """Return the effects of some days, as lost time finds them."""
    return effects_of_days(record, HOUSE_RULES, house_policy(), first, last)


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("week", [1, 3, 5, 6, 7])
def test_without_reports_it_is_what_the_simulation_did(name: str, week: int) -> None:
    """Days in which nobody reported anything: each effect of the life, and no other."""
    story = load_story(name)
    backup = story.days()[0] + timedelta(weeks=week)
    reports = [day for day in story.days() if day > backup]
    last = min([backup + timedelta(days=9), *(day - timedelta(days=1) for day in reports)])
    did = {action.key for action in lived(story)[1] if backup < action.on <= last}
    assert effects_between(story, backup, last, record_on(story, backup)) == did


def test_what_was_reported_again_counts_for_the_days_that_were_lost() -> None:
    """A step done in lost time opened the next one then, and mailed it: that is not to be mailed as new."""
    story = load_story("volledig_tot_wia")
    backup, last = story.days()[0] + timedelta(days=37), story.days()[0] + timedelta(days=41)
    before, after = record_on(story, backup), record_on(story, last)
    again = Record(after.events, before.effects)
    mail = EffectKey("plan_van_aanpak", 1, "mail", "plan_van_aanpak", 1)
    assert mail in effects_between(story, backup, last, again)
    assert mail not in effects_between(story, backup, last, before)


@pytest.mark.parametrize("name", ASKING)
def test_what_an_action_leaves_counts_from_then_on(name: str) -> None:
    """The days on which bureaus were asked or told: each is asked once, as in the life."""
    record, actions = lived(load_story(name))
    reports = {event.seq for event in record.events} - {
        event.seq for event in record.events if is_move_of(event, actions)
    }
    for day in sorted({action.on for action in actions if action.kind in ("referral_asked", "referral_sent")}):
        told = tuple(each for each in record.events if each.on < day or (each.on == day and each.seq in reports))
        done = {a.key: Effect(a.key, a.on, a.detail) for a in actions if a.on < day}
        found = effects_of_days(Record(told, done), HOUSE_RULES, house_policy(), day, day)
        assert found == {action.key for action in actions if action.on == day}


def test_what_is_due_later_is_not_lost() -> None:
    """The rung of tomorrow goes as always."""
    story = load_story("te_late_probleemanalyse")
    due = story.days()[0] + timedelta(days=43)
    rung = EffectKey("probleemanalyse", 1, "escalation", "1", 1)
    record = record_on(story, due - timedelta(days=4))
    assert rung in effects_between(story, due - timedelta(days=4), due, record)
    assert rung not in effects_between(story, due - timedelta(days=4), due - timedelta(days=1), record)
