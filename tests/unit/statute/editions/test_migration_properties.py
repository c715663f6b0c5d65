"""Any log, any change of rules, on any day: nothing happens twice, nothing disappears without a reason."""

import json
from datetime import date, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import at_most
from support.invented_editions import LAWS, edition, gentle_house

from spoorboek.statute.actions import Action, Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.editions.edition import Edition, shipped_edition
from spoorboek.statute.editions.migration import plan_migration, record_with_migration
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Plan
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline

D = date(2024, 3, 4)
Told = tuple[int, EventKind, dict[str, object]]
DOABLE = ("probleemanalyse", "plan_van_aanpak", "melding_42_weken", "eerstejaarsevaluatie", "wia_aanvraag")
offsets = st.integers(1, 700)


def iso(offset: int) -> str:
    """Write the day so many days after the first sick day."""
    return (D + timedelta(offset)).isoformat()


def step(key: str, **more: object) -> dict[str, object]:
    """Name a step in event data."""
    return {"step": key, "occurrence": 1} | more


report = st.one_of(
    st.builds(lambda on, key: (on, "step_done", step(key, on=iso(on))), offsets, st.sampled_from(DOABLE)),
    st.builds(
        lambda on, n: (on, "step_done", step("evaluatie", occurrence=n, on=iso(on))), offsets, st.integers(1, 12)
    ),
    st.builds(lambda on, key: (on, "step_withdrawn", step(key)), offsets, st.sampled_from(DOABLE)),
    st.builds(
        lambda on, key, to: (on, "step_postponed", step(key, target_on=iso(on + to))),
        offsets,
        st.sampled_from(DOABLE),
        st.integers(1, 60),
    ),
    st.builds(lambda on, key: (on, "step_retriggered", step(key, mode="opnieuw")), offsets, st.sampled_from(DOABLE)),
    st.builds(lambda on, track: (on, "advised", {"on": iso(on), "track": track}), offsets, st.sampled_from([1, 2])),
    st.builds(lambda on, by: (on, "first_day_corrected", {"first_sick_day": iso(-by)}), offsets, st.integers(0, 9)),
    st.builds(lambda on: (on, "contract_end_set", {"on": iso(on + 60)}), offsets),
)


@st.composite
def logs(draw: st.DrawFn) -> list[Told]:
    """Draw up to eight reports, and a recovery with a relapse among them."""
    told: list[Told] = draw(st.lists(report, max_size=8))
    if draw(st.booleans()):
        recovered, gap = draw(st.integers(5, 500)), draw(st.integers(1, 27))
        told += [
            (recovered, "recovered", {"from": iso(recovered)}),
            (recovered + gap, "relapsed", {"on": iso(recovered + gap)}),
        ]
    return [(0, "sick_reported", {"first_sick_day": D.isoformat()}), *sorted(told, key=lambda each: each[0])]


@cache
def editions() -> tuple[Edition, ...]:
    """Make every invented edition once."""
    return (*(edition(law) for law in LAWS), edition(house=gentle_house), edition(LAWS[0], gentle_house))


class Life:
    """A case that lives under one edition until another takes its place."""

    def __init__(self, told: list[Told]) -> None:
        self.told, self.used, self.record = told, shipped_edition(), Record(())
        self.actions: list[Action] = []
        self._heard = 0

    def hear(self, offset: int) -> None:
        """Take in what was told up to a day; events recorded by a migration keep their place among them."""
        while self._heard < len(self.told) and self.told[self._heard][0] <= offset:
            on, kind, data = self.told[self._heard]
            event = Event(len(self.record.events) + 1, kind, D + timedelta(on), data)
            self.record = Record((*self.record.events, event), self.record.effects)
            self._heard += 1

    def plan(self) -> Plan:
        """Plan under the edition in force."""
        return timeline(fold_events(self.record.events, self.used.rules), self.used.rules)

    def wake(self, offset: int) -> None:
        """Wake: carry out what is asked for until nothing is."""
        self.hear(offset)
        plan = self.plan()
        for _ in range(2):
            asked = make_agenda(plan, self.record, self.used.house, D + timedelta(offset))
            self.actions += asked.actions
            self.record = self.record.after(asked.actions)
        assert make_agenda(plan, self.record, self.used.house, D + timedelta(offset)).actions == ()


def alive(plan: Plan) -> set[StepRef]:
    """Name the steps of a plan that did not lapse."""
    return {milestone.ref for milestone in plan if milestone.status != "vervallen"}


@settings(max_examples=at_most(120), deadline=None)
@given(logs(), st.integers(0, 10), st.integers(0, 760), st.lists(st.integers(0, 760), max_size=12))
def test_a_migration_loses_nothing_and_doubles_nothing(
    told: list[Told], which: int, when: int, wakes: list[int]
) -> None:
    """No effect key twice; no step gone without a reason in the event; what is done keeps its dates."""
    life, new = Life(told), editions()[which % len(editions())]
    for offset in sorted({0, *(each for each in wakes if each < when), when}):
        life.wake(offset)
    before, on = life.plan(), D + timedelta(when)
    found = plan_migration(life.record, shipped_edition(), new, on)
    recorded = record_with_migration(life.record, found, on)
    event = Event(len(recorded.events), "rules_changed", on, json.loads(json.dumps(found.data)))
    life.record, life.used = Record((*recorded.events[:-1], event), recorded.effects), new
    after = life.plan()

    reasons = {(each["step"], each["occurrence"]): each["why"] for each in event.data["changes"]}
    assert all(reasons[ref] for ref in alive(before) - alive(after))
    for milestone in before:
        if milestone.ref in before.facts.done and milestone.status != "vervallen":
            kept = after.milestone(*milestone.ref)
            assert kept[2:5] == milestone[2:5]
    assert not plan_migration(life.record, new, new, on)
    for offset in sorted({when, *(each for each in wakes if each > when), *(each[0] for each in told), 800}):
        if offset >= when:
            life.wake(offset)
    keys = [action.key for action in life.actions]
    assert len(keys) == len(set(keys))
