"""The record of a case on a real database: opening, reporting, effects, reading back, projecting."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import event as sql_event
from sqlmodel import Session, col, select

from models import record as record_module
from models.case_list import store_planned_steps
from models.case_lookup import find_case, open_cases
from models.connection import case_engine
from models.record import append_event, close_case, load_record, open_case, write_effect
from models.tables import Case, CaseEffect, CaseEvent, Document, Employee, PlannedStep
from models.verification import verify_record
from spoorboek.errors import InputError
from spoorboek.statute.actions import Action, Effect
from spoorboek.statute.agenda.agenda import Agenda
from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.events import Event
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.plan import Plan

DAY = date(2026, 1, 5)
MakeCase = Callable[..., Case]
OPEN_STEP = Action(DAY, "open", "probleemanalyse", 1)


def test_opening_a_case_records_the_sick_report(session: Session, make_case: MakeCase) -> None:
    """A new case is open, has version 1 and holds exactly its sick report."""
    case = make_case(DAY)
    assert (case.status, case.version, case.effects) == ("open", 1, 0)
    assert load_record(session, case).events == (Event(1, "sick_reported", DAY, {"first_sick_day": "2026-01-05"}),)
    assert [each.number for each in open_cases(session)] == [case.number]


def test_a_number_that_is_taken_is_drawn_again(
    session: Session, make_case: MakeCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two cases never share a number, even when the dice say so."""
    first = make_case()
    draws = iter([first.number, first.number, "Z-0000Z"])
    monkeypatch.setattr(record_module, "new_number", lambda: next(draws))
    assert make_case().number == "Z-0000Z"


def test_a_case_may_follow_another(session: Session, make_case: MakeCase) -> None:
    """A new case after four weeks of recovery names the one before it."""
    first = make_case()
    second = open_case(session, session.get_one(Employee, first.employee_id), DAY, {}, "operator-1", previous=first)
    assert second.previous_case_id == first.id


def test_events_are_numbered_without_gaps_and_raise_the_version(session: Session, make_case: MakeCase) -> None:
    """Every event gets the next number of its own case; the version of the case is that number."""
    one, other = make_case(), make_case()
    for expected in (2, 3, 4):
        happened = append_event(session, one, "capability_changed", DAY, {"percentage": expected}, "operator-1")
        assert happened.seq == one.version == expected
    assert append_event(session, other, "advised", DAY, {"track": 1}, "operator-1").seq == 2


def test_what_is_recorded_comes_back_equal(session: Session, make_case: MakeCase) -> None:
    """A record read back says what was written, in order, dates as ISO text."""
    case = make_case()
    append_event(session, case, "advised", date(2026, 3, 1), {"on": date(2026, 2, 27), "track": 2}, "operator-1")
    mail = Action(DAY, "mail", "probleemanalyse", 1, "uitnodiging_spreekuur", detail={"to": "werknemer"})
    write_effect(session, case, mail)
    session.commit()
    known = load_record(session, case)
    assert known.events[1] == Event(2, "advised", date(2026, 3, 1), {"on": "2026-02-27", "track": 2})
    assert known.effects == {mail.key: Effect(mail.key, DAY, {"to": "werknemer"})}


def test_reading_a_record_takes_two_queries(session: Session, make_case: MakeCase) -> None:
    """However long a case lasts, its record is read in two statements."""
    case = make_case()
    statements: list[str] = []
    with case_engine().connect() as connection, Session(connection) as reading:
        sql_event.listen(connection, "before_cursor_execute", lambda *args: statements.append(args[2]))
        load_record(reading, case)
    assert len(statements) == 2


def test_an_effect_happens_once(session: Session, make_case: MakeCase) -> None:
    """The second time the same effect is written, nothing happens and the caller is told."""
    case = make_case()
    effect_id = write_effect(session, case, OPEN_STEP)
    assert effect_id is not None
    assert write_effect(session, case, OPEN_STEP) is None
    assert case.effects == 1
    assert session.exec(select(CaseEffect.id).where(CaseEffect.case_id == case.id)).all() == [effect_id]


def test_a_new_attempt_or_another_case_is_another_effect(session: Session, make_case: MakeCase) -> None:
    """Once means once per case, step, occurrence, kind, name and attempt."""
    case, other = make_case(), make_case()
    again = Action(DAY, "open", "probleemanalyse", 1, attempt=2)
    assert all(write_effect(session, *each) for each in [(case, OPEN_STEP), (case, again), (other, OPEN_STEP)])


