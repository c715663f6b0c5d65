"""An arbeidsdeskundig onderzoek that settles that only the second track is left: the start moves as on an advice.

BW 7:658a(1): "Indien vaststaat dat de eigen arbeid niet meer kan worden verricht en in het bedrijf van de werkgever
geen andere passende arbeid voorhanden is". The evaluation ends on day 363, so without it the start is due on day 405.
"""

from datetime import date, timedelta
from typing import Any

import pytest
import yaml

from spoorboek.outside.yaml_json import parse_yaml
from spoorboek.statute.actions import Record
from spoorboek.statute.editions.edition import Edition, read_recorded_rules, shipped_edition, shipped_rules_text
from spoorboek.statute.editions.migration import plan_migration
from spoorboek.statute.events import Event
from spoorboek.statute.facts import Advice, CaseFacts, ReturnProspect, Spell, StepRef
from spoorboek.statute.plan import Milestone
from spoorboek.statute.second_track_facts import ASSESSMENT_ABSENCES, ASSESSMENT_OUTCOMES, Assessment, Preparation
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
RULE = "onderzoek_wijst_naar_spoor_2"
PLAIN = (56, 391, 405)


def on(number: int) -> date:
    """Return a number of days after D."""
    return D + timedelta(number)


def start(found: Assessment | None, **facts: Any) -> Milestone:
    """Plan the start of the second track with this assessment."""
    return timeline(CaseFacts(D, preparation=Preparation(assessment=found), **facts)).milestone("start_spoor_2")


def days(milestone: Milestone) -> tuple[int | None, ...]:
    """Return opens, target and due as days after D."""
    found = (milestone.opens_on, milestone.target_on, milestone.due_on)
    return tuple((day - D).days if day else None for day in found)


@pytest.mark.parametrize(
    ("settled", "expected"),
    [
        (13, (56, 56, 56)),  # 13 + 42 = 55: never before week 8 is over, day 56
        (14, (56, 56, 56)),
        (15, (56, 56, 57)),
        (100, (100, 114, 142)),  # two weeks to plan, six weeks to start
        (362, (362, 376, 404)),
        (363, PLAIN),  # 363 + 42 = 405: the ordinary day, so nothing moves
        (364, PLAIN),
        (405, PLAIN),
        (500, PLAIN),  # too late to bring anything forward
    ],
)
@pytest.mark.parametrize("found", [{"outcome": "spoor_2"}, {"absence": "staat_al_vast"}])
def test_once_settled_it_starts_in_six_weeks(settled: int, expected: tuple[int, ...], found: dict[str, str]) -> None:
    """The outcome, or that it is settled already without an assessment; never later than the ordinary day."""
    assert days(start(Assessment(on(settled), **found))) == expected


@pytest.mark.parametrize("code", [*ASSESSMENT_OUTCOMES, *ASSESSMENT_ABSENCES])
def test_nothing_else_settles_it(code: str) -> None:
    """Both tracks, neither, the first, no other work, an earlier assessment: the own organisation is not ruled out."""
    found = Assessment(on(100), code) if code in ASSESSMENT_OUTCOMES else Assessment(on(100), absence=code)
    assert (days(start(found)) != PLAIN) == (code in ("spoor_2", "staat_al_vast"))


@pytest.mark.parametrize(
    ("advice", "expected"),
    [
        ((), (100, 114, 142)),
        ((Advice(on(90), 1),), (100, 114, 142)),  # of before
        ((Advice(on(100), 1),), (100, 114, 142)),  # of that very day: the assessment stands
        ((Advice(on(101), 1),), PLAIN),  # the bedrijfsarts sees possibilities here again
        ((Advice(on(101), 1), Advice(on(130), 2)), (130, 144, 172)),
        ((Advice(on(90), 2),), (90, 104, 132)),  # the earlier of both
        ((Advice(on(130), 2),), (100, 114, 142)),
    ],
)
def test_an_advice_before_and_after_it(advice: tuple[Advice, ...], expected: tuple[int, ...]) -> None:
    """A later advice for the first track takes it back; of two that point to the second the first one counts."""
    assert days(start(Assessment(on(100), "spoor_2"), advice=advice)) == expected


