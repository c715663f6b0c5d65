"""Requests to others: the last day to ask, a warning when the deadline is unreachable, a reminder of what was asked."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from spoorboek.statute.actions import Action, Effect, Record
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.step_status import AgendaStep, StepState
from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.days.mail_days import mail_day_from
from spoorboek.statute.events import Event
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import last_date
from spoorboek.statute.policy.house_policy import HousePolicy, StepPolicy
from spoorboek.statute.policy.lead_times import LeadTime, WaitingTime, request_deadline_line
from spoorboek.statute.reports.field_readers import ReportedEvent

REQUEST = "verzoek"  # the name of a reminder of a request
REPEAT_WARNING_AFTER = timedelta(days=7)  # warn again when the result is expected this much later than announced


class UnansweredRequest(NamedTuple):
    """The last request to a role, as the effect that sent it; the day of its result and that of the reminder."""

    request: Effect
    role: str
    expected: date
    remind_on: date


def request_warnings(step: AgendaStep, index: RecordIndex, to: str, on: date) -> Iterator[Action]:
    """Warn that the deadline cannot be met with the lead time of others, naming the earliest possible day.

    Once per deadline; again when the request was made and its result is expected a week later than announced.
    """
    lead, deadline = step.policy.lead, step.deadline
    if lead is None or deadline is None or step.status == "te_laat":
        return
    asked = requested_on(step.ref, step.policy, index)
    earliest = lead.ready(asked or on)
    if earliest > deadline and _should_warn(step.ref, index, deadline, earliest, asked):
        name = deadline.isoformat()
        request_detail = {"to": to, "earliest": earliest.isoformat(), "asked": asked.isoformat() if asked else None}
        detail = {**request_detail, **lead._asdict()}
        yield Action(on, "warning", *step.ref, name, index.next_attempt(step.ref, "warning", name), detail)


def deadline_unreachable_from(step: AgendaStep, index: RecordIndex) -> date | None:
    """Return the first day on which the deadline becomes unreachable while nobody was asked; None once somebody was."""
    lead, deadline = step.policy.lead, step.deadline
    if lead is None or deadline is None or requested_on(step.ref, step.policy, index):
        return None
    return lead.too_late_from(deadline)


def request_reminders(step: AgendaStep, index: RecordIndex, on: date) -> Iterator[Action]:
    """Remind the role that was asked, once per request, when its result is not there on the day it was expected.

    A later day agreed by deviation is the day it is expected.
    """
    due = _unanswered_request(step, index)
    if due is not None and due.remind_on <= on:
        request = due.request
        detail = {
            "to": due.role,
            "asked": request.on.isoformat(),
            "expected": due.expected.isoformat(),
            "document": request.key.name,
        }
        attempt = index.next_attempt(step.ref, "reminder", REQUEST)
        yield Action(on, "reminder", *step.ref, REQUEST, attempt, detail)


def request_reminder_on(step: AgendaStep, index: RecordIndex) -> date | None:
    """Return the day to remind the role that was asked; None when nobody was, or it was reminded."""
    due = _unanswered_request(step, index)
    return due.remind_on if due else None


def requested_on(ref: StepRef, policy: StepPolicy, index: RecordIndex) -> date | None:
    """Return the day of the first request: to a bureau that did not decline, or by a letter of the step."""
    asked = _bureau_requests(ref, index) if policy.refers else _letter_requests(ref, policy, index)
    return min((effect.on for effect in asked), default=None)


def waiting_times(record: Record, policy: HousePolicy) -> Iterator[WaitingTime]:
    """Yield the finished requests of a case: how long the bedrijfsarts, the labour expert or the bureau took."""
    index = RecordIndex(record)
    for event in record.events:
        if event.kind != "step_done":
            continue
        ref = ReportedEvent(event).step()
        step = policy.steps.get(ref.key)
        if step is not None and step.lead is not None:
            yield from _waiting_time(step.lead, event, requested_on(ref, step, index))


def step_request_line(policy: HousePolicy, state: StepState) -> str | None:
    """Return the Dutch line with the last day to ask others for a step; None when nobody has to be asked."""
    lead, last = policy.step(state.ref.key).lead, last_date(state)
    return f"Huisregel: {request_deadline_line(lead, last)}" if lead and last and state.request_by else None


def _waiting_time(lead: LeadTime, event: Event, asked: date | None) -> Iterator[WaitingTime]:
    """Yield how long a result took; a result on the day of the request must have been requested before it."""
    done = date.fromisoformat(event.data["on"])
    if asked is not None and asked < done:
        yield WaitingTime(lead.role, asked, done)


def _unanswered_request(step: AgendaStep, index: RecordIndex) -> UnansweredRequest | None:
    lead = step.policy.lead
    if lead is None or not step.policy.chases:
        return None
    own = {item.document for item in step.policy.papers if item.to == lead.role}
    letters = [each for each in _letter_requests(step.ref, step.policy, index) if not own or each.key.name in own]
    request = max(letters, key=lambda effect: effect.on, default=None)
    if request is None or index.done_or_skipped_since(step.ref, "reminder", REQUEST, request.on):
        return None
    expected = max(lead.ready(request.on), step.milestone.agreed_on or request.on)
    remind_on = mail_day_from(step.policy.mail_days, expected + DAY, step.deadline)
    return UnansweredRequest(request, lead.role, expected, remind_on)


def _bureau_requests(ref: StepRef, index: RecordIndex) -> Iterator[Effect]:
    sendings = (index.sending(effect) for effect in index.referrals(ref) if index.answer(effect) != "geweigerd")
    yield from filter(None, sendings)


def _letter_requests(ref: StepRef, policy: StepPolicy, index: RecordIndex) -> Iterator[Effect]:
    for item in policy.papers:
        yield from index.all_attempts(ref, "mail", item.document)


def _should_warn(ref: StepRef, index: RecordIndex, deadline: date, earliest: date, asked: date | None) -> bool:
    announced = [
        date.fromisoformat(effect.detail["earliest"])
        for effect in index.all_attempts(ref, "warning", deadline.isoformat())
    ]
    return not announced or (asked is not None and earliest - max(announced) >= REPEAT_WARNING_AFTER)
