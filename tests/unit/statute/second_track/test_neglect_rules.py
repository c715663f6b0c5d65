"""What nobody did anything about: a stop, an end, the first track, a refusal, a promise of the bureau.

Day 0 is Wednesday 6 January 2027, on which the track begins; days 3 and 4 are a weekend.
"""

from typing import Any

import pytest
from support.second_track.tracks import after, report, track_plan
from support.second_track.views import Found, first_day, found

from spoorboek.statute.disputes import WageMeasure, WageNotice, WageWarning
from spoorboek.statute.facts import Advice, Leave, Spell
from spoorboek.statute.referrals.referral import Move
from spoorboek.statute.second_track import conduct_findings as rules
from spoorboek.statute.second_track.trajectory import PlannedActivity, ReportedActivity, TrackChange, TrackEnd

RUNS = Move("loopt", after(0))
STOPS = (RUNS, Move("gestaakt", after(31)))
WHY_NOT = "zonder dat een reden is vastgelegd."


def change(on: int, what: str, **more: Any) -> TrackChange:
    """Return a change of the track on a day."""
    return TrackChange(after(on), what, **more)


@pytest.mark.parametrize(
    ("track", "result"),
    [
        ({"end": TrackEnd(after(30), "gestopt")}, [(30, 270, f"Het traject stopte op 5 februari 2027 {WHY_NOT}")]),
        ({"end": TrackEnd(after(30), "gestopt", "werk_gevonden")}, []),
        ({"end": TrackEnd(after(30), "baan")}, []),
        ({"moves": STOPS}, [(31, 270, f"Het traject stopte op 6 februari 2027 {WHY_NOT}")]),
        ({"moves": (RUNS, Move("gestaakt", after(31), reason="ander"))}, []),
        ({"moves": STOPS, "end": TrackEnd(after(30), "gestopt", "werk_gevonden")}, []),  # the end says why
        ({"moves": STOPS, "end": TrackEnd(after(30), "baan")}, []),
        (
            {"moves": STOPS, "end": TrackEnd(after(30), "gestopt")},
            [(30, 270, f"Het traject stopte op 5 februari 2027 {WHY_NOT}")],
        ),
        ({}, []),
    ],
)
def test_a_track_that_stops_says_why(track: dict[str, Any], result: list[Found]) -> None:
    """What was reported of the end comes before the state of the referral."""
    assert found(rules.stopped_without_reason, 40, **track) == result


PLANNED = track_plan(activities=(PlannedActivity("jobhunting", after(0), after(40), 9),))
ENDS: dict[str, tuple[dict[str, Any], int | None]] = {
    "nothing was planned": ({}, None),
    "the plan ends on a Monday": ({"plans": (PLANNED,)}, 55),
    "of two plans the last": ({"plans": (track_plan(), PLANNED._replace(on=after(13)))}, 55),
    "extended": ({"plans": (PLANNED,), "changes": (change(30, "verlenging", until=after(47)),)}, 62),
    "extended by the referral": (
        {"plans": (PLANNED,), "moves": (RUNS, Move("verlengd", after(30), until=after(47)))},
        62,
    ),
    "an extension that ends sooner": (
        {"plans": (PLANNED,), "changes": (change(30, "verlenging", until=after(33)),)},
        55,
    ),
    "an end report": ({"plans": (PLANNED,), "end": TrackEnd(after(54), "baan")}, None),
    "a leave before its end": ({"plans": (PLANNED,), "facts": {"leaves": (Leave(after(20), after(26)),)}}, 62),
    "a leave before it was planned": (
        {"plans": (PLANNED._replace(on=after(30)),), "facts": {"leaves": (Leave(after(20), after(26)),)}},
        55,
    ),
    "taken over after its planned end": (
        {"plans": (PLANNED,), "moves": (RUNS, Move("loopt", after(54), taken_over_on=after(54)))},
        69,
    ),
    "never begun": ({"changes": (change(30, "verlenging", until=after(33)),), "moves": ()}, None),
}


@pytest.mark.parametrize("name", ENDS)
def test_a_track_past_its_last_planned_day_has_two_weeks_for_a_word(name: str) -> None:
    """Ten working days after it; rest that came after the planning puts it off, and so does an extension."""
    parts, since = ENDS[name]
    assert first_day(rules.end_without_word, **parts) == since


def test_the_sentence_about_an_end_names_the_last_planned_day() -> None:
    """It helps to ask for the report as long as anything does."""
    says = "Het traject liep volgens plan tot en met 15 februari 2027; een eindrapport of een verlenging is er niet."
    assert found(rules.end_without_word, 90, plans=(PLANNED,)) == [(55, 270, says)]


