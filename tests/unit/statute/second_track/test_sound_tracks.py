"""A sound second track has no finding on any day of its life, nor after it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from support.second_track.tracks import (
    BEGUN,
    after,
    at_work,
    first_found,
    log,
    report,
    sound_track,
    timetable,
    track_plan,
)

from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.disputes import WageWarning
from spoorboek.statute.facts import Advice, Leave, Recovery, ReturnProspect, Spell, StepRef
from spoorboek.statute.referrals.referral import Move
from spoorboek.statute.second_track.adequacy import assess
from spoorboek.statute.second_track.trajectory import (
    Aftercare,
    Application,
    CapabilityChange,
    PlannedActivity,
    ReportedActivity,
    SearchProfile,
    Track,
    TrackChange,
    TrackEnd,
    TrackPlan,
)

KEPT = TrackChange(after(100), "belastbaarheid", plan_changes=False, reason="past_in_het_plan")
CHANGED = (CapabilityChange(after(100), after(100)),)
SCHOOLED = track_plan(activities=(*track_plan().activities, PlannedActivity("scholing", after(50), after(80), 40)))
SCHOOL_REPORT = report(1, activities=(*report(1).activities, ReportedActivity("scholing", "loopt")))
OFF = 35  # days of leave, recovery or suspension after the second period


def later(track: Track, days: int) -> Track:
    """Return a sound track with everything after its second period moved on."""
    moved = timedelta(days=days)
    applications = {
        each.from_: tuple(one._replace(on=one.on + moved) for one in each.applications) for each in track.logs[1:]
    }
    return replace(
        track,
        reports=(
            *track.reports[:2],
            *(
                each._replace(from_=each.from_ + moved, until=each.until + moved, on=each.on + moved)
                for each in track.reports[2:]
            ),
        ),
        logs=(
            track.logs[0],
            *(
                each._replace(
                    from_=each.from_ + moved,
                    until=each.until + moved,
                    on=each.on + moved,
                    applications=applications[each.from_],
                )
                for each in track.logs[1:]
            ),
        ),
        end=TrackEnd(after(209) + moved, "baan"),
    )


def extended() -> Track:
    """Return a track that was extended by two periods, with a new offer."""
    reports = tuple(report(number) for number in range(7))
    logs = tuple(log(number) for number in range(1, 7))
    change = TrackChange(after(200), "verlenging", until=after(293), reason="kans_op_werk")
    return sound_track(reports=reports, logs=logs, changes=(change,), end=TrackEnd(after(293), "baan"))


def early_job() -> Track:
    """Return a track that ended with a job in month four, with aftercare."""
    contacts = (Aftercare(after(143), "werkt_nog"), Aftercare(after(206), "werkt_nog"))
    reports = tuple(report(number) for number in range(2))
    return sound_track(reports=reports, logs=(log(1),), aftercare=contacts, end=TrackEnd(after(115), "baan"))


def replaced() -> tuple[Track, Track]:
    """Return a track whose bureau was replaced after the second report, and the one that went on."""
    first = sound_track(
        reports=(report(0), report(1)),
        logs=(log(1),),
        end=None,
        moves=(Move("intake_gehouden", after(0)), Move("vervangen", after(90), by=2)),
    )
    plan = track_plan(on=after(100), activities=(PlannedActivity("jobhunting", after(100), after(209), 20),))
    plan = plan._replace(signed={party: after(101) for party in ("werkgever", "werknemer", "bureau")})
    reports = (report(2, from_=after(95)), report(3), report(4))
    second = Track(2, (plan,), reports, (log(2), log(3), log(4)), end=TrackEnd(after(209), "uitkering"))
    return first, replace(second, moves=(Move("intake_gehouden", after(95)),))


def rarely_reporting() -> Track:
    """Return a track for which eight weeks between reports were agreed."""
    plan = track_plan(report_every=56)
    reports, logs = [], []
    for number in range(4):
        first = after(number * 56)
        period = {"from_": first, "until": first + timedelta(days=55), "on": first + timedelta(days=60)}
        phase = "orientatie" if number == 0 else "bemiddeling"
        kinds = ("orientatie",) if number == 0 else ("sollicitatietraining", "jobhunting")
        reports.append(report(number)._replace(**period, phase=phase, activities=tuple(map(ReportedActivity, kinds))))
        applied = (Application(first + 30 * DAY, "netwerk", True, "gesprek"),)
        logs.append(log(number)._replace(**period, applications=applied))
    return sound_track(plans=(plan,), reports=tuple(reports), logs=tuple(logs[1:]), end=TrackEnd(after(223), "baan"))


SCHOOLING_FIRST = sound_track(
    logs=(log(1, applications=(), reason="scholing_loopt"), log(2), log(3), log(4)),
    plans=(SCHOOLED,),
    reports=(report(0), SCHOOL_REPORT, report(2), report(3), report(4)),
)
PROFILE_FIRST = sound_track(
    plans=(
        track_plan(
            activities=(PlannedActivity("zoekprofiel", after(12), after(41)), *track_plan().activities), search=None
        ),
        track_plan(on=after(40), signed={party: after(45) for party in ("werkgever", "werknemer", "bureau")}),
    ),
    reports=(
        report(0, activities=(ReportedActivity("orientatie"), ReportedActivity("zoekprofiel"))),
        *sound_track().reports[1:],
    ),
)
VACANCIES_IN_REPORTS = sound_track(
    plans=(track_plan(search=SearchProfile(("ict", "overig"), vacancies=0)),),
    reports=(report(0, vacancies=4, on=after(12), until=after(11)), *sound_track().reports[1:]),
)
RESTING = (Move("intake_gehouden", after(0)), Move("opgeschort", after(84)), Move("loopt", after(84 + OFF)))
LEAVE = {"leaves": (Leave(after(84), after(84 + OFF - 1)),)}
RECOVERY = {"recoveries": (Recovery(after(84), after(84 + 20)),)}
PROSPECT = {"return_prospect": ReturnProspect(date(2026, 12, 10), within_3_months=True)}
ON_ADVICE = {"advice": (Advice(after(-20), 2),)}
ACTED = {"refusals": (Spell(after(60), after(80)),), "wage_warnings": (WageWarning(after(66), "lid_3_d"),)}
COOPERATED_SOON = {"refusals": (Spell(after(60), after(66)),)}
SPOKEN = (TrackChange(after(92), "bureau_aangesproken"),)
HEARD = (Aftercare(after(143), "werkt_nog"), Aftercare(after(206), "werkt_nog"))
AGAIN = TrackChange(after(150), "verlenging", until=after(400), reason="kans_op_werk")
BACK_AT_WORK = (Aftercare(after(150), "werkt_nog"), HEARD[1])
SOUND: dict[str, tuple[tuple[Track, ...], dict[str, Any]]] = {
    "half a year and a job": ((sound_track(),), {}),
    "extended": ((extended(),), {}),
    "a job in month four": ((early_job(),), {}),
    "a benefit": ((sound_track(end=TrackEnd(after(209), "uitkering")),), {}),
    "stopped with a reason": ((sound_track(end=TrackEnd(after(209), "gestopt", "geen_mogelijkheden")),), {}),
    "another bureau went on": (replaced(), {}),
    "a leave in between": ((later(sound_track(), OFF),), LEAVE),
    "a recovery and a relapse in between": ((later(sound_track(), 21),), RECOVERY),
    "suspended in between": ((replace(later(sound_track(), OFF), moves=RESTING),), {}),
    "a changed capability, passed on and answered": ((sound_track(changes=(KEPT,), capability_changes=CHANGED),), {}),
    "a changed capability, and another plan": (
        (
            sound_track(
                changes=(TrackChange(after(100), "belastbaarheid"),),
                capability_changes=CHANGED,
                plans=(
                    track_plan(),
                    track_plan(
                        on=after(110), signed={party: after(111) for party in ("werkgever", "werknemer", "bureau")}
                    ),
                ),
            ),
        ),
        {},
    ),
    "schooling before applying": ((SCHOOLING_FIRST,), {}),
    "a search profile drawn up in the first phase": ((PROFILE_FIRST,), {}),
    "reports every eight weeks, as agreed": ((rarely_reporting(),), {}),
    "begun later, on a prospect of return": ((), PROSPECT),
    "first track ended on advice": (
        (sound_track(changes=(TrackChange(after(60), "spoor_1_gestopt"),)),), ON_ADVICE,
    ),
    "first track ended with a reason": (
        (sound_track(changes=(TrackChange(after(60), "spoor_1_gestopt", reason="bedrijf_gestopt"),)),), {},
    ),
    "refusal that was acted on": ((sound_track(),), ACTED),
    "refusal that was over within a week": ((sound_track(),), COOPERATED_SOON),
    "bureau spoken to, and it delivered": (
        (
            sound_track(
                plans=(SCHOOLED,),
                changes=SPOKEN,
                logs=(log(1), log(2, on=after(101)), log(3), log(4)),
                reports=(
                    *sound_track().reports[:2],
                    report(2, from_=after(84), until=after(100), on=after(101), texts=frozenset({"a"}),
                           activities=(ReportedActivity("scholing"), ReportedActivity("jobhunting"))),
                    report(3, from_=after(101), until=after(142), on=after(146)),
                    report(4, from_=after(143), until=after(184), on=after(188)),
                ),
            ),
        ),
        {},
    ),
    "aftercare after four and thirteen weeks": ((sound_track(**at_work(*HEARD)),), {}),
    "aftercare within the working days after its day": (
        (sound_track(**at_work(Aftercare(after(149), "werkt_nog"), Aftercare(after(212), "werkt_nog"))),), {},
    ),
    "aftercare reported as steps": (
        (sound_track(**at_work()),),
        {"done": {StepRef("nazorg_4_weken"): after(140), StepRef("nazorg_13_weken"): after(206)}},
    ),
    "not reached, and reached the next day": (
        (sound_track(**at_work(Aftercare(after(143), "niet_bereikt"), *HEARD)),), {},
    ),
    "work lost, and the track extended": (
        (sound_track(**at_work(Aftercare(after(143), "werkt_niet_meer"), changes=(AGAIN,))),), {},
    ),
    "work lost and found again": (
        (sound_track(**at_work(Aftercare(after(143), "werkt_niet_meer"), *BACK_AT_WORK)),), {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_track_has_no_finding_on_any_day(name: str) -> None:
    """No false alarm: nothing is found, whatever the day of the verdict."""
    tracks, facts = SOUND[name]
    until = date(2027, 3, 1) if name.startswith("begun later") else date(2028, 6, 1)
    assert not first_found(timetable(**facts), *tracks, until=until)


def test_a_case_without_any_track_is_not_judged_before_its_last_day_to_begin() -> None:
    """Before the second track has to begin there is nothing to find, and nothing to call sound."""
    verdict = assess(timetable(), (), BEGUN)
    assert (verdict.word, verdict.findings) == ("nog_niet", ())


def test_a_second_track_that_both_left_out_is_not_late() -> None:
    """Who agreed in writing to leave the second track out because of the AOW age has no finding."""
    plan = timetable(second_track_waived_on=date(2026, 12, 1), aow_on=date(2028, 6, 1))
    assert not first_found(plan)


def test_a_track_without_plan_is_a_plan_of_nothing() -> None:
    """The verdict stands for whatever was recorded, also for an empty plan."""
    verdict = assess(timetable(), (Track(1, (TrackPlan(after(0)),)),), after(1))
    assert {finding.code for finding in verdict.findings} == {
        "geen_persoonsprofiel", "geen_zoekprofiel", "geen_rapportagemomenten",
    }  # fmt: skip
    assert StepRef("start_spoor_2") not in timetable().facts.done
