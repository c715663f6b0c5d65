"""Reports of a dispute become facts; those that contradict each other, and facts that do, are refused in Dutch."""

from datetime import date
from typing import Any

import pytest

from spoorboek.statute.disputes import ExpertOpinion, WageMeasure, WageNotice, WageWarning
from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event
from spoorboek.statute.facts import CaseFacts, Spell
from spoorboek.statute.reports.facts_json import facts_from_json
from spoorboek.statute.reports.fold import fold_events

D = date(2026, 1, 5)
Told = tuple[str, dict[str, Any]]


def folded(*told: Told) -> CaseFacts:
    """Fold a sick report and what is told after it."""
    all_told = (("sick_reported", {"first_sick_day": "2026-01-05"}), *told)
    return fold_events(Event(seq, kind, D, data) for seq, (kind, data) in enumerate(all_told, 1))  # type: ignore[arg-type]


def withheld(from_: str, ground: str = "lid_3_c") -> Told:
    """Tell that wage is withheld."""
    return "wage_withheld", {"from": from_, "reason": ground}


def resumed(on: str) -> Told:
    """Tell that wage is paid again."""
    return "wage_resumed", {"on": on}


def asked(on: str, by: str, question: str) -> Told:
    """Tell that an opinion was asked."""
    return "opinion_asked", {"on": on, "by": by, "reason": question}


def received(on: str, by: str, outcome: str) -> Told:
    """Tell that an opinion came."""
    return "opinion_received", {"on": on, "by": by, "reason": outcome}


def test_a_measure_lasts_until_the_day_before_the_wage_is_paid_again() -> None:
    """In any order of reporting; the ground of a later report about the same first day holds."""
    facts = folded(
        resumed("2026-03-10"),
        withheld("2026-04-01", "lid_6"),
        withheld("2026-03-02"),
        withheld("2026-03-02", "lid_3_e"),
    )
    assert facts.wage_measures == (
        WageMeasure(date(2026, 3, 2), "lid_3_e", date(2026, 3, 9)),
        WageMeasure(date(2026, 4, 1), "lid_6"),
    )
    assert [measure.suspends for measure in facts.wage_measures] == [False, True]


def test_one_measure_may_follow_another_on_the_same_day() -> None:
    """A suspension that becomes a stop: the end of one is the first day of the next."""
    facts = folded(withheld("2026-03-02", "lid_6"), resumed("2026-03-10"), withheld("2026-03-10"))
    assert [measure.until for measure in facts.wage_measures] == [date(2026, 3, 9), None]


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ((resumed("2026-03-02"),), "weer betaald vanaf 2 maart 2026, maar was vlak daarvoor niet gestopt"),
        ((withheld("2026-03-02"), resumed("2026-03-02")), "weer betaald vanaf 2 maart 2026"),
        ((withheld("2026-03-02"), resumed("2026-03-01")), "weer betaald vanaf 1 maart 2026"),
        ((withheld("2026-03-02"), resumed("2026-03-05"), resumed("2026-03-06")), "vanaf 6 maart 2026"),
        ((withheld("2026-03-02"), withheld("2026-03-09")), "heeft geen einde, maar op 9 maart 2026 begint er weer een"),
        ((withheld("2026-03-02"), withheld("2026-03-09"), resumed("2026-03-20")), "overlappen"),
        ((withheld("2026-01-04"),), "ligt vóór de eerste ziektedag"),
        ((withheld("2026-03-02", "zin"),), "verwacht een van: lid_3_a, lid_3_b"),
        ((("cooperation_resumed", {"on": "2026-03-02"}),), "maar is niet eerder gemeld als niet meewerkend"),
        ((received("2026-03-02", "werkgever", "werk_passend"),), "die niet eerder is vastgelegd of al is beantwoord"),
        ((asked("2026-03-02", "zij", "passende_arbeid"),), "verwacht een van: werkgever, werknemer"),
        ((asked("2026-03-02", "werkgever", "zin"),), "verwacht een van: ongeschiktheid"),
    ],
)
def test_what_contradicts_itself_is_refused(told: tuple[Told, ...], message: str) -> None:
    """An end before a beginning, on it, or twice; two at once; an answer nobody asked for; an unknown code."""
    with pytest.raises(FactsError, match=message):
        folded(*told)