DROPPED = change(20, "spoor_1_gestopt")
TOLD = report(0, on=after(15), first_track="gestopt")
SAYS = "Het eerste spoor is gestopt op {} zonder dat een reden is vastgelegd."
FIRST_TRACK: dict[str, tuple[dict[str, Any], list[Found]]] = {
    "dropped": ({"changes": (DROPPED,)}, [(20, 270, SAYS.format("26 januari 2027"))]),
    "another change": ({"changes": (change(20, "verlenging"),)}, []),
    "with a reason": ({"changes": (change(20, "spoor_1_gestopt", reason="geen_werk"),)}, []),
    "a report says so": ({"reports": (TOLD,)}, [(15, 270, SAYS.format("21 januari 2027"))]),
    "a later report says it goes on": ({"reports": (TOLD, report(1, on=after(30)))}, []),
    "a report says it goes on": ({"reports": (report(0, on=after(15)),)}, []),
    "both: from the first of them": (
        {"changes": (DROPPED,), "reports": (TOLD,)},
        [(15, 270, SAYS.format("21 januari 2027"))],
    ),
    "the bedrijfsarts advises track 2": ({"changes": (DROPPED,), "facts": {"advice": (Advice(after(5), 2),)}}, []),
    "advised today": ({"changes": (DROPPED,), "facts": {"advice": (Advice(after(40), 2),)}}, []),
    "advised tomorrow": (
        {"changes": (DROPPED,), "facts": {"advice": (Advice(after(41), 2),)}},
        [(20, 270, SAYS.format("26 januari 2027"))],
    ),
    "the last advice is track 1": (
        {"changes": (DROPPED,), "facts": {"advice": (Advice(after(5), 2), Advice(after(6), 1))}},
        [(20, 270, SAYS.format("26 januari 2027"))],
    ),
    "nothing was dropped": ({"facts": {"advice": (Advice(after(5), 1),)}}, []),
}


@pytest.mark.parametrize("name", FIRST_TRACK)
def test_the_first_track_goes_on_beside_the_second_unless_somebody_says_why(name: str) -> None:
    """A reason, or a last advice of the bedrijfsarts for the second track, is enough."""
    parts, result = FIRST_TRACK[name]
    assert found(rules.first_track_dropped, 40, **parts) == result


def refuses(first: int, last: int | None = None, **facts: Any) -> dict[str, Any]:
    """Return a case in which the employee does not cooperate, and what else is known of it."""
    return {"refusals": (Spell(after(first), None if last is None else after(last)),), **facts}


REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any], int | None]] = {
    "nobody acts": (refuses(60), {}, 68),
    "it was over on the day itself": (refuses(60, 67), {}, None),
    "it lasted one day more": (refuses(60, 68), {}, 68),
    "warned on its first day": (refuses(60, wage_warnings=(WageWarning(after(60), "lid_6"),)), {}, None),
    "warned before it": (refuses(60, wage_warnings=(WageWarning(after(59), "lid_6"),)), {}, 68),
    "notice was given": (refuses(60, wage_notices=(WageNotice(after(67), "lid_6"),)), {}, None),
    "the wage was withheld": (refuses(60, wage_measures=(WageMeasure(after(62), "lid_6"),)), {}, None),
    "it was withheld already": (refuses(60, wage_measures=(WageMeasure(after(50), "lid_6"),)), {}, None),
    "that ended before": (refuses(60, wage_measures=(WageMeasure(after(50), "lid_6", after(59)),)), {}, 68),
    "that ended on its first day": (refuses(60, wage_measures=(WageMeasure(after(50), "lid_6", after(60)),)), {}, None),
    "of before the track: from its first day": (refuses(-20), {}, 0),
    "the track ended before it": (refuses(60), {"end": TrackEnd(after(60), "baan")}, None),
    "the track ended after it began": (refuses(60), {"end": TrackEnd(after(61), "baan")}, 68),
    "no track began": (refuses(60), {"moves": ()}, None),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_employer_acts_within_a_week_on_a_refusal_that_lasts(name: str) -> None:
    """By a warning, a notice or withheld wage, within the time of the refusal; the track must overlap it."""
    facts, track, since = REFUSED[name]
    assert first_day(rules.nothing_done_about_refusal, facts=facts, **track) == since


def test_an_act_that_comes_tomorrow_is_none_yet() -> None:
    """Known now, but of a later day; and what the sentence says, of each refusal."""
    says = "De werknemer werkt niet mee sinds {}, en daar is niets op gevolgd."
    later = refuses(60, wage_warnings=(WageWarning(after(71), "lid_6"),))
    rule = rules.nothing_done_about_refusal
    assert found(rule, 70, facts=later) == [(68, 270, says.format("7 maart 2027"))]
    assert found(rule, 71, facts=later) == []
    two = {"refusals": (Spell(after(-30)), Spell(after(10)))}
    sentences = [says.format("7 december 2026"), says.format("16 januari 2027")]
    assert found(rule, 70, facts=two) == [(0, 270, sentences[0]), (18, 270, sentences[1])]


SCHOOLED = track_plan(
    activities=(
        PlannedActivity("scholing", after(5), after(30), 40),
        PlannedActivity("bemiddeling", after(5), after(30), 9),
    )
)
LATE = report(0, until=after(30), on=after(34))
DONE = report(0, until=after(30), on=after(34), activities=(ReportedActivity("scholing"),))
INTAKE = Move("intake_gepland", after(-6), at=after(3))
SCHOOLING = "om- en bijscholing tot en met 5 februari 2027"
PROMISED: dict[str, tuple[dict[str, Any], int | None, str]] = {
    "no report about it yet": ({"plans": (SCHOOLED,)}, None, ""),
    "a report of before its end": ({"plans": (SCHOOLED,), "reports": (LATE._replace(until=after(29)),)}, None, ""),
    "a report without it": ({"plans": (SCHOOLED,), "reports": (LATE,)}, 42, SCHOOLING),
    "a report with it": ({"plans": (SCHOOLED,), "reports": (DONE,)}, None, ""),
    "an earlier report with it": (
        {"plans": (SCHOOLED,), "reports": (DONE._replace(until=after(9), on=after(10)), LATE)},
        None,
        "",
    ),
    "the first report that could tell counts": (
        {"plans": (SCHOOLED,), "reports": (LATE, LATE._replace(until=after(40), on=after(41)))},
        42,
        SCHOOLING,
    ),
    "a new plan does not promise it": ({"plans": (SCHOOLED, track_plan(on=after(20))), "reports": (LATE,)}, None, ""),
    "the track ended": ({"plans": (SCHOOLED,), "reports": (LATE,), "end": TrackEnd(after(41), "baan")}, None, ""),
    "an intake that was not held": ({"moves": (INTAKE,)}, 11, "intake op 9 januari 2027"),
    "an intake that was held": ({"moves": (INTAKE, Move("intake_gehouden", after(9)))}, None, ""),
    "an intake without a day": ({"moves": (INTAKE._replace(at=None),)}, None, ""),
    "its plan came": ({"moves": (INTAKE,), "plans": (SCHOOLED._replace(on=after(4)),)}, None, ""),
    "planned anew": ({"moves": (INTAKE, INTAKE._replace(on=after(5), at=after(15)))}, 23, "intake op 21 januari 2027"),
    "taken over since": (
        {"moves": (INTAKE, Move("loopt", after(10), taken_over_on=after(10)))},
        18,
        "intake op 9 januari 2027",
    ),
}


@pytest.mark.parametrize("name", PROMISED)
def test_an_employer_acts_within_a_week_on_a_broken_promise(name: str) -> None:
    """From the day on which it was clear: the report that does not tell of it, or the day of the intake."""
    parts, since, promise = PROMISED[name]
    assert first_day(rules.nothing_done_about_bureau, **parts) == since
    if since is not None:
        says = f"Het bureau zegde toe: {promise}. Dat gebeurde niet, en daar is niets op gevolgd."
        assert found(rules.nothing_done_about_bureau, since, **parts) == [(since, 270, says)]


@pytest.mark.parametrize(
    ("spoken", "since", "words"),
    [
        ((33,), 42, ""),  # before it was clear
        ((34,), 49, ", ook niet nadat het daarop is aangesproken op 9 februari 2027"),
        ((40,), 55, ", ook niet nadat het daarop is aangesproken op 15 februari 2027"),
        ((34, 40), 55, ", ook niet nadat het daarop is aangesproken op 15 februari 2027"),
    ],
)
def test_a_bureau_that_was_spoken_to_has_two_weeks_more(spoken: tuple[int, ...], since: int, words: str) -> None:
    """Counted from the last talk; another change is no talk."""
    talks = {"changes": tuple(change(day, "bureau_aangesproken") for day in spoken)}
    parts = {"plans": (SCHOOLED,), "reports": (LATE,)}
    says = f"Het bureau zegde toe: {SCHOOLING}. Dat gebeurde niet{words}, en daar is niets op gevolgd."
    assert found(rules.nothing_done_about_bureau, since - 1, **parts, **talks) == []
    assert found(rules.nothing_done_about_bureau, since, **parts, **talks) == [(since, 270, says)]
    other = {"changes": (change(36, "verlenging"),)}
    assert found(rules.nothing_done_about_bureau, 42, **parts, **other)[0][0] == 42
