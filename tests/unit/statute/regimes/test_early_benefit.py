"""A benefit with a shortened wait: asked in time, granted, refused; and the simplified assessment of sixty-plus."""

from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.errors import FactsError
from spoorboek.statute.explain.explanation import explain_milestone
from spoorboek.statute.facts import CaseFacts, EarlyBenefit, Recovery, SixtyPlus, StepRef
from spoorboek.statute.plan import Plan
from spoorboek.statute.reports.fact_checks import checked_facts
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
SOON, AGREE = date(2025, 1, 6), "instemming_60_plus"  # its wait ends while the measure of sixty-plus holds
ASKED = StepRef("vervroegde_iva")
OVER = (
    *("plan_van_aanpak", "evaluatie", "melding_42_weken", "arbeidsdeskundig_onderzoek", "eerstejaarsevaluatie"),
    *("start_spoor_2", "uwv_brief_wia", "actueel_oordeel", "eindevaluatie", "re_integratieverslag", "wia_aanvraag"),
    *("riv_upload", "besluit_loonsanctie"),
)


def on(number: int) -> date:
    """Return a number of days after D."""
    return D + timedelta(number)


def planned(decided: int, granted: int | None, asked: int = 200, **facts: Any) -> Plan:
    """Plan a case whose early benefit was asked and decided on."""
    benefit = EarlyBenefit(on(decided), None if granted is None else on(granted))
    known = CaseFacts(D, done={ASKED: on(asked)}, early_benefit=benefit, **facts)
    return timeline(checked_facts(known))


def test_it_can_be_asked_until_day_476_and_safely_until_475() -> None:
    """Ten weeks lie before the last day of week 78, day 545, on day 475; day 476 is the last lawful one."""
    asking = timeline(CaseFacts(D)).milestone("vervroegde_iva")
    assert (asking.opens_on, asking.target_on, asking.due_on) == (on(21), on(475), on(476))


@pytest.mark.parametrize("granted", [271, 300, 546])
def test_granted_nothing_remains_to_be_evaluated_reported_or_applied_for(granted: int) -> None:
    """The wait ends on the day before the benefit; wage and ban keep their own end, and the case lasts until then."""
    plan = planned(260, granted)
    for milestone in plan:
        if milestone.key in OVER:
            assert milestone.status == "vervallen", milestone
    assert plan.milestone("wia_aanvraag").reason == "UWV kende op 22 september 2026 een vervroegde IVA toe."
    assert plan.wait_ends_on == plan.milestone("einde_wachttijd").due_on == on(granted - 1)
    assert plan.milestone("eerste_wia_dag").due_on == on(granted)
    assert plan.milestone("einde_loondoorbetaling_iva").due_on == on(727)
    assert plan.milestone("einde_opzegverbod").due_on == plan.ends_on == date(2028, 1, 5)
    assert plan.closed_on is None


def test_granted_also_ends_what_was_late_by_then_and_leaves_what_was_done() -> None:
    """No report is tested any more; what was done stays done."""
    analysis = StepRef("plan_van_aanpak")
    benefit = EarlyBenefit(on(450), on(480))
    plan = timeline(CaseFacts(D, done={ASKED: on(400), analysis: on(50)}, early_benefit=benefit))
    assert plan.milestone("eerstejaarsevaluatie").status == "vervallen"
    assert plan.milestone("plan_van_aanpak").status == "gedaan"


def test_refused_everything_goes_on_and_it_is_not_asked_again() -> None:
    """The plan is that of a case that only asked; the step stays done, and says why it cannot be done again."""
    plan, asked_only = planned(260, None), timeline(CaseFacts(D, done={ASKED: on(200)}))
    assert [item._replace(trace=None) for item in plan] == [item._replace(trace=None) for item in asked_only]
    assert plan.milestone("vervroegde_iva").status == "gedaan"
    text = explain_milestone(plan, plan.milestone("vervroegde_iva"))
    assert "wees de vervroegde IVA af op 22 september 2026: alle termijnen lopen door, en zij kan niet nog eens" in text