def test_warnings_and_notices_keep_their_ground() -> None:
    """Of two warnings of one day the later report holds; a letter is written unless it says otherwise."""
    facts = folded(
        ("wage_warned", {"on": "2026-03-02", "reason": "lid_3_c"}),
        ("wage_warned", {"on": "2026-03-09", "reason": "lid_3_c", "letter": True}),
        ("wage_warned", {"on": "2026-03-09", "reason": "lid_6", "letter": False}),
        ("wage_notified", {"on": "2026-03-10", "reason": "lid_6"}),
        ("cooperation_refused", {"on": "2026-03-01"}),
        ("cooperation_resumed", {"on": "2026-03-12"}),
    )
    assert facts.wage_warnings == (
        WageWarning(date(2026, 3, 2), "lid_3_c"),
        WageWarning(date(2026, 3, 9), "lid_6", letter=False),
    )
    assert facts.wage_notices == (WageNotice(date(2026, 3, 10), "lid_6"),)
    assert facts.refusals == (Spell(date(2026, 3, 1), date(2026, 3, 11)),)


def test_an_outcome_belongs_to_the_oldest_question_it_can_answer() -> None:
    """Of the same party, asked on or before that day; what fits any question takes the oldest that is open."""
    facts = folded(
        asked("2026-03-02", "werknemer", "passende_arbeid"),
        asked("2026-03-02", "werkgever", "passende_arbeid"),
        asked("2026-03-03", "werkgever", "nakoming_werknemer"),
        asked("2026-03-04", "werkgever", "passende_arbeid"),
        received("2026-03-20", "werkgever", "werk_passend"),
        received("2026-03-21", "werkgever", "werk_niet_passend"),
        received("2026-03-22", "werkgever", "geen_oordeel"),
    )
    answers = {(each.by, each.question, each.asked_on.day): each.outcome for each in facts.opinions}
    assert answers == {
        ("werknemer", "passende_arbeid", 2): None,
        ("werkgever", "passende_arbeid", 2): "werk_passend",
        ("werkgever", "nakoming_werknemer", 3): "geen_oordeel",
        ("werkgever", "passende_arbeid", 4): "werk_niet_passend",
    }


def test_an_answer_may_come_on_the_day_of_the_question_but_not_before() -> None:
    """The day itself is possible."""
    question, answer = asked("2026-03-02", "werknemer", "ongeschiktheid"), "eigen_werk_kan_niet"
    (found,) = folded(question, received("2026-03-02", "werknemer", answer)).opinions
    assert found == ExpertOpinion(date(2026, 3, 2), "werknemer", "ongeschiktheid", date(2026, 3, 2), answer)
    with pytest.raises(FactsError, match="niet eerder is vastgelegd"):
        folded(question, received("2026-03-01", "werknemer", answer))


WHOLE: dict[str, Any] = {
    "first_sick_day": "2026-01-05",
    "refusals": [{"from": "2026-03-01", "until": "2026-03-11"}],
    "wage_warnings": [
        {"on": "2026-03-02", "ground": "lid_3_c"},
        {"on": "2026-03-09", "ground": "lid_6", "letter": False},
    ],
    "wage_notices": [{"on": "2026-03-10", "ground": "lid_6"}],
    "wage_measures": [{"from": "2026-03-10", "ground": "lid_6", "until": "2026-03-12"}],
    "opinions": [
        {"asked_on": "2026-03-02", "by": "werknemer", "question": "passende_arbeid"},
        {"asked_on": "2026-03-02", "by": "werkgever", "question": "ongeschiktheid", "received_on": "2026-03-20",
         "outcome": "eigen_werk_kan"},
    ],
}  # fmt: skip


def test_a_file_of_facts_says_the_same() -> None:
    """Every key is optional, and reads into the facts its reports would give."""
    facts = facts_from_json(WHOLE)
    assert facts.refusals == (Spell(date(2026, 3, 1), date(2026, 3, 11)),)
    assert facts.wage_warnings == (
        WageWarning(date(2026, 3, 2), "lid_3_c"),
        WageWarning(date(2026, 3, 9), "lid_6", letter=False),
    )
    assert facts.wage_notices == (WageNotice(date(2026, 3, 10), "lid_6"),)
    assert facts.wage_measures == (WageMeasure(date(2026, 3, 10), "lid_6", date(2026, 3, 12)),)
    assert facts.opinions == (
        ExpertOpinion(date(2026, 3, 2), "werknemer", "passende_arbeid"),
        ExpertOpinion(date(2026, 3, 2), "werkgever", "ongeschiktheid", date(2026, 3, 20), "eigen_werk_kan"),
    )


