"""The risk of the Ziektewet an employer bears himself: recorded of the employer, and a fact of each of its cases."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from models.record import append_event, own_risk_data, own_risks_of
from models.tables import OPEN, Case, Employee, Employer, RetentionAct
from models.tables.retention_tables import OWN_RISK

Period = tuple[date, date | None]


def put_own_risks(
    writing: Session, employer: Employer, risks: Collection[str], period: Period | None, actor: str, on: date
) -> list[str]:
    """Record which risks an employer bears; return the numbers of the open cases of which that became a fact.

    `period`: the first and last day at own risk for the Ziektewet; None when no day is known.
    """
    before = own_risk_data(own_risks_of(writing, employer.id))
    days = zip(("zw_from", "zw_until"), (day and day.isoformat() for day in period), strict=True) if period else ()
    detail: dict[str, Any] = {"risks": sorted(risks), **dict(days)}
    writing.add(RetentionAct(employer_id=employer.id, on_day=on, kind=OWN_RISK, actor=actor, detail=detail))
    writing.flush()
    borne = own_risk_data(detail)
    if borne == before:
        return []
    query = select(Case).join(Employee, col(Employee.id) == col(Case.employee_id))
    running = query.where(col(Employee.employer_id) == employer.id, col(Case.status) == OPEN).order_by(col(Case.id))
    cases = writing.scalars(running).all()
    for case in cases:
        append_event(writing, case, "own_risk_set", on, borne or {"from": None}, actor)
    return [case.number for case in cases]
