"""Possibilities to work: none, marginal ones, those that appear later, and who looks again when."""

from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.events import Event
from spoorboek.statute.explain.explanation import explain_milestone
from spoorboek.statute.facts import Advice, CaseFacts, Recovery, Spell, StepRef
from spoorboek.statute.plan import Milestone
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
ANALYSIS, REVIEW = StepRef("probleemanalyse"), StepRef("eerstejaarsevaluatie")


def on(number: int) -> date:
    """Return a number of days after D."""
    return D + timedelta(number)


def planned(key: str, **facts: Any) -> Milestone:
    """Plan one milestone under these facts."""
    return timeline(CaseFacts(D, **facts)).milestone(key)


def dates(milestone: Milestone) -> tuple[int, ...]:
    """Return opens, target and due as days after D."""
    found = (milestone.opens_on, milestone.target_on, milestone.due_on)
    return tuple((day - D).days for day in found if day)


def able(*reports: tuple[str, int, bool | None]) -> CaseFacts:
    """Fold reports on possibilities: kind, day after D, and whether they are possible."""
    sick = Event(1, "sick_reported", D, {"first_sick_day": D.isoformat()})
    told = [
        Event(n, kind, on(day), {"from": on(day).isoformat()} | ({} if possible is None else {"possible": possible}))  # type: ignore[arg-type]
        for n, (kind, day, possible) in enumerate(reports, 2)
    ]
    return fold_events([sick, *told])


CHANGED, MARGINAL = "possibilities_changed", "possibilities_marginal"


@pytest.mark.parametrize(
    ("since", "expected"),
    [(362, (56, 391, 405)), (363, (56, 391, 405)), (364, (364, 406, 420)), (400, (400, 442, 456))],
)
def test_possibilities_after_an_evaluation_that_is_not_done(since: int, expected: tuple[int, ...]) -> None:
    """Its last lawful day stands in: on that day the plain term holds, the day after it eight weeks."""
    assert dates(planned("start_spoor_2", possibilities_since=on(since))) == expected


def test_recovery_reported_later_does_not_take_the_eight_weeks_away() -> None:
    """Possibilities on D+370 give until D+426; twenty days of recovery before that never bring the date forward.

    The last lawful day of the evaluation moves to D+383 then, past the day possibilities appeared, and the plain term
    would be D+425.
    """
    gap = (Recovery(on(100), on(119)),)
    assert dates(planned("start_spoor_2", possibilities_since=on(370))) == (370, 412, 426)
    assert dates(planned("start_spoor_2", possibilities_since=on(370), recoveries=gap)) == (370, 412, 426)
    more = (Recovery(on(100), on(126)),)
    assert dates(planned("start_spoor_2", possibilities_since=on(370), recoveries=more)) == (370, 418, 432)


@pytest.mark.parametrize(("held", "expected"), [(369, (370, 412, 426)), (370, (56, 398, 412)), (380, (56, 408, 422))])
def test_the_day_the_evaluation_was_held_decides(held: int, expected: tuple[int, ...]) -> None:
    """Done, or agreed by deviation: that day is compared with the day possibilities appeared."""
    assert dates(planned("start_spoor_2", possibilities_since=on(370), done={REVIEW: on(held)})) == expected
    assert dates(planned("start_spoor_2", possibilities_since=on(370), deviations={REVIEW: on(held)})) == expected


@pytest.mark.parametrize(
    ("since", "expected"), [(40, (40, 54, 54)), (41, (41, 55, 55)), (150, (150, 164, 164)), (20, (40, 54, 54))]
)
def test_the_plan_follows_possibilities_that_appear(since: int, expected: tuple[int, ...]) -> None:
    """Two weeks after the analysis of D+40, or after possibilities appear when that is later."""
    assert dates(planned("plan_van_aanpak", done={ANALYSIS: on(40)}, possibilities_since=on(since))) == expected


def test_a_plan_made_before_possibilities_appeared_keeps_its_dates() -> None:
    """What was made by then follows the analysis, as it did when it was made."""
    plan = StepRef("plan_van_aanpak")
    for made, expected in ((60, (40, 54, 54)), (61, (60, 74, 74))):
        found = planned("plan_van_aanpak", done={ANALYSIS: on(40), plan: on(made)}, possibilities_since=on(60))
        assert dates(found) == expected


def test_marginal_possibilities_ask_a_plan_and_no_second_track() -> None:
    """The own organisation first; the plan and its evaluations stay, the bedrijfsarts looks again."""
    facts = CaseFacts(D, marginal=Spell(on(38)), done={ANALYSIS: on(38)})
    plan = timeline(facts)
    track = plan.milestone("start_spoor_2")
    assert track.status == "vervallen"
    assert track.reason == "De mogelijkheden zijn marginaal sinds 12 februari 2026; eerst de eigen organisatie."
    assert plan.milestone("plan_van_aanpak").status == "gepland"
    assert [m for m in plan if m.key == "evaluatie"]
    checks = [m.target_on for m in plan if m.key == "herbeoordeling_mogelijkheden" and m.status == "gepland"]
    assert checks[:2] == [on(38 + 42), on(38 + 84)]
    assert "eerst de eigen organisatie" in explain_milestone(plan, track)


