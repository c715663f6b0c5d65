"""Recovery, relapse, leave and the end of the contract: which dates stay, which move, which lapse."""

from datetime import date, timedelta

import pytest
from support.invented_editions import Data, edition

from spoorboek.statute.facts import CaseFacts, Leave, Recovery, Spell, StepRef
from spoorboek.statute.plan import Plan
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)


def day(text: str) -> date:
    """Read a date."""
    return date.fromisoformat(text)


def due(plan: Plan, key: str) -> date | None:
    """Return the due date of a milestone."""
    return plan.milestone(key).due_on


def gap(first: str, last: str | None) -> tuple[Recovery, ...]:
    """Make one recovery."""
    return (Recovery(day(first), day(last) if last else None),)


def test_a_gap_of_21_days_moves_what_comes_after_it() -> None:
    """Recovered 16 March, sick again 6 April: 42-week report 16 November, benefit 24 January 2028.

    Source: docs/wet/counting.md, Interruptions.
    """
    plan = timeline(CaseFacts(D, recoveries=gap("2026-03-16", "2026-04-05")))
    assert due(plan, "probleemanalyse") == day("2026-02-16")
    assert due(plan, "plan_van_aanpak") == day("2026-03-02")
    assert due(plan, "melding_42_weken") == day("2026-11-16")
    assert due(plan, "eerste_wia_dag") == day("2028-01-24")
    assert due(plan, "einde_opzegverbod") == day("2028-01-26")
    assert plan.effective_first_sick_day == D + timedelta(21)
    assert plan.closed_on is None


@pytest.mark.parametrize(("first", "moved"), [("2026-02-16", 10), ("2026-02-17", 0)])
def test_the_day_of_the_gap_itself_decides(first: str, moved: int) -> None:
    """A milestone due on the first recovered day moves; one due the day before stays."""
    last = (day(first) + timedelta(9)).isoformat()
    plan = timeline(CaseFacts(D, recoveries=gap(first, last)))
    assert due(plan, "probleemanalyse") == D + timedelta(42 + moved)


def test_27_days_continue_the_case() -> None:
    """Sick again on 12 April: everything after the gap moves 27 days."""
    plan = timeline(CaseFacts(D, recoveries=gap("2026-03-16", "2026-04-11")))
    assert due(plan, "melding_42_weken") == D + timedelta(294 + 27)
    assert plan.next_first_sick_day is None


def test_28_days_end_the_case_and_begin_another() -> None:
    """Sick again on 13 April: closed on the 28th recovered day, a new case from 13 April."""
    plan = timeline(CaseFacts(D, recoveries=gap("2026-03-16", "2026-04-12")))
    assert plan.closed_on == plan.ends_on == day("2026-04-12")
    assert plan.close_reason == "hersteld"
    assert plan.next_first_sick_day == day("2026-04-13")
    assert plan.effective_first_sick_day == D


def test_unreached_milestones_lapse_on_recovery() -> None:
    """What was due before the recovery stays; what was not reached lapses with the reason; what is done is done."""
    done = {StepRef("melding_42_weken"): day("2026-03-01")}
    plan = timeline(CaseFacts(D, recoveries=gap("2026-03-02", None), done=done))
    assert plan.milestone("probleemanalyse").status == "gepland"
    assert plan.milestone("plan_van_aanpak").status == "vervallen"  # due on 2 March, the first recovered day
    assert plan.milestone("melding_42_weken").status == "gedaan"
    assert plan.milestone("eerstejaarsevaluatie").reason == (
        "Hersteld vanaf 2 maart 2026; de zaak sluit na 28 herstelde dagen."
    )
    assert all(m.target_on < day("2026-03-02") for m in plan if m.key == "contactmoment" and m.target_on)
    assert not [m for m in plan if m.key == "evaluatie"]


