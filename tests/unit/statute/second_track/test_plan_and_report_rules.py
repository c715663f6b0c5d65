"""The plan of a bureau, its reports and the applications: each rule at its edge, with the sentence it says.

Day 0 is Wednesday 6 January 2027, on which the track begins. The plan came on day 12, its first report on day 45.
"""

from dataclasses import replace
from typing import Any

import pytest
from support.second_track.tracks import FIRST_SICK_DAY, after, report, track_plan
from support.second_track.views import Found, as_found, first_day, found, view

from spoorboek.statute.facts import CaseFacts, Leave
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.referrals.referral import Move
from spoorboek.statute.second_track import plan_findings as plans
from spoorboek.statute.second_track import report_findings as reports
from spoorboek.statute.second_track.findings import CaseView
from spoorboek.statute.second_track.trajectory import (
    PlannedActivity,
    SearchProfile,
    TrackEnd,
)

RUNS = Move("loopt", after(0))
HELD = Move("intake_gehouden", after(1))


def started(
    on: int, due: int | None, *begun: int, done: int | None = None, lapsed: bool = False, **more: Any
) -> list[Found]:
    """Return what is found about a start that was due on a day; `begun`: when tracks began."""
    step = Milestone(
        "start_spoor_2", 1, None, None, None if due is None else after(due), status="vervallen" if lapsed else "open"
    )
    facts = CaseFacts(FIRST_SICK_DAY, done={} if done is None else {plans.START: after(done)})
    plan = Plan("test", facts, FIRST_SICK_DAY, None, None, after(400), after(300), (step._replace(**more),))
    tracks = tuple(view(on, moves=(Move("loopt", after(day)),)) for day in begun)
    case = CaseView(plan, after(on), tracks, after(270))
    return [as_found(each) for each in plans.late_start(case)]


@pytest.mark.parametrize(
    ("result", "case"),
    [
        ([], {"on": 30, "due": 30}),
        ([31], {"on": 31, "due": 30}),
        ([], {"on": 31, "due": None}),
        ([], {"on": 31, "due": 30, "lapsed": True}),
        ([31], {"on": 50, "due": 30, "done": 31}),
        ([], {"on": 50, "due": 30, "done": 30}),
        ([31], {"on": 50, "due": 30, "done": 51}),
        ([36], {"on": 50, "due": 30, "agreed_on": after(35)}),
    ],
)
def test_the_second_track_begins_by_its_last_day(result: list[int], case: dict[str, Any]) -> None:
    """Or by the day that was agreed on instead; a step that lapsed asks nothing."""
    assert [each[0] for each in started(**case)] == result


def test_a_track_that_began_counts_as_a_start_and_is_named_when_it_came_late() -> None:
    """The first of several."""
    assert started(50, 30, 30) == []
    late = "Het tweede spoor had uiterlijk op 5 februari 2027 moeten beginnen{}, en een reden om te wachten is niet "
    late += "vastgelegd."
    assert started(50, 30, 40, 31) == [(31, 270, late.format(", maar begon op 6 februari 2027"))]
    assert started(50, 30) == [(31, 270, late.format(""))]
    assert started(31, 30, 31) == [(31, 270, late.format(", maar begon op 6 februari 2027"))]
    empty = Plan("test", CaseFacts(FIRST_SICK_DAY), FIRST_SICK_DAY, None, None, after(400), after(300), ())
    assert list(plans.late_start(CaseView(empty, after(50), (), None))) == []


NO_PLAN: dict[str, tuple[dict[str, Any], int | None]] = {
    "after the intake": ({"moves": (HELD,)}, 16),
    "the intake came later": ({"moves": (RUNS, HELD._replace(on=after(8)))}, 23),
    "no intake was held": ({"moves": (RUNS,)}, 15),
    "it came": ({"moves": (HELD,), "plans": (track_plan(on=after(15)),)}, None),
    "it came late": ({"moves": (HELD,), "plans": (track_plan(on=after(17)),)}, 16),
    "the track ended": ({"moves": (HELD,), "end": TrackEnd(after(15), "baan")}, None),
    "taken over without its plan": ({"moves": (HELD, RUNS._replace(on=after(8), taken_over_on=after(8)))}, 23),
    "taken over with its plan": (
        {"moves": (HELD, Move("trajectplan", after(8), taken_over_on=after(8)))},
        None,
    ),
    "a plan was said to be there": ({"moves": (HELD, Move("trajectplan", after(8)))}, 16),
    "a leave": ({"moves": (HELD,), "facts": {"leaves": (Leave(after(2), after(8)),)}}, 23),
    "nothing began": ({"moves": ()}, None),
}