@pytest.mark.parametrize(
    ("until", "expected"),
    [(362, (56, 391, 405)), (363, (364, 406, 420)), (405, (406, 448, 462)), (None, (56, 391, 405))],
)
def test_more_than_marginal_possibilities_give_eight_weeks(until: int | None, expected: tuple[int, ...]) -> None:
    """The first day with more possibilities counts as the day they appear for the second track."""
    found = planned("start_spoor_2", marginal=Spell(on(38), on(until) if until else None))
    assert dates(found) == expected
    assert found.status == ("gepland" if until else "vervallen")


@pytest.mark.parametrize(("advised", "status"), [(37, "vervallen"), (38, "vervallen"), (39, "gepland")])
def test_a_later_advice_for_the_second_track_outweighs_marginal_possibilities(advised: int, status: str) -> None:
    """The bedrijfsarts has the last word: an advice after the judgement, and not taken back."""
    advice = (Advice(on(advised), 2),)
    assert planned("start_spoor_2", marginal=Spell(on(38)), advice=advice).status == status
    back = (*advice, Advice(on(60), 1))
    assert planned("start_spoor_2", marginal=Spell(on(38)), advice=back).status == "vervallen"


def test_a_second_track_that_began_is_not_undone_by_marginal_possibilities() -> None:
    """Done is done."""
    done = {StepRef("start_spoor_2"): on(380)}
    assert planned("start_spoor_2", marginal=Spell(on(390)), done=done).status == "gedaan"


@pytest.mark.parametrize(
    "facts", [{"no_possibilities": True, "no_possibilities_since": on(122)}, {"marginal": Spell(on(122))}]
)
def test_the_bedrijfsarts_looks_again_from_the_judgement_on(facts: dict[str, Any]) -> None:
    """A judgement of D+122: the rounds of D+80 and D+122 were never asked, the next one is."""
    plan = timeline(CaseFacts(D, done={ANALYSIS: on(38)}, **facts))
    found = [m for m in plan if m.key == "herbeoordeling_mogelijkheden"]
    assert [m.status for m in found[:3]] == ["vervallen", "vervallen", "gepland"]
    assert found[0].reason == "Het oordeel over de mogelijkheden is pas van 7 mei 2026."
    assert "Het oordeel is van 7 mei 2026" in explain_milestone(plan, found[1])
    done = {ANALYSIS: on(38), StepRef("herbeoordeling_mogelijkheden", 1): on(80)}
    assert timeline(CaseFacts(D, done=done, **facts)).milestone("herbeoordeling_mogelijkheden").status == "gedaan"


@pytest.mark.parametrize(
    ("reports", "none_since", "since", "marginal"),
    [
        ([], None, None, None),
        ([(CHANGED, 36, False)], 36, None, None),
        ([(CHANGED, 0, False)], None, None, None),
        ([(CHANGED, 36, True)], None, 36, None),
        ([(CHANGED, 36, False), (CHANGED, 150, True)], None, 150, None),
        ([(CHANGED, 36, False), (CHANGED, 150, True), (CHANGED, 200, True)], None, 150, None),
        ([(CHANGED, 36, False), (CHANGED, 150, True), (CHANGED, 200, False)], 200, None, None),
        ([(MARGINAL, 36, None)], None, None, (36, None)),
        ([(MARGINAL, 36, None), (MARGINAL, 80, None)], None, None, (36, None)),
        ([(MARGINAL, 36, None), (CHANGED, 200, True)], None, None, (36, 199)),
        ([(MARGINAL, 36, None), (CHANGED, 36, True)], None, None, None),
        ([(MARGINAL, 36, None), (CHANGED, 200, True), (MARGINAL, 300, None)], None, None, (300, None)),
        ([(MARGINAL, 36, None), (CHANGED, 200, False)], 200, None, None),
        ([(CHANGED, 36, False), (MARGINAL, 150, None)], None, 150, (150, None)),
        ([(CHANGED, 36, False), (MARGINAL, 150, None), (CHANGED, 200, True)], None, 150, (150, 199)),
    ],
)
def test_reports_on_possibilities_become_facts(
    reports: list[Any], none_since: int | None, since: int | None, marginal: tuple[int, int | None] | None
) -> None:
    """None, marginal and more follow each other; whatever the order in which they are entered."""
    for told in (reports, reports[::-1]):
        if len({report[1] for report in reports}) < len(reports) and told is not reports:
            continue
        facts = able(*told)
        assert facts.no_possibilities == bool(reports and reports[-1][0] == CHANGED and not reports[-1][2])
        assert facts.no_possibilities_since == (on(none_since) if none_since else None)
        assert facts.possibilities_since == (on(since) if since else None)
        spell = Spell(on(marginal[0]), on(marginal[1]) if marginal[1] else None) if marginal else None
        assert facts.marginal == spell