def test_aow_age_ends_the_wage_beside_an_early_benefit() -> None:
    """Within the 104 weeks wage and ban end six weeks from AOW age; the benefit had begun."""
    plan = planned(260, 300, aow_on=on(600))
    assert plan.milestone("einde_loondoorbetaling_aow").due_on == plan.closed_on == on(641)
    assert plan.milestone("eerste_wia_dag").status == "gepland"
    assert plan.milestone("einde_opzegverbod").due_on == on(642)


@pytest.mark.parametrize(
    ("asked", "decided", "granted", "accepted"),
    [
        (21, 60, 90, False),  # twelve weeks and six days
        (21, 60, 91, True),  # thirteen weeks: the wait ends on day 90
        (30, 60, 99, False),
        (30, 60, 100, True),  # ten weeks after the application
        (476, 500, 546, True),
        (475, 500, 547, True),  # as the last lawful day to apply is read
        (475, 500, 548, False),
        (200, 199, None, False),  # decided before it was asked
        (200, 200, None, True),
    ],
)
def test_a_decision_that_cannot_be_is_refused(asked: int, decided: int, granted: int | None, accepted: bool) -> None:
    """Thirteen to 78 weeks, ten weeks after the application, and never before it."""
    if accepted:
        planned(decided, granted, asked)
        return
    with pytest.raises(FactsError, match=r"vervroegde IVA.*(tien weken|aanvraag is van)"):
        planned(decided, granted, asked)


def test_days_that_do_not_count_move_the_window() -> None:
    """A recovery of ten days moves the thirteen weeks by ten days."""
    gap = (Recovery(on(40), on(49)),)
    planned(60, 101, 21, recoveries=gap)
    with pytest.raises(FactsError, match="16 april 2026"):
        planned(60, 100, 21, recoveries=gap)


def test_a_decision_without_an_application_is_refused() -> None:
    """The application is a step that is done; without it there is nothing to decide."""
    with pytest.raises(FactsError, match="de aanvraag is niet vastgelegd"):
        checked_facts(CaseFacts(D, early_benefit=EarlyBenefit(on(60))))


def test_the_explanation_names_the_shortened_wait() -> None:
    """The last day of the wait is that of the decision; the 104 weeks stay visible."""
    plan = planned(260, 300)
    text = explain_milestone(plan, plan.milestone("einde_wachttijd"))
    assert "de uitkering begint op 1 november 2026" in text
    assert "Daardoor: datum 31 oktober 2026 in plaats van 2 januari 2028" in text


def has_step(plan: Plan) -> bool:
    """Tell whether the plan asks for both to agree."""
    return AGREE in {milestone.key for milestone in plan}


@pytest.mark.parametrize(
    ("wait_ends", "asked"),
    [
        (date(2025, 8, 31), False),
        (date(2025, 9, 1), True),
        (date(2027, 8, 31), True),
        (date(2027, 9, 1), False),
    ],
)
def test_it_counts_for_waits_that_end_in_the_period_of_the_measure(wait_ends: date, asked: bool) -> None:
    """From 1 September 2025, for two years; without the fact never."""
    first = wait_ends - timedelta(727)
    assert has_step(timeline(CaseFacts(first, sixty_plus=SixtyPlus()))) is asked
    assert not has_step(timeline(CaseFacts(first)))


def test_both_agree_before_the_application() -> None:
    """Two weeks before the last lawful day of the application, and on that day at the latest; then it is done."""
    step = timeline(CaseFacts(SOON, sixty_plus=SixtyPlus())).milestone(AGREE)
    assert (step.opens_on, step.target_on, step.due_on) == tuple(SOON + timedelta(n) for n in (602, 636, 650))
    agreed = timeline(CaseFacts(SOON, sixty_plus=SixtyPlus(SOON + timedelta(610)))).milestone(AGREE)
    assert agreed.status == "gedaan"


def test_it_lapses_where_no_application_comes() -> None:
    """AOW age within the wait, or an early benefit that was granted."""
    aow = timeline(CaseFacts(SOON, sixty_plus=SixtyPlus(), aow_on=SOON + timedelta(700)))
    benefit = EarlyBenefit(SOON + timedelta(260), SOON + timedelta(300))
    done = {ASKED: SOON + timedelta(200)}
    early = timeline(CaseFacts(SOON, sixty_plus=SixtyPlus(), early_benefit=benefit, done=done))
    assert aow.milestone(AGREE).status == early.milestone(AGREE).status == "vervallen"
