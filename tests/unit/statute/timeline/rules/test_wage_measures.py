"""An employee who does not cooperate, and the wage withheld for it: what is planned, and what ends it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.disputes import SUSPENSION, WAGE_GROUNDS, WageMeasure, WageNotice, WageWarning
from spoorboek.statute.explain.explanation import explain_milestone
from spoorboek.statute.facts import CaseFacts, Recovery, Spell, StepRef
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.done_steps import plan_with_done
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)  # a Monday
WORK = "lid_3_c"
REVIEW = "herbeoordeling_loonmaatregel"


def on(number: int) -> date:
    """Return a number of days after D."""
    return D + timedelta(number)


def found(key: str, **facts: Any) -> list[Milestone]:
    """Plan a case and return its milestones of one key."""
    return [m for m in timeline(CaseFacts(D, **facts)) if m.key == key]


def days(milestone: Milestone) -> tuple[int | None, ...]:
    """Return opening, target and last day as days after D."""
    dates = (milestone.opens_on, milestone.target_on, milestone.due_on)
    return tuple((day - D).days if day else None for day in dates)


def stopped(from_: int = 70, until: int | None = None, ground: str = WORK) -> WageMeasure:
    """Withhold the wage of some days."""
    return WageMeasure(on(from_), ground, None if until is None else on(until))


def test_without_such_facts_nothing_is_planned() -> None:
    """No step about cooperation or wage in a case in which both go well."""
    keys = {milestone.key for milestone in timeline(CaseFacts(D, safety_net="zes_weken"))}
    assert not keys & {"kennisgeving_loonopschorting", "kennisgeving_loonstop", "vangnetmelding_loonstop", REVIEW}
    assert not keys & {"optreden_bij_niet_meewerken", "waarschuwing_loon", "besluit_na_waarschuwing", "hervatting_loon"}


@pytest.mark.parametrize("ground", WAGE_GROUNDS)
def test_the_ground_decides_between_suspension_and_stop(ground: str) -> None:
    """BW 7:629(6) suspends; each ground of 629(3) takes the right away. Never both."""
    suspended, stop = (
        found(f"kennisgeving_{what}", wage_measures=(stopped(ground=ground),))
        for what in ("loonopschorting", "loonstop")
    )
    assert (len(suspended), len(stop)) == ((1, 0) if ground == SUSPENSION else (0, 1))
    assert (suspended + stop)[0].status == "gepland"


@pytest.mark.parametrize(
    ("first", "target"),
    [
        (69, 70),  # Sunday: the Monday after
        (70, 71),  # Monday
        (73, 74),  # Thursday
        (74, 77),  # Friday: the Monday after
        (87, 92),  # Thursday 2 April 2026, before Good Friday: the Tuesday after Easter
    ],
)
def test_notice_is_given_at_the_latest_on_the_first_working_day_after(first: int, target: int) -> None:
    """BW 7:629(7) says "onverwijld" and no number: a norm, so there is no last lawful day."""
    (notice,) = found("kennisgeving_loonstop", wage_measures=(stopped(first),))
    assert days(notice) == (first, target, None)


@pytest.mark.parametrize(
    ("noticed", "reason"),
    [
        (69, "Kennis gegeven op 15 maart 2026."),  # beforehand
        (70, "Kennis gegeven op 16 maart 2026."),
        (73, "Kennis gegeven op 19 maart 2026."),
        (74, "Kennis gegeven op 20 maart 2026, 4 dagen na het begin: vermoedelijk niet onverwijld."),
        (80, "Kennis gegeven op 26 maart 2026, 10 dagen na het begin: vermoedelijk niet onverwijld."),
        (81, None),  # after the last day of the measure
    ],
)
def test_a_notice_of_the_ground_is_what_the_step_waits_for(noticed: int, reason: str | None) -> None:
    """Until it is there the step stays open; later than three days after the first day it is doubted."""
    notice = WageNotice(on(noticed), WORK)
    (step,) = found("kennisgeving_loonstop", wage_measures=(stopped(70, 80),), wage_notices=(notice,))
    assert (step.status, step.reason) == (("gedaan", reason) if reason else ("gepland", None))


def test_a_notice_of_another_ground_is_none() -> None:
    """Nor is one that belongs to an earlier measure on the same ground."""
    other = WageNotice(on(70), "lid_3_d")
    assert found("kennisgeving_loonstop", wage_measures=(stopped(),), wage_notices=(other,))[0].status == "gepland"
    twice = (stopped(70, 80), stopped(100))
    first, second = found("kennisgeving_loonstop", wage_measures=twice, wage_notices=(WageNotice(on(70), WORK),))
    assert (first.status, second.status) == ("gedaan", "gepland")
    again = (WageNotice(on(70), WORK), WageNotice(on(81), WORK))
    assert [m.status for m in found("kennisgeving_loonstop", wage_measures=twice, wage_notices=again)] == ["gedaan"] * 2


@pytest.mark.parametrize(
    ("net", "ground", "due"),
    [("vierde_dag", WORK, 77), ("zes_weken", WORK, 77), (None, WORK, None), ("zes_weken", SUSPENSION, None)],
)
def test_uwv_hears_of_a_stop_within_seven_days_when_a_safety_net_runs(
    net: str | None, ground: str, due: int | None
) -> None:
    """ZW 38a(7), Boetebesluit 2b(3): day 0 is the first day without a right to wage. Never of a suspension."""
    reports = found("vangnetmelding_loonstop", safety_net=net, wage_measures=(stopped(ground=ground),))
    assert [days(report) for report in reports] == ([] if due is None else [(70, 72, due)])


@pytest.mark.parametrize(("first", "due"), [(65, 72), (68, 75), (80, 87), (85, 92)])
def test_the_seven_days_are_calendar_days(first: int, due: int) -> None:
    """Whatever day of the week they end on, and over Easter (D+90 and 91) too."""
    assert found("vangnetmelding_loonstop", safety_net="zes_weken", wage_measures=(stopped(first),))[0].due_on == on(
        due
    )


@pytest.mark.parametrize(("known", "due"), [(69, 77), (70, 77), (71, 78), (100, 107)])
def test_a_safety_net_that_is_known_later_moves_the_report(known: int, due: int) -> None:
    """Nobody can report what nobody knows; never earlier than the term itself."""
    facts = {"safety_net": "zes_weken", "safety_net_known_on": on(known), "wage_measures": (stopped(),)}
    assert found("vangnetmelding_loonstop", **facts)[0].due_on == on(due)


def test_calendar_days_run_on_while_recovered() -> None:
    """Neither the report nor the notice counts in days of sickness."""
    recovery = (Recovery(on(72), on(80)),)
    facts = {"safety_net": "zes_weken", "wage_measures": (stopped(),), "recoveries": recovery}
    assert found("vangnetmelding_loonstop", **facts)[0].due_on == on(77)


def test_the_review_comes_back_while_the_measure_lasts() -> None:
    """Two weeks after the first day, then four weeks after each review that was done; one is open at a time."""
    lasting = {"wage_measures": (stopped(),)}
    assert [days(m) for m in found(REVIEW, **lasting)] == [(81, 84, None)]
    done = {StepRef(REVIEW): on(85)}
    assert [days(m)[1] for m in found(REVIEW, done=done, **lasting)] == [84, 85 + 28]
    twice = {**done, StepRef(REVIEW, 2): on(110)}
    assert [days(m)[1] for m in found(REVIEW, done=twice, **lasting)] == [84, 113, 110 + 28]


@pytest.mark.parametrize(("until", "status"), [(83, "vervallen"), (84, "gepland"), (85, "gepland"), (None, "gepland")])
def test_a_review_after_the_end_lapses(until: int | None, status: str) -> None:
    """The measure ended the day before it, on it, after it, or not yet."""
    (review,) = found(REVIEW, wage_measures=(stopped(70, until),))
    assert review.status == status
    assert review.reason == ("Het loon wordt weer betaald vanaf 30 maart 2026." if status == "vervallen" else None)


@pytest.mark.parametrize(("until", "reviews"), [(112, 1), (113, 2), (114, 2)])
def test_no_next_review_after_the_end(until: int, reviews: int) -> None:
    """The next would be on D+85+28; it is planned only when wage is still withheld on that day."""
    assert len(found(REVIEW, done={StepRef(REVIEW): on(85)}, wage_measures=(stopped(70, until),))) == reviews


def test_reviews_of_two_measures_keep_their_number() -> None:
    """The review of the first, which its end overtook, keeps its place before that of the second."""
    first, second = found(REVIEW, wage_measures=(stopped(70, 75), stopped(100)))
    assert ((first.occurrence, first.status), (second.occurrence, second.status)) == ((1, "vervallen"), (2, "gepland"))
    assert days(second)[1] == 114


def test_a_review_recorded_as_done_plans_the_next_at_once() -> None:
    """The plan brought up to date is the plan made anew."""
    facts, done = CaseFacts(D, wage_measures=(stopped(),)), {StepRef(REVIEW): on(85)}
    anew = timeline(replace(facts, done=done))
    assert plan_with_done(timeline(facts), done).milestones == anew.milestones


@pytest.mark.parametrize(
    ("acts", "told"),
    [
        ({}, None),
        ({"wage_warnings": (WageWarning(on(59), WORK),)}, None),  # before it
        ({"wage_warnings": (WageWarning(on(60), WORK),)}, "Opgetreden op 6 maart 2026."),
        ({"wage_warnings": (WageWarning(on(62), WORK, False),)}, "Opgetreden op 8 maart 2026."),
        ({"wage_notices": (WageNotice(on(64), WORK),)}, "Opgetreden op 10 maart 2026."),
        ({"wage_measures": (stopped(66),)}, "Opgetreden op 12 maart 2026."),
        ({"wage_measures": (stopped(55),)}, "Opgetreden op 6 maart 2026."),  # it lasted already
        ({"wage_measures": (stopped(50, 59),)}, None),  # it ended the day before
    ],
)
def test_a_refusal_asks_the_employer_to_act(acts: dict[str, Any], told: str | None) -> None:
    """BBK 9 and 10: a week by the norm of the house, no last lawful day; any of these answers it."""
    (step,) = found("optreden_bij_niet_meewerken", refusals=(Spell(on(60)),), **acts)
    assert days(step) == (60, 67, None)
    assert (step.status, step.reason) == (("gedaan", told) if told else ("gepland", None))


def test_cooperation_makes_what_is_left_lapse() -> None:
    """What was answered stays so; another refusal asks again."""
    twice = (Spell(on(60), on(64)), Spell(on(80)))
    first, second = found("optreden_bij_niet_meewerken", refusals=twice)
    assert (first.status, first.reason) == ("vervallen", "Werkt weer mee sinds 11 maart 2026.")
    assert second.status == "gepland"
    warned = (WageWarning(on(62), WORK),)
    answered, again = found("optreden_bij_niet_meewerken", refusals=twice, wage_warnings=warned)
    assert (answered.status, again.status) == ("gedaan", "gepland")


@pytest.mark.parametrize(
    ("after", "status"),
    [
        ({}, "gepland"),
        ({"wage_measures": (stopped(61),)}, "gepland"),  # before the warning
        ({"wage_measures": (stopped(62),)}, "gedaan"),
        ({"wage_notices": (WageNotice(on(70), WORK),)}, "gedaan"),
        ({"refusals": (Spell(on(60), on(68)),)}, "vervallen"),
        ({"refusals": (Spell(on(60), on(61)),)}, "gepland"),  # a refusal that ended before the warning
        ({"refusals": (Spell(on(60)),)}, "gepland"),
    ],
)
def test_something_follows_a_warning(after: dict[str, Any], status: str) -> None:
    """A week to comply, three days to decide: a measure, a notice, or cooperation."""
    (step,) = found("besluit_na_waarschuwing", wage_warnings=(WageWarning(on(62), WORK),), **after)
    assert days(step) == (69, 72, None)
    assert step.status == status


def test_only_a_warning_the_product_writes_has_its_letter() -> None:
    """Who warned with a letter of its own is not written for; the decision after it is asked for all the same."""
    own, ours = WageWarning(on(62), WORK, letter=False), WageWarning(on(64), WORK)
    (letter,) = found("waarschuwing_loon", wage_warnings=(own, ours))
    assert days(letter) == (64, 71, None)
    assert len(found("besluit_na_waarschuwing", wage_warnings=(own, ours))) == 2


def test_the_end_is_told_on_the_first_day_with_wage() -> None:
    """Of a measure that lasts there is no end to tell."""
    (end,) = found("hervatting_loon", wage_measures=(stopped(70, 79), stopped(90)))
    assert days(end) == (80, 80, None)


@pytest.mark.parametrize(
    ("key", "facts", "told"),
    [
        ("kennisgeving_loonstop", {"wage_measures": (stopped(),)}, "Een stop is geen uitstel."),
        (
            "kennisgeving_loonopschorting",
            {"wage_measures": (stopped(ground=SUSPENSION),)},
            "Opschorten is uitstellen.",
        ),
        (
            "vangnetmelding_loonstop",
            {"safety_net": "zes_weken", "safety_net_known_on": on(100), "wage_measures": (stopped(),)},
            "Het was pas op 15 april 2026 duidelijk dat een vangnet geldt; eerder kon dit niet worden gemeld.",
        ),
        (
            "optreden_bij_niet_meewerken",
            {"refusals": (Spell(on(60), on(64)),)},
            "Vervallen: Werkt weer mee sinds 11 maart 2026.",
        ),
        (
            "besluit_na_waarschuwing",
            {"wage_warnings": (WageWarning(on(62), WORK),), "wage_measures": (stopped(),)},
            "Na de waarschuwing is besloten over het loon.",
        ),
        (
            "kennisgeving_loonstop",
            {"wage_notices": (WageNotice(on(70), WORK),), "wage_measures": (stopped(),)},
            "De kennisgeving noemt dezelfde grond. Wie haar niet onverwijld gaf, kan op de grond geen beroep meer",
        ),
    ],
)
def test_the_explanation_says_what_happened(key: str, facts: dict[str, Any], told: str) -> None:
    """In Dutch, with the days of this case."""
    plan = timeline(CaseFacts(D, **facts))
    assert told in explain_milestone(plan, plan.milestone(key))
