"""An early benefit at its edges: the window to ask, the first days it may begin, and what is left with each answer.

WIA 23(6): 13 to 78 weeks, and at least ten weeks after the application. 13 weeks are days 0 to 90, so the benefit
begins on day 91 at the earliest, asked on day 21 (91 - 70) at the earliest; 78 weeks end on day 545.
"""

from typing import Any

import pytest
from support.edge_days import due, gap, on, plan_of

from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import EarlyBenefit, StepRef
from spoorboek.statute.reports.fact_checks import checked_facts
from spoorboek.statute.timeline.timeline import timeline

ASKED = StepRef("vervroegde_iva")
# By key: its last lawful day, all else being done in time or not at all.
LEFT = {
    "plan_van_aanpak": 56,
    "eerstejaarsevaluatie": 363,
    "start_spoor_2": 405,
    "actueel_oordeel": 636,
    "eindevaluatie": 636,
    "re_integratieverslag": 636,
    "wia_aanvraag": 650,
    "riv_upload": 651,
    "besluit_loonsanctie": 685,
}


@pytest.mark.parametrize(
    ("gaps", "opens", "due_on"),
    [
        ((), 21, 476),
        ((gap(20, 5),), 26, 481),
        ((gap(21, 5),), 26, 481),  # recovered on the first day to ask
        ((gap(22, 5),), 21, 481),
        ((gap(476, 5),), 21, 481),
        ((gap(477, 5),), 21, 476),
    ],
)
def test_the_window_counts_days_of_sickness(gaps: tuple[Any, ...], opens: int, due_on: int) -> None:
    """An interruption before or on a day of the window moves it; one after it does not."""
    found = plan_of(recoveries=gaps).milestone("vervroegde_iva")
    assert (found.opens_on, found.due_on) == (on(opens), on(due_on))


@pytest.mark.parametrize(
    ("asked", "granted", "lawful"),
    [
        (20, 90, False),  # 12 weeks and 6 days
        (21, 90, False),
        (21, 91, True),
        (21, 92, True),
        (22, 91, False),  # 22 + 70 = 92
        (22, 92, True),
        (476, 545, False),
        (476, 546, True),  # the day after week 78
        (
            476,
            547,
            True,
        ),  # "niet later" as the last lawful day to ask is read: 476 + 70 = 546 is the last day of the wait
        (476, 548, False),
    ],
)
def test_the_first_day_of_the_benefit(asked: int, granted: int, lawful: bool) -> None:
    """Thirteen weeks at least, 78 at most, ten weeks after the application: another day is refused."""
    facts = plan_of(done={ASKED: on(asked)}, early_benefit=EarlyBenefit(on(asked + 30), on(granted))).facts
    if lawful:
        assert timeline(checked_facts(facts)).wait_ends_on == on(granted - 1)
        return
    with pytest.raises(FactsError):
        checked_facts(facts)


@pytest.mark.parametrize("key", LEFT)
@pytest.mark.parametrize("granted", [271, 364, 546])
def test_granted_leaves_nothing(key: str, granted: int) -> None:
    """WIA 66(1) and (6): not before the benefit begins, nor after it."""
    benefit = EarlyBenefit(on(granted - 30), on(granted))
    assert due(plan_of(done={ASKED: on(200)}, early_benefit=benefit), key) is None


@pytest.mark.parametrize("key", LEFT)
@pytest.mark.parametrize("gone", ["refused", "withdrawn"])
def test_refused_or_withdrawn_everything_has_its_own_day(key: str, gone: str) -> None:
    """WIA 66(2): a grant that a later decision took back leaves the case as one that only asked.

    The application stands for the report of week 42 (ZW 38(8)), whatever came of it.
    """
    answer = EarlyBenefit(on(230)) if gone == "refused" else None
    plan = plan_of(done={ASKED: on(200)}, early_benefit=answer)
    assert due(plan, key) == LEFT[key]
    assert due(plan, "melding_42_weken") is None
    assert due(plan, "einde_wachttijd") == 727
    assert due(plan, "eerste_wia_dag") == 728


@pytest.mark.parametrize(("asked", "reported"), [(293, True), (294, True), (295, True)])
def test_an_application_stands_for_the_report_of_week_42(asked: int, reported: bool) -> None:
    """ZW 38(8): "zonder dat een aangifte heeft plaatsgevonden": made before, on and after its last day."""
    assert (due(plan_of(done={ASKED: on(asked)}), "melding_42_weken") is None) is reported
