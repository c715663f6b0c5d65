"""The time after somebody began in new work: which contact is asked when, what counts as one, and a loss of the work.

Day 0 is Wednesday 6 January 2027. The new work begins on day 20, Tuesday 26 January: contact is due after 28 days and
after 91, each with five working days of grace.
"""

from typing import Any

import pytest
from support.second_track.tracks import after, report, track_plan
from support.second_track.views import first_day, found

from spoorboek.statute.facts import Leave, StepRef
from spoorboek.statute.referrals.referral import Move, ReferralFacts
from spoorboek.statute.second_track import aftercare_findings as rules
from spoorboek.statute.second_track.trajectory import Aftercare, TrackChange

RUNS = Move("loopt", after(0))
WORKS = (RUNS, Move("eindrapport", after(15), result="werk", starts_on=after(20)))
FIRST, LAST = 56, 119  # the first day without the first contact, and without the last
MIDDLE = 79  # a contact from here on is nearer to the last moment


def contacts(*days: tuple[int, str]) -> dict[str, Any]:
    """Return what aftercare heard, and when, of a track that led to work."""
    return {"moves": WORKS, "aftercare": tuple(Aftercare(after(on), outcome) for on, outcome in days)}


def says(due: str, tried: str = "") -> str:
    """Return the sentence about a contact that did not come."""
    return f"Er is nieuw werk sinds 26 januari 2027, en uiterlijk op {due} had er contact over moeten zijn{tried}."


STARTS: dict[str, tuple[tuple[Move, ...], int | None]] = {
    "named by the end report": (WORKS, FIRST),
    "named by aftercare, which comes first": ((*WORKS, Move("nazorg", after(22), starts_on=after(27))), FIRST + 7),
    "aftercare names no day": ((*WORKS, Move("nazorg", after(22))), FIRST),
    "nobody names a day: from aftercare on": (
        (RUNS, Move("eindrapport", after(15)), Move("nazorg", after(27))),
        FIRST + 7,
    ),
    "aftercare alone": ((RUNS, Move("nazorg", after(27))), FIRST + 7),
    "an end report without work": ((RUNS, Move("eindrapport", after(15))), None),
    "no end yet": ((RUNS,), None),
}


@pytest.mark.parametrize("name", STARTS)
def test_aftercare_counts_from_the_first_day_of_new_work(name: str) -> None:
    """As aftercare names it, else the end report, else the day aftercare began."""
    moves, since = STARTS[name]
    assert first_day(rules.no_aftercare, moves=moves) == since


CONTACTS: dict[str, tuple[list[tuple[int, str]], int | None]] = {
    "none": ([], FIRST),
    "the work goes on, heard on its first day": ([(20, "werkt_nog")], LAST),
    "heard before it began": ([(19, "werkt_nog")], FIRST),
    "nobody was reached": ([(40, "niet_bereikt")], FIRST),
    "reached just before the middle": ([(MIDDLE - 1, "werkt_nog")], FIRST),
    "heard once, before the middle": ([(48, "werkt_nog"), (MIDDLE - 1, "werkt_nog")], LAST),
    "heard again from the middle on": ([(48, "werkt_nog"), (MIDDLE, "werkt_nog")], None),
    "heard again, but not reached": ([(48, "werkt_nog"), (MIDDLE, "niet_bereikt")], LAST),
    "lost before the first was due": ([(30, "werkt_niet_meer")], None),
    "lost between": ([(48, "werkt_nog"), (111, "werkt_niet_meer")], None),
    "a loss is a contact as well": ([(48, "werkt_nog"), (112, "werkt_niet_meer")], None),
}


@pytest.mark.parametrize("name", CONTACTS)
def test_each_contact_is_heard_in_time(name: str) -> None:
    """Reached between the start and the middle for the first, from the middle on for the last."""
    heard, since = CONTACTS[name]
    assert first_day(rules.no_aftercare, **contacts(*heard)) == since


def test_the_sentence_says_when_it_was_due_and_that_somebody_tried() -> None:
    """Only tries that could have counted for this moment are named, the last of them; one moment at a time."""
    rule = rules.no_aftercare
    first, last = "23 februari 2027", "27 april 2027"
    assert found(rule, FIRST - 1, **contacts()) == []
    assert found(rule, 180, **contacts()) == [(FIRST, 270, says(first))]
    tried = contacts((19, "niet_bereikt"), (40, "niet_bereikt"), (50, "niet_bereikt"))
    assert found(rule, 60, **tried) == [(FIRST, 270, says(first, "; op 25 februari 2027 werd niemand bereikt"))]
    held = contacts((48, "werkt_nog"), (MIDDLE - 1, "niet_bereikt"))
    assert found(rule, LAST, **held) == [(LAST, 270, says(last))]
    held = contacts((48, "werkt_nog"), (MIDDLE, "niet_bereikt"))
    assert found(rule, LAST, **held) == [(LAST, 270, says(last, "; op 26 maart 2027 werd niemand bereikt"))]


