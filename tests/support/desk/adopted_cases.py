"""Cases that were adopted while they ran: of what lies before it nobody knows yet whether it was done."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlmodel import Session
from support.desk.desk_cases import ON

from models.operators import operator_codes, seed_operators
from models.record import open_case
from models.tables import Case, Employee
from models.virtual_calendar import set_virtual_day
from tasks.case_state import case_state_in, show_in_lists


def adopt_case(session: Session, make_case: Callable[..., Case], sick_days: int = 300, **columns: Any) -> str:
    """Adopt on ON the case of somebody who fell ill so many days before, with its steps in the lists; its number."""
    if not operator_codes(session):
        seed_operators(session)
    set_virtual_day(session, ON)
    employee = session.get_one(Employee, make_case(ON - timedelta(days=1), **columns).employee_id)
    first = session.exec(select_of(employee)).one()
    first.status = "gesloten"
    data = {"first_sick_day": ON - timedelta(days=sick_days), "adopted_on": ON}
    case = open_case(session, employee, ON, data, "operator-1")
    show_in_lists(session, case_state_in(session, case.number))
    session.commit()
    return case.number


def select_of(employee: Employee) -> Any:
    """Select the case that the fixture opened for somebody."""
    from sqlmodel import select

    return select(Case).where(Case.employee_id == employee.id)
