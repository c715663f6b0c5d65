"""The simplified assessment of who is 60 or older: in its period, before the application, a choice of both."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.facts import CaseFacts, EarlyBenefit, SixtyPlus, StepRef
from spoorboek.statute.plan import Plan
from spoorboek.statute.timeline.timeline import timeline

STEP = "instemming_60_plus"
D = date(2025, 1, 6)


def has_step(plan: Plan) -> bool:
    """Tell whether the plan asks for both to agree."""
    return STEP in {milestone.key for milestone in plan}


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
    step = timeline(CaseFacts(D, sixty_plus=SixtyPlus())).milestone(STEP)
    assert (step.opens_on, step.target_on, step.due_on) == tuple(D + timedelta(n) for n in (602, 636, 650))
    agreed = timeline(CaseFacts(D, sixty_plus=SixtyPlus(D + timedelta(610)))).milestone(STEP)
    assert agreed.status == "gedaan"


def test_it_lapses_where_no_application_comes() -> None:
    """AOW age within the wait, or an early benefit that was granted."""
    aow = timeline(CaseFacts(D, sixty_plus=SixtyPlus(), aow_on=D + timedelta(700)))
    benefit = EarlyBenefit(D + timedelta(260), D + timedelta(300))
    done = {StepRef("vervroegde_iva"): D + timedelta(200)}
    early = timeline(CaseFacts(D, sixty_plus=SixtyPlus(), early_benefit=benefit, done=done))
    assert aow.milestone(STEP).status == early.milestone(STEP).status == "vervallen"
