"""Actions, effects and the record: the agenda decides actions, tasks carry them out, `effect` rows record them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from spoorboek.statute.events import Event

ActionKind = Literal[
    "open",  # a step opened; name ""
    "document",  # make a document; name = template key
    "mail",  # mail the document of that name; name = template key, detail {"to": role}
    "reminder",  # name "streef-7", "uiterlijk-3"; detail {"to": role, "before": "target_on" | "due_on", "days": 7}.
    # Of a request: name "verzoek", detail {"to": role, "asked": day, "expected": day, "document": template}
    "late",  # a step passed its due date undone; name = the due date (ISO)
    "escalation",  # name "1".."4" (rung); detail {"to": role, "rung": 1, "days_late": 1}. Of questions nobody answers:
    # step "dossier", detail {"to": role, "rung": 1, "days_asked": 7, "asks": [[step, occurrence], …]}
    "referral",  # prepare the n-th referral; name "1", "2", ..., detail AWAITS_APPROVAL (without it: sent that day, as
    # it was before people approved referrals)
    "referral_sent",  # ask the bureau, once its referral is approved; name and attempt of that referral, detail
    # {"profile": 2, "search_data": 1}: the versions of the content that went
    "referral_asked",  # ask a bureau without naming anybody; name n, detail AWAITS_APPROVAL, "round" (number of the
    # first referral asked with it), "of" (how many), "yes" (the referral with the yes), the versions of the content
    "referral_lapsed",  # a bureau that was asked said nothing in time; name n, step of the clock that passed
    "referral_dropped",  # withdraw a referral that was prepared or asked and need not go any more; its name and attempt
    "referral_taken_up",  # the clocks of a referral of before there were any begin to count; name and attempt of it
    "budget",  # so much is used; name "<referral>:<percent>", attempt = number of the offer, detail {"to", "used", …}
    "question",  # adopted case: "was this step done, and when?"; name "". The first of those asked together has the
    # detail {"asks": [[step, occurrence], …]}: all of them are in its mail
    "skip",  # an action that is no longer useful; name "<kind>:<name>", detail {"why": code}
    "warning",  # lead times make the due date unreachable; name = the due date (ISO), detail {"to", "earliest", …}
    "withdrawal",  # retract an earlier effect; name "<kind>:<name>" of that effect, detail {"why", "told", "now"}
    "close",  # the case closes; step "dossier", name = the closing date (ISO), detail {"reason": code}
]


MOVES_TO = "moves"  # of an action: the state its referral moves to
AWAITS_APPROVAL: Mapping[str, str] = MappingProxyType({"awaits": "akkoord"})


class EffectKey(NamedTuple):
    """The unique key of the `effect` table within one case; it makes each effect happen once."""

    step: str
    occurrence: int
    kind: str
    name: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `on`: the day (virtual or real) of the wake that decided it."""

    on: date
    kind: ActionKind
    step: str
    occurrence: int
    name: str = ""
    attempt: int = 1
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def move(self) -> Mapping[str, Any] | None:
        """Return the data of the `referral_moved` that this action leaves beside its effect; None for most."""
        if MOVES_TO not in self.detail:
            return None
        said = {name: value for name, value in self.detail.items() if name in ("reason", "by")}
        return {"referral": int(self.name), "to": self.detail[MOVES_TO], "on": self.on.isoformat(), **said}

    @property
    def key(self) -> EffectKey:
        """Return the unique key of the effect that this action produces."""
        return EffectKey(self.step, self.occurrence, self.kind, self.name, self.attempt)


@dataclass(frozen=True, slots=True)
class Effect:
    """Something the product did: its key, the day it was done (`on`) and its detail.

    Its kind is that of an action, or `hold`: the mail of another effect was held after a restore.
    """

    key: EffectKey
    on: date
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """The record of one case: the events people reported and the effects the product produced, in order."""

    events: tuple[Event, ...]
    effects: Mapping[EffectKey, Effect] = field(default_factory=dict)

    def after(self, actions: Iterable[Action]) -> "Record":
        """Return the record with these actions added as effects, and with the moves of referrals that they leave."""
        actions = tuple(actions)
        done = {action.key: Effect(action.key, action.on, action.detail) for action in actions}
        moves = moves_after(actions, len(self.events))
        return Record((*self.events, *moves), {**self.effects, **done})


def moves_after(actions: Iterable[Action], recorded: int) -> list[Event]:
    """Return the events that actions leave, numbered on from those recorded before."""
    left = [(action.on, move) for action in actions if (move := action.move)]
    return [Event(recorded + number, "referral_moved", on, move) for number, (on, move) in enumerate(left, start=1)]


def through_first_move(actions: Iterable[Action]) -> tuple[Action, ...]:
    """Return actions up to and including the first that moves a referral; on what follows is decided anew after it."""
    taken = []
    for action in actions:
        taken.append(action)
        if action.move:
            break
    return tuple(taken)
