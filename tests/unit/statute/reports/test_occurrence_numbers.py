"""A step that answers a report keeps its number, so no letter, done mark or postponement goes to another."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Plan
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.reports.occurrence_numbers import NUMBERED, numbers_by_day
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 3, 2)
EARLY, LATE, LATEST = "2026-05-04", "2026-06-08", "2026-07-06"
Told = tuple[EventKind, dict[str, Any]]
SICK: Told = ("sick_reported", {"first_sick_day": D.isoformat()})
PLAN: Told = ("step_done", {"step": "plan_van_aanpak", "occurrence": 1, "on": "2026-04-20"})
REVIEW = "herbeoordeling_loonmaatregel"
KINDS: dict[str, tuple[EventKind, str, dict[str, Any]]] = {
    "waarschuwing_loon": ("wage_warned", "on", {"reason": "lid_3_c", "letter": True}),
    "besluit_na_waarschuwing": ("wage_warned", "on", {"reason": "lid_3_c"}),
    "kennisgeving_loonstop": ("wage_withheld", "from", {"reason": "lid_3_d"}),
    "kennisgeving_loonopschorting": ("wage_withheld", "from", {"reason": "lid_6"}),
    "optreden_bij_niet_meewerken": ("cooperation_refused", "on", {}),
    "deskundigenoordeel": ("reintegration_stuck", "on", {"reason": "passend_werk"}),
    "uitkomst_deskundigenoordeel": ("opinion_asked", "on", {"by": "werkgever", "reason": "passende_arbeid"}),
    "bijstelling_plan_van_aanpak": ("advised", "on", {"track": 1}),
    "vaststellingsovereenkomst": ("settlement_considered", "on", {}),
    "bedenktijd_vaststellingsovereenkomst": ("settlement_signed", "on", {"names_right": True}),
    "hervraag_perspectief": ("prospect_recorded", "on", {"within_3_months": True}),
}


def planned(*told: Told) -> Plan:
    """Plan a case of which this was recorded after the sick report and the plan, one day after the other."""
    events = [Event(seq, *each) for seq, each in enumerate(((kind, D, data) for kind, data in (SICK, PLAN, *told)), 1)]
    return timeline(fold_events(events))


def days(plan: Plan, key: str) -> dict[int, date]:
    """Return the targets of a step, or its last days, by number."""
    return {each.occurrence: each.target_on or each.due_on or D for each in plan if each.key == key}


def told(key: str, day: str) -> Told:
    """Report what a step answers."""
    kind, field, data = KINDS[key]
    return kind, {field: day, **data}


def withdrawn(seq: int) -> Told:
    """Withdraw the report of a number; the first one after sick report and plan is number 3."""
    return "report_withdrawn", {"report": seq}


# Two measures on the wage follow each other; a stop recorded late has an end.
ENDS: Told = ("wage_resumed", {"on": "2026-05-18"})


@pytest.mark.parametrize("key", KINDS)
def test_what_is_recorded_later_takes_no_number_of_another(key: str) -> None:
    """An older one recorded later gets the next number, and the steps stay in order of their days."""
    before = days(planned(told(key, LATE)), key)
    ended = [ENDS] if KINDS[key][0] == "wage_withheld" else []
    plan = planned(told(key, LATE), told(key, EARLY), *ended)
    after = days(plan, key)
    assert list(after) == [2, 1]
    assert after[1] == before[1]


@pytest.mark.parametrize("key", KINDS)
def test_what_is_withdrawn_keeps_its_number(key: str) -> None:
    """Another one recorded after it is another; recorded anew for the same day it is the same one again."""
    first = days(planned(told(key, EARLY)), key)
    assert days(planned(told(key, EARLY), withdrawn(3)), key) == {}
    assert list(days(planned(told(key, EARLY), withdrawn(3), told(key, LATE)), key)) == [2]
    assert days(planned(told(key, EARLY), withdrawn(3), told(key, EARLY)), key) == first


def test_a_review_belongs_to_its_measure() -> None:
    """The second review of an older measure, known late, does not take the done mark of the first of a newer one."""
    both: list[Told] = [
        ("wage_withheld", {"from": EARLY, "reason": "lid_3_c"}),
        ("wage_resumed", {"on": LATE}),
        ("wage_withheld", {"from": LATEST, "reason": "lid_3_c"}),
        ("step_done", {"step": REVIEW, "occurrence": 2, "on": "2026-07-20"}),
    ]
    late: Told = ("step_done", {"step": REVIEW, "occurrence": 1, "on": "2026-05-08"})
    before, after = planned(*both), planned(*both, late)
    assert before.milestone(REVIEW, 2) == after.milestone(REVIEW, 2)
    assert after.milestone(REVIEW, 2).target_on == date(2026, 7, 20)
    assert after.milestone(REVIEW, 4).target_on == date(2026, 5, 8) + timedelta(28)


def test_an_opinion_belongs_to_its_question() -> None:
    """Two questions of one day keep their numbers, whichever is answered first."""
    asked: list[Told] = [
        ("opinion_asked", {"on": EARLY, "by": "werkgever", "reason": "passende_arbeid"}),
        ("opinion_asked", {"on": EARLY, "by": "werkgever", "reason": "nakoming_werknemer"}),
    ]
    answer: Told = ("opinion_received", {"on": LATE, "by": "werkgever", "reason": "werk_passend"})
    reasons = {each.occurrence: each.status for each in planned(*asked, answer) if each.key.startswith("uitkomst")}
    assert reasons == {1: "gedaan", 2: "gepland"}


def test_numbers_of_before_are_kept() -> None:
    """What counted by day at the upgrade goes on under those numbers; what comes after gets the next one."""
    was: list[Told] = [told("waarschuwing_loon", LATE), told("waarschuwing_loon", EARLY)]
    events = [Event(seq, kind, D, data) for seq, (kind, data) in enumerate((SICK, PLAN, *was), 1)]
    facts = fold_events(events)
    by_day = numbers_by_day(facts)
    kept: Told = (NUMBERED, {"numbers": {series: dict(by_day[series]) for series in facts.numbers}})
    assert list(days(planned(*was, kept), "waarschuwing_loon")) == [1, 2]
    assert list(days(planned(*was, kept, withdrawn(4), told("waarschuwing_loon", LATEST)), "waarschuwing_loon")) == [
        2,
        3,
    ]


WEEKDAYS = st.integers(0, 200).map(lambda number: (D + timedelta(60 + number)).isoformat())
CHANGES = st.lists(st.tuples(st.sampled_from(sorted(KINDS)), WEEKDAYS, st.booleans()), max_size=12)


@given(CHANGES, st.randoms())
def test_no_change_moves_a_number_to_another_report(changes: list[tuple[str, str, bool]], random: Random) -> None:
    """Record, withdraw and record again in any order: a step and number that stood for a day stand for no other."""
    record: list[Told] = []
    stood: dict[StepRef, str] = {}
    for key, day, takes_back in changes:
        live = [seq for seq, (kind, _) in enumerate(record, 3) if kind != "report_withdrawn"]
        live = [seq for seq in live if withdrawn(seq) not in record]
        change = withdrawn(random.choice(live)) if takes_back and live else told(key, day)
        try:
            facts = fold_events(
                Event(seq, kind, D, data) for seq, (kind, data) in enumerate((SICK, PLAN, *record, change), 1)
            )
        except FactsError:
            continue
        record.append(change)
        for series, names in {**numbers_by_day(facts), **facts.numbers}.items():
            for name, number in names.items():
                assert stood.setdefault(StepRef(series, number), name) == name