def test_an_effect_and_what_it_makes_live_or_die_together(session: Session, make_case: MakeCase) -> None:
    """When making the document fails, the effect never happened and can happen later."""
    case = make_case()
    action = Action(DAY, "document", "plan_van_aanpak", 1, "plan_van_aanpak")
    effect_id = write_effect(session, case, action)
    session.add(Document(case_id=case.id, effect_id=effect_id, size=1, number="Z-1", content=b"x"))
    with pytest.raises(Exception, match="template"):
        session.commit()
    session.rollback()
    assert write_effect(session, case, action) is not None


def test_a_case_is_found_as_people_type_it(session: Session, make_case: MakeCase) -> None:
    """Lower case finds the case; a number nobody has is refused in Dutch."""
    case = make_case()
    assert find_case(session, case.number.lower()).id == case.id
    unknown = "Z-00000" if case.number != "Z-00000" else "Z-00001"
    with pytest.raises(InputError, match=f"Zaak {unknown} is niet bekend"):
        find_case(session, unknown)


def test_a_closed_case_wakes_no_more(session: Session, make_case: MakeCase) -> None:
    """Closing sets the day and takes the case off the list of open cases."""
    case = make_case()
    close_case(session, case, date(2026, 2, 2))
    session.commit()
    assert (case.status, case.closed_on, case.next_wake) == ("gesloten", date(2026, 2, 2), None)
    assert open_cases(session) == []


def test_the_projection_shows_the_last_plan_only(session: Session, make_case: MakeCase) -> None:
    """Steps that are gone disappear, changed ones change, and the case knows its next wake and rules."""
    case = make_case()
    store_planned_steps(session, case, _plan(case), _agenda(_step("probleemanalyse", "open"), _step("plan_van_aanpak")))
    store_planned_steps(
        session, case, _plan(case), _agenda(_step("probleemanalyse", "gedaan"), _step("evaluatie", occurrence=2))
    )
    session.commit()
    rows = session.exec(select(PlannedStep).order_by(col(PlannedStep.step))).all()
    assert [(row.step, row.occurrence, row.status) for row in rows] == [
        ("evaluatie", 2, "gepland"),
        ("probleemanalyse", 1, "gedaan"),
    ]
    assert (case.rules, case.next_wake) == ("2026-1", date(2026, 2, 16))


def test_an_unchanged_projection_writes_no_rows(session: Session, make_case: MakeCase) -> None:
    """Projecting the same plan at every wake does not rewrite it: the table does not grow by waking."""
    case = make_case()
    versions = []
    for _ in range(2):
        store_planned_steps(
            session, case, _plan(case), _agenda(_step("probleemanalyse", "open"), _step("plan_van_aanpak"))
        )
        session.commit()
        versions.append([row for (row,) in session.connection().exec_driver_sql("select xmin from planned_step")])
    assert versions[0] == versions[1]


def test_an_empty_agenda_empties_the_projection(session: Session, make_case: MakeCase) -> None:
    """A case without steps leaves no rows behind; those of another case stay."""
    case, other = make_case(), make_case()
    for each in (case, other):
        store_planned_steps(session, each, _plan(each), _agenda(_step("probleemanalyse")))
    store_planned_steps(session, case, _plan(case), Agenda((), None, ()))
    session.commit()
    assert session.exec(select(PlannedStep.case_id)).all() == [other.id]
    assert case.next_wake is None


def test_a_fresh_record_is_in_order(session: Session, make_case: MakeCase) -> None:
    """What was written through the record passes its own check."""
    case = make_case()
    append_event(session, case, "capability_changed", DAY, {"percentage": 37.5, "from": DAY}, "operator-1")
    write_effect(session, case, OPEN_STEP)
    session.commit()
    assert verify_record(session) == []


def test_rows_show_no_person(session: Session, make_case: MakeCase) -> None:
    """In logs and tracebacks a row is its keys: neither names nor payloads."""
    case = make_case(name="C. Kanarie", bsn="111222333", email="c@kanarie.test")
    rows = [case, *session.exec(select(CaseEvent)), session.get_one(Employee, case.employee_id)]
    shown = " ".join(f"{row!r} {row} {row:}" for row in rows)
    assert case.number in shown
    assert not any(secret in shown for secret in ("Kanarie", "kanarie", "111222333", "first_sick_day"))


def _step(key: str, status: str = "gepland", occurrence: int = 1) -> StepState:
    return StepState(StepRef(key, occurrence), key.capitalize(), status, DAY, date(2026, 2, 9), date(2026, 2, 16))  # type: ignore[arg-type]


def _agenda(*steps: StepState) -> Agenda:
    return Agenda((), date(2026, 2, 16), steps)


def _plan(case: Case) -> Plan:
    return Plan("2026-1", CaseFacts(DAY), DAY, None, None, date(2028, 1, 3), date(2028, 1, 2), ())
