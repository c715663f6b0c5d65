"""The edge of every norm: the last day on which nothing is found, and the first on which it is."""

from datetime import date, timedelta
from typing import Any

import pytest
from support.second_track.tracks import BEGUN, after, log, report, sound_track, timetable, track_plan, with_report

from spoorboek.errors import InputError
from spoorboek.statute.days.calendar import DAY, add_working_days
from spoorboek.statute.facts import Leave, Spell
from spoorboek.statute.policy.adequacy_norms import USUAL_NORMS, AdequacyNorms, read_adequacy_norms
from spoorboek.statute.referrals.referral import Move
from spoorboek.statute.second_track.adequacy import assess
from spoorboek.statute.second_track.trajectory import (
    Application,
    CapabilityChange,
    PlannedActivity,
    ReportedActivity,
    SearchProfile,
    Track,
    TrackChange,
    TrackEnd,
)

CHANGED = (CapabilityChange(after(100), after(100)),)
DROPPED = (ReportedActivity("jobhunting", "vervallen", reason="verzet"),)
SCHOOLED = track_plan(activities=(*track_plan().activities, PlannedActivity("scholing", after(50), after(80), 40)))
NO_LOG = {"logs": (log(1), log(2, applications=(), reason="belastbaarheid"), log(3), log(4))}


def codes(day: date, track: Track | None = None, norms: AdequacyNorms = USUAL_NORMS, **facts: Any) -> set[str]:
    """Return what is found on a day."""
    verdict = assess(timetable(**facts), () if track is None else (track,), day, norms)
    return {finding.code for finding in verdict.findings}


