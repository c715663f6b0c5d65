"""Reports to UWV under a safety net: their terms, what they replace, and that of recovery."""

from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.facts import CaseFacts, Leave, Recovery, SafetyNet, StepRef
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)  # a Monday
REPORT = StepRef("vangnetmelding_zes_weken")


def on(number: int) -> date:
    """Return a number of calendar days after D."""
    return D + timedelta(number)


def plan(**facts: Any) -> Plan:
    """Plan a case that began on D."""
    return timeline(CaseFacts(D, **facts))


def last_day(found: Milestone) -> int | None:
    """Return the last lawful day of a milestone in days after D."""
    return found.due_on and (found.due_on - D).days


NETS: tuple[SafetyNet, ...] = ("vierde_dag", "zes_weken", "dertien_weken")


@pytest.mark.parametrize("net", [None, *NETS])
@pytest.mark.parametrize("recorded", [None, True, False])
@pytest.mark.parametrize("ends", [293, 294, 295])
def test_a_safety_net_asks_no_report_of_week_42_and_none_of_who_leaves(
    net: SafetyNet | None, recorded: bool | None, ends: int
) -> None:
    """ZW 38(4): neither report is made; the re-integration report stays. What is recorded precedes the group."""
    found = plan(safety_net=net, no_week_42_report=recorded, contract_ends_on=on(ends))
    without = recorded if recorded is not None else net is not None
    assert (found.milestone("ziek_uit_dienst_melding").status == "vervallen") == without
    assert (found.milestone("melding_42_weken").status == "vervallen") == (without or ends < 294)
    assert found.milestone("riv_ziek_uit_dienst").status == "gepland"


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"safety_net": "dertien_weken"}, "Bij dit vangnet hoort deze melding niet (Ziektewet art. 38 lid 4)."),
        ({"safety_net": "zes_weken"}, "Bij dit vangnet hoort deze melding niet (Ziektewet art. 38 lid 4)."),
        ({"no_week_42_report": True}, "Vastgelegd is dat zij niet nodig is."),
    ],
)
def test_the_reason_does_not_say_what_uwv_knows(facts: dict[str, Any], why: str) -> None:
    """Within thirteen weeks UWV has not heard of the sickness; without a safety net none is named."""
    assert plan(**facts, contract_ends_on=on(40)).milestone("ziek_uit_dienst_melding").reason == why


def test_a_report_that_was_made_stays_made() -> None:
    """A safety net found in week 50 takes nothing back."""
    done = {StepRef("melding_42_weken"): on(290)}
    assert plan(safety_net="zes_weken", done=done).milestone("melding_42_weken").status == "gedaan"


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"safety_net": "vierde_dag", "safety_net_from": on(0)}, "vervallen"),
        ({"safety_net": "vierde_dag", "safety_net_from": on(1)}, "gepland"),
        ({"safety_net": "vierde_dag", "leaves": (Leave(on(20), on(131)),)}, "gepland"),
        ({"safety_net": "vierde_dag", "leaves": (Leave(on(20), on(131)),), "no_week_42_report": True}, "vervallen"),
        ({"safety_net": "zes_weken", "safety_net_from": on(20), "leaves": (Leave(on(30), on(141)),)}, "vervallen"),
    ],
)
def test_where_the_safety_net_may_have_ended_the_report_stays(facts: dict[str, Any], status: str) -> None:
    """A net of the fourth day that came later, or that a leave followed: the report stays until recorded otherwise."""
    assert plan(**facts).milestone("melding_42_weken").status == status


@pytest.mark.parametrize(("days", "due"), [(-4, 3), (0, 3), (1, 4), (17, 20), (41, 44)])
def test_the_fourth_day_may_count_from_a_later_day(days: int, due: int) -> None:
    """ZW 38a(2)(b): that day is the first of the four; never earlier than the fourth day of sickness."""
    found = plan(safety_net="vierde_dag", safety_net_from=on(days)).milestone("vangnetmelding_vierde_dag")
    assert last_day(found) == due


@pytest.mark.parametrize(("days", "due"), [(10, 13), (38, 41), (39, 42), (40, 42), (60, 42)])
def test_four_days_that_begin_within_the_six_weeks_end_first(days: int, due: int) -> None:
    """Both terms run, and the earliest is the last day; the plan is never after it."""
    found = plan(safety_net="zes_weken", safety_net_from=on(days)).milestone("vangnetmelding_zes_weken")
    assert last_day(found) == due
    assert found.target_on
    assert found.due_on
    assert found.target_on <= found.due_on


@pytest.mark.parametrize(("gap", "due"), [((), 94), ((Recovery(on(50), on(59)),), 104)])
def test_thirteen_weeks_are_counted_in_days_of_sickness(gap: tuple[Recovery, ...], due: int) -> None:
    """ZW 38b(3): the fourth day after thirteen weeks; ten days of recovery move it."""
    assert last_day(plan(safety_net="dertien_weken", recoveries=gap).milestone("vangnetmelding_dertien_weken")) == due


@pytest.mark.parametrize(("recovered", "status"), [(90, "vervallen"), (91, "gepland"), (92, "gepland")])
@pytest.mark.parametrize("until", [None, 10])
def test_who_recovers_within_thirteen_weeks_was_not_reported(recovered: int, status: str, until: int | None) -> None:
    """After 90 sick days the weeks have not passed, after 91 they have."""
    recovery = Recovery(on(recovered), None if until is None else on(recovered + until))
    found = plan(safety_net="dertien_weken", recoveries=(recovery,)).milestone("vangnet_hersteldmelding")
    assert found.status == status


@pytest.mark.parametrize(("reported", "due"), [(None, 42), (11, 12), (12, 12), (13, 13), (30, 30)])
def test_recovery_is_not_reported_before_the_sickness(reported: int | None, due: int) -> None:
    """ZW 38a(6): recovered on D+10 it waits for the report of sickness, which is due on D+42 however long it lasted."""
    done = {REPORT: on(reported)} if reported else {}
    found = plan(safety_net="zes_weken", recoveries=(Recovery(on(10)),), done=done)
    assert found.milestone("vangnetmelding_zes_weken").status == ("gedaan" if reported else "gepland")
    assert last_day(found.milestone("vangnet_hersteldmelding")) == due


def test_the_fourth_day_waits_for_nothing() -> None:
    """ZW 38a(5): outside the group of six weeks the second day after recovery stands."""
    found = plan(safety_net="vierde_dag", recoveries=(Recovery(on(1), on(9)),))
    assert last_day(found.milestone("vangnet_hersteldmelding")) == 3