@pytest.mark.parametrize("name", NO_PLAN)
def test_the_plan_comes_within_ten_working_days_of_the_intake(name: str) -> None:
    """Or of whatever came first; of a track that was taken over with its plan none is expected."""
    parts, since = NO_PLAN[name]
    assert first_day(plans.no_plan, **parts) == since


def test_the_sentence_about_a_plan_that_did_not_come_names_its_last_day() -> None:
    """Of the track it is about."""
    says = "Er is geen trajectplan; het had er op 21 januari 2027 moeten zijn."
    assert found(plans.no_plan, 90, moves=(HELD,)) == [(16, 270, says)]
    assert [each.referral for each in plans.no_plan(view(90, referral=3, moves=(HELD,)))] == [3]


ROLE = PlannedActivity("persoonsprofiel", after(12), after(41))
SEARCH = PlannedActivity("zoekprofiel", after(12), after(20))
ONE = SearchProfile(("administratief",), wished=0, vacancies=1)
PARTS: dict[str, tuple[Any, dict[str, Any], list[Found]]] = {
    "no plan yet": (plans.no_personal_profile, {"plans": ()}, []),
    "a whole plan": (plans.no_personal_profile, {}, []),
    "no profile of the person": (
        plans.no_personal_profile,
        {"personal_profile": False},
        [(12, 270, "Het trajectplan heeft geen persoonsprofiel.")],
    ),
    "that is planned": (plans.no_personal_profile, {"personal_profile": False, "activities": (ROLE,)}, []),
    "that was planned until yesterday": (
        plans.no_personal_profile,
        {
            "personal_profile": False,
            "activities": (ROLE, ROLE._replace(until=after(39)), SEARCH._replace(until=after(60))),
        },
        [(42, 270, "Het trajectplan heeft geen persoonsprofiel.")],
    ),
    "no search profile": (
        plans.no_search_profile,
        {"search": None},
        [(12, 270, "Het trajectplan heeft geen zoekprofiel.")],
    ),
    "a search profile without functions": (
        plans.no_search_profile,
        {"search": SearchProfile(())},
        [(12, 270, "Het trajectplan heeft geen zoekprofiel.")],
    ),
    "a search profile": (plans.no_search_profile, {"search": ONE}, []),
    "its drawing up is over": (
        plans.no_search_profile,
        {"search": None, "activities": (SEARCH, ROLE)},
        [(21, 270, "Het trajectplan heeft geen zoekprofiel.")],
    ),
    "one function": (
        plans.narrow_search_profile,
        {"search": ONE},
        [(12, 270, "Het zoekprofiel noemt één functie; daarmee is niet breed gezocht.")],
    ),
    "no function at all is another finding": (plans.narrow_search_profile, {"search": SearchProfile(())}, []),
    "two functions": (plans.narrow_search_profile, {}, []),
    "only what is wished": (
        plans.wished_work_only,
        {"search": ONE._replace(wished=1)},
        [(12, 270, "Het zoekprofiel noemt alleen wat de werknemer zelf wenst, niet wat passend is.")],
    ),
    "one of two is wished": (plans.wished_work_only, {}, []),
    "no vacancy": (
        plans.no_vacancies,
        {"search": ONE._replace(vacancies=0)},
        [(12, 270, "Nergens is een vacature genoemd; of er werk is in het zoekprofiel, blijkt niet.")],
    ),
    "a vacancy in the plan": (plans.no_vacancies, {"search": ONE}, []),
    "no region": (
        plans.no_region,
        {"search": ONE._replace(region=False)},
        [(12, 270, "Het zoekprofiel noemt niet in welk gebied de werknemer kan werken.")],
    ),
    "a region": (plans.no_region, {"search": ONE}, []),
    "no rhythm": (
        plans.no_reporting_moments,
        {"report_every": None},
        [(12, 270, "Het trajectplan spreekt niet af wanneer het bureau rapporteert.")],
    ),
    "a rhythm": (plans.no_reporting_moments, {}, []),
}


