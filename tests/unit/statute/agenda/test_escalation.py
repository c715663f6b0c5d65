"""Reminders, late marks and rungs of one step, day by day: what goes, and what is skipped and why.

Day 0 is Monday 2 March 2026. The step opens then; its target is day 20, a Sunday, its last lawful day is day 30.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from support.hand_made_plans import day, milestone

from spoorboek.statute.actions import Action, Effect, EffectKey, Record
from spoorboek.statute.agenda.escalation import escalation_actions, late_marks, reminder_actions, step_moments
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.step_status import AgendaStep
from spoorboek.statute.events import Event
from spoorboek.statute.policy.house_policy import Ladder, Reminder, Rung, StepPolicy

STEP = "probleemanalyse"
WEEK, NEAR = Reminder("target_on", 7, "hr"), Reminder("target_on", 3, "casemanager")
BY_DUE, AT_OPENING = Reminder("due_on", 5, "leidinggevende"), Reminder("target_on", 20, "werknemer", at_opening=True)
LADDER = Ladder("target_on", (Rung(1, "casemanager"), Rung(4, "leidinggevende"), Rung(9, "hr")))
Told = tuple[str, str, int, dict[str, Any]]


def step(
    *reminders: Reminder,
    dates: tuple[int | None, int | None, int | None] = (0, 20, 30),
    ladder: Ladder | None = None,
    status: str = "open",
    since: int | None = None,
    occurrence: int = 1,
    agreed: int | None = None,
    **policy: Any,
) -> AgendaStep:
    """Make a step on a day, with its policy; `since`: the day of the answer that it is not done."""
    when = milestone(STEP, *dates, occurrence=occurrence, agreed_on=None if agreed is None else day(agreed))
    rules = StepPolicy(STEP, "Probleemanalyse", policy.pop("nature", "task"), (), reminders, ladder, **policy)
    not_done_since = None if since is None else day(since)
    return AgendaStep(when.ref, when, rules, status, True, True, not_done_since=not_done_since)  # type: ignore[arg-type]


def effect(kind: str, name: str, on: int, attempt: int = 1, occurrence: int = 1, **detail: Any) -> Effect:
    """Make something that was done about the step."""
    return Effect(EffectKey(STEP, occurrence, kind, name, attempt), day(on), detail)


def index(*effects: Effect, rules_on: int | None = None) -> RecordIndex:
    """Index what was done; `rules_on`: the day on which other rules came."""
    data: dict[str, Any] = {"withdrawn": []}
    events = () if rules_on is None else (Event(1, "rules_changed", day(rules_on), data),)
    return RecordIndex(Record(events, {each.key: each for each in effects}))


def told(actions: Iterable[Action], on: int) -> list[Told]:
    """Write actions of a day down, each of the step itself."""
    found = list(actions)
    assert all((each.on, each.step, each.occurrence) == (day(on), STEP, 1) for each in found)
    return [(each.kind, each.name, each.attempt, dict(each.detail)) for each in found]


def reminder(which: Reminder, anchor: int, attempt: int = 1) -> Told:
    """Return the action that sends a reminder of a date."""
    detail = {"to": which.to, "before": which.before, "days": which.days, "date": day(anchor).isoformat()}
    return ("reminder", which.name, attempt, detail)


def skipped(name: str, why: str, attempt: int = 1) -> Told:
    """Return the action that skips something."""
    return ("skip", name, attempt, {"why": why})


@pytest.mark.parametrize(
    ("on", "result"),
    [
        (12, []),
        (13, [reminder(WEEK, 20)]),
        (16, [reminder(WEEK, 20)]),
        (17, [skipped("reminder:streef-7", "ingehaald"), reminder(NEAR, 20)]),
        (20, [skipped("reminder:streef-7", "ingehaald"), reminder(NEAR, 20)]),
        (21, [skipped("reminder:streef-7", "verlopen"), skipped("reminder:streef-3", "verlopen")]),
        (
            25,
            [
                skipped("reminder:streef-7", "verlopen"),
                skipped("reminder:streef-3", "verlopen"),
                reminder(BY_DUE, 30),
            ],
        ),
        (
            31,
            [
                skipped("reminder:streef-7", "verlopen"),
                skipped("reminder:streef-3", "verlopen"),
                skipped("reminder:uiterlijk-5", "verlopen"),
            ],
        ),
    ],
)
def test_the_latest_useful_reminder_goes_and_the_others_are_skipped(on: int, result: list[Told]) -> None:
    """Of which the date is still ahead: overtaken; of which it passed: expired."""
    assert told(reminder_actions(step(WEEK, NEAR, BY_DUE), index(), day(on)), on) == result


def test_of_two_reminders_of_one_day_the_one_of_the_later_date_goes() -> None:
    """Seven days before the target and seventeen before the last lawful day are the same day."""
    far = Reminder("due_on", 17, "hr")
    for reminders in ((WEEK, far), (far, WEEK)):
        found = told(reminder_actions(step(*reminders), index(), day(13)), 13)
        assert sorted(found) == sorted([skipped("reminder:streef-7", "ingehaald"), reminder(far, 30)])


@pytest.mark.parametrize(
    ("opens", "since", "goes_on"),
    [
        (12, None, 13),
        (13, None, None),  # it would come on the day of the opening: that informs people
        (14, None, None),
        (None, None, 13),
        (0, 12, 13),
        (0, 13, None),  # the answer that it is not done opens it
        (14, 12, 13),
    ],
)
def test_a_reminder_comes_after_the_opening(opens: int | None, since: int | None, goes_on: int | None) -> None:
    """Never on that day or before."""
    found = list(step_moments(step(WEEK, dates=(opens, 20, None), since=since, nature="date"), index()))
    assert found == ([] if goes_on is None else [day(goes_on)])


def test_a_reminder_at_the_opening_comes_on_that_day_and_no_date_reminds_of_nothing() -> None:
    """Without an opening it comes its own days before the date."""
    moments = [
        list(step_moments(step(AT_OPENING, WEEK, dates=(opens, target, None), nature="date"), index()))
        for opens, target in ((5, 20), (None, 25), (5, None))
    ]
    assert moments == [[day(5), day(13)], [day(5), day(18)], []]
    later = step(BY_DUE, WEEK, dates=(0, 20, None), nature="date")
    assert list(step_moments(later, index())) == [day(13)]  # one without a date keeps no other back
    late = step(WEEK, NEAR, dates=(14, 20, None), nature="date")
    assert list(step_moments(late, index())) == [day(17)]  # nor one that would come before the opening


SENT = {"before": "target_on", "days": 7, "to": "hr"}


@pytest.mark.parametrize(
    ("done", "goes"),
    [
        ([], 1),
        (
            [effect("reminder", "streef-7", 6, date="2026-03-15")],
            None,
        ),  # the date moved by its seven days
        ([effect("reminder", "streef-7", 5, date="2026-03-14")], 2),  # it moved by more, and this went too long ago
        ([effect("reminder", "streef-7", 6, date="2026-03-14")], None),  # not so long ago
        ([effect("reminder", "streef-7", 5)], 2),
        ([effect("reminder", "streef-7", 6)], None),
        (
            [
                effect("reminder", "streef-7", 1, date="2026-03-14"),
                effect("reminder", "streef-7", 2, 2, date="2026-03-15"),
            ],
            None,
        ),
        ([effect("skip", "reminder:streef-7", 6, why="ingehaald")], None),
        ([effect("skip", "reminder:streef-7", 5, why="ingehaald")], 1),
        ([effect("reminder", "streef-3", 6, date="2026-03-22")], 1),
        ([effect("reminder", "streef-7", 6, 1, 2, date="2026-03-22")], 1),  # of another occurrence
    ],
)
def test_a_reminder_counts_unless_the_date_moved_by_more_than_its_days(done: list[Effect], goes: int | None) -> None:
    """For a target of day 20, looked at on day 13; what is sent again gets the next number."""
    expected = [] if goes is None else [reminder(WEEK, 20, goes)]
    assert told(reminder_actions(step(WEEK), index(*done), day(13)), 13) == expected


def test_what_is_skipped_again_gets_the_next_number() -> None:
    """The number counts what was skipped under that name, not what was sent."""
    done = (effect("skip", "reminder:streef-7", 2, why="verlopen"), effect("reminder", "streef-7", 3))
    found = told(reminder_actions(step(WEEK), index(*done), day(25)), 25)
    assert found == [skipped("reminder:streef-7", "verlopen", 2)]


@pytest.mark.parametrize(
    ("opens", "target", "goes_on"),
    [
        (0, 20, 11),  # Friday before Sunday the thirteenth day
        (10, 20, 11),
        (11, 20, 14),  # Friday is the opening: the Monday after
        (11, 13 + 7, 14),
        (None, 20, 11),
    ],
)
def test_on_working_days_alone_it_comes_the_working_day_before(opens: int | None, target: int, goes_on: int) -> None:
    """Or, where that is no later than the opening, the working day after. Its own day is Sunday, day 13."""
    planned = step(WEEK, dates=(opens, target, None), nature="date", mail_days="working")
    assert list(step_moments(planned, index())) == [day(goes_on)]


def test_between_an_opening_and_a_date_without_a_working_day_it_comes_at_the_opening() -> None:
    """Opened on Friday, one day before Sunday: only the weekend lies between; no later than the last lawful day."""
    tight = Reminder("target_on", 1, "hr")
    planned = step(tight, dates=(11, 13, None), nature="date", mail_days="working")
    assert list(step_moments(planned, index())) == [day(11)]
    monday = step(tight, dates=(11, 14, None), nature="date", mail_days="working")
    assert list(step_moments(monday, index())) == [day(14)]
    lawful = step(tight, dates=(11, 13, 13), nature="date", mail_days="working")
    assert list(step_moments(lawful, index())) == [day(12)]
    opening = step(AT_OPENING, dates=(13, 20, None), nature="date", mail_days="working")
    assert list(step_moments(opening, index())) == [day(11)]


@pytest.mark.parametrize(
    ("status", "due", "done", "marks"),
    [
        ("te_laat", 30, [], True),
        ("open", 30, [], False),
        ("te_laat", None, [], False),
        ("te_laat", 30, [effect("late", "2026-04-01", 31)], False),
        ("te_laat", 30, [effect("late", "2026-03-20", 30)], True),  # of an earlier date, not after this one
        ("te_laat", 30, [effect("late", "2026-03-20", 31)], False),
        ("te_laat", 30, [effect("escalation", "1", 31)], False),
        ("te_laat", 30, [effect("escalation", "1", 30)], True),
        ("te_laat", 30, [effect("reminder", "streef-7", 31)], True),
        ("te_laat", 30, [effect("late", "2026-03-20", 31, 1, 2)], True),
    ],
)
def test_a_step_is_marked_late_once_for_its_last_lawful_day(
    status: str, due: int | None, done: list[Effect], marks: bool
) -> None:
    """A mark or a rung of after that day says so already, whatever date it names."""
    late = step(status=status, dates=(0, 20, due))
    expected = [("late", "2026-04-01", 1, {})] if marks else []
    assert told(late_marks(late, index(*done), day(33)), 33) == expected


def test_an_agreed_date_takes_the_place_of_both() -> None:
    """Agreed on day 40: marked late with that date, and the ladder counts from it."""
    late = step(status="te_laat", agreed=40, ladder=LADDER)
    assert told(late_marks(late, index(), day(41)), 41) == [("late", "2026-04-11", 1, {})]
    assert told(escalation_actions(late, index(), day(41)), 41) == [rung(1, 1)]
    assert told(escalation_actions(late, index(), day(40)), 40) == []


def rung(number: int, days_late: int, attempt: int = 1, ladder: Ladder = LADDER) -> Told:
    """Return the action that fires a rung."""
    detail = {"to": ladder.rungs[number - 1].to, "rung": number, "days_late": days_late}
    return ("escalation", str(number), attempt, detail)


@pytest.mark.parametrize(
    ("on", "done", "result"),
    [
        (20, [], []),
        (21, [], [rung(1, 1)]),
        (23, [effect("escalation", "1", 21)], []),
        (24, [effect("escalation", "1", 21)], [rung(2, 4)]),
        (24, [], [skipped("escalation:1", "hogere_trede"), rung(2, 4)]),
        (35, [], [skipped("escalation:1", "hogere_trede"), skipped("escalation:2", "hogere_trede"), rung(3, 15)]),
        (35, [effect("skip", "escalation:1", 24), effect("escalation", "2", 24)], [rung(3, 15)]),
        (35, [effect("escalation", "2", 24)], [rung(3, 15)]),  # what lies below the highest that fired needs nothing
        (35, [effect("escalation", "3", 29)], []),
        (21, [effect("escalation", "1", 20)], [rung(1, 1, 2)]),  # of an earlier date
        (24, [effect("skip", "escalation:1", 20)], [skipped("escalation:1", "hogere_trede", 2), rung(2, 4)]),
    ],
)
def test_the_highest_rung_reached_fires_and_the_lower_ones_are_skipped(
    on: int, done: list[Effect], result: list[Told]
) -> None:
    """For the target of day 20: one, four and nine days after it; what fired after that day counts."""
    assert told(escalation_actions(step(ladder=LADDER), index(*done), day(on)), on) == result


def test_without_a_ladder_or_a_date_nothing_escalates() -> None:
    """The other steps of a case are left alone."""
    for quiet in (step(), step(ladder=LADDER, dates=(0, None, None)), step(ladder=Ladder("target_on", ()))):
        assert told(escalation_actions(quiet, index(), day(60)), 60) == []
    at_once = Ladder("target_on", (Rung(0, "hr"),))
    assert told(escalation_actions(step(ladder=at_once), index(), day(20)), 20) == []
    assert told(escalation_actions(step(ladder=at_once), index(), day(21)), 21) == [rung(1, 1, ladder=at_once)]
    by_due = Ladder("due_on", (Rung(1, "hr"),))
    assert told(escalation_actions(step(ladder=by_due), index(), day(30)), 30) == []
    assert told(escalation_actions(step(ladder=by_due), index(), day(33)), 33) == [rung(1, 3, ladder=by_due)]


def test_a_step_known_not_to_be_done_counts_from_that_answer() -> None:
    """How many days late is told from the date itself."""
    answered = step(ladder=LADDER, since=40)
    assert told(escalation_actions(answered, index(), day(40)), 40) == []
    assert told(escalation_actions(answered, index(), day(41)), 41) == [rung(1, 21)]
    assert list(step_moments(answered, index()))[1:] == [day(41), day(44), day(49)]


def test_on_the_last_day_of_a_case_a_rung_does_not_wait_for_a_working_day() -> None:
    """On Saturday the third rung has its own day; its mail would go on Monday."""
    rungs = (Rung(1, "casemanager"), Rung(5, "leidinggevende"), Rung(6, "hr"), Rung(7, "hr"))
    ladder = Ladder("target_on", rungs)
    weekend = step(ladder=ladder, mail_days="working")
    done = (effect("escalation", "1", 21), effect("escalation", "2", 25))
    assert told(escalation_actions(weekend, index(*done), day(26)), 26) == []
    assert told(escalation_actions(weekend, index(*done), day(26), closes=True), 26) == [rung(3, 6, ladder=ladder)]
    third = index(*done, effect("escalation", "3", 26))
    assert told(escalation_actions(weekend, third, day(26), closes=True), 26) == []
    assert told(escalation_actions(weekend, index(*done), day(28)), 28) == [rung(3, 8, ladder=ladder)]


REPEATED = LADDER._replace(repeat=10, times=2)
CLIMBED = (effect("escalation", "3", 29),)


@pytest.mark.parametrize(
    ("on", "done", "rules_on", "result"),
    [
        (38, CLIMBED, None, []),
        (39, CLIMBED, None, [rung(3, 19, 2, REPEATED)]),
        (48, (*CLIMBED, effect("escalation", "3", 39, 2)), None, []),
        (49, (*CLIMBED, effect("escalation", "3", 39, 2)), None, [rung(3, 29, 3, REPEATED)]),
        (60, CLIMBED, None, [rung(3, 40, 2, REPEATED)]),  # once for both that went by
        (60, (*CLIMBED, effect("escalation", "3", 49, 2)), None, []),
        (60, (*CLIMBED, effect("escalation", "3", 48, 2)), None, [rung(3, 40, 3, REPEATED)]),
        (99, (*CLIMBED, effect("escalation", "3", 49, 2)), None, []),  # no more than twice
        (44, CLIMBED, 35, []),  # other rules came: they begin to count then
        (45, CLIMBED, 35, [rung(3, 25, 2, REPEATED)]),
        (39, CLIMBED, 25, [rung(3, 19, 2, REPEATED)]),
        (39, (effect("escalation", "2", 24),), None, [rung(3, 19, 1, REPEATED)]),  # the top itself comes first
    ],
)
def test_the_top_rung_fires_again_a_bounded_number_of_times(
    on: int, done: tuple[Effect, ...], rules_on: int | None, result: list[Told]
) -> None:
    """Ten and twenty days after the top, of day 29."""
    found = escalation_actions(step(ladder=REPEATED), index(*done, rules_on=rules_on), day(on))
    assert told(found, on) == result


@pytest.mark.parametrize(
    ("planned", "moments"),
    [
        (step(), [31]),
        (step(nature="date"), []),
        (step(nature="window"), []),
        (step(dates=(0, 20, None)), []),
        (step(agreed=40), [41]),
        (step(WEEK, ladder=LADDER), [13, 31, 21, 24, 29]),
        (step(ladder=REPEATED), [31, 21, 24, 29, 39, 49]),
        (step(ladder=LADDER, dates=(0, None, 30)), [31]),
        (step(ladder=Ladder("target_on", (), 10, 2)), [31]),
    ],
)
def test_the_days_on_which_a_step_may_need_something(planned: AgendaStep, moments: list[int]) -> None:
    """Its reminders, the day after its last lawful day where it can be late, and each rung with its repeats."""
    assert list(step_moments(planned, index())) == [day(each) for each in moments]


def test_days_are_counted_from_a_monday() -> None:
    """The days named here are those."""
    assert (day(0), day(30)) == (date(2026, 3, 2), date(2026, 4, 1))