@pytest.mark.parametrize(
    ("settled", "due"),
    [
        (299, 392),  # the prospect came later: it waits three months
        (300, 392),
        (301, 343),  # 301 + 42
        (310, 352),
        (391, 405),  # 391 + 42 = 433: the ordinary day
    ],
)
def test_a_prospect_ends_on_the_day_it_is_settled_that_there_is_none(settled: int, due: int) -> None:
    """A prospect of day 300 (1 November 2026) holds until 1 February 2027, day 392; what is settled later ends it."""
    found = start(Assessment(on(settled), "spoor_2"), return_prospect=ReturnProspect(on(300), True))
    assert found.due_on == on(due)


def test_it_goes_before_marginal_possibilities_of_before() -> None:
    """Marginal possibilities keep the own organisation first; once that has no work, they do not."""
    marginal = Spell(on(80))
    assert start(None, marginal=marginal).status == "vervallen"
    assert start(Assessment(on(79), "spoor_2"), marginal=marginal).status == "vervallen"
    assert days(start(Assessment(on(100), "spoor_2"), marginal=marginal)) == (100, 114, 142)


def test_what_is_prepared_moves_with_the_start() -> None:
    """Four weeks before the new last day, day 142: day 114."""
    plan = timeline(CaseFacts(D, preparation=Preparation(assessment=Assessment(on(100), "spoor_2"))))
    assert plan.milestone("functioneel_profiel").target_on == on(114)


def without_the_rule() -> Edition:
    """Return the edition of before the rule."""
    written = parse_yaml(shipped_rules_text())
    del written["milestones"]["start_spoor_2"]["instead"][RULE]
    return Edition(
        read_recorded_rules(yaml.safe_dump({**written, "version": "2026-11-29"}), "x"), shipped_edition().house
    )


def record(settled: int, started: int | None = None) -> Record:
    """Return the record of a case with that assessment, and perhaps the start of its second track."""
    told = [Event(1, "sick_reported", D, {"first_sick_day": D.isoformat()})]
    data: dict[str, Any] = {"on": on(settled).isoformat(), "outcome": "spoor_2", "absence": None}
    told.append(Event(2, "assessment_recorded", on(settled), data))
    if started:
        done = {"step": "start_spoor_2", "occurrence": 1, "on": on(started).isoformat(), "evidence": None}
        told.append(Event(3, "step_done", on(started), done))
    return Record(tuple(told))


def test_a_running_case_moves_by_an_event_with_its_reason() -> None:
    """Applied on day 120: the start moves from day 405 to 142, and the event says why."""
    found = plan_migration(record(100), without_the_rule(), shipped_edition(), on(120))
    (change,) = (change for change in found.data["changes"] if change["step"] == "start_spoor_2")
    assert (change["before"]["due_on"], change["after"]["due_on"]) == (on(405).isoformat(), on(142).isoformat())
    assert "staat vast" in " ".join(change["why"])


def test_a_start_that_was_made_keeps_its_dates() -> None:
    """It was no reading that was never law: a start of day 200 is not late afterwards."""
    found = plan_migration(record(100, started=200), without_the_rule(), shipped_edition(), on(210))
    assert not [change for change in found.data["changes"] if change["step"] == "start_spoor_2"]
    assert StepRef("start_spoor_2") in [step.ref for step in found.kept]


def test_the_table_of_before_does_not_know_it() -> None:
    """Neither the start, nor the end of a prospect, nor marginal possibilities change until the table is applied."""
    book = without_the_rule().rules
    known = Preparation(assessment=Assessment(on(310), "spoor_2"))
    for facts in (
        CaseFacts(D, preparation=known),
        CaseFacts(D, preparation=known, return_prospect=ReturnProspect(on(300), True)),
        CaseFacts(D, preparation=known, marginal=Spell(on(200))),
    ):
        without = CaseFacts(D, return_prospect=facts.return_prospect, marginal=facts.marginal)
        assert days(timeline(facts, book).milestone("start_spoor_2")) == days(
            timeline(without, book).milestone("start_spoor_2")
        )