def test_leave_moves_what_comes_after_it() -> None:
    """Sixteen weeks of leave with the same cause: plus 112 days, whatever the length."""
    plan = timeline(CaseFacts(D, leaves=(Leave(day("2026-03-16"), day("2026-07-05")),)))
    assert due(plan, "melding_42_weken") == D + timedelta(294 + 112)
    assert due(plan, "einde_wachttijd") == D + timedelta(727 + 112)
    assert plan.effective_first_sick_day == D + timedelta(112)
    assert plan.closed_on is None


@pytest.mark.parametrize("recovered", ["2026-07-06", "2026-07-05", "2026-07-01"])
def test_a_recovery_that_follows_a_leave_is_named_by_its_own_first_day(recovered: str) -> None:
    """Leave to 5 July, then recovered: from 6 July, and not from the first day of the leave; the day after counts."""
    leave = (Leave(day("2026-03-16"), day("2026-07-05")),)
    plan = timeline(CaseFacts(D, recoveries=gap(recovered, None), leaves=leave))
    assert plan.milestone("eerstejaarsevaluatie").reason == (
        "Hersteld vanaf 6 juli 2026; de zaak sluit na 28 herstelde dagen."
    )
    assert plan.closed_on == day("2026-08-02")


def test_sick_days_between_a_leave_and_a_recovery_keep_them_apart() -> None:
    """One sick day after the leave: the recovery is an interruption of its own."""
    leave = (Leave(day("2026-03-16"), day("2026-07-05")),)
    plan = timeline(CaseFacts(D, recoveries=gap("2026-07-07", None), leaves=leave))
    assert str(plan.milestone("eerstejaarsevaluatie").reason).startswith("Hersteld vanaf 7 juli 2026;")


def test_a_leave_ends_where_it_ends_when_a_recovery_followed_it() -> None:
    """Leave to 5 July, a week of recovery, then sick of another cause: the leave is named by its own last day."""
    leave = (Leave(day("2026-03-16"), day("2026-07-05"), same_cause=False),)
    plan = timeline(CaseFacts(D, recoveries=gap("2026-07-06", "2026-07-12"), leaves=leave))
    assert str(plan.milestone("eerstejaarsevaluatie").reason).startswith("De ziekte na het verlof (t/m 5 juli 2026)")


def test_another_cause_after_leave_is_a_new_case() -> None:
    """The old case ends with the leave; the sickness after it has its own first day."""
    plan = timeline(CaseFacts(D, leaves=(Leave(day("2026-03-16"), day("2026-07-05"), same_cause=False),)))
    assert plan.next_first_sick_day == day("2026-07-06")
    assert plan.closed_on == day("2026-07-05")
    assert plan.close_reason == "andere_oorzaak"
    assert plan.milestone("plan_van_aanpak").status == "gepland"
    assert plan.milestone("melding_42_weken").status == "vervallen"
    assert plan.milestone("melding_42_weken").reason == (
        "De ziekte na het verlof (t/m 5 juli 2026) heeft een andere oorzaak: een nieuwe zaak."
    )


def test_a_day_done_while_recovered_counts_from_the_first_sick_day_after_it() -> None:
    """The analysis came on a recovered day: two weeks of sickness later is the 14th sick day."""
    facts = CaseFacts(
        D, recoveries=gap("2026-02-02", "2026-02-11"), done={StepRef("probleemanalyse"): day("2026-02-05")}
    )
    assert due(timeline(facts), "plan_van_aanpak") == day("2026-02-25")


def test_days_of_recovery_do_not_count_towards_six_weeks() -> None:
    """Ten recovered days bring D+42 down to 32 days of sickness: no report."""
    plan = timeline(CaseFacts(D, contract_ends_on=day("2026-02-16"), recoveries=gap("2026-01-19", "2026-01-28")))
    assert not [m for m in plan if m.key == "riv_ziek_uit_dienst"]


