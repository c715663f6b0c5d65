"""A second track in which nothing is wrong, to plant defects in: half a year, six reports, a job."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.plan import Plan
from spoorboek.statute.referrals.referral import Move
from spoorboek.statute.second_track.adequacy import assess
from spoorboek.statute.second_track.findings import Finding
from spoorboek.statute.second_track.trajectory import (
    Aftercare,
    Application,
    ApplicationLog,
    PlannedActivity,
    ProgressReport,
    ReportedActivity,
    SearchProfile,
    Track,
    TrackEnd,
    TrackPlan,
)
from spoorboek.statute.timeline.timeline import timeline

FIRST_SICK_DAY = date(2026, 1, 5)
EVALUATED = date(2026, 12, 7)  # so that the second track begins on 18 January 2027 at the latest
BEGUN = date(2027, 1, 6)
RIV_DUE = date(2027, 10, 3)
EVERY = 42


def after(days: int) -> date:
    """Return the day so many days after the track began."""
    return BEGUN + timedelta(days=days)


def timetable(**facts: Any) -> Plan:
    """Return the timetable of the case of the track."""
    done = {StepRef("eerstejaarsevaluatie"): EVALUATED, **facts.pop("done", {})}
    return timeline(CaseFacts(FIRST_SICK_DAY, done=done, **facts))


def track_plan(**changed: Any) -> TrackPlan:
    """Return a whole plan: it came twelve days after the intake."""
    whole = TrackPlan(
        on=after(12),
        activities=(
            PlannedActivity("orientatie", after(0), after(41), 12),
            PlannedActivity("sollicitatietraining", after(42), after(70), 8),
            PlannedActivity("jobhunting", after(42), after(209), 30),
        ),
        personal_profile=True,
        search=SearchProfile(("administratief", "commercieel"), wished=1, vacancies=3),
        report_every=EVERY,
        signed={party: after(14) for party in ("werkgever", "werknemer", "bureau")},
    )
    return whole._replace(**changed)


def report(number: int, **changed: Any) -> ProgressReport:
    """Return the whole report of a period (from 0); it came four days after the period."""
    first = after(number * EVERY)
    kinds = (
        ("orientatie",) if number == 0 else ("sollicitatietraining", "jobhunting") if number == 1 else ("jobhunting",)
    )
    whole = ProgressReport(
        from_=first,
        until=first + timedelta(days=EVERY - 1),
        on=first + timedelta(days=EVERY + 3),
        phase="orientatie" if number == 0 else "bemiddeling",
        activities=tuple(ReportedActivity(kind) for kind in kinds),
        hours_used=8,
        hours_offered=10,
        first_track="loopt",
        texts=frozenset(f"{kind}-{number}" for kind in kinds),
    )
    return whole._replace(**changed)


def log(number: int, **changed: Any) -> ApplicationLog:
    """Return the applications of a period: three, one of them outside the search profile."""
    first = after(number * EVERY)
    applications = tuple(
        Application(first + timedelta(days=days), "vacature", days != 20, "afwijzing") for days in (5, 20, 40)
    )
    whole = ApplicationLog(first, first + timedelta(days=EVERY - 1), first + timedelta(days=EVERY + 3), applications)
    return whole._replace(**changed)


def sound_track(**changed: Any) -> Track:
    """Return a track in which nothing is wrong on any day; it ended with a job on the last planned day."""
    whole = Track(
        referral=1,
        plans=(track_plan(),),
        reports=tuple(report(number) for number in range(5)),
        logs=tuple(log(number) for number in range(1, 5)),
        end=TrackEnd(after(209), "baan"),
        moves=(Move("intake_gepland", after(-6), at=after(0)), Move("intake_gehouden", after(0))),
    )
    return replace(whole, **changed)


def at_work(*contacts: Aftercare, **changed: Any) -> dict[str, Any]:
    """Return a track that ended with a job in month four, begun on the day of its end, and what aftercare heard."""
    moves = (Move("intake_gehouden", after(0)), Move("eindrapport", after(115), result="werk", starts_on=after(115)))
    ended = {"reports": (report(0), report(1)), "logs": (log(1),), "end": TrackEnd(after(115), "baan")}
    return {**ended, "moves": (*moves, Move("nazorg", after(117))), "aftercare": contacts, **changed}


def with_report(number: int, **changed: Any) -> Mapping[str, Any]:
    """Return the reports of a sound track with one of them changed, for `sound_track`."""
    reports = [report(each, **(changed if each == number else {})) for each in range(5)]
    return {"reports": tuple(reports)}


def first_found(plan: Plan, *tracks: Track, until: date = date(2027, 12, 31)) -> dict[str, Finding]:
    """Walk day by day, and return each kind of finding as it was on the first day it was found."""
    found: dict[str, Finding] = {}
    day = FIRST_SICK_DAY + timedelta(days=300)
    while day <= until:
        for finding in assess(plan, tracks, day).findings:
            if finding.code not in found:
                assert finding.since == day, (finding, day)
                found[finding.code] = finding
        day += timedelta(days=1)
    return found
