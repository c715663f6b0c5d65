"""From reports to the tracks of a case: every field under its own name, in order of day, the last entry holding."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from spoorboek.statute.events import Event
from spoorboek.statute.referrals.referral import Move
from spoorboek.statute.second_track.track_events import tracks_of
from spoorboek.statute.second_track.trajectory import (
    Aftercare,
    Application,
    ApplicationLog,
    CapabilityChange,
    PlannedActivity,
    ProgressReport,
    ReportedActivity,
    SearchProfile,
    Track,
    TrackChange,
    TrackEnd,
    TrackPlan,
)

Told = tuple[str, dict[str, Any]]
ENTERED = date(2027, 3, 1)
PLAN: dict[str, Any] = {
    "referral": 1,
    "on": "2027-01-18",
    "activities": [
        {"kind": "jobhunting", "from": "2027-01-20", "until": "2027-06-30", "hours": 30, "goal": False},
        {"kind": "cv", "from": "2027-01-20", "until": "2027-01-31", "hours": 2.5, "goal": True},
    ],
    "personal_profile": True,
    "search": {"kinds": ["ict", "overig"], "wished": 1, "vacancies": 3, "region": False},
    "report_every": 28,
    "signed": {"werkgever": "2027-01-19", "bureau": "2027-01-20"},
}
REPORT: dict[str, Any] = {
    "referral": 1,
    "from": "2027-01-20",
    "until": "2027-02-16",
    "on": "2027-02-20",
    "phase": "bemiddeling",
    "activities": [{"kind": "cv", "state": "vervallen", "reason": "verzet"}, {"kind": "jobhunting", "aim": False}],
    "hours_used": 4,
    "hours_offered": 6,
    "capability_changed": True,
    "plan_changes": True,
    "plan_kept": "tijdelijk",
    "first_track": "loopt",
    "vacancies": 2,
    "texts": ["a", "b"],
}
LOG: dict[str, Any] = {
    "referral": 1,
    "from": "2027-01-20",
    "until": "2027-02-16",
    "on": "2027-02-21",
    "applications": [{"on": "2027-02-01", "channel": "netwerk", "fits": False, "result": "gesprek"}],
    "reason": "belastbaarheid",
    "sent": 5,
    "outside": 2,
}
BARE = {"activities": [], "personal_profile": False, "signed": {}}


def tracks(*told: Told) -> tuple[Track, ...]:
    """Return the tracks of what was reported, entered in this order."""
    return tracks_of(Event(seq, kind, ENTERED, data) for seq, (kind, data) in enumerate(told, 1))  # type: ignore[arg-type]


def changed(on: str, what: str, **more: Any) -> Told:
    """Report a change of the track."""
    return "trajectory_changed", {"referral": 1, "on": on, "what": what, **more}


def planned(on: str, **more: Any) -> Told:
    """Report a plan with nothing in it but a day."""
    return "trajectory_planned", {"referral": 1, "on": on, **BARE, **more}


def test_every_field_of_a_plan_a_report_and_a_log_is_read() -> None:
    """All that was told, and nothing else."""
    told = (("trajectory_planned", PLAN), ("progress_reported", REPORT), ("applications_reported", LOG))
    (track,) = tracks(*told)
    plan = TrackPlan(
        date(2027, 1, 18),
        (
            PlannedActivity("jobhunting", date(2027, 1, 20), date(2027, 6, 30), 30, False),
            PlannedActivity("cv", date(2027, 1, 20), date(2027, 1, 31), 2.5, True),
        ),
        True,
        SearchProfile(("ict", "overig"), 1, 3, False),
        28,
        {"werkgever": date(2027, 1, 19), "bureau": date(2027, 1, 20)},
    )
    report = ProgressReport(
        date(2027, 1, 20),
        date(2027, 2, 16),
        date(2027, 2, 20),
        "bemiddeling",
        (ReportedActivity("cv", "vervallen", reason="verzet"), ReportedActivity("jobhunting", aim=False)),
        4,
        6,
        True,
        True,
        "tijdelijk",
        "loopt",
        2,
        frozenset({"a", "b"}),
    )
    application = Application(date(2027, 2, 1), "netwerk", False, "gesprek")
    log = ApplicationLog(
        date(2027, 1, 20), date(2027, 2, 16), date(2027, 2, 21), (application,), "belastbaarheid", 5, 2
    )
    assert track == Track(1, plans=(plan,), reports=(report,), logs=(log,))


def test_what_was_not_told_is_as_if_nobody_knows() -> None:
    """A plan without a search profile or a rhythm; a report without reasons; a log without numbers."""
    report = {key: value for key, value in REPORT.items() if key not in ("plan_kept", "first_track", "texts")}
    log = {key: value for key, value in LOG.items() if key not in ("reason", "sent", "outside")}
    without = planned("2027-01-18", search=None)
    (track,) = tracks(without, ("progress_reported", report), ("applications_reported", log))
    assert track.plans == (TrackPlan(date(2027, 1, 18)),)
    assert track.reports[0][9:] == (None, None, 2, frozenset())
    assert track.logs[0][4:] == (None, 0, 0)


def test_each_is_in_order_of_its_day_and_one_over_the_same_days_takes_the_place() -> None:
    """Whatever was entered first; of two plans of one day the one entered last holds."""
    told = (
        planned("2027-02-01"),
        planned("2027-01-18"),
        planned("2027-02-01", report_every=7),
        ("progress_reported", {**REPORT, "from": "2027-02-17", "until": "2027-03-16", "on": "2027-03-20"}),
        ("progress_reported", {**REPORT, "vacancies": 1}),
        ("progress_reported", {**REPORT, "vacancies": 9, "on": "2027-02-25"}),
        ("applications_reported", {**LOG, "sent": 1}),
        ("applications_reported", {**LOG, "sent": 2, "until": "2027-02-15"}),
        ("applications_reported", {**LOG, "sent": 3}),
    )
    (track,) = tracks(*told)
    assert [(each.on.isoformat(), each.report_every) for each in track.plans] == [
        ("2027-01-18", None),
        ("2027-02-01", None),
        ("2027-02-01", 7),
    ]
    assert [(each.on.isoformat(), each.vacancies) for each in track.reports] == [("2027-02-25", 9), ("2027-03-20", 2)]
    assert sorted(each.counted for each in track.logs) == [2, 3]


CHANGES: list[tuple[Told, TrackChange | None, Aftercare | None]] = [
    (
        changed("2027-02-01", "verlenging", until="2027-08-01", reason="scholing"),
        TrackChange(date(2027, 2, 1), "verlenging", date(2027, 8, 1), "scholing"),
        None,
    ),
    (
        changed("2027-02-01", "belastbaarheid", plan_changes=False),
        TrackChange(date(2027, 2, 1), "belastbaarheid", None, None, False),
        None,
    ),
    (changed("2027-02-01", "nazorg", outcome="werkt_nog"), None, Aftercare(date(2027, 2, 1), "werkt_nog")),
]


@pytest.mark.parametrize(("told", "change", "contact"), CHANGES)
def test_a_change_is_one_of_the_track_or_a_contact_of_aftercare(
    told: Told, change: TrackChange | None, contact: Aftercare | None
) -> None:
    """Never both."""
    (track,) = tracks(told)
    assert (track.changes, track.aftercare) == ((change,) if change else (), (contact,) if contact else ())


def test_changes_and_contacts_are_in_order_of_their_day() -> None:
    """Whatever was entered first."""
    told = [changed(f"2027-0{month}-01", what, **more) for month in (3, 2) for what, more in KINDS.items()]
    (track,) = tracks(*told)
    assert [each.on.month for each in track.changes] == [each.on.month for each in track.aftercare] == [2, 3]


KINDS: Mapping[str, dict[str, Any]] = {"verlenging": {}, "nazorg": {"outcome": "werkt_nog"}}


@pytest.mark.parametrize(
    ("ends", "end"),
    [
        ([], None),
        ([{"on": "2027-05-01", "result": "gestopt", "reason": "x"}], TrackEnd(date(2027, 5, 1), "gestopt", "x")),
        (
            [{"on": "2027-05-01", "result": "gestopt", "reason": "x"}, {"on": "2027-04-01", "result": "baan"}],
            TrackEnd(date(2027, 4, 1), "baan"),
        ),
    ],
)
def test_of_two_ends_the_one_entered_last_holds(ends: list[dict[str, Any]], end: TrackEnd | None) -> None:
    """With its reason, or without one."""
    told = [planned("2027-01-18"), *(("trajectory_ended", {"referral": 1, **each}) for each in ends)]
    (track,) = tracks(*told)
    assert track.end == end


def test_moves_are_read_in_order_of_their_day() -> None:
    """With what they say."""
    moves = [
        ("referral_moved", {"referral": 1, "to": "intake_gepland", "on": "2027-01-05", "at": "2027-01-12"}),
        ("referral_moved", {"referral": 1, "to": "bevestigd", "on": "2027-01-04"}),
    ]
    (track,) = tracks(*moves)
    assert track.moves == (
        Move("bevestigd", date(2027, 1, 4)),
        Move("intake_gepland", date(2027, 1, 5), at=date(2027, 1, 12)),
    )


def test_each_referral_has_its_track_by_number_and_each_hears_of_changed_capability() -> None:
    """From the day that was told, else from the day it was entered; the last entry about a day holds."""
    told = [
        ("trajectory_planned", {**PLAN, "referral": 3}),
        planned("2027-01-18"),
        ("capability_changed", {"from": "2027-02-10"}),
        ("capability_changed", {}),
        ("profile_recorded", {"on": "2027-02-02", "at_work": True}),
        ("profile_recorded", {"on": "2027-02-03"}),
        ("advised", {"on": "2027-02-04", "track": 2, "referral": 1}),
    ]
    found = tracks(*told)
    assert [each.referral for each in found] == [1, 3]
    changes = (CapabilityChange(date(2027, 2, 10), ENTERED), CapabilityChange(ENTERED, ENTERED))
    assert [each.capability_changes for each in found] == [changes, changes]
    later = Event(9, "capability_changed", date(2027, 4, 1), {"from": "2027-02-10"})
    first = [Event(seq, kind, ENTERED, data) for seq, (kind, data) in enumerate(told[1:3], 1)]  # type: ignore[arg-type]
    (track,) = tracks_of([*first, later])
    assert track.capability_changes == (CapabilityChange(date(2027, 2, 10), date(2027, 4, 1)),)


def test_a_profile_of_somebody_at_work_is_a_change_and_any_other_none() -> None:
    """Of the day it was entered."""
    for at_work, changes in ((True, (CapabilityChange(ENTERED, ENTERED),)), (False, ())):
        (track,) = tracks(planned("2027-01-18"), ("profile_recorded", {"on": "2027-02-02", "at_work": at_work}))
        assert track.capability_changes == changes


def test_what_was_withdrawn_makes_no_track() -> None:
    """As if it was never told."""
    assert tracks(planned("2027-01-18"), ("report_withdrawn", {"report": 1})) == ()
