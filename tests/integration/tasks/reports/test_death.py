"""Death recorded of a running case: what waited is dropped, two are told, and a mistake is undone whole."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from models.case_lookup import find_case
from models.connection import session as own_session
from models.record import write_effect
from models.tables import CLOSED, DROPPED, OPEN, WAITING, Case, CaseEffect, Message
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from spoorboek.errors import InputError
from tasks.case_state import case_state_in, read_case_state
from tasks.effects.perform import perform
from tasks.reports.fact_reports import report_fact
from tasks.reports.report_fields import GivenFields
from tasks.reports.report_withdrawal import withdraw_report

MakeCase = Callable[..., Case]
D = date(2026, 1, 5)
TODAY = D + timedelta(43)


@pytest.fixture
def case(make_case: MakeCase, session: Session) -> Case:
    """Open a case with a step that is late today, and queue what that asks for."""
    case = make_case(D, email="werknemer@voorbeeld.example")
    for offset in range(43):
        set_virtual_day(session, D + timedelta(offset))
        while actions := case_state_in(session, case.number).actions:
            for action in actions:
                write_effect(session, case, action)
    set_virtual_day(session, TODAY)
    session.commit()
    carry_out(case.number)
    assert WAITING in statuses(session).values()
    return case


def carry_out(number: str) -> list[tuple[str, str, str]]:
    """Carry out what the case asks today; return kind, name and role of each action."""
    done = []
    while actions := read_case_state(number).actions:
        for action in actions:
            perform.fn("", read_case_state(number), action)
            done.append((action.kind, action.name, action.detail.get("to", "")))
    return done


def statuses(session: Session) -> dict[tuple[str, str, str], str]:
    """Return the status of every mail by step, kind and name of its effect."""
    session.rollback()
    query = select(CaseEffect.step, CaseEffect.kind, CaseEffect.name, Message.status).join(
        Message, col(Message.effect_id) == col(CaseEffect.id)
    )
    return {(step, kind, name): status for step, kind, name, status in session.exec(query).all()}


def report_death(number: str, on: date) -> str:
    """Report the death."""
    with own_session() as writing:
        return report_fact(writing, number, "overleden", GivenFields(on), "operator-1")[0]


def test_what_waited_is_dropped_and_two_are_told(case: Case, session: Session) -> None:
    """No task, no letter to the employee, no question: payroll and the casemanager, and the case is closed."""
    before = statuses(session)
    answer = report_death(case.number, TODAY - timedelta(2))
    assert f"het dossier eindigt, en post die klaarstond vervalt ({len(before)})" in answer
    assert set(statuses(session).values()) == {DROPPED}
    assert carry_out(case.number) == [
        ("document", "overlijden_loon", ""),
        ("mail", "overlijden_loon", "salarisadministratie"),
        ("document", "overlijden_dossier", ""),
        ("mail", "overlijden_dossier", "casemanager"),
        ("close", (TODAY - timedelta(2)).isoformat(), ""),
    ]
    session.expire_all()
    assert find_case(session, case.number).status == CLOSED
    assert verify_record(session) == []


def test_a_mistake_is_undone(case: Case, session: Session) -> None:
    """The withdrawn report reopens the case, and what was dropped waits again; both letters stay known."""
    before = statuses(session)
    report_death(case.number, TODAY)
    carry_out(case.number)
    with own_session() as writing:
        withdraw_report(writing, case.number, find_case(writing, case.number).version, "operator-1")
    session.expire_all()
    assert find_case(session, case.number).status == OPEN
    assert {key: statuses(session)[key] for key in before} == before
    state = read_case_state(case.number)
    assert state.plan.close_reason is None
    assert state.agenda.next_wake
    assert verify_record(session) == []


def test_nobody_falls_ill_after_death(case: Case, session: Session) -> None:
    """A relapse is refused in one message, which says what to do when the death was a mistake."""
    report_death(case.number, TODAY)
    carry_out(case.number)
    with pytest.raises(InputError, match=r"overleden op 17-02-2026\. Klopt dat niet, trek die melding dan eerst in"):
        report_fact(session, case.number, "opnieuw_uitgevallen", GivenFields(TODAY), "operator-1")


def test_a_death_in_the_future_or_before_the_sickness_is_refused(case: Case, session: Session) -> None:
    """The day lies between the first sick day and today."""
    for wrong in (TODAY + timedelta(1), D - timedelta(1)):
        with pytest.raises(InputError, match="De dag van het overlijden"):
            report_fact(session, case.number, "overleden", GivenFields(wrong), "operator-1")