@pytest.mark.parametrize(
    ("step", "number", "done", "answers"),
    [
        ("nazorg_4_weken", 1, 60, True),
        ("nazorg_4_weken", 1, 61, False),  # tomorrow
        ("nazorg_4_weken", 2, 50, False),  # of another referral
        ("nazorg_13_weken", 1, 50, False),
    ],
)
def test_a_contact_that_was_reported_as_a_step_is_held(step: str, number: int, done: int, answers: bool) -> None:
    """From the day of that report, of this referral and this moment alone; looked at on day 60."""
    facts = {"done": {StepRef(step, number): after(done)}}
    assert bool(found(rules.no_aftercare, 60, facts=facts, **contacts())) is not answers


def test_of_a_second_referral_its_own_step_counts() -> None:
    """The step carries the number of the referral."""
    for number, answers in ((1, False), (2, True)):
        facts = {"done": {StepRef("nazorg_4_weken", number): after(50)}}
        assert bool(found(rules.no_aftercare, 60, referral=2, facts=facts, **contacts())) is not answers


def test_a_rest_puts_every_contact_off() -> None:
    """A leave of a week after the start: both moments lie a week later, and the grace is of working days."""
    facts = {"leaves": (Leave(after(30), after(36)),)}
    assert first_day(rules.no_aftercare, facts=facts, **contacts()) == FIRST + 7
    assert (
        first_day(rules.no_aftercare, facts=facts, **contacts((50, "werkt_nog"))) == LAST + 9
    )  # two holidays lie in between


LOST = (60, "werkt_niet_meer")
GONE: dict[str, tuple[dict[str, Any], int | None]] = {
    "nothing followed": (contacts((48, "werkt_nog"), LOST), 75),
    "not lost": (contacts((48, "werkt_nog")), None),
    "heard of it twice: from the first": (contacts(LOST, (65, "werkt_niet_meer")), 75),
    "nobody was reached after it": (contacts(LOST, (65, "niet_bereikt")), 75),
    "works again": (contacts(LOST, (65, "werkt_nog")), None),
    "a new plan": (contacts(LOST) | {"plans": (track_plan(on=after(60)),)}, None),
    "the plan of before": (contacts(LOST) | {"plans": (track_plan(on=after(59)),)}, 75),
    "a change": (contacts(LOST) | {"changes": (TrackChange(after(61), "verlenging"),)}, None),
    "a report": (contacts(LOST) | {"reports": (report(1, on=after(74)),)}, None),
    "a report on the last moment": (contacts(LOST) | {"reports": (report(1, on=after(75)),)}, None),
    "extended": (contacts(LOST) | {"moves": (*WORKS, Move("verlengd", after(60)))}, None),
    "replaced": (contacts(LOST) | {"moves": (*WORKS, Move("vervangen", after(60)))}, None),
    "closed": (contacts(LOST) | {"moves": (*WORKS, Move("afgesloten", after(60)))}, 75),
    "another bureau": (
        contacts(LOST) | {"facts": {"referrals": (ReferralFacts(2, (Move("aangemeld", after(62)), RUNS)),)}},
        None,
    ),
    "another bureau, of before": (
        contacts(LOST) | {"facts": {"referrals": (ReferralFacts(2, (Move("aangemeld", after(59)),)),)}},
        75,
    ),
    "this referral": (
        contacts(LOST) | {"facts": {"referrals": (ReferralFacts(1, (Move("aangemeld", after(62)),)),)}},
        75,
    ),
    "a leave": (contacts(LOST) | {"facts": {"leaves": (Leave(after(61), after(63)),)}}, 78),
}


@pytest.mark.parametrize("name", GONE)
def test_within_two_weeks_of_a_loss_something_follows(name: str) -> None:
    """A plan, a change, a report, an extension or another bureau, from the day of the loss on."""
    parts, since = GONE[name]
    assert first_day(rules.nothing_done_about_lost_work, **parts) == since


def test_the_sentence_about_a_loss_names_the_day_it_was_heard() -> None:
    """It helps as long as anything does."""
    sentence = "Het nieuwe werk is voorbij, zo bleek op 7 maart 2027, en daar is niets op gevolgd."
    assert found(rules.nothing_done_about_lost_work, 90, **contacts(LOST)) == [(75, 270, sentence)]
