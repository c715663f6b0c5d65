"""Reminders before a date, the late mark when it passes, and the escalation ladder after it.

Messages sent before are not repeated. Whether they count for the present date depends on the day they were sent:

- a reminder counts unless the date moved later by more than the reminder's own number of days, so that a postponement
  by a day or two reminds nobody twice, and one by weeks does;
- `te laat` and a rung count when they were sent after the present date; a date that moves to a later day makes them
  void, and when that day passes as well, the ladder starts again.

A ladder that repeats fires its top rung again and again, a bounded number of times, for as long as nothing happens.

What is sent again gets the next attempt number. Where mail goes out on working days alone, a reminder comes on the
working day before its own day, a rung on the working day after.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from spoorboek.statute.actions import Action
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.step_status import AgendaStep
from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.days.mail_days import mail_day_from, mail_day_until
from spoorboek.statute.policy.house_policy import Ladder, Reminder


class DueReminder(NamedTuple):
    """A reminder still to be sent, the date it is about and the day to send it."""

    reminder: Reminder
    anchor: date
    moment: date


def reminder_actions(step: AgendaStep, index: RecordIndex, on: date) -> Iterator[Action]:
    """Send the latest reminder that is still useful; skip the others with a reason."""
    due_now = [unsent for unsent in _unsent_reminders(step, index) if unsent.moment <= on]
    chosen = max(
        (unsent for unsent in due_now if unsent.anchor >= on),
        key=lambda unsent: (unsent.moment, unsent.anchor),
        default=None,
    )
    for unsent in due_now:
        if unsent is chosen:
            yield _reminder(step, index, unsent, on)
        else:
            yield _skip(
                step, index, "reminder", unsent.reminder.name, "ingehaald" if unsent.anchor >= on else "verlopen", on
            )


def late_marks(step: AgendaStep, index: RecordIndex, on: date) -> Iterator[Action]:
    """Mark once that a step was not done by its due date (or the date agreed by deviation)."""
    if step.status != "te_laat":
        return
    if step.deadline is not None and not index.marked_late_after(step.ref, step.deadline):
        yield Action(on, "late", *step.ref, step.deadline.isoformat())


def escalation_actions(step: AgendaStep, index: RecordIndex, on: date, *, closes: bool = False) -> Iterator[Action]:
    """Fire the highest of the reached rungs that did not fire yet; skip the lower ones.

    `closes`: the case closes on this day, so a rung of today does not wait for a later one.
    """
    ladder = step.policy.ladder
    passed = _passed_anchor(step, ladder, on)
    if ladder is None or passed is None:
        return
    own_days = [passed + timedelta(days=rung.days) for rung in ladder.rungs]
    reached = sum(day <= on for day in (own_days if closes else step.policy.rung_days(passed)))
    numbers = (number for number, _ in enumerate(ladder.rungs, start=1))
    since = passed + DAY
    fired = max((n for n in numbers if index.done_or_skipped_since(step.ref, "escalation", str(n), since)), default=0)
    for number in range(fired + 1, reached + 1):
        if number == reached:
            yield _escalation(step, index, ladder, number, on)
        else:
            yield _skip(step, index, "escalation", str(number), "hogere_trede", on)
    if fired == len(ladder.rungs) and _comes_again(step, index, ladder, passed, on):
        yield _escalation(step, index, ladder, fired, on)


def step_moments(step: AgendaStep, index: RecordIndex) -> Iterator[date]:
    """Yield every day, past or future, on which this step may need a reminder, a late mark or an escalation."""
    for unsent in _unsent_reminders(step, index):
        yield unsent.moment
    if step.deadline is not None and step.policy.nature == "task":
        yield step.deadline + DAY
    ladder = step.policy.ladder
    if ladder is not None and (passed := step.counts_from(ladder.after)) is not None:
        yield from step.policy.rung_days(passed)
        yield from _repeats(step, index, passed)


def _unsent_reminders(step: AgendaStep, index: RecordIndex) -> Iterator[DueReminder]:
    """Yield the reminders not yet sent for the present date.

    A reminder for the opening day or earlier is never sent: the opening itself informs people. A step of before the
    adoption of its case that is not done opens with that answer.
    """
    opens = step.not_done_since or step.milestone.opens_on
    for reminder in step.policy.reminders:
        anchor = step.anchor(reminder.before)
        if anchor is None:
            continue
        at_opening = opens if reminder.at_opening else None
        own_day = at_opening or anchor - timedelta(days=reminder.days)
        if not reminder.at_opening and opens and own_day <= opens:
            continue
        moment = _working_day_before(step, own_day, None if reminder.at_opening else opens, anchor)
        if not _was_reminded(step, index, reminder, anchor, min(own_day - timedelta(days=reminder.days), moment)):
            yield DueReminder(reminder, anchor, moment)


def _working_day_before(step: AgendaStep, day: date, opens: date | None, anchor: date) -> date:
    """Return the day a reminder goes out: its own, or the last day of mail before that and after the opening.

    Without such a day it is the first one after its own; when the date has passed by then, it is the opening.
    """
    earlier = mail_day_until(step.policy.mail_days, day)
    if opens is None or earlier > opens:
        return earlier
    later = mail_day_from(step.policy.mail_days, day, step.deadline)
    return later if later <= anchor else opens


def _was_reminded(step: AgendaStep, index: RecordIndex, reminder: Reminder, anchor: date, since: date) -> bool:
    """Return whether a reminder went out, or was skipped, since a day, or for a date that hardly moved."""
    if index.done_or_skipped_since(step.ref, "reminder", reminder.name, since):
        return True
    hardly = anchor - timedelta(days=reminder.days)
    sent = index.all_attempts(step.ref, "reminder", reminder.name)
    return any(date.fromisoformat(effect.detail["date"]) >= hardly for effect in sent if "date" in effect.detail)


def _passed_anchor(step: AgendaStep, ladder: Ladder | None, on: date) -> date | None:
    """Return the date the ladder counts from once it has passed, else None."""
    anchor = step.counts_from(ladder.after) if ladder else None
    return anchor if anchor is not None and anchor < on else None


def _comes_again(step: AgendaStep, index: RecordIndex, ladder: Ladder, passed: date, on: date) -> bool:
    """Return whether the top rung is to fire again: once for all the times that went by, such as in a standstill."""
    due = [day for day in _repeats(step, index, passed) if day <= on]
    top = str(len(ladder.rungs))
    return bool(due) and not index.done_or_skipped_since(step.ref, "escalation", top, due[-1])


def _repeats(step: AgendaStep, index: RecordIndex, passed: date) -> list[date]:
    """Return the days on which the top rung fires again; other rules or another policy begin to count when they come.

    So an installation that goes over to a ladder that repeats hears of no step on that day for what it knew long ago.
    """
    rungs = step.policy.rung_days(passed)
    return step.policy.repeat_days(max(filter(None, (rungs[-1], index.rules_on)))) if rungs else []


def _reminder(step: AgendaStep, index: RecordIndex, unsent: DueReminder, on: date) -> Action:
    reminder = unsent.reminder
    detail = {"to": reminder.to, "before": reminder.before, "days": reminder.days, "date": unsent.anchor.isoformat()}
    attempt = index.next_attempt(step.ref, "reminder", reminder.name)
    return Action(on, "reminder", *step.ref, reminder.name, attempt, detail)


def _escalation(step: AgendaStep, index: RecordIndex, ladder: Ladder, number: int, on: date) -> Action:
    passed = step.anchor(ladder.after) or on
    detail = {"to": ladder.rungs[number - 1].to, "rung": number, "days_late": (on - passed).days}
    attempt = index.next_attempt(step.ref, "escalation", str(number))
    return Action(on, "escalation", *step.ref, str(number), attempt, detail)


def _skip(step: AgendaStep, index: RecordIndex, kind: str, name: str, why: str, on: date) -> Action:
    name = f"{kind}:{name}"
    return Action(on, "skip", *step.ref, name, index.next_attempt(step.ref, "skip", name), {"why": why})
