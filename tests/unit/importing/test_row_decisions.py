"""What a row means for a case, next to what is known; the law decides between the same case and a new one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.invented_editions import analysis_in_eight_weeks, edition

from spoorboek.importing.differences.known_case import KnownPerson, RowConflict
from spoorboek.importing.row_decisions import RowDecision, decide_row
from spoorboek.importing.rows import CaseRow, EmployeePart, EmployerPart
from spoorboek.statute.events import Event, EventKind

TODAY = date(2026, 11, 22)
FIRST = date(2026, 11, 2)
OLD = date(2026, 8, 3)


def row(first: date | None = FIRST, **said: Any) -> CaseRow:
    """Make a row of one employee."""
    return CaseRow(2, EmployerPart("ACME"), EmployeePart("007", "Kim"), first_sick_day=first, **said)


def known(
    *reports: tuple[EventKind, Mapping[str, Any]], first: date = FIRST, closed_on: date | None = None
) -> KnownPerson:
    """Make a known case: its sick report and what came after it."""
    all_reports: list[tuple[EventKind, Mapping[str, Any]]] = [
        ("sick_reported", {"first_sick_day": first.isoformat()}),
        *reports,
    ]
    return KnownPerson(
        tuple(Event(seq, kind, first, data) for seq, (kind, data) in enumerate(all_reports, 1)), closed_on
    )


def recovered(day: date) -> tuple[EventKind, Mapping[str, Any]]:
    """Report recovery from a day."""
    return "recovered", {"from": day.isoformat()}


def relapsed(day: date) -> tuple[EventKind, Mapping[str, Any]]:
    """Report a new sick day."""
    return "relapsed", {"on": day.isoformat()}


def facts(decision: RowDecision) -> list[tuple[str, dict[str, Any]]]:
    """Return the facts of a decision that opens nothing."""
    assert decision.opens is None
    return [(fact.kind, dict(fact.data)) for fact in decision.facts]


def test_an_unknown_person_opens_a_case() -> None:
    """A recent first sick day opens an ordinary case with everything the row says of it."""
    said = row(aow_on=date(2040, 1, 1), contract_ends_on=date(2027, 1, 31), safety_net="zes_weken", reported_on=FIRST)
    assert decide_row(said, None, TODAY) == RowDecision(
        opens={
            "first_sick_day": "2026-11-02",
            "reported_on": "2026-11-02",
            "safety_net": "zes_weken",
            "contract_ends_on": "2027-01-31",
            "aow_on": "2040-01-01",
        }
    )
    assert decide_row(row(None), None, TODAY) == RowDecision()


@pytest.mark.parametrize(
    ("first", "adopted"),
    [
        (date(2026, 10, 11), False),  # probleemanalyse: due D+42 = 22-11-2026, today
        (date(2026, 10, 10), True),  # due the day before
    ],
)
def test_a_case_is_adopted_when_a_due_date_lies_in_the_past(first: date, adopted: bool) -> None:
    """On the day a milestone is due it can still be done; a day later somebody must say whether it was."""
    opens = decide_row(row(first), None, TODAY).opens
    assert opens is not None
    assert opens.get("adopted_on") == (TODAY.isoformat() if adopted else None)


@pytest.mark.parametrize(
    ("said", "ended"),
    [
        (row(date(2026, 10, 1), recovered_from=date(2026, 10, 25)), "21 november 2026"),  # 28th day: 21-11
        (row(date(2026, 1, 5), contract_ends_on=date(2026, 11, 20)), "20 november 2026"),
        (row(date(2023, 1, 2)), "2025"),
    ],
)
def test_what_is_over_already_is_left_out_and_says_so(said: CaseRow, ended: str) -> None:
    """A case that closed before it was known is not opened; the report tells since when it is over."""
    decision = decide_row(said, None, TODAY)
    assert (decision.opens, decision.facts) == (None, ())
    assert ended in (decision.left_out or "")


def test_recovered_for_less_than_four_weeks_is_still_a_case() -> None:
    """On the 27th recovered day the case still runs, and opens with its recovery."""
    decision = decide_row(row(date(2026, 10, 1), recovered_from=date(2026, 10, 27)), None, TODAY)
    assert decision.opens is not None
    assert [(fact.kind, dict(fact.data)) for fact in decision.facts] == [("recovered", {"from": "2026-10-27"})]


def test_the_same_row_again_means_nothing() -> None:
    """First sick day, recovery and ends that are known already are not reported again; blanks say nothing."""
    case = known(
        recovered(date(2026, 11, 9)), ("contract_end_set", {"on": "2027-01-31"}), ("aow_set", {"on": "2030-01-01"})
    )
    full = row(
        recovered_from=date(2026, 11, 9), contract_ends_on=date(2027, 1, 31), aow_on=date(2030, 1, 1), safety_net="nee"
    )
    for said in (full, row(), row(None)):
        assert decide_row(said, case, TODAY) == RowDecision()


def test_new_facts_of_a_known_case_are_reported_once() -> None:
    """Recovery, another contract end and another AOW date each become one event."""
    said = row(recovered_from=date(2026, 11, 16), contract_ends_on=date(2027, 1, 31), aow_on=date(2030, 1, 1))
    assert facts(decide_row(said, known(), TODAY)) == [
        ("recovered", {"from": "2026-11-16"}),
        ("contract_end_set", {"on": "2027-01-31"}),
        ("aow_set", {"on": "2030-01-01"}),
    ]


@pytest.mark.parametrize("first", [date(2026, 10, 26), date(2026, 11, 29)])
def test_another_first_day_without_recovery_is_a_correction(first: date) -> None:
    """Earlier, or less than four weeks later: the first day was wrong."""
    assert facts(decide_row(row(first), known(), date(2026, 12, 6))) == [
        ("first_day_corrected", {"first_sick_day": first.isoformat()})
    ]


def test_a_first_day_four_weeks_later_is_no_correction() -> None:
    """Moving a running case by four weeks would silently reset its clock: the missing recovery must be reported."""
    with pytest.raises(RowConflict, match="geen herstel gemeld"):
        decide_row(row(date(2026, 11, 30)), known(), date(2026, 12, 6))


@pytest.mark.parametrize(
    ("again", "new_case"),
    [
        (date(2026, 12, 6), False),  # recovered 9-11 up to and including 5-12: 27 days
        (date(2026, 12, 7), True),  # 28 days
    ],
)
@pytest.mark.parametrize("closed_on", [None, date(2026, 12, 6)])
def test_sick_again_goes_on_within_four_weeks_and_is_new_after(
    again: date, new_case: bool, closed_on: date | None
) -> None:
    """27 recovered days belong to the case, closed or not when it is reported; 28 end it (BW 7:629(10)).

    A case that is still open when the next begins hears why.
    """
    decision = decide_row(row(again), known(recovered(date(2026, 11, 9)), closed_on=closed_on), date(2026, 12, 10))
    if new_case:
        assert decision.opens == {"first_sick_day": again.isoformat()}
        assert [(fact.kind, dict(fact.data)) for fact in decision.ends] == ([] if closed_on else [relapsed(again)])
    else:
        assert facts(decision) == [("relapsed", {"on": again.isoformat()})]


def test_a_new_case_that_is_over_already_ends_nothing() -> None:
    """A row that is left out says nothing to the case before it either."""
    over = row(date(2026, 8, 3), recovered_from=date(2026, 8, 10))
    decision = decide_row(over, known(recovered(date(2026, 6, 1)), first=date(2026, 5, 4)), TODAY)
    assert decision.left_out
    assert decision.ends == ()


def test_a_new_case_keeps_what_still_holds_of_the_person() -> None:
    """Contract end, AOW day and safety net go along to the next case; what the row says goes before them."""
    known_of = {"contract_ends_on": "2027-06-30", "aow_on": "2031-05-01", "safety_net": "zes_weken"}
    before = KnownPerson((Event(1, "sick_reported", OLD, {"first_sick_day": OLD.isoformat(), **known_of}),
                    Event(2, "recovered", OLD, {"from": (OLD + timedelta(30)).isoformat()})))  # fmt: skip
    assert decide_row(row(), before, TODAY).opens == {**known_of, "first_sick_day": FIRST.isoformat()}
    said = decide_row(row(safety_net="nee", aow_on=date(2031, 8, 1)), before, TODAY).opens
    assert said == {
        "first_sick_day": FIRST.isoformat(), "contract_ends_on": "2027-06-30", "aow_on": "2031-08-01"
    }  # fmt: skip


def test_a_relapse_that_is_over_brings_both_days() -> None:
    """A new sick day and the recovery after it, in one row, become two events in order."""
    said = row(date(2026, 11, 13), recovered_from=date(2026, 11, 18))
    assert facts(decide_row(said, known(recovered(date(2026, 11, 9))), TODAY)) == [
        ("relapsed", {"on": "2026-11-13"}),
        ("recovered", {"from": "2026-11-18"}),
    ]


@pytest.mark.parametrize("first", [FIRST, date(2026, 11, 13)])
def test_after_a_relapse_both_first_days_are_known(first: date) -> None:
    """Some systems keep the first day of the whole case, others give the day of the relapse: neither is news."""
    case = known(recovered(date(2026, 11, 9)), relapsed(date(2026, 11, 13)))
    assert decide_row(row(first), case, TODAY) == RowDecision()


def test_a_closed_case_is_left_alone_and_a_later_one_is_new() -> None:
    """The row of a closed case means nothing any more; sick after its end is a new case."""
    case = known(("contract_end_set", {"on": "2026-11-10"}), closed_on=date(2026, 11, 10))
    assert decide_row(row(recovered_from=date(2026, 11, 9)), case, TODAY) == RowDecision()
    assert decide_row(row(date(2026, 11, 18)), case, TODAY).opens == {"first_sick_day": "2026-11-18"}


@pytest.mark.parametrize(
    ("said", "case", "message"),
    [
        (row(date(2026, 11, 5)), known(recovered(date(2026, 11, 9))), "wijkt af"),
        (row(date(2026, 11, 5)), known(closed_on=date(2026, 11, 10)), "wijkt af"),
        (row(recovered_from=date(2026, 11, 16)), known(recovered(date(2026, 11, 9))), "al hersteld gemeld"),
        (
            row(recovered_from=date(2026, 11, 12)),
            known(recovered(date(2026, 11, 9)), relapsed(date(2026, 11, 13))),
            "niet na de laatste ziektedag",
        ),
        (row(safety_net="zes_weken"), known(), "vangnet"),
    ],
)
def test_a_row_that_contradicts_the_record_is_a_conflict(said: CaseRow, case: KnownPerson, message: str) -> None:
    """What was recorded is not undone by a file: a person must look, and the message says where."""
    with pytest.raises(RowConflict, match=message):
        decide_row(said, case, TODAY)


@given(
    st.dates(date(2025, 1, 1), TODAY),
    st.none() | st.integers(1, 200),
    st.none() | st.integers(0, 400),
    st.sampled_from([None, "nee", "vierde_dag", "zes_weken"]),
)
def test_what_was_just_decided_is_never_decided_again(
    first: date, recovery: int | None, contract: int | None, net: Any
) -> None:
    """Any row, taken once, means nothing the second time."""
    day = date.fromordinal
    until = day(first.toordinal() + recovery) if recovery else None
    ends = day(first.toordinal() + contract) if contract is not None else None
    said = row(first, recovered_from=until, contract_ends_on=ends, safety_net=net)
    decision = decide_row(said, None, TODAY)
    if decision.opens:
        events = known(*[(fact.kind, fact.data) for fact in decision.facts], first=first).events
        case = KnownPerson((replace(events[0], data=decision.opens), *events[1:]))
        assert decide_row(said, case, TODAY) == RowDecision()


def test_the_rules_in_force_decide_what_a_row_means() -> None:
    """A case is adopted when a step is late by the rules in force, whatever those of the product say."""
    first = TODAY - timedelta(days=45)
    shipped, later = decide_row(row(first), None, TODAY), edition(analysis_in_eight_weeks).rules
    assert shipped.opens is not None
    assert "adopted_on" in shipped.opens
    assert decide_row(row(first), None, TODAY, later).opens == {"first_sick_day": first.isoformat()}


def test_a_row_adds_what_is_not_known_of_the_preparation_and_turns_nothing_back() -> None:
    """An outcome and a day on which the employee was told, each once; what is recorded here stays."""
    said = row(OLD, assessment_on=date(2026, 11, 3), assessment="beide", informed_on=date(2026, 11, 4))
    assert facts(decide_row(said, known(first=OLD), TODAY)) == [
        ("assessment_recorded", {"on": "2026-11-03", "outcome": "beide"}),
        ("employee_informed", {"on": "2026-11-04"}),
    ]
    ours: list[tuple[EventKind, Mapping[str, Any]]] = [
        ("assessment_recorded", {"on": "2026-10-01", "outcome": "spoor_1"}),
        ("employee_informed", {"on": "2026-10-02"}),
    ]
    assert facts(decide_row(said, known(*ours, first=OLD), TODAY)) == []
    opened = decide_row(said, None, TODAY)
    assert opened.opens is not None
    assert [each.kind for each in opened.facts] == ["assessment_recorded", "employee_informed"]
