"""The plan of a case as rows, for lists, and the step that comes first; rebuilt from the last computed plan."""

from typing import Any

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from models.tables import Case, NextStepRow, PlannedStep
from spoorboek.statute.agenda.agenda import Agenda
from spoorboek.statute.agenda.next_step import NextStep
from spoorboek.statute.plan import Plan

PLANNED_KEY = ("step", "occurrence")
SHOWN_STEPS = ("label", "status", "opens_on", "target_on", "due_on", "agreed_on")


def store_planned_steps(session: Session, case: Case, plan: Plan, agenda: Agenda) -> None:
    """Store the steps of an agenda as rows, delete rows of other steps, set the rules and the next wake of the case.

    Unchanged rows are not written: rewriting the whole plan at every wake would bloat the table.
    """
    stored = _stored(session, case)
    computed = {tuple(step.ref): tuple(getattr(step, name) for name in SHOWN_STEPS) for step in agenda.steps}
    changed = [
        dict(zip(PLANNED_KEY + SHOWN_STEPS, key + shown, strict=True))
        for key, shown in computed.items() - stored.items()
    ]
    if changed:
        _upsert(session, [{"case_id": case.id, **row} for row in changed])
    if obsolete := stored.keys() - computed.keys():
        _delete(session, case, sorted(obsolete))
    case.rules, case.next_wake = plan.rules, agenda.next_wake
    session.add(case)
    session.flush()


def store_next_step(session: Session, case: Case, first: NextStep | None, name: str, who: str) -> None:
    """Store which step of a case comes first, with its name and who has to act; None: nothing is left."""
    if first is None:
        session.execute(delete(NextStepRow).where(col(NextStepRow.case_id) == case.id))
        return
    ref = first.state.ref if first.state else None
    row = {
        "urgency": int(first.urgency),
        "ranked_on": first.ranked_on,
        "day": first.day,
        "step": ref.key if ref else None,
        "occurrence": ref.occurrence if ref else None,
        "name": name,
        "who": who,
    }
    insertion = insert(NextStepRow).values(case_id=case.id, **row)
    session.execute(insertion.on_conflict_do_update(index_elements=["case_id"], set_=row))


def _stored(session: Session, case: Case) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    columns: list[Any] = [getattr(PlannedStep, name) for name in PLANNED_KEY + SHOWN_STEPS]
    rows = session.execute(select(*columns).where(col(PlannedStep.case_id) == case.id))
    return {tuple(row[: len(PLANNED_KEY)]): tuple(row[len(PLANNED_KEY) :]) for row in rows}


def _upsert(session: Session, rows: list[dict[str, Any]]) -> None:
    new = insert(PlannedStep)
    shown = {name: new.excluded[name] for name in SHOWN_STEPS}
    session.execute(new.on_conflict_do_update(index_elements=("case_id", *PLANNED_KEY), set_=shown), rows)


def _delete(session: Session, case: Case, keys: list[tuple[Any, ...]]) -> None:
    obsolete = tuple_(col(PlannedStep.step), col(PlannedStep.occurrence)).in_(keys)
    session.execute(delete(PlannedStep).where(col(PlannedStep.case_id) == case.id, obsolete))