@pytest.mark.parametrize("name", PARTS)
def test_what_a_plan_must_hold(name: str) -> None:
    """Looked at on day 42, the day after the last planned day of a profile of the person."""
    rule, parts, result = PARTS[name]
    on = 41 if name == "that is planned" else 42
    given = parts if "plans" in parts else {"plans": (track_plan(**parts),)}
    assert found(rule, on, **given) == result


def test_a_vacancy_in_a_report_is_one_as_well() -> None:
    """In any report."""
    bare = track_plan(search=ONE._replace(vacancies=0))
    told = (report(0, on=after(20), vacancies=1), report(1, on=after(30)))
    assert found(plans.no_vacancies, 42, plans=(bare,), reports=told) == []


def test_three_functions_below_a_norm_of_four_are_named_as_a_number() -> None:
    """The words follow the count."""
    profile = SearchProfile(("administratief", "commercieel", "ict"), wished=0, vacancies=1)
    on_day = view(42, plans=(track_plan(search=profile),))
    wide = replace(on_day, norms=on_day.norms._replace(functions=4))
    says = "Het zoekprofiel noemt 3 functies; daarmee is niet breed gezocht."
    assert [each.sentence for each in plans.narrow_search_profile(wide)] == [says]


@pytest.mark.parametrize(
    ("on", "signed", "parties"),
    [
        (26, {}, None),
        (27, {}, "de werkgever en de werknemer en het bureau"),
        (27, {"werkgever": 12, "bureau": 27}, "de werknemer"),
        (27, {"werkgever": 12, "werknemer": 28, "bureau": 27}, "de werknemer"),
        (27, {"werkgever": 12, "werknemer": 27, "bureau": 27}, None),
    ],
)
def test_all_three_sign_within_two_weeks(on: int, signed: dict[str, int], parties: str | None) -> None:
    """A signature of the day itself counts, one of tomorrow does not; each who did not sign is named."""
    plan = track_plan(signed={party: after(day) for party, day in signed.items()})
    says = f"Het trajectplan van 18 januari 2027 is niet ondertekend door {parties}."
    assert found(plans.unsigned_plan, on, plans=(plan,)) == ([(27, 270, says)] if parties else [])
    assert found(plans.unsigned_plan, on) == []


LATE: dict[str, tuple[dict[str, Any], int | None, int | None, str]] = {
    "the first": ({"plans": (track_plan(),)}, 50, 84, "17 februari 2027"),
    "the second": ({"plans": (track_plan(),), "reports": (report(0),)}, 91, 125, "30 maart 2027"),
    "in the rhythm of the house": ({}, 50, 84, "17 februari 2027"),
    "in a rhythm of its own": ({"plans": (track_plan(report_every=20),)}, 28, 40, "26 januari 2027"),
    "before it runs, from its plan": ({"moves": (HELD,), "plans": (track_plan(),)}, 62, 96, "1 maart 2027"),
    "without a plan, from what came first": ({"moves": (HELD,)}, 51, 85, "18 februari 2027"),
    "taken over": ({"moves": (RUNS, RUNS._replace(on=after(8), taken_over_on=after(8)))}, 58, 92, "25 februari 2027"),
    "ended": ({"end": TrackEnd(after(40), "baan")}, None, None, ""),
    "a rest without end": ({"moves": (RUNS, Move("opgeschort", after(40)))}, None, None, ""),
}


@pytest.mark.parametrize("name", LATE)
def test_a_report_comes_within_a_week_of_its_day(name: str) -> None:
    """Five working days; asking for it helps until the next is due."""
    parts, since, helps, due = LATE[name]
    assert first_day(reports.late_report, **parts) == since
    if since is not None:
        says = f"Een voortgangsrapport had er op {due} moeten zijn."
        assert found(reports.late_report, since, **parts) == [(since, helps, says)]
