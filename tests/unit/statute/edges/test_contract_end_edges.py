"""The end of the employment at its edges: six and ten weeks, weekends, interruptions, leave, own risk.

ZW 38(2): "op de laatste dag van de dienstbetrekking"; a report where "ten minste zes weken" lie between the first day
and that day: day 42 of sickness or later; the whole form from ten weeks, day 70.
"""

from datetime import date, timedelta

import pytest
from support.edge_days import due, gap, on, plan_of

from spoorboek.statute.explain.explanation import explain_milestone
from spoorboek.statute.facts import CaseFacts, Leave, Spell
from spoorboek.statute.timeline.timeline import timeline

REPORT, NOTICE = "riv_ziek_uit_dienst", "ziek_uit_dienst_melding"
SUNDAY = date(2026, 3, 1)  # the last working day before it is Friday 27 February


@pytest.mark.parametrize(
    ("first", "form"),
    [
        (date(2026, 1, 19), None),  # a Monday: 12 days of January + 28 + 1 = 41 days to the Sunday
        (date(2026, 1, 18), "verkort"),  # 42: six weeks
        (date(2026, 1, 17), "verkort"),  # 43: to the Friday it would be 41
        (date(2025, 12, 22), "verkort"),  # 9 + 31 + 28 + 1 = 69
        (date(2025, 12, 21), "volledig"),  # 70: ten weeks
        (date(2025, 12, 20), "volledig"),
    ],
)
def test_an_employment_that_ends_on_a_sunday(first: date, form: str | None) -> None:
    """The Sunday counts, not the Friday; the notice is planned for the Friday and due on the Sunday."""
    plan = timeline(CaseFacts(first, contract_ends_on=SUNDAY))
    assert [(each.variant, each.due_on) for each in plan if each.key == REPORT] == ([(form, SUNDAY)] if form else [])
    notice = plan.milestone(NOTICE)
    assert (notice.target_on, notice.due_on) == (SUNDAY - timedelta(2), SUNDAY)


@pytest.mark.parametrize(
    ("ends", "recovered", "asked"),
    [
        (41, 0, False),
        (42, 0, True),
        (43, 0, True),
        (51, 10, False),  # ten days of recovery before it: 41 days of sickness
        (52, 10, True),
        (53, 10, True),
        (68, 27, False),  # the longest interruption
        (69, 27, True),
        (78, 37, False),  # of 20 and 17 days
        (79, 37, True),
    ],
)
def test_interruptions_before_the_last_day(ends: int, recovered: int, asked: bool) -> None:
    """Days of sickness are counted, of one interruption and of two."""
    lengths = {0: (), 10: (10,), 27: (27,), 37: (20, 17)}[recovered]
    gaps = tuple(gap(5 + 25 * index, length) for index, length in enumerate(lengths))
    plan = plan_of(recoveries=gaps, contract_ends_on=on(ends))
    assert (due(plan, REPORT) == ends) is asked
    assert due(plan, NOTICE) == ends


@pytest.mark.parametrize("from_", [41, 42, 43, 60])
def test_who_is_on_leave_on_the_last_day_is_reported_too(from_: int) -> None:
    """Leave around childbirth never ends the case; a report too many can be withdrawn, one forgotten costs a fine."""
    plan = plan_of(leaves=(Leave(on(from_), on(from_ + 111)),), contract_ends_on=on(60))
    assert due(plan, NOTICE) == 60


@pytest.mark.parametrize(
    ("recovered", "reported"),
    [
        (58, False),
        (59, False),
        (60, False),  # recovered on the last day itself
        (61, True),  # after it
    ],
)
def test_who_has_recovered_by_the_last_day_is_not_reported(recovered: int, reported: bool) -> None:
    """ZW 38(2) speaks of the "ongeschiktheid tot werken" on the last day, here day 60."""
    plan = plan_of(recoveries=(gap(recovered, 40),), contract_ends_on=on(60))
    assert (due(plan, NOTICE) == 60) is reported
    assert (due(plan, REPORT) == 60) is reported


@pytest.mark.parametrize(
    ("ends", "notice"),
    [
        (41, 84),  # 41 + 42 = 83, a Sunday: until Monday
        (42, 84),  # a Monday
        (43, 85),
        (725, 767),
        (726, 770),  # W - 1; 768 is a Saturday
        (727, 770),  # W itself
    ],
)
def test_at_own_risk_there_are_six_weeks_after_it_and_no_report(ends: int, notice: int) -> None:
    """ZW 38aa(1)(a), 38(2) "die geen eigenrisicodrager is": 42 days after the last day, Atw-extended."""
    plan = plan_of(own_risk=Spell(on(-400)), contract_ends_on=on(ends))
    assert due(plan, NOTICE) == notice
    assert due(plan, REPORT) is None
    assert due(plan, "re_integratieverslag") == 636


@pytest.mark.parametrize(
    ("from_", "until", "bears"), [(-9, 59, False), (-9, 60, True), (60, 61, True), (61, 99, False)]
)
def test_the_last_day_decides_who_bears_the_risk(from_: int, until: int, bears: bool) -> None:
    """The employment ends on day 60: the risk is borne on that day, or UWV has it."""
    plan = plan_of(own_risk=Spell(on(from_), on(until)), contract_ends_on=on(60))
    assert (due(plan, REPORT) is None) is bears
    assert due(plan, NOTICE) == (102 if bears else 60)  # 60 + 42 = 102, a Friday


@pytest.mark.parametrize(("ends", "status"), [(726, True), (727, True), (728, False)])
def test_an_end_after_the_wait_asks_nothing(ends: int, status: bool) -> None:
    """On W the benefit has not begun; from the day after it there is no sickness money to prepare."""
    assert (due(plan_of(contract_ends_on=on(ends)), REPORT) == ends) is status


@pytest.mark.parametrize(("ends", "then"), [(date(2018, 6, 30), True), (date(2018, 7, 1), False)])
def test_an_end_before_july_2018_is_told_in_the_words_of_then(ends: date, then: bool) -> None:
    """ZW 38(2), text of 1 January 2015: the last working day; the dates of the table stay."""
    plan = timeline(CaseFacts(date(2017, 9, 4), contract_ends_on=ends))
    for key in (NOTICE, REPORT):
        step = plan.milestone(key)
        assert (
            "toen nog, of tot kort daarvoor, de laatste werkdag voordat de dienstbetrekking eindigt"
            in explain_milestone(plan, step)
        ) is then
        assert (step.due_on, step.reason) == (ends, None)
