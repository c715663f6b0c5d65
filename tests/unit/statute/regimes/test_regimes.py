"""The second track, possibilities, safety net, deviation and postponement."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.facts import Advice, CaseFacts, Recovery, ReturnProspect, StepRef
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
PLAN, REVIEW = StepRef("plan_van_aanpak"), StepRef("eerstejaarsevaluatie")


def on(number: int) -> date:
    """Return a number of days after D."""
    return D + timedelta(number)


def dates(milestone: Milestone) -> tuple[int | None, ...]:
    """Return opens, target and due as days after D."""
    found = (milestone.opens_on, milestone.target_on, milestone.due_on)
    return tuple((day - D).days if day else None for day in found)


def second_track(**facts: object) -> Milestone:
    """Plan the start of the second track under these facts."""
    return timeline(CaseFacts(D, **facts)).milestone("start_spoor_2")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("advised", "expected"),
    [
        (30, (56, 56, 72)),  # never before week 8 is over
        (100, (100, 114, 142)),  # as soon as it is the advice
        (363, (363, 377, 405)),
        (380, (380, 394, 405)),  # never after six weeks from the evaluation
        (400, (400, 405, 405)),
        (405, (56, 391, 405)),  # too late to bring anything forward
    ],
)
def test_the_second_track_starts_when_it_is_the_advice(advised: int, expected: tuple[int, int, int]) -> None:
    """As soon as no prospect is the advice, whatever the week: the earliest of both readings."""
    assert dates(second_track(advice=(Advice(on(advised), 2),))) == expected


def test_an_advice_for_the_first_track_changes_nothing_and_takes_the_other_back() -> None:
    """The last advice decides; of several for the second track the first of the last row counts."""
    plain = (56, 391, 405)
    assert dates(second_track(advice=(Advice(on(100), 1),))) == plain
    assert dates(second_track(advice=(Advice(on(100), 2), Advice(on(130), 1)))) == plain
    assert dates(second_track(advice=(Advice(on(100), 2), Advice(on(130), 2)))) == (100, 114, 142)


def test_each_advice_after_the_plan_brings_an_adjusted_plan() -> None:
    """Two weeks after each changed advice, one occurrence per advice; an advice before the plan is in the plan."""
    facts = CaseFacts(D, done={PLAN: on(50)}, advice=(Advice(on(200), 1), Advice(on(50), 1), Advice(on(90), 1)))
    found = [m for m in timeline(facts) if m.key == "bijstelling_plan_van_aanpak"]
    assert [(m.occurrence, *dates(m)) for m in found] == [(1, 90, 97, 104), (2, 200, 207, 214)]
    assert not [m for m in timeline(CaseFacts(D, advice=facts.advice)) if m.key == "bijstelling_plan_van_aanpak"]


def test_a_return_in_sight_postpones_the_second_track() -> None:
    """A concrete prospect on 1 December 2026: not before 1 March 2027, and asked again by then."""
    facts = CaseFacts(D, return_prospect=ReturnProspect(date(2026, 12, 1), True))
    track = timeline(facts).milestone("start_spoor_2")
    assert (track.opens_on, track.due_on) == (date(2027, 3, 1), date(2027, 3, 1))
    asked = timeline(facts).milestone("hervraag_perspectief")
    assert (asked.opens_on, asked.due_on) == (date(2027, 2, 15), date(2027, 3, 1))


def test_an_early_prospect_only_moves_the_opening() -> None:
    """Where the three months end before the last day, that day stays."""
    assert dates(second_track(return_prospect=ReturnProspect(date(2026, 6, 1), True))) == (239, 391, 405)


@pytest.mark.parametrize("prospect", [ReturnProspect(on(330), False), None])
def test_no_prospect_leaves_the_last_day_where_it_is(prospect: ReturnProspect | None) -> None:
    """Without a prospect within three months the exception does not hold, and nobody is asked again."""
    plan = timeline(CaseFacts(D, return_prospect=prospect))
    assert dates(plan.milestone("start_spoor_2")) == (56, 391, 405)
    assert "hervraag_perspectief" not in {m.key for m in plan}


def test_a_prospect_recorded_after_the_start_moves_nothing() -> None:
    """Only a prospect recorded before the start is a reason to wait."""
    done = {StepRef("start_spoor_2"): on(380)}
    assert dates(second_track(done=done, return_prospect=ReturnProspect(on(390), True))) == (56, 391, 405)


def test_a_later_advice_takes_the_prospect_away() -> None:
    """An advice for the second track after the prospect: as soon as no prospect is the advice."""
    facts = {"return_prospect": ReturnProspect(on(300), True), "advice": (Advice(on(310), 2),)}
    assert dates(second_track(**facts)) == (310, 324, 352)


def test_possibilities_after_the_evaluation_give_eight_weeks() -> None:
    """Two weeks for the plan and six for the start, counted from the day possibilities appear."""
    assert dates(second_track(done={REVIEW: on(340)}, possibilities_since=on(400))) == (400, 442, 456)
    assert dates(second_track(done={REVIEW: on(340)}, possibilities_since=on(340))) == (56, 368, 382)


def test_possibilities_after_the_analysis_give_a_plan_in_two_weeks() -> None:
    """No plan was made while there were none: two weeks from the day they appear."""
    facts = CaseFacts(D, done={StepRef("probleemanalyse"): on(40)}, possibilities_since=on(150))
    assert dates(timeline(facts).milestone("plan_van_aanpak")) == (150, 164, 164)


def test_without_possibilities_there_is_no_plan_and_no_second_track() -> None:
    """Both lapse, evaluations do not come, and the bedrijfsarts looks again every six weeks."""
    plan = timeline(CaseFacts(D, no_possibilities=True, done={StepRef("probleemanalyse"): on(40)}))
    for key in ("plan_van_aanpak", "start_spoor_2"):
        assert plan.milestone(key).status == "vervallen"
        assert plan.milestone(key).reason == "Er zijn geen benutbare mogelijkheden."
    checks = [m.target_on for m in plan if m.key == "herbeoordeling_mogelijkheden"]
    assert checks == [on(40 + 42 * n) for n in range(1, 17)]
    assert not [m for m in plan if m.key == "evaluatie"]
    assert plan.milestone("melding_42_weken").status == "gepland"


def keys(plan: Plan) -> set[str]:
    """Return the safety-net milestones of a plan."""
    return {m.key for m in plan if m.key.startswith("vangnet")}


@pytest.mark.parametrize(
    ("first", "due"),
    [
        ("2026-01-05", "2026-02-16"),  # a Monday
        ("2026-01-03", "2026-02-16"),  # ends on Saturday
        ("2026-02-20", "2026-04-07"),  # ends on Good Friday: over Easter
        ("2026-03-24", "2026-05-06"),  # ends on 5 May
    ],
)
def test_the_six_week_report_is_extended(first: str, due: str) -> None:
    """A six-week term in an Act: the Algemene termijnenwet moves it over weekends and holidays."""
    plan = timeline(CaseFacts(date.fromisoformat(first), safety_net="zes_weken"))
    assert plan.milestone("vangnetmelding_zes_weken").due_on == date.fromisoformat(due)
    assert keys(plan) == {"vangnetmelding_zes_weken"}


def test_the_fourth_day_is_not_extended() -> None:
    """The fourth day counts the first sick day as the first: D+3."""
    plan = timeline(CaseFacts(D, safety_net="vierde_dag"))
    assert dates(plan.milestone("vangnetmelding_vierde_dag")) == (0, 2, 3)
    assert keys(plan) == {"vangnetmelding_vierde_dag"}


def test_the_six_week_report_comes_before_the_contract_ends() -> None:
    """Employment that ends earlier: its last day."""
    plan = timeline(CaseFacts(D, safety_net="zes_weken", contract_ends_on=on(25)))
    found = plan.milestone("vangnetmelding_zes_weken")
    assert (found.target_on, found.due_on, found.status) == (on(25), on(25), "gepland")


def test_each_recovery_of_the_safety_net_is_reported() -> None:
    """On the second day after the recovery report, also when that recovery ends the case."""
    recoveries = (Recovery(on(20), on(29)), Recovery(on(60)))
    plan = timeline(CaseFacts(D, safety_net="vierde_dag", recoveries=recoveries))
    found = [m for m in plan if m.key == "vangnet_hersteldmelding"]
    assert [(m.due_on, m.status) for m in found] == [(on(22), "gepland"), (on(62), "gepland")]
    assert not [m for m in timeline(CaseFacts(D, recoveries=recoveries)) if m.key == "vangnet_hersteldmelding"]


def test_an_agreed_day_before_the_target_brings_the_work_forward() -> None:
    """Nothing is planned after the day both agreed on; the statutory day stays beside it."""
    for agreed, opens, target in ((30, 14, 30), (10, 10, 10), (41, 14, 41), (45, 14, 41)):
        plan = timeline(CaseFacts(D, deviations={StepRef("probleemanalyse"): on(agreed)}))
        found = plan.milestone("probleemanalyse")
        assert (found.opens_on, found.target_on, found.due_on) == (on(opens), on(target), on(42))


def test_a_reasoned_deviation_keeps_both_dates() -> None:
    """The agreed date stands beside the statutory one, later terms count from it, and it is no breach."""
    plan = timeline(CaseFacts(D, deviations={StepRef("probleemanalyse"): on(70)}))
    found = plan.milestone("probleemanalyse")
    assert (found.status, found.agreed_on, found.due_on) == ("afgeweken", on(70), on(42))
    assert plan.milestone("plan_van_aanpak").due_on == on(84)


def test_what_is_done_after_a_deviation_is_done() -> None:
    """Done is done, with the agreed date beside it."""
    ref = StepRef("probleemanalyse")
    found = timeline(CaseFacts(D, deviations={ref: on(70)}, done={ref: on(69)})).milestone("probleemanalyse")
    assert (found.status, found.agreed_on) == ("gedaan", on(70))


@pytest.mark.parametrize(("wanted", "target"), [(295, 294), (294, 294), (290, 290)])
def test_a_target_is_never_postponed_past_due(wanted: int, target: int) -> None:
    """The house may plan later, up to the last lawful day."""
    found = timeline(CaseFacts(D, postponed={StepRef("melding_42_weken"): on(wanted)})).milestone("melding_42_weken")
    assert dates(found)[1:] == (target, 294)
