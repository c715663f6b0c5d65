"""What people did or left undone while a track ran: each rule on its last quiet day, and what answers it.

Day 0 is Wednesday 6 January 2027, on which the track begins; days 3 and 4 are a weekend.
"""

from typing import Any

import pytest
from support.second_track.tracks import after, report, track_plan
from support.second_track.views import Found, first_day, found

from spoorboek.statute.facts import Leave, StepRef
from spoorboek.statute.referrals.referral import Move
from spoorboek.statute.second_track import conduct_findings as rules
from spoorboek.statute.second_track.trajectory import (
    Application,
    ApplicationLog,
    CapabilityChange,
    ReportedActivity,
    TrackChange,
    TrackEnd,
)

RUNS = Move("loopt", after(0))


def changed(*days: tuple[int, int]) -> dict[str, Any]:
    """Return changes of capability: each from a day, known on a day."""
    return {"capability_changes": tuple(CapabilityChange(after(from_), after(known)) for from_, known in days)}


def change(on: int, what: str, **more: Any) -> TrackChange:
    """Return a change of the track on a day."""
    return TrackChange(after(on), what, **more)


def passed_on(day: str) -> str:
    """Return the sentence about a change that the bureau did not hear of."""
    return f"De belastbaarheid wijzigde per {day}, en het bureau heeft dat nog niet gehoord."


@pytest.mark.parametrize(
    ("on", "known", "result"),
    [
        (2, (2, 2), []),
        (3, (2, 2), [(3, 42, passed_on("8 januari 2027"))]),  # a Friday: from Saturday on
        (5, (3, 3), []),
        (6, (3, 3), [(6, 42, passed_on("9 januari 2027"))]),  # a Saturday: heard on Monday at the latest
        (13, (10, 2), [(13, 42, passed_on("16 januari 2027"))]),  # known long before: from its own day
        (12, (10, 2), []),
        (8, (1, 7), [(8, 42, passed_on("7 januari 2027"))]),  # known later than it was: from then
        (1, (0, 0), [(1, 42, passed_on("6 januari 2027"))]),
        (9, (-1, -1), []),  # before the track began its plan says so
        (42, (2, 2), [(3, 42, passed_on("8 januari 2027"))]),
        (43, (2, 2), [(3, None, passed_on("8 januari 2027"))]),  # the next report was due: too late to mend
    ],
)
def test_a_change_of_capability_is_told_on_the_working_day_it_was_known(
    on: int, known: tuple[int, int], result: list[Found]
) -> None:
    """Mending helps until the next report is due, or the last day on which anything does."""
    assert found(rules.capability_not_passed_on, on, **changed(known)) == result
    sooner = found(rules.capability_not_passed_on, on, last_help=20, **changed(known))
    assert [each[1] for each in sooner] == [20 if on <= 20 else None for _ in result]


TOLD: dict[str, tuple[dict[str, Any], bool]] = {
    "a change told on its day": ({"changes": (change(2, "belastbaarheid"),)}, True),
    "told the day before": ({"changes": (change(1, "belastbaarheid"),)}, False),
    "told later": ({"changes": (change(9, "belastbaarheid"),)}, True),
    "another change": ({"changes": (change(2, "verlenging"),)}, False),
    "a report about it": ({"reports": (report(0, on=after(2), capability_changed=True),)}, True),
    "a report about something else": ({"reports": (report(0, on=after(2)),)}, False),
    "the step was done": ({"facts": {"done": {StepRef(rules.PASSED_ON, 3): after(2)}}}, True),
    "the step was done today": ({"facts": {"done": {StepRef(rules.PASSED_ON): after(10)}}}, True),
    "the step will be done": ({"facts": {"done": {StepRef(rules.PASSED_ON): after(11)}}}, False),
    "another step was done": ({"facts": {"done": {StepRef("intake_bureau"): after(2)}}}, False),
    "the track has ended": ({"end": TrackEnd(after(9), "baan")}, True),
}


@pytest.mark.parametrize("name", TOLD)
def test_the_bureau_hears_of_a_change_by_what_is_told_from_its_day_on(name: str) -> None:
    """A change of day 2, looked at on day 10."""
    parts, answers = TOLD[name]
    assert bool(found(rules.capability_not_passed_on, 10, **changed((2, 2)), **parts)) is not answers


def test_each_change_is_a_finding_of_its_own() -> None:
    """What was told of the second tells of the first as well, not the other way round."""
    two = changed((2, 2), (9, 9))
    assert [each[0] for each in found(rules.capability_not_passed_on, 30, **two)] == [3, 10]
    told = {**two, "changes": (change(5, "belastbaarheid"),)}
    assert [each[0] for each in found(rules.capability_not_passed_on, 30, **told)] == [10]


