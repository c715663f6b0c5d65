"""Asking others in time: by when, when it was done, and a warning as soon as the last day cannot be met any more."""

from collections.abc import Iterator
from datetime import date, timedelta

from spoorboek.statute.actions import Action, Effect, Record
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.step_status import AgendaStep, StepState
from spoorboek.statute.events import Event
from spoorboek.statute.facts import StepRef
from spoorboek.statute.policy.house_policy import HousePolicy, StepPolicy
from spoorboek.statute.policy.lead_times import LeadTime, WaitingTime, request_deadline_line
from spoorboek.statute.reports.field_readers import ReportedEvent

WORTH_TELLING = timedelta(days=7)  # so much later than people were told before they are told again


def request_warnings(step: AgendaStep, index: RecordIndex, to: str, on: date) -> Iterator[Action]:
    """Warn that the last day cannot be met with the time others take, naming the earliest day that can.

    Once for every last day; again when the request was made and its result is expected a week later than was said.
    """
    lead, deadline = step.policy.lead, step.anchor("due_on")
    if lead is None or deadline is None or step.status == "te_laat":
        return
    asked = requested_on(step.ref, step.policy, index)
    earliest = lead.ready(asked or on)
    if earliest > deadline and _is_news(step.ref, index, deadline, earliest, asked):
        name = deadline.isoformat()
        words = {"to": to, "earliest": earliest.isoformat(), "asked": asked.isoformat() if asked else None}
        detail = {**words, **lead._asdict()}
        yield Action(on, "warning", *step.ref, name, index.next_attempt(step.ref, "warning", name), detail)


def unreachable_from(step: AgendaStep, index: RecordIndex) -> date | None:
    """Return the first day on which the last day cannot be met because nobody was asked; None once somebody was."""
    lead, deadline = step.policy.lead, step.anchor("due_on")
    if lead is None or deadline is None or requested_on(step.ref, step.policy, index):
        return None
    return lead.too_late_from(deadline)


def requested_on(ref: StepRef, policy: StepPolicy, index: RecordIndex) -> date | None:
    """Return the day on which others were first asked: a bureau that did not decline, or by a letter of the step."""
    asked = _bureaus(ref, index) if policy.refers else _letters(ref, policy, index)
    return min((effect.on for effect in asked), default=None)


def waiting_times(record: Record, policy: HousePolicy) -> Iterator[WaitingTime]:
    """Walk the requests of a case whose result came: how long the bedrijfsarts, the expert, the bureau took."""
    index = RecordIndex(record)
    for event in record.events:
        if event.kind != "step_done":
            continue
        ref = ReportedEvent(event).step()
        step = policy.steps.get(ref.key)
        if step is not None and step.lead is not None:
            yield from _wait(step.lead, event, requested_on(ref, step, index))


def step_request_line(policy: HousePolicy, state: StepState) -> str | None:
    """Say by when others must be asked for a step, beside the explanation of its dates; None where nobody is."""
    lead, last = policy.step(state.ref.key).lead, state.agreed_on or state.due_on or state.target_on
    return f"Huisregel: {request_deadline_line(lead, last)}" if lead and last and state.request_by else None


def _wait(lead: LeadTime, event: Event, asked: date | None) -> Iterator[WaitingTime]:
    """Tell how long a result took; one that was there on the day of the request was asked for before it."""
    done = date.fromisoformat(event.data["on"])
    if asked is not None and asked < done:
        yield WaitingTime(lead.role, asked, done)


def _bureaus(ref: StepRef, index: RecordIndex) -> Iterator[Effect]:
    yield from (effect for effect in index.referrals(ref) if index.answer(effect) != "geweigerd")


def _letters(ref: StepRef, policy: StepPolicy, index: RecordIndex) -> Iterator[Effect]:
    for paper in policy.papers:
        yield from index.tries(ref, "mail", paper.document)


def _is_news(ref: StepRef, index: RecordIndex, deadline: date, earliest: date, asked: date | None) -> bool:
    said_before = [
        date.fromisoformat(effect.detail["earliest"]) for effect in index.tries(ref, "warning", deadline.isoformat())
    ]
    return not said_before or (asked is not None and earliest - max(said_before) >= WORTH_TELLING)
