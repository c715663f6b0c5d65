"""An employer who bears the risk of the Ziektewet himself: the case goes on after the employment."""

from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.facts import CaseFacts, Recovery, Spell
from spoorboek.statute.plan import Plan
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
RISK = Spell(date(2026, 1, 1))


def on(number: int) -> date:
    """Return a number of calendar days after D."""
    return D + timedelta(number)


def plan(ends: int, risk: Spell | None = RISK, **facts: Any) -> Plan:
    """Plan a case whose employment ends a number of days after D."""
    return timeline(CaseFacts(D, contract_ends_on=on(ends), own_risk=risk, **facts))


def status(found: Plan, key: str) -> str | None:
    """Return the status of a milestone; None when the plan has none."""
    return next((milestone.status for milestone in found if milestone.key == key), None)


@pytest.mark.parametrize(
    ("ends", "due"),
    [
        (99, 141),  # Tuesday 14 April: 26 May
        (96, 141),  # Saturday 11 April: 23 May, a Saturday; Whit Monday follows
        (98, 141),  # Monday 13 April: Whit Monday 25 May
        (100, 142),
        (0, 42),
    ],
)
def test_the_report_is_due_six_weeks_after_the_employment(ends: int, due: int) -> None:
    """ZW 38aa(1)(a): the last day + 42, a term in an act, so extended; the target before it."""
    found = plan(ends).milestone("ziek_uit_dienst_melding")
    assert found.due_on == on(due)
    assert found.target_on == on(ends + 28)


@pytest.mark.parametrize("ends", [41, 42, 43, 69, 70, 71, 300])
def test_no_report_is_made_at_the_end_of_the_employment_but_before_that_of_the_wait(ends: int) -> None:
    """ZW 38(2) asks none of who bears the risk; WIA 26(2) asks that of WIA 25(3)."""
    found = plan(ends)
    assert status(found, "riv_ziek_uit_dienst") in (None, "vervallen")
    assert found.milestone("re_integratieverslag").due_on == on(727 - 91)
    assert (found.closed_on, found.ends_on) == (None, on(728))
    assert {status(found, key) for key in ("probleemanalyse", "eerstejaarsevaluatie", "wia_aanvraag")} == {"gepland"}


@pytest.mark.parametrize(("ends", "expected"), [(293, "vervallen"), (294, "gepland"), (295, "gepland")])
def test_what_rests_on_wage_lapses_after_the_employment(ends: int, expected: str) -> None:
    """ZW 38(1): the report of week 42 is of who has a right to wage."""
    found = plan(ends)
    assert status(found, "melding_42_weken") == expected
    assert status(found, "loon_tweede_ziektejaar") == status(found, "einde_opzegverbod") == "vervallen"


@pytest.mark.parametrize(
    ("risk", "goes_on"),
    [
        (None, False),
        (Spell(on(101)), False),
        (Spell(on(100)), True),
        (Spell(on(99)), True),
        (Spell(on(-400), on(99)), False),
        (Spell(on(-400), on(100)), True),
        (Spell(on(-400), on(101)), True),
    ],
)
def test_the_last_day_of_the_employment_decides(risk: Spell | None, goes_on: bool) -> None:
    """Who was "laatstelijk" in service of one who bears the risk: on that day, not before and not after."""
    found = plan(100, risk)
    assert (found.close_reason is None) == goes_on
    assert (status(found, "riv_ziek_uit_dienst") == "vervallen") == goes_on
    due = found.milestone("ziek_uit_dienst_melding").due_on
    assert due == (on(142) if goes_on else on(100))


def test_under_a_safety_net_the_case_ends_with_the_employment() -> None:
    """ZW 63a names neither of its grounds; the report is not asked of this employer all the same."""
    found = plan(100, safety_net="zes_weken")
    assert (found.closed_on, found.close_reason) == (on(100), "einde_dienstverband")
    assert status(found, "riv_ziek_uit_dienst") == "vervallen"


@pytest.mark.parametrize(("recovered", "expected"), [(99, "vervallen"), (100, "vervallen"), (101, "gepland")])
def test_recovery_after_the_employment_is_reported(recovered: int, expected: str) -> None:
    """ZW 38aa(2): within two days, and not before the sickness was reported."""
    found = plan(100, recoveries=(Recovery(on(recovered), on(recovered + 5)),))
    report = found.milestone("hersteldmelding_na_dienstverband")
    assert (report.status, report.due_on) == (expected, found.milestone("ziek_uit_dienst_melding").due_on)


def test_an_own_risk_changes_nothing_while_the_employment_lasts() -> None:
    """Without an end of the employment the plan is that of any employer."""
    assert timeline(CaseFacts(D, own_risk=RISK)).milestones == timeline(CaseFacts(D)).milestones