ADJUSTED: dict[str, tuple[dict[str, Any], int | None]] = {
    "nothing was said": (changed((20, 20)), 35),
    "known later": (changed((15, 20)), 35),
    "known earlier: from its day": (changed((20, 15)), 35),
    "of two the one that is due first": (changed((20, 20), (22, 22)), 35),
    "a leave puts it off": (changed((20, 20)) | {"facts": {"leaves": (Leave(after(25), after(27)),)}}, 38),
    "told by a report": ({"reports": (report(0, until=after(20), on=after(24), capability_changed=True),)}, 39),
    "told by a report that says nothing of it": ({"reports": (report(0, on=after(24)),)}, None),
    "a new plan": (changed((20, 20)) | {"plans": (track_plan(), track_plan(on=after(20)))}, None),
    "the first plan": (changed((20, 20)) | {"plans": (track_plan(on=after(20)),)}, 35),
    "a new plan the day before": (changed((20, 20)) | {"plans": (track_plan(), track_plan(on=after(19)))}, 35),
    "the bureau says the plan changes": (
        changed((20, 20)) | {"changes": (change(21, "belastbaarheid", plan_changes=True),)},
        None,
    ),
    "the bureau says it does not": (
        changed((20, 20)) | {"changes": (change(21, "belastbaarheid", plan_changes=False),)},
        None,
    ),
    "the bureau says nothing of the plan": (changed((20, 20)) | {"changes": (change(21, "belastbaarheid"),)}, 35),
    "a report with another plan": (
        changed((20, 20)) | {"reports": (report(0, on=after(21), plan_changes=True),)},
        None,
    ),
    "a report with why it stays": (
        changed((20, 20)) | {"reports": (report(0, on=after(21), plan_kept="tijdelijk"),)},
        None,
    ),
}


@pytest.mark.parametrize("name", ADJUSTED)
def test_the_bureau_says_within_two_weeks_what_a_change_does_to_its_plan(name: str) -> None:
    """From the fifteenth day after the change was known; what it said from the change on answers it."""
    parts, since = ADJUSTED[name]
    assert first_day(rules.plan_not_adjusted, **parts) == since


def test_the_sentence_about_a_plan_names_the_day_of_the_change() -> None:
    """Only the change whose answer was due first is named."""
    says = "De belastbaarheid wijzigde per 21 januari 2027, en het bureau heeft niet gezegd of het plan verandert."
    assert found(rules.plan_not_adjusted, 60, **changed((15, 20), (10, 22))) == [(35, 270, says)]


SILENCE: dict[str, tuple[int, dict[str, Any], list[Found]]] = {
    "never begun": (200, {"moves": ()}, []),
    "the last quiet day": (49, {}, []),
    "a report is late as well": (
        50,
        {},
        [(50, 270, "Na 6 januari 2027 is 50 dagen lang geen activiteit vastgelegd.")],
    ),
    "a report with something done": (
        91,
        {"reports": (report(0),)},
        [(91, 270, "Na 16 februari 2027 is 50 dagen lang geen activiteit vastgelegd.")],
    ),
    "a report with nothing done": (
        50,
        {"reports": (report(0, activities=(ReportedActivity("jobhunting", "vervallen", reason="verzet"),)),)},
        [(50, 270, "Na 6 januari 2027 is 50 dagen lang geen activiteit vastgelegd.")],
    ),
    "a plan is something done": (
        50,
        {"plans": (track_plan(on=after(12)),)},
        [],
    ),
    "a gap of 42 days": (45, {"reports": (report(0, from_=after(43), until=after(44), on=after(45)),)}, []),
    "a gap of 43 days, known before it was late": (
        46,
        {"reports": (report(0, from_=after(44), until=after(45), on=after(46)),)},
        [(46, 270, "Na 6 januari 2027 is 43 dagen lang geen activiteit vastgelegd, tot 19 februari 2027.")],
    ),
    "a gap known when it was late already": (
        60,
        {"reports": (report(0, from_=after(44), until=after(55), on=after(60)),)},
        [(50, 270, "Na 6 januari 2027 is 43 dagen lang geen activiteit vastgelegd, tot 19 februari 2027.")],
    ),
    "an application within it": (
        50,
        {
            "logs": (
                ApplicationLog(after(20), after(30), after(31), (Application(after(25), "netwerk", True, "gesprek"),)),
            )
        },
        [],
    ),
    "the end of the track": (
        100,
        {"end": TrackEnd(after(60), "baan")},
        [(50, 270, "Na 6 januari 2027 is 60 dagen lang geen activiteit vastgelegd.")],
    ),
    "ended in time": (100, {"end": TrackEnd(after(49), "baan")}, []),
    "a slower rhythm was agreed": (65, {"plans": (track_plan(on=after(0), report_every=60),)}, []),
    "slower, and over that as well": (
        66,
        {"plans": (track_plan(on=after(0), report_every=60),)},
        [(66, 270, "Na 6 januari 2027 is 66 dagen lang geen activiteit vastgelegd.")],
    ),
    "a leave is no silence": (58, {"facts": {"leaves": (Leave(after(10), after(20)),)}}, []),
    "a leave, and silence after it": (
        59,
        {"facts": {"leaves": (Leave(after(10), after(20)),)}},
        [(59, 270, "Na 6 januari 2027 is 48 dagen lang geen activiteit vastgelegd.")],
    ),
    "taken over": (90, {"moves": (RUNS, Move("loopt", after(50), taken_over_on=after(50)))}, []),
    "a rest without end": (200, {"moves": (RUNS, Move("opgeschort", after(5)))}, []),
}


@pytest.mark.parametrize("name", SILENCE)
def test_silence_is_more_than_six_weeks_without_any_activity(name: str) -> None:
    """Days without a report yet count once the report about them is late: five working days after its day."""
    on, parts, result = SILENCE[name]
    assert found(rules.silence, on, **parts) == result
