"""The record as the agenda asks it questions: what was done, since when, how often again."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, cast

from spoorboek.statute.actions import ActionKind, Effect, Record
from spoorboek.statute.events import Event
from spoorboek.statute.facts import StepRef
from spoorboek.statute.reports.withdrawn_events import without_withdrawn

CASE_STEP = StepRef("dossier", 1)


class RecordIndex:
    """One pass over a record, kept for the many questions of one agenda."""

    __slots__ = ("_found", "adopted_on", "answers", "attempts", "effects", "retriggered", "withdrawn")

    def __init__(self, record: Record) -> None:
        self.effects = record.effects
        # A plain tuple equals an EffectKey and is made in a third of the time; this is asked thousands of times a case.
        self._found = cast("Callable[[tuple[str | int, ...]], Effect | None]", record.effects.get)
        self.adopted_on: date | None = None
        self.attempts: dict[StepRef, int] = {}
        self.retriggered: set[StepRef] = set()
        self.answers: dict[int, Event] = {}
        self.withdrawn: list[Mapping[str, Any]] = []
        for event in without_withdrawn(record.events):
            self.add(event)

    def add(self, event: Event) -> None:
        """Take in one event more."""
        data = event.data
        if event.kind == "sick_reported" and data.get("adopted_on"):
            self.adopted_on = date.fromisoformat(data["adopted_on"])
        elif event.kind == "step_retriggered":
            ref = StepRef(data["step"], data.get("occurrence", 1))
            self.retriggered.add(ref)
            if data["mode"] == "opnieuw":
                self.attempts[ref] = self.attempt(ref) + 1
        elif event.kind == "bureau_answered":
            self.answers[data["referral"]] = event
        elif event.kind == "rules_changed":
            self.withdrawn += data["withdrawn"]

    def attempt(self, ref: StepRef) -> int:
        """Return which attempt this step is at: 1, and one more for every time it was triggered `opnieuw`."""
        return self.attempts.get(ref, 1)

    def effect(self, ref: StepRef, kind: ActionKind, name: str = "", attempt: int = 1) -> Effect | None:
        """Return what was done under exactly this key, or None."""
        return self._found((*ref, kind, name, attempt))

    def tries(self, ref: StepRef, kind: ActionKind, name: str) -> Iterator[Effect]:
        """Walk the effects of one kind and name, first attempt first."""
        attempt = 1
        while (effect := self.effect(ref, kind, name, attempt)) is not None:
            yield effect
            attempt += 1

    def next_attempt(self, ref: StepRef, kind: ActionKind, name: str) -> int:
        """Return the attempt number the next effect of this kind and name must carry."""
        return 1 + sum(1 for _ in self.tries(ref, kind, name))

    def settled(self, ref: StepRef, kind: ActionKind, name: str, since: date) -> bool:
        """Tell whether this was done, or skipped with a reason, on or after the day `since`.

        What was done before that day was about an earlier date than the one that holds now.
        """
        for effect in self.tries(ref, kind, name):
            if effect.on >= since:
                return True
        return any(effect.on >= since for effect in self.tries(ref, "skip", f"{kind}:{name}"))

    def known_late(self, ref: StepRef, deadline: date) -> bool:
        """Tell whether this step was marked late, or escalated, after this deadline, whatever date the mark names."""
        if self.effect(ref, "late", deadline.isoformat()) is not None:
            return True
        kinds = ((*ref, "late"), (*ref, "escalation"))
        return any(effect.on > deadline for key, effect in self.effects.items() if key[:3] in kinds)

    def closings(self) -> list[Effect]:
        """List the times this case was closed, in order."""
        return [effect for key, effect in self.effects.items() if key.kind == "close"]

    def referrals(self, ref: StepRef) -> list[Effect]:
        """List the bureaus asked so far, in the order they were asked."""
        asked: list[Effect] = []
        while (effect := self._referral(ref, str(len(asked) + 1))) is not None:
            asked.append(effect)
        return asked

    def answer(self, referral: Effect) -> str | None:
        """Return what the bureau said to a referral; what was recorded before it was asked is no answer."""
        answer = self.answers.get(int(referral.key.name))
        return str(answer.data["answer"]) if answer is not None and answer.on >= referral.on else None

    def _referral(self, ref: StepRef, name: str) -> Effect | None:
        tries = (self.effect(ref, "referral", name, attempt) for attempt in range(1, self.attempt(ref) + 1))
        return next((effect for effect in tries if effect is not None), None)
