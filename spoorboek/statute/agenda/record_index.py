"""An index of the record for the questions of the agenda: what was done, when, and in which attempt."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from spoorboek.statute.actions import AWAITS_APPROVAL, Action, ActionKind, Effect, EffectKey, Record
from spoorboek.statute.events import DOUBLE, Event, EventKind
from spoorboek.statute.facts import StepRef
from spoorboek.statute.reports.withdrawn_events import WITHDRAWAL, without_withdrawn
from spoorboek.statute.second_track.cost_events import COST_EVENTS

CASE_STEP = StepRef("dossier", 1)
REFERRAL_EVENTS: Mapping[EventKind, str] = {
    "referral_confirmed": "confirmed",
    "referral_approved": "approved",
    "question_approved": "questions",
    "bureau_answered": "answers",
}
CHANGE_LETTER = "wijziging_spoor_2"  # tells a bureau at work what somebody can work now
CONTENT_EVENTS: tuple[EventKind, ...] = ("profile_recorded", "search_data_recorded")
REFERRAL_KINDS = ("referral", "referral_asked")  # a referral begins as prepared for a yes, or is asked at once
PAST_STEP_ANSWERS = ("step_not_done", "step_not_applicable")


def requested_paper(event: Event) -> str | None:
    """Return the paper that a person has the product make by a report; None for most reports."""
    if event.kind == "paper_requested":
        return str(event.data["document"])
    return CHANGE_LETTER if event.kind == "trajectory_changed" and "profile" in event.data else None


class RecordIndex:
    """The record of one case, indexed in one pass for the many lookups of one agenda."""

    __slots__ = (
        "_get_effect",
        "adopted_on",
        "answers",
        "approved",
        "asked_anew",
        "asked_seq",
        "attempts",
        "brought",
        "confirmed",
        "costs",
        "double_of",
        "double_on",
        "effects",
        "past_steps",
        "prepared_seq",
        "questions",
        "questions_from",
        "requests",
        "retractions",
        "retriggered",
        "rules_on",
    )

    def __init__(self, record: Record) -> None:
        self.effects = record.effects
        # A plain tuple equals an EffectKey and is made in a third of the time; a case does thousands of these lookups.
        self._get_effect: Callable[[Any], Effect | None] = record.effects.get
        self.adopted_on: date | None = None
        self.double_of = ""  # the case that goes on, of one that was opened in error
        self.double_on: date | None = None
        self.attempts: dict[StepRef, int] = {}
        self.retriggered: dict[StepRef, date] = {}  # the day on which each was triggered by hand, the last time
        self.answers: dict[int, Event] = {}
        self.confirmed: dict[int, Event] = {}  # the last confirmation of a referral, by its number
        self.approved: dict[int, Event] = {}
        self.questions: dict[int, Event] = {}  # the yes to ask bureaus, by the referral that was prepared for it
        self.asked_seq: dict[int, int] = {}  # the event by which a referral was asked without a name
        self.prepared_seq = 0  # the last event by which what a bureau must know changed
        self.costs: list[Event] = []  # offers and invoices, as reported
        self.retractions: list[Mapping[str, Any]] = []
        self.past_steps: dict[StepRef, Event] = {}  # answers about adopted steps: not done, or not applicable
        self.asked_anew: dict[StepRef, date] = {}  # the day an answer was taken back
        self.questions_from: dict[StepRef, date] = {}  # the day a first ladder of questions came into force
        self.rules_on: date | None = None  # the day on which other rules or another house policy came, the last time
        self.brought: dict[StepRef, date] = {}  # the day on which other rules brought a step into a running case
        self.requests: list[tuple[Event, int]] = []  # papers a person had made, each with its number of that kind
        for event in without_withdrawn(record.events):
            self.add(event)
        self._number_requests(record.events)
        for event in record.events:
            if event.kind == WITHDRAWAL:
                self._add_withdrawal(event, record.events)

    def add(self, event: Event) -> None:
        """Add one event to the index."""
        data = event.data
        if event.kind == "sick_reported" and data.get("adopted_on"):
            self.adopted_on = date.fromisoformat(data["adopted_on"])
        elif event.kind == "step_retriggered":
            ref = StepRef(data["step"], data.get("occurrence", 1))
            self.retriggered[ref] = event.on
            if data["mode"] == "opnieuw":
                self.attempts[ref] = self.attempt(ref) + 1
        elif event.kind == DOUBLE:
            self.double_of, self.double_on = data["of"], event.on
        elif event.kind in REFERRAL_EVENTS:
            getattr(self, REFERRAL_EVENTS[event.kind])[data["referral"]] = event
        elif event.kind == "referral_moved" and data["to"] == "uitvraag":
            self.asked_seq[data["referral"]] = event.seq
        elif event.kind in CONTENT_EVENTS:
            self.prepared_seq = event.seq
        elif event.kind in COST_EVENTS:
            self.costs.append(event)
        elif event.kind in PAST_STEP_ANSWERS:
            self.past_steps[StepRef(data["step"], data.get("occurrence", 1))] = event
        elif event.kind == "step_withdrawn":
            self.asked_anew[StepRef(data["step"], data.get("occurrence", 1))] = event.on
        elif event.kind == "rules_changed":
            self.retractions += data["withdrawn"]
            self.rules_on = event.on
            new = [change for change in data.get("changes", ()) if change["change"] == "nieuw"]
            self.brought |= {StepRef(change["step"], change["occurrence"]): event.on for change in new}
            self.questions_from |= {StepRef(*ref): event.on for ref in data.get("questions", ())}

    def _number_requests(self, events: Iterable[Event]) -> None:
        """Number the requests of each paper; one that was withdrawn keeps its number, and counts for nothing."""
        asked = [(event, name) for event in events if (name := requested_paper(event))]
        if not asked:
            return
        counting = {event.seq for event in without_withdrawn(events)}
        made: Counter[str] = Counter()
        for event, name in asked:
            made[name] += 1
            if event.seq in counting:
                self.requests.append((event, made[name]))

    def _add_withdrawal(self, withdrawal: Event, events: Iterable[Event]) -> None:
        """Ask anew when an answer about an adopted step was withdrawn."""
        for event in events:
            if event.seq == withdrawal.data["report"] and event.kind in PAST_STEP_ANSWERS:
                self.asked_anew[StepRef(event.data["step"], event.data.get("occurrence", 1))] = withdrawal.on

    def attempt(self, ref: StepRef) -> int:
        """Return the present attempt of a step: 1, plus one for every time it was triggered `opnieuw`."""
        return self.attempts.get(ref, 1)

    def effect(self, ref: StepRef, kind: ActionKind, name: str = "", attempt: int = 1) -> Effect | None:
        """Return the effect with exactly this key, or None."""
        return self._get_effect((*ref, kind, name, attempt))

    def all_attempts(self, ref: StepRef, kind: ActionKind, name: str) -> Iterator[Effect]:
        """Yield the effects of one kind and name, first attempt first."""
        attempt = 1
        while (effect := self.effect(ref, kind, name, attempt)) is not None:
            yield effect
            attempt += 1

    def next_attempt(self, ref: StepRef, kind: ActionKind, name: str) -> int:
        """Return the attempt number of the next effect of this kind and name."""
        return 1 + sum(1 for _ in self.all_attempts(ref, kind, name))

    def done_or_skipped_since(self, ref: StepRef, kind: ActionKind, name: str, since: date) -> bool:
        """Return whether this was done, or skipped with a reason, on or after the day `since`.

        What was done before that day was about an earlier date of the step.
        """
        for effect in self.all_attempts(ref, kind, name):
            if effect.on >= since:
                return True
        return any(effect.on >= since for effect in self.all_attempts(ref, "skip", f"{kind}:{name}"))

    def marked_late_after(self, ref: StepRef, deadline: date) -> bool:
        """Return whether this step was marked late or escalated after this deadline, whatever date the mark names."""
        if self.effect(ref, "late", deadline.isoformat()) is not None:
            return True
        kinds = ((*ref, "late"), (*ref, "escalation"))
        return any(effect.on > deadline for key, effect in self.effects.items() if key[:3] in kinds)

    def is_sent_by_hand(self, action: Action) -> bool:
        """Return whether a person asked on this very day for what the action sends: a step again, or a yes."""
        if action.kind == "referral_sent":
            return self.approved[int(action.name)].on == action.on
        if action.kind == "referral_asked":
            yes = self.questions.get(action.detail["yes"])
            return yes is not None and yes.on == action.on
        by_hand = self.retriggered.get(StepRef(action.step, action.occurrence)) == action.on
        return by_hand and action.kind in ("document", "mail", "referral")

    def closing_effects(self) -> list[Effect]:
        """Return the effects of each closing of this case, in order."""
        return [effect for key, effect in self.effects.items() if key.kind == "close"]

    def referrals(self, ref: StepRef) -> list[Effect]:
        """Return the referrals so far, in order of number; one of before may have no effect here."""
        of_step = [each for key, each in self.effects.items() if key[2] in REFERRAL_KINDS and key[:2] == ref]
        found = {each.key.name: each for each in sorted(of_step, key=lambda each: each.key.kind, reverse=True)}
        return [found[name] for name in sorted(found, key=int)]

    def prepared(self, key: EffectKey) -> Effect:
        """Return the effect by which a referral began; `key`: of another effect of it."""
        begun = (self.effects.get(key._replace(kind=kind)) for kind in REFERRAL_KINDS)
        return next(each for each in begun if each)

    def asking(self, referral: Effect) -> Effect | None:
        """Return the effect that asked the bureau of a referral without a name; None when none did."""
        return self.effects.get(referral.key._replace(kind="referral_asked"))

    def question_yes(self, referral: Effect) -> Event | None:
        """Return the yes that bureaus may be asked with a referral; None without one, or once the content changed.

        One that was recorded before the referral was prepared does not count.
        """
        asking = self.asking(referral)
        yes = self.questions.get(asking.detail["yes"] if asking else int(referral.key.name))
        counts = yes is not None and yes.seq > self.prepared_seq and (asking is not None or yes.on >= referral.on)
        return yes if counts else None

    def sending(self, referral: Effect) -> Effect | None:
        """Return the effect that sent a referral to its bureau; None while it was not sent."""
        if not AWAITS_APPROVAL.items() <= referral.detail.items():
            return referral
        return self.effects.get(referral.key._replace(kind="referral_sent"))

    def confirmation(self, referral: Effect) -> Event | None:
        """Return the last confirmation of the content of a referral; one of before it was prepared does not count."""
        confirmed = self.confirmed.get(int(referral.key.name))
        if confirmed is None or confirmed.seq < self.asked_seq.get(int(referral.key.name), 0):
            return None  # it said yes to something else
        return confirmed if confirmed.on >= referral.on else None

    def approval(self, referral: Effect) -> Event | None:
        """Return the approval of what was confirmed last; None without one."""
        confirmed, approved = self.confirmation(referral), self.approved.get(int(referral.key.name))
        return approved if confirmed and approved and approved.seq > confirmed.seq else None

    def answer(self, referral: Effect) -> str | None:
        """Return the answer of the bureau to a referral; one recorded before it was sent does not count."""
        sending, answer = self.sending(referral), self.answers.get(int(referral.key.name))
        return str(answer.data["answer"]) if sending and answer and answer.on >= sending.on else None
