"""Days that create an occurrence of a step, and clocks that wait: each at its edge."""

from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.facts import Advice, CaseFacts, Recovery, Spell, StepRef
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.plan import Milestone
from spoorboek.statute.referrals.referral import Move, ReferralFacts
from spoorboek.statute.second_track_facts import BureauNews
from spoorboek.statute.timeline.course_making import make_course
from spoorboek.statute.timeline.occurrences import clipped_talks
from spoorboek.statute.timeline.timeline import timeline

D, PLAN = date(2026, 1, 5), StepRef("plan_van_aanpak")


def day(number: int) -> date:
    """Return the day so many days after Monday 5 January 2026."""
    return D + timedelta(number)


@pytest.mark.parametrize(
    ("began", "recorded", "names"),
    [
        ([], [], []),
        ([10], [], [(10, 10)]),
        ([10, 5], [], [(5, 5), (10, 10)]),
        ([0], [], [(0, 0)]),
        ([-9], [], [(-9, 0)]),  # from before the sickness it counts from the first sick day
        ([-9, -3], [], [(-9, 0)]),
        ([-9, -3], [(-9, 2), (-3, 1)], [(-3, 0)]),  # the one recorded first
        ([-9, -3], [(-9, 1), (-3, 2)], [(-9, 0)]),
        ([-9, 0, 4], [(-9, 3), (0, 2), (4, 1)], [(0, 0), (4, 4)]),
        ([4, 4], [], [(4, 4)]),
    ],
)
def test_talks_of_before_the_sickness_count_from_its_first_day_as_one(
    began: list[int], recorded: list[tuple[int, int]], names: list[tuple[int, int]]
) -> None:
    """Under the name of those recorded first; without such a record the earliest."""
    numbers = {"settlement": {day(on).isoformat(): number for on, number in recorded}} if recorded else {}
    facts = CaseFacts(D, settlement=tuple(Spell(day(on)) for on in began), numbers=numbers)
    assert clipped_talks(facts) == [(day(name).isoformat(), day(on)) for name, on in names]


@pytest.mark.parametrize(("until", "count"), [(27, 1), (28, 1), (100, 1), (None, 1)])
def test_a_recovery_answers_for_the_safety_net_until_the_one_that_ends_the_case(until: int | None, count: int) -> None:
    """A recovery that lasts is one of them, on the very day on which it began."""
    last = None if until is None else day(40 + until)
    facts = CaseFacts(D, safety_net="vierde_dag", recoveries=(Recovery(day(40), last),))
    assert list(make_course(facts, rulebook()).series["recovered"].values()) == [day(40)] * count


def clock(key: str, *moves: tuple[str, int], **last: Any) -> Milestone:
    """Return a clock of a referral that reached these states; `last`: what its last move says more."""
    made = [Move(to, day(on)) for to, on in moves]  # type: ignore[arg-type]
    referral = ReferralFacts(1, (*made[:-1], made[-1]._replace(**last)))
    return timeline(CaseFacts(D, referrals=(referral,))).milestone(key, 1)


SENT, STOPPED = ("aangemeld", 147), ("opgeschort", 149)  # a Monday, a Wednesday
LATE: dict[str, tuple[tuple[tuple[str, int], ...], int | None]] = {
    "it goes on": ((SENT,), 154),
    "stopped for a day": ((SENT, STOPPED, ("aangemeld", 150)), 155),
    "stopped for two days": ((SENT, STOPPED, ("aangemeld", 151)), 156),
    "stopped and gone on the same day": ((SENT, STOPPED, ("aangemeld", 149)), 154),
    "stopped on its first day": ((SENT, ("opgeschort", 147), ("aangemeld", 149)), 156),
    "stopped on its last day": ((SENT, ("opgeschort", 154), ("aangemeld", 155)), 155),
    "stopped when it had passed": ((SENT, ("opgeschort", 155), ("aangemeld", 157)), 154),
    "stopped twice": ((SENT, STOPPED, ("aangemeld", 150), ("opgeschort", 151), ("aangemeld", 152)), 156),
    "on a weekend: the working day after": ((SENT, STOPPED, ("aangemeld", 154)), 161),
}


@pytest.mark.parametrize("name", LATE)
def test_the_clock_of_an_intake_waits_as_long_as_its_referral_stood_still(name: str) -> None:
    """Only for days after the one from which it counts and before it is over; then a working day."""
    moves, target = LATE[name]
    assert clock("intake_bureau", *moves).target_on == (None if target is None else day(target))