EDGES: dict[str, tuple[str, Track | None, dict[str, Any], date, dict[str, int]]] = {
    "start": ("te_laat_begonnen", None, {}, date(2027, 1, 18), {}),
    "plan": (
        "geen_trajectplan", sound_track(plans=()), {}, add_working_days(BEGUN, 10), {"plan_after_intake": 11},
    ),
    "signatures": (
        "plan_niet_ondertekend", sound_track(plans=(track_plan(signed={}),)), {}, after(26), {"signatures": 15},
    ),
    "report": (
        "voortgang_te_laat", sound_track(**with_report(2, on=after(150))), {}, add_working_days(after(125), 5),
        {"report_grace": 6},
    ),
    "rhythm of the house": (
        "voortgang_te_laat",
        sound_track(plans=(track_plan(report_every=None),), **with_report(2, on=after(150))),
        {}, add_working_days(after(125), 5), {"report_every": 43},
    ),
    "answer to a changed capability": (
        "plan_niet_aangepast",
        sound_track(changes=(TrackChange(after(100), "belastbaarheid"),), capability_changes=CHANGED),
        {}, after(114), {"plan_answer": 15},
    ),
    "refusal": (
        "niet_opgetreden", sound_track(), {"refusals": (Spell(after(60), after(80)),)}, after(67), {"refusal": 8},
    ),
    "end report": (
        "einde_zonder_bericht", sound_track(end=TrackEnd(after(240), "baan")), {}, add_working_days(after(209), 10),
        {"end_report": 11},
    ),
    "promise": (
        "toezegging_niet_nagekomen", sound_track(plans=(SCHOOLED,)), {}, after(94), {"promise": 8},
    ),
    "promise after a talk": (
        "toezegging_niet_nagekomen",
        sound_track(plans=(SCHOOLED,), changes=(TrackChange(after(90), "bureau_aangesproken"),)),
        {}, after(104), {"promise_again": 15},
    ),
    "working day of a changed capability": (
        "belastbaarheid_niet_doorgegeven", sound_track(capability_changes=CHANGED), {}, after(100), {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDGES)
def test_a_finding_comes_the_day_after_its_last_day(name: str) -> None:
    """The day before and the last day itself: nothing. The day after: found. With a wider norm: not yet."""
    code, track, facts, last, wider = EDGES[name]
    assert code not in codes(last - DAY, track, **facts)
    assert code not in codes(last, track, **facts)
    assert code in codes(last + DAY, track, **facts)
    if wider:
        assert code not in codes(last + DAY, track, USUAL_NORMS._replace(**wider), **facts)


@pytest.mark.parametrize(("until", "found"), [(128, False), (129, False), (130, True)])
def test_more_than_the_norm_of_silence_counts(until: int, found: bool) -> None:
    """Days between what was done: 41 and 42 are no silence, 43 are."""
    reports = (report(0), report(1), report(2, activities=DROPPED), report(3, from_=after(until - 3)), report(4))
    track = sound_track(**NO_LOG, reports=reports)
    assert reports[3].from_ - reports[1].until - DAY == timedelta(days=until - 87)
    assert ("stilte" in codes(after(180), track)) is found


@pytest.mark.parametrize(("fits", "found"), [(3, False), (2, False), (1, True), (0, True)])
def test_half_of_the_applications_may_lie_elsewhere(fits: int, found: bool) -> None:
    """Of four applications two may lie outside the search profile, not three."""
    applied = tuple(Application(after(90 + n), "vacature", n < fits, "afwijzing") for n in range(4))
    track = sound_track(logs=(log(1), log(2, applications=applied), log(3), log(4)))
    assert ("buiten_zoekprofiel" in codes(after(130), track)) is found


@pytest.mark.parametrize(("count", "found"), [(1, True), (2, False), (3, False)])
def test_two_functions_are_enough(count: int, found: bool) -> None:
    """A search profile of one function is narrow, of two is not."""
    search = SearchProfile(("ict", "overig", "technisch")[:count], 0, 2)
    track = sound_track(plans=(track_plan(search=search),))
    assert ("zoekprofiel_te_smal" in codes(after(12), track)) is found


def test_a_change_in_the_weekend_is_passed_on_by_the_working_day_after() -> None:
    """The same working day: a change known on a Saturday is passed on by Monday."""
    saturday = date(2027, 4, 17)
    track = sound_track(capability_changes=(CapabilityChange(saturday, saturday),))
    assert "belastbaarheid_niet_doorgegeven" not in codes(saturday + 2 * DAY, track)
    assert "belastbaarheid_niet_doorgegeven" in codes(saturday + 3 * DAY, track)


def test_a_change_that_is_recorded_late_is_due_when_it_is_known() -> None:
    """What nobody knew could not be passed on."""
    track = sound_track(capability_changes=(CapabilityChange(after(90), after(100)),))
    assert "belastbaarheid_niet_doorgegeven" not in codes(after(100), track)
    assert "belastbaarheid_niet_doorgegeven" in codes(after(101), track)


def test_days_of_leave_are_not_counted() -> None:
    """A leave of ten days puts the day of a report off by ten days."""
    track = sound_track(**with_report(2, on=after(170)))
    leave = {"leaves": (Leave(after(90), after(99)),)}
    last = add_working_days(after(135), 5)
    assert "voortgang_te_laat" not in codes(last, track, **leave)
    assert "voortgang_te_laat" in codes(last + DAY, track, **leave)


def test_nothing_is_late_while_a_track_is_suspended() -> None:
    """A referral that rests asks for nothing, however long."""
    track = Track(1, (track_plan(),), (report(0),), moves=(Move("loopt", after(12)), Move("opgeschort", after(50))))
    assert codes(after(300), track) == set()


def test_a_norm_of_the_house_is_read_strictly() -> None:
    """An unknown norm and a value that is no whole number are refused by name."""
    assert read_adequacy_norms({"silence": 50}).silence == 50
    for data, words in (({"stilte": 4}, "'stilte'"), ({"silence": -1}, "silence"), ({"silence": True}, "silence")):
        with pytest.raises(InputError, match=words):
            read_adequacy_norms(data)
