"""Each defect that is planted in a sound track is found, from the right day, and nothing else is."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from support.approved import APPROVED, compare
from support.second_track.tracks import (
    EVALUATED,
    RIV_DUE,
    after,
    at_work,
    first_found,
    log,
    report,
    sound_track,
    timetable,
    track_plan,
    with_report,
)

from spoorboek.statute.days.calendar import DAY, add_working_days
from spoorboek.statute.facts import Spell, StepRef
from spoorboek.statute.referrals.referral import Move
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
)

DROPPED = (ReportedActivity("jobhunting", "vervallen", reason="verzet"),)
ALL_ELSEWHERE = tuple(Application(after(90 + days), "netwerk", False, "afwijzing") for days in range(3))
TWO_ELSEWHERE = (*ALL_ELSEWHERE[:2], Application(after(95), "netwerk", True, "gesprek"))
FULL = ("administratief", "commercieel")
REFUSES = {"refusals": (Spell(after(60), after(90)),)}
CHANGED = (CapabilityChange(after(100), after(100)),)
SCHOOLED = track_plan(activities=(*track_plan().activities, PlannedActivity("scholing", after(50), after(80), 40)))
PROFILE_LATER = track_plan(
    activities=(PlannedActivity("persoonsprofiel", after(12), after(41)), *track_plan().activities),
    personal_profile=False,
)
PROFILED = (ReportedActivity("orientatie"), ReportedActivity("persoonsprofiel"))


class Planted(NamedTuple):
    """A defect: what is otherwise in a sound track and its case, and the finding it must give."""

    name: str
    code: str
    since: date
    who: str
    track: Mapping[str, Any] | None = MappingProxyType({})  # None: there is no track at all
    facts: Mapping[str, Any] = MappingProxyType({})
    helps_until: date | None = RIV_DUE
    until: date = date(2027, 12, 31)


def planned(**changed: Any) -> dict[str, Any]:
    """Return a sound track with another plan."""
    return {"plans": (track_plan(**changed),)}


def without(number: int) -> dict[str, Any]:
    """Return a sound track without the report of one period."""
    return {"reports": tuple(report(each) for each in range(5) if each != number)}


def logs(**changed: Any) -> dict[str, Any]:
    """Return a sound track with another log of the third period."""
    return {"logs": (log(1), log(2, **changed), log(3), log(4))}


def part(**lacks: Any) -> dict[str, Any]:
    """Return a sound track of which the third report leaves something out."""
    return with_report(2, activities=(ReportedActivity("jobhunting"), ReportedActivity("cv", **lacks)))


STILL, GONE, NOBODY = "werkt_nog", "werkt_niet_meer", "niet_bereikt"
ENDED = {"end": TrackEnd(after(209), "baan")}
DEFECTS = (
    Planted("never begun", "te_laat_begonnen", date(2027, 1, 19), "werkgever", track=None),
    Planted(
        "begun too late", "te_laat_begonnen", date(2026, 12, 22), "werkgever",
        facts={"done": {StepRef("eerstejaarsevaluatie"): date(2026, 11, 9)}},
    ),
    Planted("no plan", "geen_trajectplan", date(2027, 1, 21), "bureau", {"plans": ()}),
    Planted("no personal profile", "geen_persoonsprofiel", after(12), "bureau", planned(personal_profile=False)),
    Planted(
        "personal profile promised and not made", "geen_persoonsprofiel", after(42), "bureau",
        {"plans": (PROFILE_LATER,), **with_report(0, activities=PROFILED)},
    ),
    Planted("no search profile", "geen_zoekprofiel", after(12), "bureau", planned(search=None)),
    Planted("empty search profile", "geen_zoekprofiel", after(12), "bureau", planned(search=SearchProfile(()))),
    Planted(
        "one function", "zoekprofiel_te_smal", after(12), "bureau",
        planned(search=SearchProfile(("ict",), 0, 2)),
    ),
    Planted(
        "wishes alone", "zoekprofiel_alleen_wens", after(12), "bureau", planned(search=SearchProfile(FULL, 2, 2)),
    ),
    Planted("no vacancies", "geen_vacatures", after(12), "bureau", planned(search=SearchProfile(FULL))),
    Planted(
        "no region", "geen_gebied", after(12), "bureau", planned(search=SearchProfile(FULL, 0, 2, region=False))
    ),
    Planted("no rhythm", "geen_rapportagemomenten", after(12), "werkgever", planned(report_every=None)),
    Planted("nobody signed", "plan_niet_ondertekend", after(27), "werkgever", planned(signed={})),
    Planted(
        "employee did not sign", "plan_niet_ondertekend", after(27), "werkgever",
        planned(signed={"werkgever": after(13), "bureau": after(13)}),
    ),
    Planted(
        "employee signed late", "plan_niet_ondertekend", after(27), "werkgever",
        planned(signed={"werkgever": after(13), "bureau": after(13), "werknemer": after(28)}),
    ),
    Planted("third report missing", "voortgang_te_laat", after(134), "bureau", without(2), helps_until=after(167)),
    Planted(
        "report came late", "voortgang_te_laat", after(134), "bureau", with_report(2, on=after(140)),
        helps_until=after(167),
    ),
    Planted(
        "reports rarer than agreed", "voortgang_te_laat", after(77), "bureau", planned(report_every=28),
        helps_until=after(97),
    ),
    Planted("no activity told", "voortgang_te_dun", after(129), "bureau", with_report(2, activities=())),
    Planted("no follow-up", "voortgang_te_dun", after(129), "bureau", part(follow_up=False)),
    Planted("no aim", "voortgang_te_dun", after(129), "bureau", part(aim=False)),
    Planted("not with whom", "voortgang_te_dun", after(129), "bureau", part(with_whom=False)),
    Planted("not what was done", "voortgang_te_dun", after(129), "bureau", part(done=False)),
    Planted("dropped without reason", "voortgang_te_dun", after(129), "bureau", part(state="vervallen")),
    Planted(
        "copied", "voortgang_overgeschreven", after(171), "bureau",
        with_report(3, texts=frozenset({"jobhunting-2"})),
    ),
    Planted(
        "part of an older report", "voortgang_overgeschreven", after(213), "bureau",
        {**with_report(4, texts=frozenset({"jobhunting-1"})), "end": TrackEnd(after(214), "baan")},
    ),
    Planted("no applications", "geen_sollicitaties", after(129), "werknemer", {"logs": (log(1), log(3), log(4))}),
    Planted("empty log", "geen_sollicitaties", after(129), "werknemer", logs(applications=())),
    Planted("all elsewhere", "buiten_zoekprofiel", after(129), "werknemer", logs(applications=ALL_ELSEWHERE)),
    Planted("most elsewhere", "buiten_zoekprofiel", after(129), "werknemer", logs(applications=TWO_ELSEWHERE)),
    Planted(
        "change not passed on", "belastbaarheid_niet_doorgegeven", after(101), "casemanager",
        {"changes": (TrackChange(after(103), "belastbaarheid", plan_changes=False),), "capability_changes": CHANGED},
        helps_until=after(125),
    ),
    Planted(
        "bureau says nothing of its plan", "plan_niet_aangepast", after(115), "bureau",
        {"changes": (TrackChange(after(100), "belastbaarheid"),), "capability_changes": CHANGED},
    ),
    Planted(
        "report says nothing of the plan", "plan_niet_aangepast", after(102), "bureau",
        with_report(1, capability_changed=True),
    ),
    Planted(
        "six weeks of nothing", "stilte", after(134), "bureau",
        {
            "reports": (report(0), report(1), report(2, activities=DROPPED), report(3, from_=after(130)), report(4)),
            "logs": (log(1), log(2, applications=(), reason="belastbaarheid"), log(3), log(4)),
        },
    ),
    Planted(
        "stopped", "gestopt_zonder_reden", after(130), "werkgever", {"end": TrackEnd(after(130), "gestopt")}
    ),
    Planted(
        "stopped by the referral", "gestopt_zonder_reden", after(130), "werkgever",
        {"end": None, "moves": (Move("loopt", after(12)), Move("gestaakt", after(130)))},
    ),
    Planted(
        "no end report", "einde_zonder_bericht", add_working_days(after(209), 10) + DAY, "bureau",
        {"end": TrackEnd(after(240), "baan")},
    ),
    Planted(
        "first track gone, a report says", "spoor_1_gestopt", after(213), "werkgever",
        {**with_report(4, first_track="gestopt"), "end": TrackEnd(after(214), "baan")},
    ),
    Planted(
        "first track stopped", "spoor_1_gestopt", after(60), "werkgever",
        {"changes": (TrackChange(after(60), "spoor_1_gestopt"),)},
    ),
    Planted("refusal let be", "niet_opgetreden", after(68), "werkgever", facts=REFUSES),
    Planted(
        "intake never held", "toezegging_niet_nagekomen", date(2026, 12, 29), "werkgever",
        {"plans": (), "reports": (), "logs": (), "end": None,
         "moves": (Move("intake_gepland", date(2026, 12, 10), at=date(2026, 12, 21)),)},
        until=date(2027, 1, 18),
    ),
    Planted(
        "module never given", "toezegging_niet_nagekomen", after(95), "werkgever", {"plans": (SCHOOLED,)}
    ),
    Planted(
        "spoken to in vain", "toezegging_niet_nagekomen", after(105), "werkgever",
        {"plans": (SCHOOLED,), "changes": (TrackChange(after(90), "bureau_aangesproken"),)},
    ),
    Planted("nobody asked after four weeks", "geen_nazorg", after(150), "bureau", at_work()),
    Planted(
        "nobody was reached", "geen_nazorg", after(150), "bureau",
        at_work(Aftercare(after(140), NOBODY), Aftercare(after(150), NOBODY)),
    ),
    Planted(
        "nobody asked after thirteen weeks", "geen_nazorg", after(213), "bureau", at_work(Aftercare(after(143), STILL))
    ),
    Planted(
        "a second contact too soon", "geen_nazorg", after(213), "bureau",
        at_work(Aftercare(after(140), STILL), Aftercare(after(150), STILL)),
    ),
    Planted(
        "not reached after thirteen weeks", "geen_nazorg", after(213), "bureau",
        at_work(Aftercare(after(143), STILL), Aftercare(after(206), NOBODY)),
    ),
    Planted("work lost", "werk_verloren", after(158), "werkgever", at_work(Aftercare(after(143), GONE))),
    Planted(
        "work lost after thirteen weeks", "werk_verloren", after(221), "werkgever",
        at_work(Aftercare(after(143), STILL), Aftercare(after(206), GONE)),
    ),
    Planted(
        "work lost, told twice", "werk_verloren", after(158), "werkgever",
        at_work(Aftercare(after(143), GONE), Aftercare(after(150), GONE), Aftercare(after(155), NOBODY)),
    ),
)  # fmt: skip


@pytest.mark.parametrize("planted", DEFECTS, ids=lambda planted: planted.name)
def test_a_planted_defect_is_found_and_nothing_else(planted: Planted) -> None:
    """The verdict names the defect, since the first day it has it, who can mend it and until when; nothing else."""
    tracks: list[Track] = [] if planted.track is None else [sound_track(**planted.track)]
    found = first_found(timetable(**planted.facts), *tracks, until=planted.until)
    assert set(found) == {planted.code}
    finding = found[planted.code]
    assert (finding.since, finding.kind.who, finding.helps_until) == (
        planted.since, planted.who, planted.helps_until,
    )  # fmt: skip


def test_every_finding_reads_as_approved() -> None:
    """What is told of each defect; a changed word shows in the diff."""
    lines = []
    for planted in DEFECTS:
        tracks = [] if planted.track is None else [sound_track(**planted.track)]
        found = first_found(timetable(**planted.facts), *tracks, until=planted.until)[planted.code]
        lines.append(f"{planted.name}: {found.code} · {found.since}\n  {found.sentence}")
    compare(APPROVED / "track_findings.txt", "\n".join([*lines, ""]))


def test_there_are_enough_defects() -> None:
    """At least thirty defects are planted, and every kind of finding is among them."""
    from spoorboek.statute.second_track.finding_kinds import FINDING_KINDS

    assert len(DEFECTS) >= 30
    assert {planted.code for planted in DEFECTS} == set(FINDING_KINDS)
    assert date(2026, 12, 7) == EVALUATED
