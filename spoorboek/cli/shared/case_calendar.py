"""The steps of a case, or of an operator, as an iCalendar file."""

import sys
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import Session, col, func, select

from models.addressees import CASE_MANAGER
from models.operator_work import open_work_of
from models.tables import CaseEvent
from spoorboek.errors import InputError
from spoorboek.outside.files import reason_of
from spoorboek.private_files import write_private_file
from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.explain.plan_text import milestone_label
from spoorboek.statute.plan import deadline
from tasks.case_state import CaseState, case_state_in, current_day
from tasks.views.calendar_feed import CalendarEntry, EntryDates, calendar_entries, calendar_feed

_STATUSES = ("gepland", "open", "te_laat", "afgeweken")


def case_calendar(reading: Session, number: str) -> bytes:
    """Return the calendar of a case, with every step. Raises InputError for an unknown case."""
    current = case_state_in(reading, number)
    entries = list(_entries(reading, current, frozenset({CASE_MANAGER})))
    return calendar_feed(f"Spoorboek · {current.number}", entries)


def operator_calendar(reading: Session, operator: str) -> bytes:
    """Return the calendar of an operator: a code, or an e-mail address, which the title then leaves out.

    Raises InputError for an unknown operator.
    """
    title = "Spoorboek" if "@" in operator else f"Spoorboek · {operator}"
    work = open_work_of(reading, operator, current_day(reading)).items()
    entries = (_entries(reading, case_state_in(reading, number), roles) for number, roles in work)
    return calendar_feed(title, [entry for of_case in entries for entry in of_case])


def write_calendar(calendar: bytes, to: Path | None) -> None:
    """Write a calendar to a file for its owner alone, or to stdout.

    Raises InputError when the file cannot be written, UnsafePlaceError for a link or another user's.
    """
    if to is None:
        sys.stdout.buffer.write(calendar)
        return
    try:
        write_private_file(to, calendar)
    except OSError as error:
        raise InputError(f"'{to}' kan niet worden geschreven: {reason_of(error)}. Kies een andere plaats.") from None
    print(f"Agenda geschreven in {to}.")


def _entries(reading: Session, current: CaseState, roles: frozenset[str]) -> Iterator[CalendarEntry]:
    """Yield the days of the open and coming steps that concern these roles."""
    newest = select(func.max(CaseEvent.recorded_at)).where(col(CaseEvent.case_id) == current.case_id)
    shown = [state for state in current.agenda.steps if state.status in _STATUSES and _concerns(state, current, roles)]
    labels = {milestone.ref: milestone_label(milestone, current.edition.rules) for milestone in current.plan}
    dates = (EntryDates(state.ref, labels[state.ref], state.target_on, deadline(state)) for state in shown)
    yield from calendar_entries(current.number, current.version, reading.exec(newest).one(), dates)


def _concerns(state: StepState, current: CaseState, roles: frozenset[str]) -> bool:
    """Tell whether a step is for one of these roles: who has to act, or is reminded; a casemanager sees every step."""
    reminded = {reminder.to for reminder in current.edition.house.steps[state.ref.key].reminders}
    acting = current.edition.rules.rows[state.ref.key].who
    return bool(roles & {CASE_MANAGER, *acting, *reminded})
