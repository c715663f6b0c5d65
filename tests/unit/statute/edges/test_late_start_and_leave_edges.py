"""A late problem analysis, and the words about recovery after leave, at their edges.

Regeling 4(1): "binnen twee weken na het oordeel". The house plans for day 55, and never before the analysis was there.
"""

import pytest
from support.edge_days import gap, number_of, on, plan_of

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.facts import Leave, Recovery, StepRef

ANALYSIS = StepRef("probleemanalyse")


@pytest.mark.parametrize(
    ("analysed", "target"),
    [
        (40, 54),  # 40 + 14
        (41, 55),
        (42, 55),  # earliest(42 + 14, 55)
        (54, 55),
        (55, 55),
        (56, 56),  # the plan cannot be there before the analysis
        (57, 57),
        (365, 365),
        (726, 726),
        (727, 727),  # W
        (728, 728),
        (1095, 1095),  # three years
    ],
)
def test_the_target_of_the_plan_is_never_before_its_opening(analysed: int, target: int) -> None:
    """The last day is two weeks after the analysis, whenever that came."""
    plan = plan_of(done={ANALYSIS: on(analysed)}).milestone("plan_van_aanpak")
    dates = (plan.opens_on, plan.target_on, plan.due_on)
    assert tuple(map(number_of, dates)) == (analysed, target, analysed + 14)


@pytest.mark.parametrize("analysed", [42, 363, 700, 727, 1095])
def test_no_target_of_any_step_is_before_its_opening(analysed: int) -> None:
    """Neither of the plan nor of what is counted from it, nor after the last lawful day."""
    for each in plan_of(done={ANALYSIS: on(analysed)}):
        assert not (each.opens_on and each.target_on) or each.opens_on <= each.target_on
        assert not (each.target_on and each.due_on) or each.target_on <= each.due_on or each.status == "gedaan"


@pytest.mark.parametrize("analysed", [100, 365])
def test_a_recovery_between_a_late_analysis_and_the_plan(analysed: int) -> None:
    """Recovered from the day after the analysis for ten days: two weeks of sickness are 24 days of the calendar."""
    plan = plan_of(done={ANALYSIS: on(analysed)}, recoveries=(gap(analysed + 1, 10),)).milestone("plan_van_aanpak")
    assert (number_of(plan.target_on), number_of(plan.due_on)) == (analysed, analysed + 24)


@pytest.mark.parametrize("last_leave_day", [41, 42, 43])
@pytest.mark.parametrize("recovered", [30, 41, 42, 43, 44])
def test_a_recovery_that_follows_a_leave_is_named_by_its_own_first_day(last_leave_day: int, recovered: int) -> None:
    """Leave from day 20; recovered within it or on the day after it: from the first day after the leave.

    Recovered later than that, with sick days between: from that day. The case closes on the 28th recovered day.
    """
    plan = plan_of(leaves=(Leave(on(20), on(last_leave_day)),), recoveries=(Recovery(on(recovered)),))
    first = max(recovered, last_leave_day + 1)
    said = plan.milestone("eerstejaarsevaluatie").reason
    assert said == f"Hersteld vanaf {dutch_date(on(first))}; de zaak sluit na 28 herstelde dagen."
    assert plan.closed_on == on(first + 27)


@pytest.mark.parametrize(("last_leave_day", "closes"), [(41, 59), (42, 60), (43, 61)])
def test_a_leave_within_a_recovery_does_not_count_towards_the_28_days(last_leave_day: int, closes: int) -> None:
    """Recovered from day 10, leave from day 20: ten days before it, so 18 after it make 28."""
    plan = plan_of(leaves=(Leave(on(20), on(last_leave_day)),), recoveries=(Recovery(on(10)),))
    assert str(plan.milestone("eerstejaarsevaluatie").reason).startswith(f"Hersteld vanaf {dutch_date(on(10))};")
    assert plan.closed_on == on(closes)
