"""States that last until another report, and what a bureau at work must hear of: by hand-made reports, day by day."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.events import Event
from spoorboek.statute.facts import EarlyBenefit, ReturnProspect
from spoorboek.statute.referrals.referral import WITH_THE_CASE, Move, ReferralFacts
from spoorboek.statute.reports.bureau_news import bureau_news, is_at_work
from spoorboek.statute.reports.field_readers import ReportedEvent
from spoorboek.statute.reports.states_over_time import earlier_prospects, early_benefit, last_prospect, sixty_plus
from spoorboek.statute.second_track_facts import BureauNews

MONDAY = date(2026, 6, 1)
Told = tuple[str, int, dict[str, Any]]


def day(number: int) -> date:
    """Return the day so many days after Monday 1 June 2026."""
    return MONDAY + timedelta(number)


def iso(number: int) -> str:
    """Return such a day as it is written in a report."""
    return day(number).isoformat()


def reports(*told: Told) -> dict[str, list[ReportedEvent]]:
    """Make reports by kind: each with the day it was entered."""
    found: dict[str, list[ReportedEvent]] = defaultdict(list)
    for seq, (kind, on, data) in enumerate(told, 1):
        found[kind].append(ReportedEvent(Event(seq, kind, day(on), data)))  # type: ignore[arg-type]
    return found


def moved(to: str, on: int, referral: int = 1, **more: Any) -> Told:
    """Report a move of a referral."""
    return "referral_moved", on, {"referral": referral, "to": to, "on": iso(on), **more}


def changed(on: int, entered: int | None = None) -> Told:
    """Report that what somebody can work changed from a day."""
    return "capability_changed", on if entered is None else entered, {"from": iso(on)}


def profiled(entered: int, **more: Any) -> Told:
    """Report a functional profile."""
    return "profile_recorded", entered, {"on": iso(entered), **more}


def passed_on(on: int, what: str = "belastbaarheid") -> Told:
    """Report that a change was told to the bureau."""
    return "trajectory_changed", on, {"referral": 1, "what": what, "on": iso(on)}


def progress(first: int, on: int, *, changed: bool = False) -> Told:
    """Report progress of a bureau."""
    return "progress_reported", on, {"referral": 1, "from": iso(first), "on": iso(on), "capability_changed": changed}


AT_WORK = moved("bevestigd", 0)
NEWS: dict[str, tuple[list[Told], list[tuple[int, int | None, int | None]]]] = {
    "nobody at work": ([changed(2)], []),
    "at work": ([AT_WORK, changed(2)], [(2, None, None)]),
    "at work from that day": ([moved("bevestigd", 2), changed(2)], [(2, None, None)]),
    "at work from the day after": ([moved("bevestigd", 3), changed(2)], []),
    "a state that is no work": ([moved("uitvraag", 0), changed(2)], []),
    "at work by its plan": ([("trajectory_planned", 0, {"referral": 1, "on": iso(0)}), changed(2)], [(2, None, None)]),
    "at work by a report, from its first day": ([progress(2, 9), changed(2)], [(2, None, None)]),
    "before the first day of its report": ([progress(3, 9), changed(2)], []),
    "on a Saturday": ([AT_WORK, changed(5)], [(7, None, None)]),
    "entered later": ([AT_WORK, changed(2, 4)], [(4, None, None)]),
    "entered before": ([AT_WORK, changed(4, 2)], [(4, None, None)]),
    "without a day of its own": ([AT_WORK, ("capability_changed", 3, {})], [(3, None, None)]),
    "it ends on that day": ([AT_WORK, changed(2), moved("afgesloten", 2)], [(2, None, 2)]),
    "it ended the day before": ([AT_WORK, moved("afgesloten", 1), changed(2)], []),
    "it ends by its report": (
        [AT_WORK, ("trajectory_ended", 4, {"referral": 1, "on": iso(4)}), changed(2)],
        [(2, None, 4)],
    ),
    "it ended with its case": ([AT_WORK, moved("ingetrokken", 1, reason=WITH_THE_CASE), changed(2)], [(2, None, None)]),
    "two at work, one ends": (
        [AT_WORK, moved("bevestigd", 0, 2), moved("afgesloten", 4), changed(2)],
        [(2, None, None)],
    ),
    "two that end": (
        [AT_WORK, moved("bevestigd", 0, 2), moved("afgesloten", 4), moved("gestaakt", 6, 2), changed(2)],
        [(2, None, 6)],
    ),
    "of two beginnings the first": ([moved("loopt", 4), moved("bevestigd", 1), changed(2)], [(2, None, None)]),
    "told on its day": ([AT_WORK, changed(2), passed_on(2)], [(2, 2, None)]),
    "told the day before": ([AT_WORK, changed(2), passed_on(1)], [(2, None, None)]),
    "told later": ([AT_WORK, changed(2), passed_on(8)], [(2, 8, None)]),
    "told twice": ([AT_WORK, changed(2), passed_on(8), passed_on(3)], [(2, 3, None)]),
    "another change was told": ([AT_WORK, changed(2), passed_on(3, "verlenging")], [(2, None, None)]),
    "the bureau says so itself": ([AT_WORK, changed(2), progress(0, 3, changed=True)], [(2, 3, None)]),
    "the bureau says nothing of it": ([AT_WORK, changed(2), progress(0, 3)], [(2, None, None)]),
    "told since the change, entered later": ([AT_WORK, changed(2, 4), passed_on(3)], [(4, 3, None)]),
    "a profile of somebody at work": ([AT_WORK, profiled(2, at_work=True)], [(2, None, None)]),
    "a profile that went with the registration": ([AT_WORK, profiled(2, at_work=False)], []),
    "a profile that says nothing of it": ([AT_WORK, profiled(2)], []),
    "a profile, told after it": ([AT_WORK, profiled(2, at_work=True), passed_on(2)], [(2, 2, None)]),
    "a profile, told before it on that day": ([AT_WORK, passed_on(2), profiled(2, at_work=True)], [(2, None, None)]),
    "a profile, told before it and after it": (
        [AT_WORK, passed_on(2), profiled(2, at_work=True), passed_on(4)],
        [(2, 4, None)],
    ),
    "a change, told before it was entered": ([AT_WORK, passed_on(2), changed(2)], [(2, 2, None)]),
    "two of one day": ([AT_WORK, changed(2), changed(1, 2), passed_on(1)], [(2, 1, None)]),
    "in order of the day": ([AT_WORK, changed(9), changed(2)], [(2, None, None), (9, None, None)]),
}


@pytest.mark.parametrize("name", NEWS)
def test_a_bureau_at_work_hears_of_a_change_on_the_working_day_it_is_known(name: str) -> None:
    """The day it is known and counts, the day the bureau heard, and the day the last bureau was done."""
    told, result = NEWS[name]
    expected = tuple(BureauNews(*(None if each is None else day(each) for each in one)) for one in result)  # type: ignore[arg-type]
    assert bureau_news(reports(*told)) == expected


def prospect(on: int, *, hope: bool, entered: int = 0) -> Told:
    """Report whether there is a prospect of return within three months."""
    return "prospect_recorded", entered, {"on": iso(on), "within_3_months": hope}


@pytest.mark.parametrize(
    ("told", "last", "earlier"),
    [
        ([], None, []),
        ([prospect(1, hope=True)], ReturnProspect(day(1), True), []),
        ([prospect(1, hope=False)], ReturnProspect(day(1), False), []),
        ([prospect(1, hope=True), prospect(5, hope=False)], ReturnProspect(day(1), True, day(5)), []),
        ([prospect(5, hope=False), prospect(1, hope=True)], ReturnProspect(day(1), True, day(5)), []),
        (
            [prospect(1, hope=True), prospect(5, hope=False), prospect(7, hope=False)],
            ReturnProspect(day(1), True, day(5)),
            [],
        ),
        ([prospect(1, hope=True), prospect(5, hope=False), prospect(7, hope=True)], ReturnProspect(day(7), True), [1]),
        ([prospect(1, hope=False), prospect(5, hope=False)], ReturnProspect(day(5), False), []),
        (
            [prospect(5, hope=True), prospect(1, hope=True), prospect(3, hope=True)],
            ReturnProspect(day(5), True),
            [1, 3],
        ),
    ],
)
def test_a_prospect_lasts_until_it_is_lost_or_there_is_another(
    told: list[Told], last: ReturnProspect | None, earlier: list[int]
) -> None:
    """By the day of each report; what is lost once is not lost again."""
    found = reports(*told)["prospect_recorded"]
    assert last_prospect(found) == last
    assert earlier_prospects(found) == tuple(day(each) for each in earlier)


def test_the_last_report_holds_of_an_early_benefit_and_of_the_simplified_assessment() -> None:
    """With the day from which; what was refused, or does not apply, has none."""
    granted = ("early_benefit_decided", 1, {"on": iso(1), "granted": True, "from": iso(9)})
    refused = ("early_benefit_decided", 2, {"on": iso(2), "granted": False, "from": iso(9)})
    by_kind = reports(granted, refused)["early_benefit_decided"]
    assert early_benefit(by_kind[:1]) == EarlyBenefit(day(1), day(9))
    assert early_benefit(by_kind) == EarlyBenefit(day(2), None)
    assert early_benefit([]) is None
    agreed = ("sixty_plus_set", 1, {"applies": True, "on": iso(3)})
    later = ("sixty_plus_set", 2, {"applies": True})
    not_any_more = ("sixty_plus_set", 3, {"applies": False, "on": iso(4)})
    told = reports(agreed, later, not_any_more)["sixty_plus_set"]
    assert [found and found[0] for found in map(sixty_plus, (told[:1], told[:2], told, []))] == [
        day(3),
        None,
        None,
        None,
    ]
    assert [found is None for found in map(sixty_plus, (told[:2], told))] == [False, True]


@pytest.mark.parametrize(
    ("states", "works"),
    [
        (("uitvraag",), False),
        (("aangemeld",), True),
        (("loopt", "opgeschort"), True),  # its bureau must hear what changes while the track rests
        (("loopt", "verlengd"), True),
        (("eindrapport",), False),
        (("loopt", "gestaakt"), False),
        (("aangemeld", "geweigerd"), False),
    ],
)
def test_a_bureau_is_at_work_from_its_registration_to_its_end_report(states: tuple[str, ...], works: bool) -> None:
    """Also while its track rests."""
    moves = tuple(Move(state, day(number)) for number, state in enumerate(states))  # type: ignore[arg-type]
    assert is_at_work(ReferralFacts(1, moves)) is works
