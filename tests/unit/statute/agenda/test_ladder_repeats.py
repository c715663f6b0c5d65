"""What stays silent is told of again: on the top rung, after a fixed number of days, a fixed number of times."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.errors import InputError
from spoorboek.statute.actions import Action, Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.days.mail_days import mails_on
from spoorboek.statute.events import Event
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.policy.house_policy import HousePolicy, Ladder, Rung
from spoorboek.statute.policy.policy_reader import house_policy, read_house_policy
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
CLOCK = "intake_bureau"
SENT = D + timedelta(147)  # Monday 1 June 2026: the intake is late from Tuesday 9 June on
TOP = date(2026, 6, 15)
MOVED = {"referral": 1, "to": "bevestigd", "on": SENT.isoformat()}
EVENTS = (
    Event(1, "sick_reported", D, {"first_sick_day": D.isoformat()}),
    Event(2, "referral_moved", SENT, MOVED),
)


def policy(repeat: int, times: int) -> HousePolicy:
    """Return the house policy with a short ladder on one clock; what else is there stays out of the way."""
    ladder = Ladder("target_on", (Rung(1, "casemanager"), Rung(7, "hr")), repeat, times)
    quiet = {key: replace(step, ladder=None, reminders=()) for key, step in house_policy().steps.items()}
    return replace(house_policy(), steps={**quiet, CLOCK: replace(quiet[CLOCK], ladder=ladder)})


def told(house: HousePolicy, *events: Event, skip: tuple[date, date] | None = None, last: int = 400) -> list[Action]:
    """Wake a case as its agenda asks, not within a standstill; return what was escalated about the clock."""
    record, known, day, found = Record(EVENTS), list(events), SENT, list[Action]()
    while day < SENT + timedelta(last):
        if skip and skip[0] <= day < skip[1]:
            day = skip[1]
        heard = [event for event in known if event.on <= day]
        known = [event for event in known if event.on > day]
        record = Record((*record.events, *heard), record.effects)
        plan = timeline(fold_events(record.events))
        asked = make_agenda(plan, record, house, day)
        assert not {action.key for action in asked.actions} & record.effects.keys()
        record = record.after(asked.actions)
        found += [each for each in asked.actions if (each.step, each.kind) == (CLOCK, "escalation")]
        coming = make_agenda(plan, record, house, day).next_wake
        days = [each for each in (coming, *(event.on for event in known)) if each]
        if not days:
            break
        day = min(days)
    return found


def days(found: list[Action]) -> list[date]:
    """Return the days on which the top rung fired."""
    return [each.on for each in found if each.name == "2"]


def test_the_top_rung_fires_again_so_many_times() -> None:
    """Every fourteen days after it was reached, twice; each is an effect of its own, to the same role."""
    found = told(policy(14, 2))
    assert days(found) == [TOP, TOP + timedelta(14), TOP + timedelta(28)]
    assert [(each.attempt, each.detail["to"], each.detail["rung"]) for each in found[1:]] == [
        (1, "hr", 2),
        (2, "hr", 2),
        (3, "hr", 2),
    ]


def test_a_ladder_that_does_not_say_so_is_silent_after_its_top() -> None:
    """As every ladder of before."""
    assert days(told(policy(0, 0))) == [TOP]


@pytest.mark.parametrize("every", [1, 2, 5, 7, 13, 28])
def test_it_comes_on_days_on_which_mail_goes_out(every: int) -> None:
    """Never on a day without mail, never twice on one day, and never more often than it was told to."""
    found = days(told(policy(every, 6)))
    assert all(mails_on(house_policy().mail_days, day) for day in found)
    assert len(found) == len(set(found)) <= 7


def test_the_intake_that_was_held_ends_it() -> None:
    """Nothing is told of a step that is done."""
    held = {"referral": 1, "to": "intake_gehouden", "on": (TOP + timedelta(20)).isoformat()}
    assert days(told(policy(14, 9), Event(3, "referral_moved", TOP + timedelta(20), held))) == [
        TOP,
        TOP + timedelta(14),
    ]


def test_a_recovery_pauses_it() -> None:
    """While the employee is recovered nobody is told; after the relapse it goes on."""
    first, last = TOP + timedelta(10), TOP + timedelta(20)
    found = days(
        told(
            policy(14, 3),
            Event(3, "recovered", first, {"from": first.isoformat()}),
            Event(4, "relapsed", last, {"on": last.isoformat()}),
        )
    )
    assert not [day for day in found if first <= day < last]
    assert len(found) == 4


def test_after_a_standstill_it_is_told_once() -> None:
    """Three times went by unheard; one message says so, and the next comes on its own day."""
    back = TOP + timedelta(45)
    found = days(told(policy(14, 4), skip=(TOP + DAY, back)))
    assert found == [TOP, date(2026, 7, 30), TOP + timedelta(56)]


def test_an_installation_that_goes_over_to_it_hears_of_nothing_on_that_day() -> None:
    """What was told long ago comes again a whole interval after the other policy came."""
    changed = TOP + timedelta(100)
    versions = {"rules": "a", "house": "b"}
    data: dict[str, Any] = {"from": versions, "to": versions, "kept": [], "withdrawn": [], "changes": []}
    record = Record(EVENTS)
    plan, day = timeline(fold_events(EVENTS)), SENT
    for day in (SENT + timedelta(number) for number in range((changed - SENT).days)):
        record = record.after(make_agenda(plan, record, policy(0, 0), day).actions)
    record = Record((*record.events, Event(3, "rules_changed", changed, data)), record.effects)
    plan, found = timeline(fold_events(record.events)), list[date]()
    for day in (changed + timedelta(number) for number in range(60)):
        asked = [each for each in make_agenda(plan, record, policy(14, 2), day).actions if each.step == CLOCK]
        record, found = record.after(asked), [*found, *(each.on for each in asked)]
    assert found == [changed + timedelta(14), changed + timedelta(28)]


@pytest.mark.parametrize(
    "repeat",
    [
        {"days": 0, "times": 1},
        {"days": 14, "times": 0},
        {"days": -1, "times": 3},
        {"days": 367, "times": 3},
        {"days": 7, "times": 53},
        {"days": 7},
        {"times": 7},
        {"days": "7", "times": 2},
        {"days": True, "times": 2},
        {"days": 7, "times": 2, "to": "hr"},
        14,
        "14",
        [14, 2],
    ],
)
def test_a_repeat_that_is_no_repeat_is_refused(repeat: object) -> None:
    """One Dutch message, naming the field."""
    data = read_data("policy/house.yaml")
    ladder = {**data["steps"][CLOCK]["escalation"], "repeat": repeat}
    steps = {**data["steps"], CLOCK: {**data["steps"][CLOCK], "escalation": ladder}}
    with pytest.raises(InputError, match="`repeat` van een escalatieladder"):
        read_house_policy({**data, "steps": steps}, milestone_table())


def test_the_clocks_of_the_house_repeat() -> None:
    """A bureau that stays silent is told of for as long as a year, and not more than twice in four weeks."""
    clocks = [step for key, step in house_policy().steps.items() if milestone_table()[key].of_referral]
    assert clocks
    for step in clocks:
        assert step.ladder
        assert step.ladder.repeat >= 14
        assert 350 <= step.ladder.repeat * step.ladder.times <= 366
