"""The cases of a record that is there already, lived on by the engine and in memory."""

from datetime import date
from typing import Any
from uuid import UUID

from flows.engine.runs import prefect_client
from models.case_lookup import due_cases, open_cases
from models.connection import session
from models.edition_history import edition_in_force
from models.record import load_record
from models.virtual_calendar import set_virtual_day
from spoorboek.demo.time_lapse import await_rest, wake_cases
from spoorboek.statute.actions import EffectKey, Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline

Effects = dict[EffectKey, tuple[date, dict[str, Any]]]


def records() -> dict[str, tuple[Record, UUID | None]]:
    """Return the record of every case with its run, by number."""
    with session() as reading:
        return {case.number: (load_record(reading, case), case.flow_run_id) for case in open_cases(reading)}


def effects_of(record: Record) -> Effects:
    """Return what was done for a case, to be compared."""
    return {key: (effect.on, dict(effect.detail)) for key, effect in record.effects.items()}


def simulated(record: Record, since: date, until: date) -> Record:
    """Live a record on in memory between two days, by the house policy in force there: what the engine must do."""
    with session() as reading:
        policy = edition_in_force(reading).house
    plan = timeline(fold_events(record.events))
    following: date | None = since
    while following is not None and following <= until:
        while (found := make_agenda(plan, record, policy, following)).actions:
            record = record.after(found.actions)
        following = found.next_wake
    return record


def live_on(since: date, until: date) -> int:
    """Wake the cases on every day one of them is due, between two days; return how many wakes that took."""
    wakes, day = 0, since
    with prefect_client() as prefect:
        while day <= until:
            with session() as writing:
                set_virtual_day(writing, day)
                due = [case.number for case in due_cases(writing, day)]
            await_rest(prefect, wake_cases(prefect, due))
            wakes += len(due)
            with session() as reading:
                day = min((case.next_wake for case in open_cases(reading) if case.next_wake), default=date.max)
    return wakes
