"""Decisions as frozen records: the agenda makes them, tasks carry them out, `effect` rows keep them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from spoorboek.statute.events import Event

ActionKind = Literal[
    "open",  # a step opened; name ""
    "document",  # make a document; name = template key
    "mail",  # mail the document of that name; name = template key, detail {"to": role}
    "reminder",  # name "streef-7", "uiterlijk-3"; detail {"to": role, "before": "target_on" | "due_on", "days": 7}
    "late",  # a step passed its due date undone; name = the due date (ISO)
    "escalation",  # name "1".."4" (rung); detail {"to": role, "rung": 1, "days_late": 1}
    "referral",  # ask the n-th bureau; name "1", "2", ...
    "question",  # adopted: "was this done, and when?"; name ""
    "skip",  # what lost its meaning; name "<kind>:<name>", detail {"why": code}
    "warning",  # the last day cannot be met with the time others take; name = that day, detail {"to", "earliest", …}
    "withdrawal",  # what was told no longer holds; name "<kind>:<name>" of what was told, detail {"why", "told", "now"}
    "close",  # the case closes; step "dossier", name = the closing date (ISO), detail {"reason": code}
]


class EffectKey(NamedTuple):
    """What makes an effect happen once: the unique key of the `effect` table within one case."""

    step: str
    occurrence: int
    kind: str
    name: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do now. `on` is the virtual or real day of the wake that decided it."""

    on: date
    kind: ActionKind
    step: str
    occurrence: int
    name: str = ""
    attempt: int = 1
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> EffectKey:
        """Return the unique key of the effect this action leaves."""
        return EffectKey(self.step, self.occurrence, self.kind, self.name, self.attempt)


@dataclass(frozen=True, slots=True)
class Effect:
    """Something the product did: the key, the day it was done (`on`), its detail."""

    key: EffectKey
    on: date
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """Everything known of one case: what was reported and what was done about it, in order."""

    events: tuple[Event, ...]
    effects: Mapping[EffectKey, Effect] = field(default_factory=dict)

    def after(self, actions: Iterable[Action]) -> "Record":
        """Return the record as it stands once these actions were carried out."""
        done = {action.key: Effect(action.key, action.on, action.detail) for action in actions}
        return Record(self.events, {**self.effects, **done})