def test_a_day_that_the_bureau_named_does_not_wait() -> None:
    """Its agenda is not the house's; a clock without a day has none to wait for."""
    named = ReferralFacts(
        1,
        (
            Move("aangemeld", day(147)),
            Move("intake_gepland", day(148), at=day(160)),
            Move("opgeschort", day(149)),
            Move("intake_gepland", day(151), at=day(160)),
        ),
    )
    found = timeline(CaseFacts(D, referrals=(named,))).milestone("intake_bureau", 1)
    assert (found.target_on, found.due_on) == (day(160), None)


def test_a_suspension_that_is_over_says_when_it_went_on() -> None:
    """Regarded as done, with the rule that says so; not while it lasts, nor when the referral ended."""
    over = clock("opschorting_verwijzing", SENT, STOPPED, ("aangemeld", 151))
    assert (over.status, over.reason) == ("gedaan", "Hervat op 5 juni 2026.")
    assert [change.rule for change in over.trace or ()][-1] == "verwijzing_verder"
    assert clock("opschorting_verwijzing", SENT, STOPPED).status == "gepland"
    assert clock("opschorting_verwijzing", SENT, STOPPED, ("gestaakt", 151)).status == "vervallen"
    done = clock("intake_bureau", SENT, ("intake_gehouden", 150))
    assert (done.status, done.reason) == ("gedaan", "Gedaan op 4 juni 2026.")
    waits = clock("intake_bureau", SENT, STOPPED)
    assert (waits.status, waits.reason) == ("vervallen", "Wacht: opgeschort sinds 3 juni 2026.")


@pytest.mark.parametrize(
    ("moves", "reason"),
    [
        ((SENT, ("geweigerd", 150)), "Verwijzing 1 is geweigerd op 4 juni 2026."),
        ((SENT, STOPPED, ("afgesloten", 160)), "Verwijzing 1 is gesloten op 14 juni 2026."),
    ],
)
def test_the_clocks_of_a_referral_say_how_it_ended(moves: tuple[tuple[str, int], ...], reason: str) -> None:
    """And on which day."""
    found = clock("opschorting_verwijzing" if STOPPED in moves else "intake_bureau", *moves)
    assert (found.status, found.reason) == ("vervallen", reason)


def test_the_second_track_begins_with_the_first_intake_that_was_held() -> None:
    """Of two referrals the earliest; one that was only planned begins nothing."""
    held = [ReferralFacts(number, (Move("intake_gehouden", day(on)),)) for number, on in ((1, 160), (2, 150))]
    planned = ReferralFacts(3, (Move("intake_gepland", day(140), at=day(145)),))
    found = timeline(CaseFacts(D, referrals=(*held, planned))).milestone("start_spoor_2")
    assert (found.status, found.reason) == ("gedaan", "De intake was op 4 juni 2026.")
    assert timeline(CaseFacts(D, referrals=(planned,))).milestone("start_spoor_2").status == "gepland"


def test_what_a_bureau_must_hear_and_an_advice_each_create_a_step() -> None:
    """Under the day of the news, and of the advice that came after the plan was made."""
    news = (BureauNews(day(170)), BureauNews(day(180)))
    advice = (Advice(day(30), 1), Advice(day(90), 1))
    series = make_course(CaseFacts(D, bureau_news=news, advice=advice, done={PLAN: day(50)}), rulebook()).series
    assert list(series["bureau_news"].values()) == [day(170), day(180)]
    assert list(series["advice"].values()) == [day(90)]
    assert list(make_course(CaseFacts(D, advice=advice), rulebook()).series["advice"].values()) == []


@pytest.mark.parametrize(
    ("missing", "received", "applied", "due", "rule"),
    [
        (600, None, None, 650, "geen_brief_van_uwv"),  # it is asked for on the ordinary day
        (600, None, 640, 650, None),
        (600, None, 700, 700, "geen_brief_van_uwv"),
        (600, 630, None, 658, "late_brief_van_uwv"),
        (600, 641, None, 669, "late_brief_van_uwv"),
        (600, 690, 700, 718, "late_brief_van_uwv"),
        (600, 700, 700, 728, "late_brief_van_uwv"),
        (None, None, 700, 650, None),
    ],
)
def test_an_application_is_in_time_while_uwv_had_sent_no_letter(
    missing: int | None, received: int | None, applied: int | None, due: int, rule: str | None
) -> None:
    """Once a letter came it counts from that; told of by the report of week 42."""
    steps = {"melding_42_weken": 290, "uwv_brief_wia": received, "wia_aanvraag": applied}
    done = {StepRef(key): day(on) for key, on in steps.items() if on is not None}
    told = CaseFacts(D, done=done, no_uwv_letter_on=None if missing is None else day(missing))
    found = timeline(told).milestone("wia_aanvraag")
    assert (found.opens_on, found.target_on, found.due_on) == (day(616), day(643), day(due))
    assert [change.rule for change in found.trace or ()] == ([rule] if rule else [])