def test_nothing_remains_after_the_contract() -> None:
    """What is due up to the last day stays, all after it lapses, and the case closes on that day."""
    plan = timeline(CaseFacts(D, contract_ends_on=day("2026-03-02")))
    assert plan.closed_on == day("2026-03-02")
    assert plan.close_reason == "einde_dienstverband"
    assert plan.milestone("plan_van_aanpak").status == "gepland"
    late = [m for m in plan if (m.due_on or m.target_on or D) > day("2026-03-02")]
    assert late
    assert {m.status for m in late} == {"vervallen"}


def test_a_contract_that_outlives_the_case_closes_nothing() -> None:
    """A contract end after all milestones is no early end, and asks no report."""
    plan = timeline(CaseFacts(D, contract_ends_on=day("2030-01-01")))
    assert plan.closed_on is None
    assert plan.ends_on == day("2028-01-05")
    assert not [m for m in plan if m.key in ("ziek_uit_dienst_melding", "riv_ziek_uit_dienst")]


def test_the_first_of_two_ends_closes_the_case() -> None:
    """Recovered on 2 March, so 29 March is the 28th day: until then it closes for the contract, not as recovered."""
    for ends, reason in (("10", "einde_dienstverband"), ("28", "einde_dienstverband"), ("29", "hersteld")):
        contract = day(f"2026-03-{ends}")
        plan = timeline(CaseFacts(D, recoveries=gap("2026-03-02", None), contract_ends_on=contract))
        assert (plan.closed_on, plan.close_reason) == (contract, reason)
    after = timeline(CaseFacts(D, recoveries=gap("2026-03-02", None), contract_ends_on=day("2026-03-30")))
    assert (after.closed_on, after.close_reason) == (day("2026-03-29"), "hersteld")


def test_no_new_case_begins_after_the_contract() -> None:
    """Sick again after the contract ended: not with this employer."""
    facts = CaseFacts(D, recoveries=gap("2026-03-16", "2026-04-30"), contract_ends_on=day("2026-04-20"))
    assert timeline(facts).next_first_sick_day is None


def test_partial_recovery_is_no_fact_of_the_timetable() -> None:
    """Capability and percentage never stop the clock, so the facts do not hold them."""
    assert not {"percentage", "capability"} & set(CaseFacts.__dataclass_fields__)


@pytest.mark.parametrize(("ends", "closes"), [("2028-01-04", True), ("2028-01-05", False)])
def test_an_end_closes_a_case_as_long_as_a_day_of_it_is_left(ends: str, closes: bool) -> None:
    """The last day of the case is that of the dismissal ban, 5 January 2028: an end the day before closes it early."""
    plan = timeline(CaseFacts(D, contract_ends_on=day(ends)))
    assert plan.closed_on == (day(ends) if closes else None)
    assert plan.ends_on == day(ends)


def test_the_last_day_of_a_case_may_be_one_that_is_only_planned() -> None:
    """Stuck after two years: the advice asked for then has no last day in law; the case lives until it is planned.

    Once the return to work goes on again nothing is asked, and the case ends as any other.
    """
    stuck = timeline(CaseFacts(D, stuck=(Spell(day("2028-02-01")),)))
    assert stuck.milestone("deskundigenoordeel").due_on is None
    assert stuck.ends_on == stuck.milestone("deskundigenoordeel").target_on
    assert stuck.ends_on > day("2028-02-01")
    resumed = timeline(CaseFacts(D, stuck=(Spell(day("2028-02-01"), day("2028-02-03")),)))
    assert resumed.milestone("deskundigenoordeel").status == "vervallen"
    assert resumed.ends_on == day("2028-01-05")


def test_without_a_last_day_there_is_no_form_to_choose() -> None:
    """The short or full report counts up to its last day; under rules that name none, no report is asked."""

    def no_last_day(rows: Data) -> None:
        rows["riv_ziek_uit_dienst"] |= {"opens": "D", "target": "D + 7", "variants": {"verkort": 0}}
        del rows["riv_ziek_uit_dienst"]["due"]

    plan = timeline(CaseFacts(D, contract_ends_on=day("2026-03-31")), edition(no_last_day).rules)
    assert "riv_ziek_uit_dienst" not in {milestone.key for milestone in plan}