OPINION = {"asked_on": "2026-03-02", "by": "werkgever", "question": "passende_arbeid"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"wage_measures": [{"from": "2026-03-10", "ground": "lid_6", "until": "2026-03-09"}]}, "vóór het begin op 10"),
        ({"wage_measures": [{"from": "2026-03-10"}]}, r"wage_measures\[0\]: 'ground' ontbreekt"),
        ({"wage_measures": [{"from": "2026-03-10", "ground": "x"}]}, r"wage_measures\[0\].ground: verwacht een van"),
        ({"wage_measures": [{"from": "x", "ground": "lid_6"}]}, r"wage_measures\[0\].from: verwacht een datum"),
        ({"wage_measures": [{"from": "2026-03-10", "ground": "lid_6", "until": "x"}]}, r"\[0\].until: verwacht een"),
        ({"wage_warnings": [{"on": "x", "ground": "lid_6"}]}, r"wage_warnings\[0\].on: verwacht een datum"),
        ({"wage_warnings": [{"on": "2026-03-02", "ground": "lid_6", "letter": 1}]}, r"\[0\].letter: verwacht true"),
        (
            {"wage_warnings": [{"on": "2026-01-04", "ground": "lid_6"}]},
            "De waarschuwing over het loon .4 januari 2026.",
        ),
        ({"wage_notices": [{"on": "x", "ground": "lid_6"}]}, r"wage_notices\[0\].on: verwacht een datum"),
        ({"wage_notices": [{"on": "2026-01-04", "ground": "lid_6"}]}, "De kennisgeving over het loon"),
        ({"refusals": [{"from": "2026-03-10", "until": "2026-03-09"}]}, "De periode zonder medewerking eindigt"),
        ({"refusals": [{"from": "2026-01-04"}]}, "Het niet meewerken .4 januari 2026. ligt vóór"),
        (
            {"opinions": [{**OPINION, "received_on": "2026-03-01", "outcome": "werk_passend"}]},
            "kwam al op 1 maart 2026",
        ),
        ({"opinions": [{**OPINION, "received_on": "2026-03-03"}]}, "maar niet allebei"),
        ({"opinions": [{**OPINION, "outcome": "werk_passend"}]}, "maar niet allebei"),
        ({"opinions": [{**OPINION, "received_on": "2026-03-03", "outcome": "eigen_werk_kan"}]}, "bij een andere vraag"),
        ({"opinions": [{**OPINION, "received_on": "2026-03-03", "outcome": "x"}]}, r"\[0\].outcome: verwacht een van"),
        ({"opinions": [{**OPINION, "received_on": "x"}]}, r"opinions\[0\].received_on: verwacht een datum"),
        ({"opinions": [{**OPINION, "asked_on": "x"}]}, r"opinions\[0\].asked_on: verwacht een datum"),
        ({"opinions": [{**OPINION, "by": "x"}]}, r"opinions\[0\].by: verwacht een van: werkgever, werknemer"),
        ({"opinions": [{**OPINION, "question": "x"}]}, r"opinions\[0\].question: verwacht een van"),
        ({"opinions": [{**OPINION, "asked_on": "2026-01-04"}]}, "De vraag om een deskundigenoordeel .4 januari 2026."),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(change: dict[str, Any], message: str) -> None:
    """With the place, or with the days and what to correct."""
    with pytest.raises(FactsError, match=message):
        facts_from_json({**WHOLE, "wage_measures": [], "wage_notices": [], **change})


def test_an_outcome_on_the_day_of_the_question_and_one_of_any_question_are_possible() -> None:
    """Nothing is refused that can be true."""
    for outcome in ("werk_passend", "geen_oordeel", "ingetrokken"):
        told = {**OPINION, "received_on": "2026-03-02", "outcome": outcome}
        assert facts_from_json({"first_sick_day": "2026-01-05", "opinions": [told]}).opinions[0].outcome == outcome
