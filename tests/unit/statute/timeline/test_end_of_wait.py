"""The end of the wait: application, extension, sanction and its repair."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.facts import CaseFacts, Leave, Recovery, Sanction, StepRef
from spoorboek.statute.plan import Plan
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
W = date(2028, 1, 2)
WIA = StepRef("wia_aanvraag")


def day(text: str) -> date:
    """Read a date."""
    return date.fromisoformat(text)


def due(plan: Plan, key: str) -> date | None:
    """Return the due date of a milestone."""
    return plan.milestone(key).due_on


def keys(plan: Plan) -> set[str]:
    """Return the milestones of a plan."""
    return {m.key for m in plan}


def sanctioned(*texts: str) -> Plan:
    """Plan a case with a wage sanction: decided, repair reported, repair decided."""
    return timeline(CaseFacts(D, sanction=Sanction(*map(day, texts))))


@pytest.mark.parametrize(
    ("done", "delay"), [("2027-10-16", 0), ("2027-10-17", 0), ("2027-10-18", 1), ("2027-11-07", 21)]
)
def test_a_late_application_lengthens_the_wage_by_the_delay(done: str, delay: int) -> None:
    """The last lawful day is 17 October 2027 (W-77); each day later lengthens wage and ban, not the wait."""
    plan = timeline(CaseFacts(D, done={WIA: day(done)}))
    assert due(plan, "einde_wachttijd") == plan.wait_ends_on == W
    assert ("einde_loondoorbetaling" in keys(plan)) is bool(delay)
    assert not delay or due(plan, "einde_loondoorbetaling") == W + timedelta(delay)
    assert due(plan, "besluit_loonsanctie") == W + timedelta(delay - 42)
    assert due(plan, "eerste_wia_dag") == W + timedelta(delay + 1)
    assert due(plan, "einde_opzegverbod") == day("2028-01-05") + timedelta(delay)
    assert due(plan, "riv_upload") == day(done) + timedelta(1)
    assert plan.wait_ends_on == W


def test_a_voluntary_extension_moves_the_wait_and_what_counts_back_from_it() -> None:
    """W becomes the day UWV confirmed; the 13- and 11-week terms, and the work before them, move along."""
    plain, longer = timeline(CaseFacts(D)), timeline(CaseFacts(D, extension_until=W + timedelta(182)))
    assert longer.wait_ends_on == W + timedelta(182)
    for key in ("actueel_oordeel", "eindevaluatie", "re_integratieverslag", "wia_aanvraag"):
        old, new = plain.milestone(key), longer.milestone(key)
        moved = [getattr(new, f) - getattr(old, f) for f in ("opens_on", "target_on", "due_on")]
        assert moved == [timedelta(182)] * 3
    assert due(longer, "eerste_wia_dag") == W + timedelta(183)
    assert due(longer, "einde_opzegverbod") == day("2028-01-05") + timedelta(182)
    assert due(longer, "eerstejaarsevaluatie") == due(plain, "eerstejaarsevaluatie")


@pytest.mark.parametrize("length", [1, 20, 27])
def test_recovery_late_in_the_wait_leaves_the_work_towards_an_extended_end_where_it_was(length: int) -> None:
    """UWV confirmed a fixed day; recovery lengthens the 104 weeks within it, so what counts back from it stays."""
    until, began = W + timedelta(20), D + timedelta(650)
    gap = (Recovery(began, began + timedelta(length - 1)),)
    before = timeline(CaseFacts(D, extension_until=until)).milestone("re_integratieverslag")
    after = timeline(CaseFacts(D, extension_until=until, recoveries=gap)).milestone("re_integratieverslag")
    more = timedelta(max(0, length - 20))  # the 104 weeks end after the day UWV confirmed
    for name in ("opens_on", "target_on", "due_on"):
        assert getattr(after, name) == getattr(before, name) + more


def test_leave_within_an_extension_lengthens_the_ban_once() -> None:
    """Two days of leave move the two years by two days; the 30 days of the extension then hold 28 that count."""
    leave = (Leave(W + timedelta(1), W + timedelta(2)),)
    plan = timeline(CaseFacts(D, extension_until=W + timedelta(30), leaves=leave))
    assert due(plan, "einde_opzegverbod") == day("2028-01-05") + timedelta(30)


def test_a_sanction_lasts_52_weeks() -> None:
    """From W+1, so the last paid day is W+364 and the benefit starts on W+365; the ban is lengthened as much."""
    plan = sanctioned("2027-11-19")
    assert due(plan, "einde_loonsanctie") == day("2028-12-31")
    assert due(plan, "eerste_wia_dag") == day("2029-01-01")
    assert due(plan, "einde_opzegverbod") == day("2028-01-05") + timedelta(364)
    assert due(plan, "einde_wachttijd") == W
    assert plan.milestone("besluit_loonsanctie").status == "gedaan"
    assert plan.milestone("bekortingsverzoek").opens_on == day("2027-11-19")
    assert "besluit_bekortingsverzoek" not in keys(plan)


def test_the_objection_term_is_extended_over_holidays() -> None:
    """Six weeks from 14 November 2027 end on Sunday 26 December, Christmas: until Monday 27 December."""
    assert due(sanctioned("2027-11-14"), "bezwaar_loonsanctie") == day("2027-12-27")
    assert due(sanctioned("2027-11-19"), "bezwaar_loonsanctie") == day("2027-12-31")


@pytest.mark.parametrize(
    ("reported", "decided", "decide_by", "ends"),
    [
        ("2028-03-01", "2028-03-22", "2028-03-22", "2028-05-03"),  # docs/wet/sanction-and-extension.md, Repair
        ("2028-03-01", "2028-03-27", "2028-03-22", "2028-05-03"),  # five days late, so five days earlier
        ("2028-03-01", "2028-03-20", "2028-03-22", "2028-05-01"),  # early is not later
        ("2028-04-14", "2028-05-08", "2028-05-08", "2028-06-19"),  # 21 days end on 5 May, then a weekend: not late
        ("2028-11-01", "2028-11-22", "2028-11-22", "2028-12-31"),  # never later than 52 weeks
    ],
)
def test_a_repair_ends_the_sanction(reported: str, decided: str, decide_by: str, ends: str) -> None:
    """Six weeks after UWV finds the repair, each day UWV is late a day earlier, never after 52 weeks."""
    plan = sanctioned("2027-11-19", reported, decided)
    assert due(plan, "besluit_bekortingsverzoek") == day(decide_by)
    assert due(plan, "einde_loonsanctie") == day(ends)
    assert due(plan, "eerste_wia_dag") == day(ends) + timedelta(1)
    assert plan.milestone("bekortingsverzoek").status == "gedaan"


def test_a_repair_before_the_wait_ends_leaves_no_sanction_period() -> None:
    """Repaired in time: the wage of the wait stands, nothing is added."""
    plan = sanctioned("2027-11-01", "2027-11-05", "2027-11-10")
    assert due(plan, "einde_loonsanctie") == W
    assert due(plan, "eerste_wia_dag") == W + timedelta(1)


def test_leave_suspends_the_sanction() -> None:
    """Days of leave around childbirth that fall in the sanction lengthen it; leave before it moved the wait already."""
    inside = Leave(day("2028-03-01"), day("2028-06-20"))
    plan = timeline(CaseFacts(D, sanction=Sanction(day("2027-11-19")), leaves=(inside,)))
    assert due(plan, "einde_loonsanctie") == day("2028-12-31") + timedelta(112)
    before = Leave(day("2026-03-16"), day("2026-07-05"))
    plan = timeline(CaseFacts(D, sanction=Sanction(day("2027-11-19")), leaves=(before,)))
    assert due(plan, "einde_loonsanctie") == W + timedelta(112 + 364)
