"""What a report of a bureau tells, what was applied for, and what a rule sees of a track on a day.

Day 0 is Wednesday 6 January 2027, on which the track begins.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from support.second_track.tracks import FIRST_SICK_DAY, after, log, report, track_plan
from support.second_track.views import Found, found, view

from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.referrals.referral import WITH_THE_CASE, Move
from spoorboek.statute.second_track import report_findings as rules
from spoorboek.statute.second_track.findings import NEVER, days_after, last_help, make_finding
from spoorboek.statute.second_track.trajectory import (
    Application,
    ApplicationLog,
    PlannedActivity,
    ReportedActivity,
    TrackEnd,
)

FIRST = "6 januari 2027 t/m 16 februari 2027"
SECOND = "17 februari 2027 t/m 30 maart 2027"
WHOLE = ReportedActivity("jobhunting")
DROPPED = ReportedActivity("cv", "vervallen", False, False, False, False, "verzet")
UNTOLD = "zegt niet van elke activiteit "


@pytest.mark.parametrize(
    ("activities", "lacks"),
    [
        ((), "noemt geen enkele activiteit"),
        ((WHOLE, DROPPED), None),
        ((WHOLE, DROPPED._replace(reason=None)), "noemt een vervallen activiteit zonder reden"),
        ((DROPPED,), None),
        ((WHOLE, WHOLE._replace(aim=False)), f"{UNTOLD}waarvoor zij was"),
        ((WHOLE._replace(done=False), WHOLE), f"{UNTOLD}wat er is gedaan"),
        ((WHOLE._replace(with_whom=False),), f"{UNTOLD}met wie"),
        ((WHOLE._replace(follow_up=False),), f"{UNTOLD}wat daarna is afgesproken"),
        (
            (WHOLE._replace(aim=False, done=False), WHOLE._replace(with_whom=False, follow_up=False)),
            f"{UNTOLD}waarvoor zij was en wat er is gedaan en met wie en wat daarna is afgesproken",
        ),
    ],
)
def test_a_report_tells_of_each_activity_four_things(
    activities: tuple[ReportedActivity, ...], lacks: str | None
) -> None:
    """Of one that was dropped only the reason."""
    given = {"reports": (report(0, activities=activities), report(1))}
    expected = [(45, 270, f"Het voortgangsrapport over {FIRST} {lacks}.")] if lacks else []
    assert found(rules.thin_report, 100, **given) == expected


@pytest.mark.parametrize(
    ("first", "second", "copied"),
    [
        ({"a", "b"}, {"a", "b"}, True),
        ({"a", "b"}, {"a"}, True),
        ({"a"}, {"a", "b"}, False),
        ({"a"}, {"b"}, False),
        (set(), set(), False),
        ({"a"}, set(), False),
    ],
)
def test_a_report_of_which_every_text_stood_in_an_earlier_one_is_copied(
    first: set[str], second: set[str], copied: bool
) -> None:
    """The later one of the two, never the first."""
    both = (report(0, texts=frozenset(first)), report(1, texts=frozenset(second)))
    says = f"Het voortgangsrapport over {SECOND} zegt woordelijk hetzelfde als een eerder rapport."
    assert found(rules.copied_report, 100, reports=both) == ([(87, 270, says)] if copied else [])


def test_a_copy_of_any_earlier_report_counts_not_of_several_together() -> None:
    """The third repeats the first; one that repeats half of each of two is no copy."""
    texts = [frozenset({"a"}), frozenset({"b"}), frozenset({"a"}), frozenset({"a", "b"})]
    told = tuple(report(number, texts=each) for number, each in enumerate(texts))
    assert [each[0] for each in found(rules.copied_report, 300, reports=told)] == [129]


def applied(*days: int, **more: Any) -> ApplicationLog:
    """Return a log over the second period with applications on these days."""
    return log(1, applications=tuple(Application(after(on), "netwerk", True, "afwijzing") for on in days), **more)


NONE_SAYS = f"Over {SECOND} is geen sollicitatie vastgelegd, terwijl de bemiddeling liep."
APPLIED: dict[str, tuple[dict[str, Any], bool]] = {
    "no log at all": ({}, True),
    "another phase": ({"reports": (report(1, phase="orientatie"),)}, False),
    "a log without any": ({"logs": (applied(),)}, True),
    "one on the first day": ({"logs": (applied(42),)}, False),
    "one on the last day": ({"logs": (applied(83),)}, False),
    "one on the day before": ({"logs": (applied(41),)}, True),
    "one on the day after": ({"logs": (applied(84),)}, True),
    "a reason": ({"logs": (applied(reason="belastbaarheid"),)}, False),
    "told as a number": ({"logs": (applied(counted=2),)}, False),
    "a reason for days that touch the first": (
        {"logs": (applied(reason="a", from_=after(1), until=after(42)),)},
        False,
    ),
    "a reason for days before": ({"logs": (applied(reason="a", from_=after(1), until=after(41)),)}, True),
    "a reason for days that touch the last": (
        {"logs": (applied(reason="a", from_=after(83), until=after(99)),)},
        False,
    ),
    "a reason for days after": ({"logs": (applied(reason="a", from_=after(84), until=after(99)),)}, True),
    "the second of two logs has one": ({"logs": (applied(), log(2), applied(50))}, False),
}


@pytest.mark.parametrize("name", APPLIED)
def test_while_jobs_are_sought_somebody_applies_or_says_why_not(name: str) -> None:
    """An application within the reported period, a number of them, or a reason for some of its days."""
    parts, missing = APPLIED[name]
    given = {"reports": (report(1),), **parts}
    assert found(rules.no_applications, 110, **given) == ([(87, 270, NONE_SAYS)] if missing else [])


@pytest.mark.parametrize(
    ("fits", "told", "words"),
    [
        ((False, True), (0, 0), None),  # half of them is the norm
        ((False, False, True), (0, 0), "liggen 2 van de 3"),
        ((False,), (0, 0), "ligt 1 van de 1"),
        ((), (0, 0), None),
        ((), (4, 2), None),
        ((), (4, 3), "liggen 3 van de 4"),
        ((True,), (3, 3), "liggen 3 van de 4"),
    ],
)
def test_at_most_half_of_the_applications_lies_outside_the_search_profile(
    fits: tuple[bool, ...], told: tuple[int, int], words: str | None
) -> None:
    """Those that were told as a number count along."""
    made = tuple(Application(after(50), "netwerk", each, "afwijzing") for each in fits)
    given = {"logs": (log(1, applications=made, counted=told[0], counted_outside=told[1]),)}
    says = f"Van de sollicitaties over {SECOND} {words} buiten het zoekprofiel."
    expected: list[Found] = [(87, 270, says)] if words else []
    assert found(rules.applications_elsewhere, 100, **given) == expected


BEGUN: dict[str, tuple[dict[str, Any], int | None]] = {
    "nothing": ({"moves": ()}, None),
    "a referral that was sent": ({"moves": (Move("aangemeld", after(-9)),)}, None),
    "an intake that was held": ({"moves": (Move("intake_gehouden", after(3)), Move("loopt", after(9)))}, 3),
    "a plan reached": ({"moves": (Move("trajectplan", after(4)),)}, 4),
    "its first activity": ({"moves": (), "plans": (track_plan(),)}, 0),
    "a plan without activities": ({"moves": (), "plans": (track_plan(activities=()),)}, 12),
    "the activities of a second plan": (
        {
            "moves": (),
            "plans": (
                track_plan(activities=()),
                track_plan(on=after(20), activities=(PlannedActivity("cv", after(2), after(3)),)),
            ),
        },
        12,
    ),
    "an activity of later": (
        {"moves": (), "plans": (track_plan(activities=(PlannedActivity("cv", after(99), after(120)),)),)},
        12,
    ),
    "a report": ({"moves": (), "reports": (report(1),)}, 42),
    "a log": ({"moves": (), "logs": (log(1),)}, 42),
}


@pytest.mark.parametrize("name", BEGUN)
def test_a_track_begins_with_the_first_thing_that_was_done(name: str) -> None:
    """An arrow that shows it, a planned activity that came, a plan, a report or a log."""
    parts, begun = BEGUN[name]
    assert view(90, **parts).begun == (None if begun is None else after(begun))
    assert view(90, **parts).is_running is (begun is not None)


RUNS = Move("loopt", after(0))
ENDED: dict[str, tuple[dict[str, Any], int | None]] = {
    "it runs": ({}, None),
    "its end was told": ({"end": TrackEnd(after(30), "baan")}, 30),
    "the referral ended": ({"moves": (RUNS, Move("afgesloten", after(31)))}, 31),
    "both: the first": ({"moves": (RUNS, Move("afgesloten", after(31))), "end": TrackEnd(after(33), "baan")}, 31),
    "of several arrows the first": (
        {"moves": (RUNS, Move("eindrapport", after(31)), Move("afgesloten", after(40)))},
        31,
    ),
    "it went on after it": ({"moves": (RUNS, Move("eindrapport", after(31)), Move("loopt", after(35)))}, None),
    "told, and it went on": ({"moves": (RUNS, Move("verlengd", after(35))), "end": TrackEnd(after(35), "baan")}, None),
    "told after it went on": ({"moves": (RUNS, Move("verlengd", after(35))), "end": TrackEnd(after(36), "baan")}, 36),
    "with its case": ({"moves": (RUNS, Move("ingetrokken", after(31), reason=WITH_THE_CASE))}, None),
    "with its case, after it ended": (
        {"moves": (RUNS, Move("eindrapport", after(31)), Move("afgesloten", after(40), reason=WITH_THE_CASE))},
        31,
    ),
}


@pytest.mark.parametrize("name", ENDED)
def test_a_track_ends_on_the_first_day_that_says_so_unless_it_went_on(name: str) -> None:
    """The end of its case is none of its own."""
    parts, ended = ENDED[name]
    assert view(90, **parts).ended == (None if ended is None else after(ended))


def test_what_is_done_today_counts() -> None:
    """Begun on this very day, it is begun."""
    assert (view(-1).begun, view(0).begun) == (None, after(0))


@pytest.mark.parametrize(
    ("due", "on", "helps"),
    [(200, 200, 200), (200, 201, 300), (200, 300, 300), (200, 301, None), (None, 200, 300), (None, 301, None)],
)
def test_mending_helps_until_the_report_is_due_then_until_the_wait_ends(
    due: int | None, on: int, helps: int | None
) -> None:
    """On the day itself it still does."""
    other = Milestone("wia_aanvraag", 1, None, None, after(250))
    step = Milestone("re_integratieverslag", 1, None, None, None if due is None else after(due))
    plan = Plan("test", CaseFacts(FIRST_SICK_DAY), FIRST_SICK_DAY, None, None, after(400), after(300), (other, step))
    assert last_help(plan, after(on)) == (None if helps is None else after(helps))
    assert last_help(replace(plan, milestones=(other,)), after(300)) == after(300)


def test_a_finding_writes_days_out_and_helps_no_longer_than_it_can() -> None:
    """Until the day itself; a day that never comes, and one that is over, help nothing."""
    for helps, told in ((after(9), after(9)), (after(8), None), (NEVER, None), (None, None)):
        finding = make_finding("geen_trajectplan", 2, after(5), helps, after(9), due=date(2027, 1, 9))
        sentence = "Er is geen trajectplan; het had er op 9 januari 2027 moeten zijn."
        assert finding == ("geen_trajectplan", 2, after(5), told, sentence)
    assert (days_after(after(1), 3), days_after(NEVER, 3)) == (after(4), NEVER)
    assert (finding.weighs, finding.kind.who) == (True, "bureau")
    assert not make_finding("geen_gebied", 2, after(5), None, after(9)).weighs
    assert view(9, last_help=None).finding("geen_trajectplan", after(5), after(20), due=after(3)).helps_until is None
    assert view(9, last_help=50).finding("geen_trajectplan", after(5), None, due=after(3)).helps_until is None
