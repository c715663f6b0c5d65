"""What holds a referral back: each part on the day before, the day, the day after, and what never counts."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from support.hand_made_plans import READY, D, day

from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import Advice, CaseFacts, Recovery, ReturnProspect, StepRef
from spoorboek.statute.plan import Milestone
from spoorboek.statute.reports.fact_checks import checked_facts
from spoorboek.statute.reports.facts_json import facts_from_json
from spoorboek.statute.second_track.preparation import (
    ASSESSMENT,
    INFORMED,
    NEEDED,
    PROFILE,
    SEARCH,
    STUDY,
    complete_from,
    missing,
)
from spoorboek.statute.second_track_facts import (
    ASSESSMENT_ABSENCES,
    Assessment,
    Feasibility,
    FunctionalProfile,
    Preparation,
    SearchData,
)
from spoorboek.statute.timeline.timeline import timeline

STEPS = (STUDY, PROFILE, INFORMED, SEARCH)


def held(on: int = 100, *, letter: int | None = None, **parts: Any) -> list[str]:
    """List what holds a referral back on a day, where everything else is there."""
    facts = CaseFacts(D, preparation=READY._replace(**parts))
    return [each.step for each in missing(facts, day(on), letter_on=None if letter is None else day(letter))]


def planned(key: str, **facts: Any) -> Milestone:
    """Plan one milestone under these facts."""
    return timeline(CaseFacts(D, **facts)).milestone(key)


def test_with_nothing_known_all_of_it_is_missing_each_with_who_and_by_when() -> None:
    """Five things, in the order in which people deal with them."""
    found = missing(CaseFacts(D), day(100), targets={PROFILE: day(120)})
    assert [each.step for each in found] == list(NEEDED) == [ASSESSMENT, STUDY, PROFILE, INFORMED, SEARCH]
    assert {each.step: each.role for each in found}[PROFILE] == "bedrijfsarts"
    assert [each.by for each in found if each.by] == [day(120)]
    assert missing(CaseFacts(D, preparation=READY), day(1)) == ()


@pytest.mark.parametrize(("told", "held_back"), [(99, []), (100, [INFORMED]), (101, [INFORMED]), (None, [INFORMED])])
def test_the_employee_knows_on_an_earlier_day(told: int | None, held_back: list[str]) -> None:
    """Told on the day itself is too late, by a person or by the letter alike."""
    assert held(informed_on=None if told is None else day(told)) == held_back
    assert held(informed_on=None, letter=told) == held_back


def test_the_earliest_telling_counts() -> None:
    """A second one on the day of the referral takes nothing away."""
    assert held(informed_on=day(100), letter=99) == []
    assert held(informed_on=day(99), letter=100) == []


@pytest.mark.parametrize("outcome", ["spoor_2", "beide"])
def test_an_outcome_for_the_second_track_is_enough(outcome: str) -> None:
    """From the day it is of; not before."""
    assert held(assessment=Assessment(day(100), outcome)) == []
    assert held(assessment=Assessment(day(101), outcome)) == [ASSESSMENT]


@pytest.mark.parametrize("outcome", ["spoor_1", "geen"])
def test_an_outcome_for_another_track_holds_back_until_a_later_advice(outcome: str) -> None:
    """An advice for track 2 of the same day or before does not take it away; one of the day after does."""
    for advised, track, held_back in ((89, 2, True), (90, 2, True), (91, 2, False), (91, 1, True)):
        preparation = READY._replace(assessment=Assessment(day(90), outcome))
        facts = CaseFacts(D, preparation=preparation, advice=(Advice(day(advised), track),))  # type: ignore[arg-type]
        assert bool(missing(facts, day(100))) is held_back, (advised, track)


@pytest.mark.parametrize("absence", ASSESSMENT_ABSENCES)
def test_a_reason_why_there_is_no_outcome_is_enough(absence: str) -> None:
    """Each reason of the list."""
    assert held(assessment=Assessment(day(90), None, absence)) == []


@pytest.mark.parametrize(
    ("study", "held_back"),
    [
        (None, True),
        (Feasibility("werkgever", day(50)), True),
        (Feasibility("arbeidsdeskundige", day(50)), True),
        (Feasibility("bureau", day(50)), False),
        (Feasibility("bureau", day(101)), True),
        (Feasibility("werkgever", None, day(60), "haalbaar"), False),
        (Feasibility("werkgever", None, day(60), "haalbaar_met_voorwaarden"), False),
        (Feasibility("werkgever", None, day(60), "niet_nodig"), False),
        (Feasibility("bureau", day(50), day(60), "niet_haalbaar"), True),
    ],
    ids=str,
)
def test_the_study_is_done_or_ordered_from_the_bureau(study: Feasibility | None, held_back: bool) -> None:
    """Asked of anybody else it is awaited; an outcome that says no holds back as well."""
    assert (held(feasibility=study) == [STUDY]) is held_back


def test_profile_and_search_data_must_be_there() -> None:
    """A blank functional part goes to nobody."""
    assert held(profile=None) == [PROFILE]
    assert held(search_data=None) == [SEARCH]


@pytest.mark.parametrize(("on", "refused"), [(55, True), (56, False), (57, False)])
def test_a_first_doubt_comes_when_week_8_is_over(on: int, refused: bool) -> None:
    """The day before is refused with the first day that may; on it and after it is a fact."""
    facts = CaseFacts(D, preparation=Preparation(considered_on=day(on)))
    if refused:
        with pytest.raises(FactsError, match=r"week 8 nog niet voorbij.*27 april 2026"):
            checked_facts(facts)
    else:
        assert checked_facts(facts) is facts


def test_what_contradicts_itself_is_refused() -> None:
    """An outcome before its question, half an outcome, days before the sickness, unknown codes."""
    wrong: list[dict[str, Any]] = [
        {"feasibility": {"by": "bureau", "asked_on": "2026-06-02", "done_on": "2026-06-01", "outcome": "haalbaar"}},
        {"feasibility": {"by": "bureau", "done_on": "2026-06-01"}},
        {"feasibility": {"by": "uwv"}},
        {"assessment": {"on": "2026-06-01"}},
        {"assessment": {"on": "2026-06-01", "outcome": "beide", "absence": "gevraagd"}},
        {"assessment": {"on": "2026-06-01", "outcome": "spoor_3"}},
        {"profile": {"on": "2026-03-01", "source": "izp"}},
        {"profile": {"on": "2026-06-01", "source": "diagnose"}},
        {"informed_on": "2026-02-01"},
        {"onbekend": True},
    ]
    for each in wrong:
        with pytest.raises(FactsError):
            facts_from_json({"first_sick_day": "2026-03-02", "preparation": each})


@pytest.mark.parametrize("key", STEPS)
def test_the_preparation_is_planned_back_from_the_last_day_of_the_start(key: str) -> None:
    """Four weeks before it, opened five weeks earlier; the employee is told with the evaluation at the latest."""
    evaluated = {"done": {StepRef("eerstejaarsevaluatie"): day(330)}}
    found = planned(key, **evaluated)
    assert found.target_on == day(330 + 42 - 28)
    assert found.opens_on == day(330 + 42 - 63)
    late = planned(key, done={StepRef("eerstejaarsevaluatie"): day(360)})
    assert late.opens_on == day(315 if key == INFORMED else 360 + 42 - 63)


@pytest.mark.parametrize("key", [*STEPS, ASSESSMENT])
def test_a_first_doubt_opens_the_preparation_on_its_day(key: str) -> None:
    """Four weeks for all of it; a doubt of later than the plan moves nothing."""
    found = planned(key, preparation=Preparation(considered_on=day(80)))
    assert (found.opens_on, found.target_on) == (day(80), day(108))
    plain = planned(key)
    late = planned(key, preparation=Preparation(considered_on=day(390)))
    assert (late.opens_on, late.target_on) == (plain.opens_on, plain.target_on)


def test_recovery_before_the_doubt_moves_the_end_of_week_8() -> None:
    """Ten recovered days: nothing opens before ten days later."""
    gap = Recovery(day(20), day(29))
    found = planned(PROFILE, recoveries=(gap,), preparation=Preparation(considered_on=day(60)))
    assert found.opens_on == day(66)


def test_a_first_doubt_never_moves_the_last_day_of_the_start() -> None:
    """It brings the planned day forward, six weeks after the doubt."""
    found, plain = planned("start_spoor_2", preparation=Preparation(considered_on=day(80))), planned("start_spoor_2")
    assert (found.target_on, found.due_on) == (day(80 + 42), plain.due_on)


@pytest.mark.parametrize(("recorded", "stands"), [(99, True), (100, False), (101, False)])
def test_a_prospect_of_that_day_or_later_takes_the_doubt_away(recorded: int, stands: bool) -> None:
    """And a prospect that is lost gives it back."""
    doubt = Preparation(considered_on=day(100))
    found = planned(PROFILE, preparation=doubt, return_prospect=ReturnProspect(day(recorded), True))
    assert (found.opens_on == day(100)) is stands
    lost = ReturnProspect(day(recorded), True, day(recorded + 20))
    assert planned(PROFILE, preparation=doubt, return_prospect=lost).opens_on == day(100)


def test_an_excuse_of_three_months_is_prepared_for_in_its_last_two_weeks() -> None:
    """On the day it ends all must be there; the day after it is late."""
    prospect = ReturnProspect(date(2027, 2, 15), True)
    for key in STEPS:
        found = planned(key, return_prospect=prospect)
        assert (found.opens_on, found.target_on) == (date(2027, 5, 15) - timedelta(14), date(2027, 5, 15))


@pytest.mark.parametrize("key", STEPS)
def test_without_a_second_track_nothing_is_asked(key: str) -> None:
    """No possibilities, marginal ones, AOW, the agreement to leave it out: no step; begun already: it lapses."""
    for facts in (
        {"no_possibilities": True},
        {"aow_on": day(200)},
        {"aow_on": day(800), "second_track_waived_on": day(300)},
    ):
        steps = [each for each in timeline(CaseFacts(D, **facts)) if each.key == key]  # type: ignore[arg-type]
        assert all(each.status == "vervallen" for each in steps), facts
    begun = planned(key, done={StepRef("start_spoor_2"): day(300)})
    assert begun.status == "vervallen"
    assert begun.reason == "Het tweede spoor is begonnen op 27 december 2026."


def test_an_assessment_is_done_by_its_outcome_and_lapses_by_a_standing_reason() -> None:
    """One that was only asked for is still awaited."""
    outcome = planned(ASSESSMENT, preparation=Preparation(assessment=Assessment(day(300), "beide")))
    assert outcome.status == "gedaan"
    for absence in ASSESSMENT_ABSENCES:
        found = planned(ASSESSMENT, preparation=Preparation(assessment=Assessment(day(300), None, absence)))
        assert found.status == ("gepland" if absence == "gevraagd" else "vervallen")


def test_each_step_is_done_by_its_own_report_alone() -> None:
    """A study that the bureau does is done with the order."""
    ready = replace(CaseFacts(D), preparation=READY)
    assert {each.status for each in timeline(ready) if each.key in STEPS} == {"gedaan"}
    for key, part in ((PROFILE, FunctionalProfile(day(90), "fml")), (SEARCH, SearchData(day(90)))):
        name = "profile" if key == PROFILE else "search_data"
        done = [
            each.key
            for each in timeline(CaseFacts(D, preparation=Preparation(**{name: part})))
            if each.status == "gedaan"
        ]
        assert done == [key]
    ordered = Preparation(feasibility=Feasibility("bureau", day(90)))
    assert planned(STUDY, preparation=ordered).status == "gedaan"
    asked = Preparation(feasibility=Feasibility("arbeidsdeskundige", day(90)))
    assert planned(STUDY, preparation=asked).status == "gepland"


STUDY_ASKED = "de uitkomst van het haalbaarheidsonderzoek, of de opdracht ervoor aan het bureau"
NOT_FEASIBLE = "een nieuwe uitkomst: het haalbaarheidsonderzoek zegt dat het tweede spoor nu niet haalbaar is"
SENTENCES: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    (
        {"assessment": None},
        [("casemanager", "de uitkomst van het arbeidsdeskundig onderzoek, of waarom die er niet is")],
    ),
    (
        {"assessment": Assessment(day(90), "spoor_1")},
        [
            (
                "casemanager",
                "een advies spoor 2 van na het arbeidsdeskundig onderzoek van 31 mei 2026, dat niet naar het tweede "
                "spoor wijst",
            )
        ],
    ),
    ({"feasibility": None}, [("casemanager", STUDY_ASKED)]),
    ({"feasibility": Feasibility("bureau", day(50), day(60), "niet_haalbaar")}, [("casemanager", NOT_FEASIBLE)]),
    (
        {"feasibility": Feasibility("arbeidsdeskundige", day(50))},
        [("casemanager", "de uitkomst van het haalbaarheidsonderzoek door de arbeidsdeskundige")],
    ),
    ({"profile": None}, [("bedrijfsarts", "het functionele profiel van de bedrijfsarts")]),
    ({"informed_on": None}, [("casemanager", "dat de werknemer over het tweede spoor hoort")]),
    ({"informed_on": day(101)}, [("casemanager", "dat de werknemer over het tweede spoor hoort")]),
    ({"informed_on": day(100)}, [("casemanager", "een dag tussen het inlichten van de werknemer en de verwijzing")]),
    (
        {"search_data": None},
        [("casemanager", "de zoekgegevens: regio, uren, niveau, bereikbaarheid en vervoer")],
    ),
]


@pytest.mark.parametrize(("parts", "said"), SENTENCES)
def test_what_is_missing_is_said_in_whole_words_with_who_supplies_it(
    parts: dict[str, Any], said: list[tuple[str, str]]
) -> None:
    """Each thing by itself."""
    found = missing(CaseFacts(D, preparation=READY._replace(**parts)), day(100))
    assert [(each.role, each.why) for each in found] == said


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_was_reported_done_is_enough_from_its_day(step: str) -> None:
    """Where nothing else is known of it; done tomorrow is not done."""
    parts = dict(zip(STEPS, ("feasibility", "profile", "informed_on", "search_data"), strict=True))
    early = 1 if step == INFORMED else 0
    for done, held_back in ((100 - early, []), (101 - early, [step])):
        facts = CaseFacts(D, preparation=READY._replace(**{parts[step]: None}), done={StepRef(step): day(done)})
        assert [each.step for each in missing(facts, day(100))] == held_back


@pytest.mark.parametrize(
    ("told", "letter", "complete"),
    [(99, None, 100), (100, None, 101), (101, None, None), (None, 100, 101), (None, None, None)],
)
def test_who_was_told_today_may_be_referred_tomorrow(
    told: int | None, letter: int | None, complete: int | None
) -> None:
    """No day where it takes longer."""
    facts = CaseFacts(D, preparation=READY._replace(informed_on=None if told is None else day(told)))
    found = complete_from(facts, day(100), None if letter is None else day(letter))
    assert found == (None if complete is None else day(complete))
