"""The command `spoorboek case ical`: the steps of a case, or of an operator, as a calendar."""

import sys
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import Session, col, func, select

from models.addressees import CASE_MANAGER
from models.connection import session
from models.operator_work import open_work_of
from models.tables import CaseEvent
from spoorboek.errors import InputError
from spoorboek.platform.record_access import open_record
from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.explain.plan_text import milestone_label
from tasks.case_state import CaseState, case_state_in, current_day
from tasks.views.calendar_feed import CalendarEntry, EntryDates, calendar_entries, calendar_feed

SHOWN = ("gepland", "open", "te_laat", "afgeweken")
EVERY_STEP = frozenset({CASE_MANAGER})


def run(number: str, operator: str, to: Path | None) -> None:
    """Write the calendar of a case or of an operator, to a file or to stdout.

    Errors: InputError when both or neither are named, the case or operator is unknown, or the file cannot be written.
    """
    if bool(number) == bool(operator):
        raise InputError("Noem een zaak (Z-7K3Q9) of een medewerker (--operator CODE of e-mailadres), een van beide.")
    with open_record(), session() as reading:
        if number:
            feed = calendar_feed(*_of_case(reading, number))
        else:
            name = "Spoorboek" if "@" in operator else f"Spoorboek · {operator}"
            feed = calendar_feed(name, list(_of_operator(reading, operator)))
    _write(feed, to)


def _of_case(reading: Session, number: str) -> tuple[str, list[CalendarEntry]]:
    current = case_state_in(reading, number)
    return f"Spoorboek · {current.number}", list(_entries(reading, current, EVERY_STEP))


def _of_operator(reading: Session, code: str) -> Iterator[CalendarEntry]:
    for number, roles in open_work_of(reading, code, current_day(reading)).items():
        yield from _entries(reading, case_state_in(reading, number), roles)


def _entries(reading: Session, current: CaseState, roles: frozenset[str]) -> Iterator[CalendarEntry]:
    """Walk the days of the open and coming steps that these roles have a part in."""
    newest = select(func.max(CaseEvent.recorded_at)).where(col(CaseEvent.case_id) == current.case_id)
    shown = [state for state in current.agenda.steps if state.status in SHOWN and _concerns(state, current, roles)]
    labels = {milestone.ref: milestone_label(milestone, current.edition.rules) for milestone in current.plan}
    dates = (
        EntryDates(state.ref, labels[state.ref], state.target_on, state.agreed_on or state.due_on) for state in shown
    )
    yield from calendar_entries(current.number, current.version, reading.exec(newest).one(), dates)


def _concerns(state: StepState, current: CaseState, roles: frozenset[str]) -> bool:
    """Tell whether a step is for one of these roles: who has to act, or is reminded; a casemanager sees every step."""
    reminded = {reminder.to for reminder in current.edition.house.steps[state.ref.key].reminders}
    acting = current.edition.rules.rows[state.ref.key].who
    return bool(roles & {CASE_MANAGER, *acting, *reminded})


def _write(feed: bytes, to: Path | None) -> None:
    if to is None:
        sys.stdout.buffer.write(feed)
        return
    try:
        to.write_bytes(feed)
    except OSError as error:
        raise InputError(f"'{to}' kan niet worden geschreven: {error.strerror}. Kies een andere plaats.") from None
    print(f"Agenda geschreven in {to}.")
