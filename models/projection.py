"""The plan of a case as rows, for lists; rebuilt from the last computed plan."""

from typing import Any

from sqlalchemy import delete, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from models.tables import Case, PlannedStep
from spoorboek.statute.agenda import Agenda
from spoorboek.statute.plan import Plan
from spoorboek.statute.status import StepState

KEY = ("case_id", "step", "occurrence")
SHOWN = ("label", "status", "opens_on", "target_on", "due_on")


def project(session: Session, case: Case, plan: Plan, agenda: Agenda) -> None:
    """Store the steps of an agenda as rows, drop those it no longer has; set the case's rules and next wake."""
    rows = [_row(case, step) for step in agenda.steps]
    kept = [(row["step"], row["occurrence"]) for row in rows]
    gone = tuple_(col(PlannedStep.step), col(PlannedStep.occurrence)).not_in(kept)
    session.execute(delete(PlannedStep).where(col(PlannedStep.case_id) == case.id, gone))
    if rows:
        _upsert(session, rows)
    case.rules, case.next_wake = plan.rules, agenda.next_wake
    session.add(case)
    session.flush()


def _row(case: Case, step: StepState) -> dict[str, Any]:
    shown = {name: getattr(step, name) for name in SHOWN}
    return {"case_id": case.id, "step": step.ref.key, "occurrence": step.ref.occurrence, **shown}


def _upsert(session: Session, rows: list[dict[str, Any]]) -> None:
    new = insert(PlannedStep).values(rows)
    changed = tuple_(*(getattr(PlannedStep, name) for name in SHOWN)).is_distinct_from(
        tuple_(*(new.excluded[name] for name in SHOWN))
    )
    # A row that says the same is left alone: rewriting the whole plan at every wake would bloat the table.
    wanted = {name: new.excluded[name] for name in SHOWN}
    session.execute(new.on_conflict_do_update(index_elements=KEY, set_=wanted, where=changed))
