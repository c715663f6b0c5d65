"""The plan of a case as rows, for lists; rebuilt from the last computed plan."""

from typing import Any

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from models.tables import Case, PlannedStep
from spoorboek.statute.agenda.agenda import Agenda
from spoorboek.statute.plan import Plan

KEY = ("step", "occurrence")
SHOWN = ("label", "status", "opens_on", "target_on", "due_on")


def project(session: Session, case: Case, plan: Plan, agenda: Agenda) -> None:
    """Store the steps of an agenda as rows, drop those it no longer has; set the case's rules and next wake.

    Rows that say the same are left alone: rewriting a whole plan at every wake would bloat the table.
    """
    stored = _stored(session, case)
    wanted = {tuple(step.ref): tuple(getattr(step, name) for name in SHOWN) for step in agenda.steps}
    changed = [dict(zip(KEY + SHOWN, key + shown, strict=True)) for key, shown in wanted.items() - stored.items()]
    if changed:
        _upsert(session, [{"case_id": case.id, **row} for row in changed])
    if gone := stored.keys() - wanted.keys():
        _delete(session, case, sorted(gone))
    case.rules, case.next_wake = plan.rules, agenda.next_wake
    session.add(case)
    session.flush()


def _stored(session: Session, case: Case) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    columns: list[Any] = [getattr(PlannedStep, name) for name in KEY + SHOWN]
    rows = session.execute(select(*columns).where(col(PlannedStep.case_id) == case.id))
    return {tuple(row[: len(KEY)]): tuple(row[len(KEY) :]) for row in rows}


def _upsert(session: Session, rows: list[dict[str, Any]]) -> None:
    new = insert(PlannedStep)
    shown = {name: new.excluded[name] for name in SHOWN}
    session.execute(new.on_conflict_do_update(index_elements=("case_id", *KEY), set_=shown), rows)


def _delete(session: Session, case: Case, keys: list[tuple[Any, ...]]) -> None:
    gone = tuple_(col(PlannedStep.step), col(PlannedStep.occurrence)).in_(keys)
    session.execute(delete(PlannedStep).where(col(PlannedStep.case_id) == case.id, gone))
