"""Whatever comes when, twice, too early or never: a referral has an owner, a clock and an end, and nothing acts twice.

A case lives through the agenda, as in the engine: a report is recorded when the facts take it, the case wakes on its
day and on the days the agenda asks for, and each action is carried out before the next is decided.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import at_most

from spoorboek.statute.actions import Record, through_first_move
from spoorboek.statute.agenda.agenda import Agenda, CaseDay, make_agenda
from spoorboek.statute.agenda.record_index import CHANGE_LETTER, RecordIndex
from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.plan import Plan
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.referrals.arrows import arrows, possible_moves
from spoorboek.statute.referrals.referral import PLACES, STATES, ReferralFacts
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline
from spoorboek.stories.story_reader import load_story

D = date(2024, 3, 4)
READY = 140  # days after the first: everything a bureau needs is there
AFTER_ALL = D + timedelta(3000)
DETAILS = {"at": 4, "starts_on": 7, "until": 150}  # days after the day of the move

# What a bureau hears of a changed capability: sent by the product, told by a person, and what it answers.
TOLD: tuple[dict[str, Any], ...] = ({"profile": 2}, {}, {"plan_changes": False})


class Told(NamedTuple):
    """Something that somebody says: so many days after the last, of which day, about which referral; `pick`: what."""

    gap: int
    kind: str
    target: int
    pick: int
    days_ago: int
    times: int


# Who says what: mostly the bureau and the casemanager about a referral, now and then anybody about anything.
KINDS = [
    *["move"] * 12,
    *["any_move"] * 2,
    *["question_approved", "referral_confirmed", "referral_approved"] * 2,
    *["progress_reported", "bureau_answered", "report_withdrawn", "trajectory_changed", "trajectory_changed"],
    *["recovered", "relapsed", "leave_recorded", "advised", "capability_changed"],
    *["profile_recorded", "possibilities_changed", "prospect_recorded"],
    *["step_done", "step_withdrawn", "step_retriggered", "contract_end_set", "employee_died"],
]
told = st.builds(
    Told,
    gap=st.sampled_from([0, 0, 1, 2, 3, 5, 8, 20, 45]),
    kind=st.sampled_from(KINDS),
    target=st.integers(0, 4),
    pick=st.integers(0, 30),
    days_ago=st.sampled_from([0, 0, 0, 1, 3, 10]),
    times=st.sampled_from([1, 1, 1, 2]),
)


@dataclass
class Life:
    """A case as it is lived: its record and plan, the day, and the day it asks to be woken."""

    record: Record
    plan: Plan
    day: date
    next_wake: date | None
    refusals: list[str] = field(default_factory=list)

    def tell(self, day: date, kind: EventKind, data: dict[str, Any]) -> None:
        """Record a report if the facts take it; what they refuse is refused in Dutch sentences."""
        event = Event(len(self.record.events) + 1, kind, day, data)
        try:
            plan = timeline(fold_events([*self.record.events, event]))
        except FactsError as refused:
            self.refusals.append(str(refused))
            return
        self.plan, self.record = plan, Record((*self.record.events, event), self.record.effects)

    def wake(self, day: date) -> None:
        """Carry out what is due, one move at a time; nothing is asked for twice, and every referral is looked after."""
        self.day = day
        while (asked := make_agenda(self.plan, self.record, house_policy(), day)).actions:
            actions = through_first_move(asked.actions)
            assert not {action.key for action in actions} & self.record.effects.keys()
            assert all(self.goes_on(each.detail["referral"]) for each in actions if each.name == CHANGE_LETTER)
            self.record = self.record.after(actions)
            self.plan = timeline(fold_events(self.record.events))
        self.next_wake = None if asked.needs_answer else asked.next_wake
        assert unwatched(self, asked) == []

    def goes_on(self, number: int) -> bool:
        """Return whether a referral goes on, as far as its case knows."""
        return any(each.number == number and not each.end for each in self.plan.facts.referrals)

    def sleep_until(self, day: date) -> None:
        """Wake on every day before this one that the agenda asks for."""
        while self.next_wake is not None and self.next_wake < day:
            assert self.next_wake > self.day
            self.wake(self.next_wake)


def unwatched(life: Life, asked: Agenda) -> list[tuple[ReferralFacts, str]]:
    """List the referrals that go on and that nobody would miss.

    Each needs a person or bureau to act and a step with a day, whose passing somebody hears of or ends it; or the day
    on which the case ends, and the referral with it, comes first.
    """
    day = CaseDay(life.plan, RecordIndex(life.record), house_policy(), life.day)
    found = []
    for referral in life.plan.facts.referrals:
        rule = arrows().states[referral.state]
        watching = [
            step
            for step in day.steps
            if step.ref.key in rule.clocks
            and (step.ref.occurrence == referral.number or step.ref.key == "start_spoor_2")
            and step.outstanding
            and step.anchor("target_on")
            and (step.policy.ladder or rule.silence)
        ]
        if referral.end is None and day.closed:
            found.append((referral, "the case closed, and it goes on"))
        elif referral.end is None and rule.waits_for is None:
            found.append((referral, "nobody is to act"))
        elif referral.end is None and not watching and life.plan.close_reason is None:
            found.append((referral, "no clock"))
        elif referral.end is None and asked.next_wake is None and not asked.needs_answer:
            found.append((referral, "the case never wakes again"))
    return found


@cache
def prepared() -> Life:
    """Live a case up to the day on which its first referral waits for a yes; nobody changes what is returned."""
    reports = [report for report in load_story("drie_bureaus_gevraagd").reports if report.kind != "referral_moved"]
    first, *others = [report for report in reports if report.day <= D + timedelta(READY)]
    sick = Event(1, first.kind, first.day, first.data)
    life = Life(Record((sick,)), timeline(fold_events([sick])), first.day, None)
    life.wake(first.day)
    for report in others:
        life.sleep_until(report.day)
        life.tell(report.day, report.kind, dict(report.data))
        life.wake(report.day)
    assert [each.state for each in life.plan.facts.referrals] == ["gereed"]
    return life


def begun() -> Life:
    """Return a life of its own that was lived so far."""
    life = prepared()
    return Life(life.record, life.plan, life.day, life.next_wake)


def said(life: Life, day: date, each: Told) -> tuple[EventKind, dict[str, Any]]:
    """Return the report of something that was said, about the case as it is then."""
    on, about_it = (day - timedelta(each.days_ago)).isoformat(), meant(life, each.target)
    number = about_it.number if about_it else 1
    if each.kind in ("move", "any_move"):
        return "referral_moved", {"referral": number, "on": on, **move(about_it, day, each)}
    later = (day + timedelta(5 + 4 * each.pick)).isoformat()
    period = {"from": (day - timedelta(40)).isoformat(), "until": on, "phase": "bemiddeling", "activities": []}
    counts = {"hours_used": 0, "hours_offered": 0, "capability_changed": False, "plan_changes": False, "vacancies": 0}
    step = ("start_spoor_2", "nazorg_4_weken", "nazorg_13_weken", "intake_bureau")[each.pick % 4]
    about: dict[str, dict[str, Any]] = {
        "progress_reported": {"referral": number, "on": on, **period, **counts},
        "bureau_answered": {"referral": number, "on": on, "answer": ("akkoord", "geweigerd")[each.pick % 2]},
        "report_withdrawn": {"report": max(1, len(life.record.events) - each.pick % 9)},
        "recovered": {"from": on},
        "relapsed": {"on": on},
        "leave_recorded": {"from": on, "until": later},
        "advised": {"on": on, "track": 1 + each.pick % 2},
        "capability_changed": {"from": on},
        "profile_recorded": {"on": on, "source": "fml", "number": 2 + each.pick % 3, "at_work": each.pick % 4 > 0},
        "trajectory_changed": {"referral": number, "on": on, "what": "belastbaarheid", **TOLD[each.pick % 3]},
        "possibilities_changed": {"from": on, "possible": each.pick % 2 == 0},
        "prospect_recorded": {"on": on, "within_3_months": True},
        "step_done": {"step": step, "occurrence": 1 if step == "start_spoor_2" else number, "on": on, "evidence": None},
        "step_withdrawn": {"step": "start_spoor_2", "occurrence": 1},
        "step_retriggered": {"step": "start_spoor_2", "occurrence": 1, "mode": ("opnieuw", "herstel")[each.pick % 2]},
        "contract_end_set": {"on": later},
        "employee_died": {"on": on},
    }
    return each.kind, about.get(each.kind, {"referral": number})  # type: ignore[return-value]


def meant(life: Life, target: int) -> ReferralFacts | None:
    """Return a referral: mostly the one that is furthest of those that go on, else one of them all."""
    known = life.plan.facts.referrals
    going = sorted((each for each in known if not each.end), key=lambda each: PLACES.get(each.state, 0), reverse=True)
    return next(iter(going), None) if target < 3 and going else known[target % len(known)] if known else None


def move(found: ReferralFacts | None, day: date, each: Told) -> dict[str, Any]:
    """Return a move that a person or bureau can report, or any at all, with what its arrow asks."""
    possible = possible_moves(found)
    reportable = [arrow for _, arrow in sorted(possible.items()) if arrow.reportable]
    if each.kind == "any_move" or not reportable:
        to = STATES[each.pick % len(STATES)]
    else:
        to = reportable[each.pick % len(reportable)].to
    arrow = possible.get(to)
    needs = arrow.needs if arrow else ()
    named = (*needs, *(arrow.may if arrow and each.pick % 3 == 0 else ()))
    details: dict[str, Any] = {n: (day + timedelta(DETAILS[n])).isoformat() for n in named if n in DETAILS}
    reasons = sorted(arrows().reasons.get(to, ()))
    details |= {"reason": reasons[each.pick % len(reasons)]} if "reason" in needs else {}
    details |= {"result": "werk"} if "result" in needs else {}
    return {"to": to, **details}


def live(life: Life, everything: list[Told]) -> Life:
    """Live a case from what is said, and then in silence to its end."""
    day = max(life.day, D + timedelta(READY))
    for each in everything:
        day += timedelta(each.gap)
        life.sleep_until(day)
        if life.next_wake is None:
            break
        for _ in range(each.times):
            life.tell(day, *said(life, day, each))
        life.wake(day)
    life.sleep_until(AFTER_ALL)
    return life


@pytest.mark.timeout(1200)
@settings(max_examples=at_most(15), deadline=None)
@given(st.lists(told, max_size=14))
def test_every_referral_has_an_owner_a_clock_and_an_end(everything: list[Told]) -> None:
    """In every order of messages, duplicates, delays and silences, through recovery, leave and the end of the job."""
    life = live(begun(), everything)
    assert life.next_wake is None
    assert all(refused.endswith(".") for refused in life.refusals)
    assert all(referral.end for referral in life.plan.facts.referrals)


WAYS: dict[str, list[dict[str, Any]]] = {
    "aangeboden": [{"to": "uitvraag"}],
    "gekozen": [{"to": "uitvraag"}, {"to": "aangeboden"}],
    "akkoord": [{"to": "uitvraag"}, {"to": "aangeboden"}, {"to": "gekozen"}],
    "opgeschort": [{"to": "loopt"}],
}
SAYS: dict[str, dict[str, Any]] = {
    "intake_gepland": {"at": "2024-08-12"},
    "eindrapport": {"result": "werk"},
    "opgeschort": {"reason": "verlof"},
}


@pytest.mark.parametrize("state", [state for state, rule in arrows().states.items() if rule.closes])
def test_a_referral_ends_with_its_case_and_goes_on_with_it(state: str) -> None:
    """Wherever it stood: it ends before the case closes, and stands there again once the end is taken back."""
    life = begun()
    day, own = life.day, {"referral": 9, "on": life.day.isoformat()}
    for way in [*WAYS.get(state, []), {"to": state, **SAYS.get(state, {})}]:
        life.tell(day, "referral_moved", {**own, **way})
    life.tell(day, "recovered", {"from": day.isoformat()})
    recovery = len(life.record.events)
    life.wake(day)
    assert referral(life, 9).state == state
    life.sleep_until(day + timedelta(40))
    assert (life.next_wake, referral(life, 9).ended_with_case) == (None, True)
    life.tell(day + timedelta(40), "report_withdrawn", {"report": recovery})
    life.wake(day + timedelta(40))
    assert referral(life, 9).state == state
    life.sleep_until(AFTER_ALL)
    assert all(each.end for each in life.plan.facts.referrals)


def referral(life: Life, number: int) -> ReferralFacts:
    """Return the referral of a number."""
    return next(each for each in life.plan.facts.referrals if each.number == number)
