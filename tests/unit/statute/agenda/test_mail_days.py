"""Mail goes out on working days: a reminder on the one before, all else on the one after; none lost or doubled."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import at_most
from support.fact_strategies import FIRST_DAYS
from support.house_policies import mailing_every_day

from spoorboek.portfolio.fast_case_run import run_case_fast
from spoorboek.statute.actions import Action, Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.days.calendar import is_atw_day, working_day_from
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.plan import Milestone, Plan, deadline
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline
from spoorboek.stories.simulation import run_case
from spoorboek.stories.story import Reported

SILENT = (
    "open",
    "late",
    "skip",
    "close",
)  # what no mail comes of; a skip and a closing go with the mail they are about
Told = tuple[date, EventKind, dict[str, Any]]
KINGS_WEEK = date(2026, 4, 24)  # Friday; Monday 27 April is King's Day, Tuesday 5 May a holiday
EASTER = date(2026, 4, 3)  # Good Friday, until Monday 6 April
CHRISTMAS = date(2026, 12, 25)  # Friday, until Sunday 27 December


class Days:
    """A case of one made-up milestone, woken on the days it asks for, or on days that are given.

    The papers of its end are left out unless a reason is given why it closes.
    """

    def __init__(self, milestone: Milestone, *told: Told, ends: date | None = None, reason: str | None = None) -> None:
        first = milestone.opens_on or milestone.target_on
        assert first is not None
        self.first, self.end = first, ends or first + timedelta(days=400)
        self.plan = Plan(
            "test", CaseFacts(first), first, ends if reason else None, reason, self.end, self.end, (milestone,)
        )
        self.house = house_policy() if reason else replace(house_policy(), closing_papers={})
        self.told = [(first, "sick_reported", {"first_sick_day": first.isoformat()}), *told]
        self.record, self.actions, self.wakes = Record(()), list[Action](), list[date]()

    def wake(self, on: date) -> date | None:
        """Wake on a day; return the next one asked for."""
        events = [Event(n, kind, day, data) for n, (day, kind, data) in enumerate(self.told, 1) if day <= on]  # type: ignore[arg-type]
        self.record = Record(tuple(events), self.record.effects)
        while (agenda := make_agenda(self.plan, self.record, self.house, on)).actions:
            self.actions += agenda.actions
            self.record = self.record.after(agenda.actions)
        self.wakes.append(on)
        return agenda.next_wake

    def live(self, delayed: Callable[[date], date] = lambda day: day) -> "Days":
        """Wake until nothing is asked for."""
        day: date | None = self.first
        while day is not None:
            day = self.wake(delayed(day))
        return self

    def on(self, kind: str) -> list[tuple[str, date]]:
        """List the days of one kind of action, with their names."""
        return [(action.name, action.on) for action in self.actions if action.kind == kind]


def step(key: str, opens: date | None, target: date | None, due: date | None, **more: Any) -> Milestone:
    """Make a milestone on these days."""
    return Milestone(key, 1, opens, target, due, **more)


def before(day: date, days: int) -> date:
    """Return the day so many days earlier."""
    return day - timedelta(days=days)


@pytest.mark.parametrize(
    ("due", "reminded"),
    [
        (date(2026, 3, 19), date(2026, 3, 16)),  # Thursday: three days before is Monday
        (date(2026, 3, 18), date(2026, 3, 13)),  # Wednesday: that would be Sunday, so Friday
        (date(2026, 4, 9), date(2026, 4, 2)),  # that would be Easter Monday, so the Thursday before Good Friday
        (date(2026, 4, 30), date(2026, 4, 24)),  # that would be King's Day, a Monday
        (date(2026, 5, 8), date(2026, 5, 4)),  # that would be 5 May
        (date(2026, 5, 17), date(2026, 5, 13)),  # that would be Ascension Day
        (date(2026, 12, 29), date(2026, 12, 24)),  # that would be 26 December
        (date(2027, 1, 4), date(2026, 12, 31)),  # that would be 1 January
    ],
)
def test_a_reminder_comes_on_the_working_day_before(due: date, reminded: date) -> None:
    """It is not woken for on its own day, and says the days there really are."""
    days = Days(step("melding_42_weken", before(due, 60), None, due)).live()
    assert ("uiterlijk-3", reminded) in days.on("reminder")
    own_day = before(due, 3)
    assert reminded == own_day or own_day not in days.wakes


@pytest.mark.parametrize(
    ("opens", "due", "reminded"),
    [
        (date(2026, 3, 12), date(2026, 3, 18), date(2026, 3, 13)),  # opens Thursday: Friday, the working day before
        (date(2026, 3, 13), date(2026, 3, 18), date(2026, 3, 16)),  # opens that Friday, which informs: Monday
        (date(2026, 3, 14), date(2026, 3, 18), date(2026, 3, 16)),  # opens on Saturday: Monday, with its papers
        (date(2026, 4, 2), date(2026, 4, 6), date(2026, 4, 3)),  # last day Easter Monday: Good Friday, for none comes
        (date(2026, 4, 3), date(2026, 4, 7), date(2026, 4, 7)),  # last day the first working day: that morning
    ],
)
def test_a_reminder_does_not_come_before_the_opening(opens: date, due: date, reminded: date) -> None:
    """Then it is the first day of mail after its own, or its own where the last lawful day comes before that."""
    assert ("uiterlijk-3", reminded) in Days(step("melding_42_weken", opens, None, due)).live().on("reminder")


@pytest.mark.parametrize(
    ("opens", "mailed"),
    [
        (date(2026, 3, 13), date(2026, 3, 13)),
        (date(2026, 3, 14), date(2026, 3, 16)),
        (EASTER, date(2026, 4, 7)),
        (CHRISTMAS, date(2026, 12, 28)),
        (date(2026, 5, 14), date(2026, 5, 15)),  # Ascension Day
    ],
)
def test_papers_come_on_the_working_day_after_the_opening(opens: date, mailed: date) -> None:
    """The step opens on its own day; what is made and sent for it carries the day it goes."""
    days = Days(step("probleemanalyse", opens, opens + timedelta(days=27), opens + timedelta(days=28))).live()
    assert days.on("open") == [("", opens)]
    assert {on for _, on in days.on("document") + days.on("mail")} == {mailed}


@pytest.mark.parametrize(("due", "mailed"), [(15, 14), (16, 16), (17, 16)])
def test_what_must_be_done_this_weekend_is_told_this_weekend(due: int, mailed: int) -> None:
    """Opened on Saturday 14 March: the last day Sunday comes before Monday, Monday does not."""
    days = Days(step("melding_42_weken", date(2026, 3, 14), None, date(2026, 3, due))).live()
    assert days.on("mail") == [("melding_42_weken", date(2026, 3, mailed))]


@pytest.mark.parametrize(
    ("due", "fired"),
    [
        (date(2026, 3, 16), [1, 3, 7, 14]),  # a Monday
        (date(2026, 3, 19), [1, 4, 7, 14]),  # a Thursday: the second would be Sunday
        (date(2026, 3, 20), [3, 4, 7, 18]),  # a Friday: Saturday and Monday, on Monday and Tuesday; Good Friday
        (date(2026, 4, 2), [5, 6, 7, 14]),  # Maundy Thursday
        (date(2026, 12, 24), [4, 5, 7, 14]),
        (KINGS_WEEK, [4, 5, 7, 14]),
        (date(2026, 4, 28), [1, 3, 8, 14]),  # the third would be 5 May
    ],
)
def test_rungs_come_on_the_working_day_after_in_their_order(due: date, fired: list[int]) -> None:
    """One a day, from the lowest; the mark of being late stays on its day and needs a wake, a rung on Saturday none."""
    days = Days(step("melding_42_weken", before(due, 30), None, due)).live()
    assert days.on("late") == [(due.isoformat(), due + timedelta(days=1))]
    assert [(on - due).days for _, on in days.on("escalation")] == fired
    assert [name for name, _ in days.on("escalation")] == ["1", "2", "3", "4"]
    told = [(action.on - due).days for action in days.actions if action.kind == "escalation"]
    assert [action.detail["days_late"] for action in days.actions if action.kind == "escalation"] == told
    idle = {day for day in days.wakes if is_atw_day(day)} - {due + timedelta(days=1), before(due, 30), days.end}
    assert idle == set()


def test_a_late_wake_on_a_saturday_waits_and_climbs_to_the_highest_rung() -> None:
    """Off from Tuesday: the wake of Saturday marks, the one of Monday sends the highest rung alone."""
    due = date(2026, 3, 16)
    days = Days(step("melding_42_weken", before(due, 30), None, due))
    days.wake(before(due, 10))
    assert days.wake(date(2026, 3, 21)) == date(2026, 3, 23)
    assert days.on("late") == [("2026-03-16", date(2026, 3, 21))]
    assert days.on("escalation") == []
    days.wake(date(2026, 3, 23))
    assert days.on("escalation") == [("3", date(2026, 3, 23))]
    assert [name for name, _ in days.on("skip")] == ["reminder:uiterlijk-3", "escalation:1", "escalation:2"]


@pytest.mark.parametrize(("opens", "reminded"), [(EASTER, date(2026, 4, 2)), (date(2026, 3, 14), date(2026, 3, 13))])
def test_a_contact_on_a_holiday_is_reminded_of_before_it(opens: date, reminded: date) -> None:
    """Its work begins with the reminder, else Easter would pass before anybody heard of it."""
    days = Days(step("contactmoment", opens, opens + timedelta(days=3), None))
    assert days.wake(before(reminded, 1)) == reminded
    days.wake(reminded)
    assert days.on("reminder") == [("streef-3", reminded)]
    assert days.on("open") == [("", reminded)]


def test_two_reminders_that_meet_on_one_day_are_one() -> None:
    """A target a day before the last day, both after Easter: the later date is told, the other skipped."""
    days = Days(step("melding_42_weken", date(2026, 3, 2), date(2026, 4, 12), date(2026, 4, 8))).live()
    thursday = date(2026, 4, 2)
    assert days.on("reminder") == [("streef-7", thursday)]
    assert ("reminder:uiterlijk-3", thursday) in days.on("skip")


def test_a_date_that_moves_by_a_day_over_easter_reminds_nobody_twice() -> None:
    """Reminded on Thursday of the Sunday after Easter Monday; then that became Tuesday."""
    days = Days(step("vangnetmelding_vierde_dag", date(2026, 3, 2), None, date(2026, 4, 6)))
    days.wake(date(2026, 3, 2))
    days.wake(date(2026, 4, 2))
    assert days.on("reminder") == [("uiterlijk-1", date(2026, 4, 2))]
    moved = step("vangnetmelding_vierde_dag", date(2026, 3, 2), None, date(2026, 4, 7))
    days.plan = Plan("test", days.plan.facts, days.first, None, None, days.end, days.end, (moved,))
    for day in range(2, 8):
        days.wake(date(2026, 4, day))
    assert days.on("reminder") == [("uiterlijk-1", date(2026, 4, 2))]


def test_a_closing_letter_and_its_closing_wait_for_monday() -> None:
    """Recovered for 28 days on a Saturday: the letter and the closing are of Monday, under the day the case ended."""
    saturday, monday = date(2026, 3, 14), date(2026, 3, 16)
    end = Days(step("einde_opzegverbod", None, date(2026, 3, 2), None), ends=saturday, reason="hersteld").live()
    assert end.on("mail") == [("afsluiting", monday)]
    assert end.on("close") == [("2026-03-14", monday)]
    plain = Days(step("einde_opzegverbod", None, date(2026, 3, 2), None), ends=saturday).live()
    assert plain.on("close") == [("2026-03-14", saturday)], "nobody is written to"


def test_a_rung_of_the_last_day_of_a_case_is_not_lost() -> None:
    """Due on Friday, the case ends on Saturday: the rung of that day goes on Monday, and then the case closes."""
    friday, saturday = date(2026, 3, 13), date(2026, 3, 14)
    days = Days(step("melding_42_weken", date(2026, 2, 2), None, friday), ends=saturday).live()
    assert days.on("escalation") == [("1", date(2026, 3, 16))]
    assert days.on("close") == [("2026-03-14", date(2026, 3, 16))]


@pytest.mark.parametrize("mode", ["opnieuw", "herstel"])
def test_what_a_person_asks_for_on_saturday_goes_on_saturday(mode: str) -> None:
    """Somebody chose that day; pressed again on Monday for want of a result, it would go twice."""
    saturday = date(2026, 3, 14)
    again: Told = (saturday, "step_retriggered", {"step": "melding_42_weken", "occurrence": 1, "mode": mode})
    days = Days(step("melding_42_weken", date(2026, 3, 2), None, date(2026, 4, 2)), again)
    days.wake(date(2026, 3, 2))
    days.record = Record(days.record.events, {k: v for k, v in days.record.effects.items() if k.kind != "mail"})
    days.wake(saturday)
    assert ("melding_42_weken", saturday) in days.on("mail")
    assert days.on("reminder") == []


def test_a_report_of_saturday_is_answered_on_monday() -> None:
    """A document of a step that such a report opens, a question of a case adopted then, a next bureau: all wait."""
    saturday, monday = date(2026, 3, 14), date(2026, 3, 16)
    adopted: Told = (saturday, "sick_reported", {"first_sick_day": "2025-12-01", "adopted_on": "2026-03-14"})
    record = Record((Event(1, adopted[1], adopted[0], adopted[2]),))
    plan = timeline(fold_events(record.events))
    found = make_agenda(plan, record, house_policy(), saturday)
    assert {action.kind for action in found.actions} <= {"open"}
    assert found.next_wake == monday
    later = make_agenda(plan, record.after(found.actions), house_policy(), monday)
    assert [action.step for action in later.actions if action.kind == "question"]


def test_a_letter_about_wage_recorded_on_saturday_goes_on_saturday() -> None:
    """Recording is sending, and the law wants it at once; what else is due of that day waits for Monday."""
    monday, saturday = date(2026, 1, 5), date(2026, 3, 7)
    events = (
        Event(1, "sick_reported", monday, {"first_sick_day": monday.isoformat()}),
        Event(2, "wage_withheld", saturday, {"from": saturday.isoformat(), "reason": "lid_6"}),
    )
    agenda = make_agenda(timeline(fold_events(events)), Record(events), house_policy(), saturday)
    mailed = {action.step for action in agenda.actions if action.kind == "mail"}
    assert mailed == {"kennisgeving_loonopschorting"}
    later = make_agenda(
        timeline(fold_events(events)), Record(events).after(agenda.actions), house_policy(), saturday + timedelta(2)
    )
    assert {"probleemanalyse"} <= {action.step for action in later.actions if action.kind == "mail"}


def test_a_death_of_saturday_is_told_on_monday_and_nothing_goes_between() -> None:
    """Payroll and the casemanager hear it the next working day, and then the case closes under the day of the death."""
    first, saturday, monday = date(2026, 2, 2), date(2026, 3, 14), date(2026, 3, 16)
    died = Reported(saturday, 1, "died", {"on": saturday.isoformat()})
    later = [action for action in run_case([*reports(first, []), died]).actions if action.on >= saturday]
    assert {action.on for action in later} == {monday}
    assert {action.detail["to"] for action in later if action.kind == "mail"} == {"salarisadministratie", "casemanager"}
    assert (later[-1].kind, later[-1].name) == ("close", "2026-03-14")


def reports(first: date, told: list[tuple[int, str]]) -> list[Reported]:
    """Return a case in which these steps are done, each so many days after its first."""
    done = [
        Reported(
            first + timedelta(days=day),
            1,
            "step_done",
            {"step": key, "occurrence": 1, "on": (first + timedelta(days=day)).isoformat()},
        )
        for day, key in told
    ]
    return [Reported(first, 1, "sick_reported", {"first_sick_day": first.isoformat()}), *done]


KEYS = ("probleemanalyse", "plan_van_aanpak", "melding_42_weken", "eerstejaarsevaluatie", "wia_aanvraag")
told_steps = st.lists(st.tuples(st.integers(1, 700), st.sampled_from(KEYS)), max_size=4, unique_by=lambda one: one[1])


def due_of(action: Action, events: tuple[Event, ...]) -> date | None:
    """Return the last lawful day of the step of an action, by what was told on its day."""
    heard = [event for event in events if event.on <= action.on]
    plan = timeline(fold_events(heard))
    return next((deadline(each) for each in plan if each.ref == (action.step, action.occurrence)), None)


@settings(max_examples=at_most(40), deadline=None)
@given(FIRST_DAYS, told_steps)
def test_no_mail_on_a_day_off_but_for_a_last_day_before_the_next_working_day(
    first: date, told: list[tuple[int, str]]
) -> None:
    """Whenever a case begins and whatever is done in it."""
    run = run_case(reports(first, told))
    for action in run.actions:
        if action.kind not in SILENT and is_atw_day(action.on):
            due = due_of(action, run.record.events)
            assert due is not None
            assert action.on <= due < working_day_from(action.on), action


@settings(max_examples=at_most(40), deadline=None)
@given(FIRST_DAYS)
def test_the_same_is_done_as_where_mail_goes_on_any_day(first: date) -> None:
    """Nothing is lost or done more often; what is skipped for a later message counts as that message."""
    days_off, every_day = (
        {(a.step, a.occurrence, *(a.name.split(":") if a.kind == "skip" else (a.kind, a.name))) for a in run.actions}
        for run in (run_case(reports(first, [])), run_case(reports(first, []), mailing_every_day()))
    )
    assert days_off == every_day


@settings(max_examples=at_most(40), deadline=None)
@given(FIRST_DAYS, told_steps)
def test_a_reminder_comes_before_its_date_and_never_later_than_on_any_day(
    first: date, told: list[tuple[int, str]]
) -> None:
    """Where a working day lies between the opening and the date; what opens on its date is told of on that day."""
    run = run_case(reports(first, told))
    for action in run.actions:
        if action.kind == "reminder" and "date" in action.detail:
            at_opening = {each.name for each in house_policy().step(action.step).reminders if each.at_opening}
            last = date.fromisoformat(action.detail["date"])
            assert action.on < last or (action.on == last and action.name in at_opening), action


@settings(max_examples=at_most(25), deadline=None)
@given(FIRST_DAYS, told_steps)
def test_the_fast_simulation_moves_the_same(first: date, told: list[tuple[int, str]]) -> None:
    """Step by step and case by case: the same actions on the same days."""
    told_by_day = reports(first, told)
    slow = [(a.on, a.key) for a in run_case(told_by_day).actions]
    fast = [(a.on, a.key) for a in run_case_fast(told_by_day, house_policy(), says_yes=False)]
    assert sorted(fast) == sorted(slow)
