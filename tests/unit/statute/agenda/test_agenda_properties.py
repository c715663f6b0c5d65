"""The agenda over the real timetable, with Hypothesis: once, whatever the order of wakes, events and restarts."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import at_most

from spoorboek.statute.actions import Action, Record
from spoorboek.statute.agenda.agenda import Agenda, make_agenda
from spoorboek.statute.days.calendar import is_atw_day, working_day_from
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.plan import Plan
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline

D = date(2024, 3, 4)
LAST = 800
Happening = tuple[int, EventKind, dict[str, object]]
DOABLE = (
    "probleemanalyse",
    "plan_van_aanpak",
    "melding_42_weken",
    "eerstejaarsevaluatie",
    "start_spoor_2",
    "wia_aanvraag",
)


def iso(offset: int) -> str:
    """Write the day so many days after the first sick day."""
    return (D + timedelta(days=offset)).isoformat()


def step(key: str, **more: object) -> dict[str, object]:
    """Name a step in event data."""
    return {"step": key, "occurrence": 1, **more}


offsets = st.integers(1, 700)
doable = st.sampled_from(DOABLE)
deviable = st.sampled_from(["probleemanalyse", "plan_van_aanpak", "eerstejaarsevaluatie"])
happening = st.one_of(
    st.builds(lambda day, key: (day, "step_done", step(key, on=iso(day))), offsets, doable),
    st.builds(lambda day, key: (day, "step_withdrawn", step(key)), offsets, doable),
    st.builds(
        lambda day, key, to: (day, "step_postponed", step(key, target_on=iso(day + to))), offsets, doable, offsets
    ),
    st.builds(lambda day, key, to: (day, "deviated", step(key, agreed_on=iso(day + to))), offsets, deviable, offsets),
    st.builds(
        lambda day, key, mode: (day, "step_retriggered", step(key, mode=mode)),
        offsets,
        doable,
        st.sampled_from(["herstel", "opnieuw"]),
    ),
    st.builds(lambda day, track: (day, "advised", {"on": iso(day), "track": track}), offsets, st.sampled_from([1, 2])),
    st.builds(
        lambda day, number: (day, "bureau_answered", {"referral": number, "answer": "geweigerd", "on": iso(day)}),
        offsets,
        st.integers(1, 3),
    ),
    st.builds(lambda day, by: (day, "first_day_corrected", {"first_sick_day": iso(-by)}), offsets, st.integers(0, 20)),
)


@st.composite
def lives(draw: st.DrawFn) -> list[Happening]:
    """Tell a life: up to eight reports in order, a recovery with or without relapse among them."""
    happenings: list[Happening] = draw(st.lists(happening, max_size=8))
    if draw(st.booleans()):
        recovered, gap = draw(st.integers(5, 500)), draw(st.integers(1, 40))
        happenings.append((recovered, "recovered", {"from": iso(recovered)}))
        if draw(st.booleans()):
            happenings.append((recovered + gap, "relapsed", {"on": iso(recovered + gap)}))
    return sorted(happenings, key=lambda told: told[0])


class Life:
    """A record that grows: events as they are told, effects as the agenda asks for them."""

    def __init__(self, happenings: Sequence[Happening], adopted: int | None = None) -> None:
        data = {"first_sick_day": D.isoformat()} | ({"adopted_on": iso(adopted)} if adopted is not None else {})
        self.told: list[Happening] = [(adopted or 0, "sick_reported", data), *happenings]
        self.record = Record(())
        self.actions: list[Action] = []
        self._plans: dict[int, Plan] = {}

    def hear(self, day: int) -> None:
        """Take in everything told up to this day."""
        events = (Event(n, kind, D + timedelta(days=on), data) for n, (on, kind, data) in self._heard(day))
        self.record = Record(tuple(events), self.record.effects)

    def _heard(self, day: int) -> list[tuple[int, Happening]]:
        return [(number, told) for number, told in enumerate(self.told, 1) if told[0] <= day]

    def plan(self) -> Plan:
        """Plan by what was told."""
        heard = len(self.record.events)
        if heard not in self._plans:
            self._plans[heard] = timeline(fold_events(self.record.events))
        return self._plans[heard]

    def ask(self, day: int) -> Agenda:
        """Ask the agenda of a day."""
        return make_agenda(self.plan(), self.record, house_policy(), D + timedelta(days=day))

    def wake(self, day: int, stop_after: int | None = None) -> Agenda:
        """Take a wake; break off after some actions if asked to."""
        self.hear(day)
        asked = self.ask(day)
        carried_out = asked.actions[:stop_after]
        self.record = self.record.after(carried_out)
        self.actions += carried_out
        return self.ask(day) if carried_out else asked


def sleep_days(asked: Agenda, day: int) -> int | None:
    """Return the offset of the next wake."""
    return None if asked.next_wake is None else (asked.next_wake - D).days


@settings(max_examples=at_most(60), deadline=None)
@given(lives(), st.lists(st.integers(0, LAST), max_size=30), st.lists(st.integers(0, 6), max_size=30))
def test_no_effect_is_asked_for_twice(happenings: list[Happening], wakes: list[int], breaks: list[int]) -> None:
    """Whatever the wakes, and wherever a wake breaks off, no effect key is ever asked for again."""
    life, broken = Life(happenings), iter([*breaks, *([None] * 99)])
    for day in sorted({0, *wakes, *(on for on, _, _ in happenings), LAST}):
        life.wake(day, next(broken))
        life.wake(day)
    keys = [action.key for action in life.actions]
    assert len(keys) == len(set(keys))


@settings(max_examples=at_most(60), deadline=None)
@given(lives(), st.lists(st.integers(0, LAST), min_size=1, max_size=12))
def test_an_agenda_carried_out_asks_for_nothing_more_that_day(happenings: list[Happening], wakes: list[int]) -> None:
    """After its own actions the agenda of the same day is empty, and the next wake lies ahead or nowhere.

    Past its last day a case is closed, unless its last mail waits for a working day.
    """
    life = Life(happenings)
    for day in sorted({0, *wakes, *(on for on, _, _ in happenings)}):
        rest = life.wake(day)
        assert rest.actions == ()
        following = sleep_days(rest, day)
        assert following is None or following > day
        today = D + timedelta(days=day)
        waits = is_atw_day(today) and rest.next_wake == working_day_from(today)
        assert (following is None) == (today >= life.plan().ends_on) or waits


@settings(max_examples=at_most(10), deadline=None)
@given(lives())
def test_following_the_wakes_does_what_waking_every_day_does(happenings: list[Happening]) -> None:
    """No day on which something was due lies between two wakes: the same actions, on the same days."""
    daily, sparse = Life(happenings), Life(happenings)
    told_on = sorted({on for on, _, _ in happenings})
    last = max([LAST, *told_on])
    for day in range(last + 1):
        daily.wake(day)
    day: int | None = 0
    while day is not None:
        asked = sleep_days(sparse.wake(day), day)
        day = min((on for on in (asked, *told_on) if on is not None and day < on <= last), default=None)
    assert sparse.actions == daily.actions


answers = st.one_of(
    st.builds(lambda day, key: (day, "step_not_done", step(key)), offsets, doable),
    st.builds(lambda day, key: (day, "step_not_applicable", step(key, reason="onderbroken")), offsets, doable),
    st.builds(lambda day, key: (day, "step_done", step(key, on=iso(day))), offsets, doable),
    st.builds(lambda day, key: (day, "step_withdrawn", step(key)), offsets, doable),
)


@settings(max_examples=at_most(10), deadline=None)
@given(st.integers(50, 720), st.lists(answers, max_size=8))
def test_an_adopted_case_sleeps_over_nothing(adopted: int, happenings: list[Happening]) -> None:
    """Whatever is answered, and when: the wakes asked for do what waking every day does, and nothing twice.

    However long nobody answers, a case that is open has a next wake.
    """
    told = sorted((each for each in happenings if each[0] >= adopted), key=lambda each: each[0])
    daily, sparse, last = Life(told, adopted), Life(told, adopted), LAST + 60
    for day in range(adopted, last + 1):
        daily.wake(day)
    day: int | None = adopted
    while day is not None:
        asked = sleep_days(sparse.wake(day), day)
        closed = any(action.kind == "close" for action in sparse.actions)
        assert closed or asked is not None
        day = min(
            (on for on in (asked, *(on for on, _, _ in told)) if on is not None and day < on <= last), default=None
        )
    assert sparse.actions == daily.actions
    assert len({action.key for action in daily.actions}) == len(daily.actions)


@cache
def tasks() -> frozenset[str]:
    """Name the statutory steps people have to do."""
    return frozenset(
        k for k, row in milestone_table().items() if row.force == "statute" and house_policy().step(k).nature == "task"
    )


@cache
def woken(gap: int | None, days: tuple[int, ...]) -> list[Action]:
    """Wake on these days; everybody silent but for one relapse after `gap` days."""
    told: list[Happening] = []
    if gap is not None:
        told = [(100, "recovered", {"from": iso(100)}), (100 + gap, "relapsed", {"on": iso(100 + gap)})]
    life = Life(told)
    for day in sorted(set(days)):
        life.wake(day)
    return life.actions


def statutory(actions: list[Action]) -> set[object]:
    """Keep the openings and marks of statutory steps."""
    return {a.key for a in actions if a.kind in ("open", "late") and a.step in tasks()}


@settings(max_examples=at_most(40), deadline=None)
@given(st.lists(st.integers(1, 720), max_size=6), st.sampled_from([None, 21]))
def test_after_any_downtime_every_statutory_step_opens_and_is_marked(wakes: list[int], gap: int | None) -> None:
    """Off for most of two years: the openings and marks of the statute are those of a machine never off."""
    sleepy = woken(gap, (0, *wakes, LAST))
    assert statutory(sleepy) == statutory(woken(gap, tuple(range(LAST))))
    fired = [(a.step, a.occurrence, a.on) for a in sleepy if a.kind == "escalation"]
    assert len(fired) == len(set(fired)), "of a ladder only the highest rung fires on a day"


@settings(max_examples=at_most(30), deadline=None)
@given(st.integers(1, 700), lives())
def test_adoption_fires_nothing_for_the_past(adopted: int, happenings: list[Happening]) -> None:
    """For a step whose last date lies before the adoption nothing is made, sent or climbed unless asked for by hand."""
    told = [each for each in happenings if each[0] > adopted and each[1] != "step_retriggered"]
    life = Life(told, adopted)
    life.hear(adopted)
    past = {state.ref for state in life.ask(adopted).steps if state.status == "vraag"}
    actions = life.ask(adopted).actions
    if is_atw_day(D + timedelta(days=adopted)):
        assert {(a.step, a.occurrence) for a in actions} & {tuple(ref) for ref in past} == set()
        return
    assert {(a.step, a.occurrence) for a in actions if a.kind == "question"} == {tuple(ref) for ref in past}
    assert {a.kind for a in actions if (a.step, a.occurrence) in {tuple(ref) for ref in past}} <= {"question"}


@pytest.mark.parametrize("presses", [1, 2, 3])
def test_herstel_after_a_full_wake_does_nothing(presses: int) -> None:
    """On every day of a case: whatever step it is pressed for, `herstel` finds nothing missing."""
    for day, key in zip(count(20, 60), DOABLE, strict=False):
        life = Life([])
        life.wake(day)
        day = (working_day_from(D + timedelta(days=day)) - D).days
        life.wake(day)
        opened = (key, 1, "open", "", 1) in life.record.effects
        life.told += [(day, "step_retriggered", step(key, mode="herstel"))] * presses
        before = len(life.actions)
        life.wake(day)
        assert not opened or life.actions[before:] == []
