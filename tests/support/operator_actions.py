"""Ways to work as an operator does: cases of one's own on a day of one's own, actions through the real deployments."""

import time
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from prefect.client.schemas.objects import FlowRun
from sqlmodel import Session, col, select
from support.prepared_cases import prepare_referral_of

from flows.engine.runs import prefect_client, start_run
from models.case_lookup import find_case
from models.connection import session
from models.record import append_event, open_case
from models.tables import Case, CaseEffect, CaseEvent, Document, Employee, Message, PlannedStep, Referral
from models.virtual_calendar import set_virtual_day
from spoorboek.demo.time_lapse import await_rest
from spoorboek.statute.events import EventKind

TODAY = date(2026, 11, 23)
SECONDS = 60.0
POLL_SECONDS = 0.2  # each look costs the server as much as a twentieth of the action
WHO = "operator-1"


def ago(days: int) -> date:
    """Return the day so many days before today."""
    return TODAY - timedelta(days)


def iso(days: int) -> str:
    """Return the day so many days before today, as the run form sends it."""
    return ago(days).isoformat()


def open_a_case(employee: Employee, sick_days: int, *told: tuple[EventKind, dict[str, Any]], **data: Any) -> str:
    """Open a case of somebody who fell ill some days ago, with what was told since; return its number, asleep."""
    with session() as writing:
        set_virtual_day(writing, TODAY)
        hired = writing.get_one(Employee, employee.id)
        case = open_case(writing, hired, ago(sick_days), {"first_sick_day": ago(sick_days), **data}, WHO)
        for kind, each in told:
            append_event(writing, case, kind, TODAY, each, WHO)
    with prefect_client() as prefect:
        await_rest(prefect, [start_run(prefect, case.number)])
    return case.number


def prepare(number: str) -> None:
    """Record all that a referral needs first; that the employee was told goes by the run form, which wakes the case."""
    with session() as writing:
        prepare_referral_of(writing, number, informed=False, today=TODAY)
    act("Voorbereiding tweede spoor", zaaknummer=number, wat="werknemer_ingelicht", datum=iso(1))


def begin(action: str, **parameters: Any) -> UUID:
    """Run an operator action through its deployment, as the run form does, without waiting for it."""
    with prefect_client() as prefect:
        deployment = prefect.read_deployment_by_name(f"{action}/{action}")
        return prefect.create_flow_run_from_deployment(deployment.id, parameters={"door": WHO, **parameters}).id


def ended(run_id: UUID) -> FlowRun:
    """Wait until a run has ended and the case it is about sleeps again; return it."""
    until = time.monotonic() + SECONDS
    with prefect_client() as prefect:
        while (found := prefect.read_flow_run(run_id)).state is None or not found.state.is_final():
            assert time.monotonic() < until, f"{found.name} does not end: {found.state_name}"
            time.sleep(POLL_SECONDS)
        _rested(found)
    return found


def act(action: str, **parameters: Any) -> FlowRun:
    """Run an operator action and wait until it has ended and its case sleeps again."""
    return ended(begin(action, **parameters))


def told(run: FlowRun) -> str:
    """Return what a run tells the operator."""
    assert run.state is not None
    return run.state.message or ""


def rows(reading: Session, table: Any, number: str) -> Sequence[Any]:
    """Return everything of one table that belongs to a case, in order."""
    of_case = select(table).join(Case, col(Case.id) == table.case_id).where(col(Case.number) == number)
    order = table.step if table is PlannedStep else table.id
    return reading.exec(of_case.order_by(order)).all()


def events(number: str) -> list[CaseEvent]:
    """Return what was reported of a case."""
    with session() as reading:
        return list(rows(reading, CaseEvent, number))


def effects(number: str) -> list[CaseEffect]:
    """Return what was done for a case."""
    with session() as reading:
        return list(rows(reading, CaseEffect, number))


def counts(number: str) -> tuple[int, int, int]:
    """Count the documents, mails and referrals of a case."""
    with session() as reading:
        return tuple(len(rows(reading, table, number)) for table in (Document, Message, Referral))  # type: ignore[return-value]


def step(number: str, key: str, occurrence: int = 1) -> PlannedStep:
    """Return how a step of a case stands in the lists."""
    with session() as reading:
        return next(
            row for row in rows(reading, PlannedStep, number) if (row.step, row.occurrence) == (key, occurrence)
        )


def tags(number: str) -> list[str]:
    """Return the tags of the run of a case in the Prefect UI."""
    with session() as reading:
        run_id = find_case(reading, number).flow_run_id
    assert run_id is not None
    with prefect_client() as prefect:
        return prefect.read_flow_run(run_id).tags


def _rested(run: FlowRun) -> None:
    number = str(run.parameters["zaaknummer"]).strip().upper()
    with session() as reading:
        known = reading.exec(select(Case.flow_run_id).where(Case.number == number)).first()
    if known:
        with prefect_client() as prefect:
            await_rest(prefect, [known])
