"""Reminders before a date, the mark when it passes, and the escalation ladder after it.

What was sent stays sent. Whether it counts for the date that holds now is decided by the day it was sent:

- a reminder counts unless the date moved later by more than the reminder's own lead, so a postponement by a day or
  two reminds nobody twice, and one by weeks does;
- `te laat` and a rung count when they were sent after the date that holds now; a date that moved to a later day
  withdraws them, and should it pass as well, the ladder starts again.

Where something is sent again it carries the next attempt number.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from spoorboek.statute.actions import Action
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.step_status import AgendaStep
from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.policy.house_policy import Ladder, Reminder


class DueReminder(NamedTuple):
    """A reminder still to be sent, the date it reminds of and the day it is for."""

    reminder: Reminder
    anchor: date
    moment: date


def reminder_actions(step: AgendaStep, index: RecordIndex, on: date) -> Iterator[Action]:
    """Send the latest reminder that still has a meaning; skip the others, saying why."""
    pending = [due for due in _dues(step, index) if due.moment <= on]
    chosen = max((due for due in pending if due.anchor >= on), key=lambda due: (due.moment, due.anchor), default=None)
    for due in pending:
        if due is chosen:
            yield _remind(step, index, due, on)
        else:
            yield _skip(step, index, "reminder", due.reminder.name, "ingehaald" if due.anchor >= on else "verlopen", on)


def late_marks(step: AgendaStep, index: RecordIndex, on: date) -> Iterator[Action]:
    """Mark once that a step passed its due date (or the date agreed by deviation) undone."""
    if step.status != "te_laat":
        return
    deadline = step.anchor("due_on")
    if deadline is not None and not index.known_late(step.ref, deadline):
        yield Action(on, "late", *step.ref, deadline.isoformat())


def escalation_actions(step: AgendaStep, index: RecordIndex, on: date) -> Iterator[Action]:
    """Climb the ladder: of the rungs reached and not yet fired only the highest fires, the lower ones are skipped."""
    ladder = step.policy.ladder
    passed = _passed(step, ladder, on)
    if ladder is None or passed is None:
        return
    reached = sum(passed + timedelta(days=rung.days) <= on for rung in ladder.rungs)
    numbers = range(1, len(ladder.rungs) + 1)
    climbed = max((n for n in numbers if index.settled(step.ref, "escalation", str(n), passed + DAY)), default=0)
    for number in range(climbed + 1, reached + 1):
        if number == reached:
            yield _escalate(step, index, ladder, number, passed, on)
        else:
            yield _skip(step, index, "escalation", str(number), "hogere_trede", on)


def step_moments(step: AgendaStep, index: RecordIndex) -> Iterator[date]:
    """Name every day on which this step may want something, done or to come."""
    for due in _dues(step, index):
        yield due.moment
    deadline = step.anchor("due_on")
    if deadline is not None and step.policy.nature == "task":
        yield deadline + DAY
    ladder = step.policy.ladder
    if ladder is not None and (passed := step.anchor(ladder.after)) is not None:
        for rung in ladder.rungs:
            yield passed + timedelta(days=rung.days)


def _dues(step: AgendaStep, index: RecordIndex) -> Iterator[DueReminder]:
    """Walk the reminders not yet sent for the date that holds now.

    A reminder whose day lies on or before the opening never was: the opening itself is the news.
    """
    opens = step.milestone.opens_on
    for reminder in step.policy.reminders:
        anchor = step.anchor(reminder.before)
        if anchor is None:
            continue
        lead = timedelta(days=reminder.days)
        moment = opens if reminder.at_opening and opens else anchor - lead
        if not reminder.at_opening and opens and moment <= opens:
            continue
        if not index.settled(step.ref, "reminder", reminder.name, moment - lead):
            yield DueReminder(reminder, anchor, moment)


def _passed(step: AgendaStep, ladder: Ladder | None, on: date) -> date | None:
    """Return the date the ladder counts from once it passed, else None."""
    anchor = step.anchor(ladder.after) if ladder else None
    return anchor if anchor is not None and anchor < on else None


def _remind(step: AgendaStep, index: RecordIndex, due: DueReminder, on: date) -> Action:
    reminder = due.reminder
    detail = {"to": reminder.to, "before": reminder.before, "days": reminder.days, "date": due.anchor.isoformat()}
    attempt = index.next_attempt(step.ref, "reminder", reminder.name)
    return Action(on, "reminder", *step.ref, reminder.name, attempt, detail)


def _escalate(step: AgendaStep, index: RecordIndex, ladder: Ladder, number: int, passed: date, on: date) -> Action:
    detail = {"to": ladder.rungs[number - 1].to, "rung": number, "days_late": (on - passed).days}
    attempt = index.next_attempt(step.ref, "escalation", str(number))
    return Action(on, "escalation", *step.ref, str(number), attempt, detail)


def _skip(step: AgendaStep, index: RecordIndex, kind: str, name: str, why: str, on: date) -> Action:
    name = f"{kind}:{name}"
    return Action(on, "skip", *step.ref, name, index.next_attempt(step.ref, "skip", name), {"why": why})
