"""What people record about keeping data: a dispute and its end, the end of an employment, own risks of an employer."""

from collections.abc import Collection
from datetime import date

from sqlmodel import Session

from models.case_lookup import find_case
from models.retention_queries import find_employer
from models.tables import CLOSED, RetentionAct
from models.tables.retention_tables import DISPUTE, DISPUTE_OVER, LEFT, OWN_RISK
from spoorboek.errors import InputError
from spoorboek.statute.law.retention import OWN_RISKS

NONE = "geen"


def record_dispute(writing: Session, number: str, actor: str, on: date, *, over: bool = False) -> str:
    """Record that a dispute keeps a dossier from being destroyed, or that it is over; return the Dutch answer.

    Raises InputError for an unknown case.
    """
    case = find_case(writing, number)
    writing.add(RetentionAct(case_id=case.id, on_day=on, kind=DISPUTE_OVER if over else DISPUTE, actor=actor))
    if over:
        return f"{case.number}: het geschil is voorbij; de gewone bewaartermijn geldt weer."
    return f"{case.number} blijft bewaard zolang het geschil loopt."


def record_leaving(writing: Session, number: str, left_on: date, actor: str, on: date) -> str:
    """Record the last day of the employment of the person of a case; return the Dutch answer.

    Raises InputError for an unknown case, a case that is open, and a day that is still to come.
    """
    case = find_case(writing, number)
    if case.status != CLOSED:
        raise InputError(
            f"{case.number} loopt nog. Leg het einde van het contract vast als feit: `spoorboek case report`."
        )
    if left_on > on:
        raise InputError(f"{left_on:%d-%m-%Y} is nog niet voorbij. Leg dit vast als het dienstverband is geëindigd.")
    act = RetentionAct(
        employee_id=case.employee_id, on_day=on, kind=LEFT, actor=actor, detail={"on": left_on.isoformat()}
    )
    writing.add(act)
    return f"Vastgelegd: uit dienst na {left_on:%d-%m-%Y} (de werknemer van {case.number})."


def record_own_risks(writing: Session, code: str, typed: Collection[str], actor: str, on: date) -> str:
    """Record which risks an employer bears himself (`zw`, `wga`, or `geen`); return the Dutch answer.

    Raises InputError for an unknown employer or risk.
    """
    risks = {each.strip().lower() for each in typed} - {NONE}
    if not typed or not risks <= set(OWN_RISKS) or (risks and NONE in typed):
        raise InputError(f"'{' '.join(typed)}' is geen keuze. Kies geen, of een of meer van: {', '.join(OWN_RISKS)}.")
    employer = find_employer(writing, code)
    detail = {"risks": sorted(risks)}
    writing.add(RetentionAct(employer_id=employer.id, on_day=on, kind=OWN_RISK, actor=actor, detail=detail))
    bears = f"eigenrisicodrager voor {' en '.join(sorted(risks)).upper()}" if risks else "geen eigenrisicodrager"
    return f"Vastgelegd: {employer.code} is {bears}."
