"""What holds of every verdict, whatever was reported and in whatever order."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from support.second_track.tracks import BEGUN, after, log, report, sound_track, timetable, track_plan

from spoorboek.statute.facts import Leave, Spell
from spoorboek.statute.law.quotes import quote_problem
from spoorboek.statute.second_track.adequacy import assess
from spoorboek.statute.second_track.finding_kinds import FINDING_KINDS
from spoorboek.statute.second_track.trajectory import (
    CapabilityChange,
    ReportedActivity,
    SearchProfile,
    Track,
    TrackChange,
    TrackEnd,
)

THIN = (ReportedActivity("jobhunting", follow_up=False),)
PLANS = st.sampled_from(
    [(), (track_plan(),), (track_plan(search=None, signed={}),), (track_plan(search=SearchProfile(("ict",), 1)),)]
)
REPORTS = st.lists(
    st.builds(
        lambda number, late, thin: report(
            number,
            on=report(number).on + timedelta(days=late),
            activities=THIN if thin else report(number).activities,
        ),
        st.integers(0, 6),
        st.integers(0, 60),
        st.booleans(),
    ),
    max_size=6,
    unique_by=lambda each: each.from_,
)
LOGS = st.lists(st.integers(1, 5).map(log), max_size=4, unique_by=lambda each: each.from_)
CHANGES = st.lists(
    st.builds(
        TrackChange,
        st.integers(0, 250).map(after),
        st.sampled_from(["belastbaarheid", "bureau_aangesproken", "spoor_1_gestopt"]),
    ),
    max_size=3,
)
ENDS = st.one_of(st.none(), st.builds(TrackEnd, st.integers(30, 250).map(after), st.sampled_from(["baan", "gestopt"])))
TRACKS = st.builds(
    lambda plans, reports, logs, changes, end: Track(
        1, plans, tuple(sorted(reports, key=lambda each: each.on)), tuple(logs), tuple(changes), end=end,
        capability_changes=(CapabilityChange(after(40), after(45)), CapabilityChange(after(130), after(130))),
    ),
    PLANS, REPORTS, LOGS, CHANGES, ENDS,
)  # fmt: skip
DAYS = st.integers(-60, 400).map(after)
PLAIN = timetable()
BUSY = timetable(
    refusals=(Spell(after(20), after(70)),),
    leaves=(Leave(after(80), after(120)),),
)
TIMETABLES = st.sampled_from([PLAIN, BUSY])


@given(TIMETABLES, TRACKS, DAYS)
def test_every_finding_explains_itself(plan: object, track: Track, day: object) -> None:
    """Found since a day that is past, helped until a day that is not, in a whole sentence with a source."""
    verdict = assess(plan, (track,), day)  # type: ignore[arg-type]
    for finding in verdict.findings:
        assert finding.since <= verdict.on
        assert finding.helps_until is None or finding.helps_until >= verdict.on
        assert finding.sentence.endswith(".")
        assert "{" not in finding.sentence
        assert finding.kind.source
    assert (verdict.word == "zwak") is bool(verdict.findings)


@given(TIMETABLES, TRACKS, DAYS, TRACKS)
def test_what_comes_later_changes_no_earlier_verdict(plan: object, track: Track, day: object, more: Track) -> None:
    """A report that comes after a day makes the verdict of that day neither worse nor better."""
    later = replace(
        track,
        plans=(*track.plans, *(each for each in more.plans if each.on > day)),  # type: ignore[operator]
        reports=(*track.reports, *(each for each in more.reports if each.on > day)),  # type: ignore[operator]
        logs=(*track.logs, *(each for each in more.logs if each.on > day)),  # type: ignore[operator]
        changes=(*track.changes, *(each for each in more.changes if each.on > day)),  # type: ignore[operator]
    )
    assert assess(plan, (later,), day) == assess(plan, (track,), day)  # type: ignore[arg-type]


@given(TRACKS, DAYS)
def test_a_finding_that_lasts_keeps_its_first_day(track: Track, day: object) -> None:
    """On the day before its `since` a finding about a plan, a report or a log was not there."""
    for finding in assess(PLAIN, (track,), day).findings:  # type: ignore[arg-type]
        if finding.code.startswith(("geen_", "voortgang_te_dun", "voortgang_over", "zoekprofiel", "plan_niet_ond")):
            before = assess(PLAIN, (track,), finding.since - timedelta(days=1)).findings
            assert finding._replace(helps_until=None) not in [each._replace(helps_until=None) for each in before]


@given(st.integers(0, 4), st.integers(0, 60))
def test_a_missing_report_that_comes_mends_what_it_left_open(number: int, late: int) -> None:
    """Once the missing report is there, neither lateness nor silence nor a missing application is left."""
    missing = tuple(report(each) for each in range(5) if each != number)
    track = sound_track(reports=missing, end=None)
    day = report(number).on + timedelta(days=late)
    mended = sound_track(reports=tuple(sorted((*missing, report(number, on=day)), key=lambda each: each.on)), end=None)
    before = {each.code for each in assess(PLAIN, (track,), day).findings}
    after_ = {each.code for each in assess(PLAIN, (mended,), day).findings}
    assert after_ <= before


def test_every_quote_stands_where_it_says() -> None:
    """What a finding quotes of the policy rules of UWV stands there literally."""
    bases = [kind.basis for kind in FINDING_KINDS.values() if kind.basis]
    assert len(bases) > 10
    assert [problem for basis in bases if (problem := quote_problem(basis))] == []
    assert BEGUN.year == 2027
