"""The arrows between the states of a referral: `arrows.yaml` as typed rows, and the refusal of any other move."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml

from spoorboek.outside.yaml_json import LOADER
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.errors import FactsError
from spoorboek.statute.referrals.referral import EXTENDED, PLACES, WITH_THE_CASE, Move, ReferralFacts, ReferralState

PRODUCT = "spoorboek"  # who takes an arrow by itself


class Arrow(NamedTuple):
    """A move that is possible: who may take it, what it must and may say, and the documents that go out with it."""

    to: ReferralState
    by: tuple[str, ...]
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()

    @property
    def reportable(self) -> bool:
        """Return whether a person may report it."""
        return any(who not in (PRODUCT, "goedkeurder") for who in self.by)


@dataclass(frozen=True, slots=True)
class StateRule:
    """A state: its Dutch label, who is to act in it, the steps that watch over it, and the arrows that leave it.

    `silence`: where the referral goes by itself when nobody answers in time, `closes` when its case closes.
    """

    label: str
    waits_for: str | None
    clocks: tuple[str, ...]
    silence: ReferralState | None
    closes: ReferralState | None
    arrows: Mapping[ReferralState, Arrow]


class Arrows(NamedTuple):
    """The whole table: where a referral begins, its states, and the codes of reasons and results with their labels."""

    begin: Mapping[ReferralState, Arrow]
    states: Mapping[ReferralState, StateRule]
    reasons: Mapping[ReferralState, Mapping[str, str]]
    results: Mapping[str, str]


@cache
def arrows() -> Arrows:
    """Return the table shipped with the product, read once."""
    data = yaml.load(files(__package__).joinpath("arrows.yaml").read_text(encoding="utf-8"), Loader=LOADER)
    states = {state: _state_rule(rule) for state, rule in data["states"].items()}
    return Arrows(
        _arrows(data["begin"]),
        MappingProxyType(states),
        MappingProxyType(data["reasons"]),
        MappingProxyType(data["results"]),
    )


def possible_moves(referral: ReferralFacts | None) -> Mapping[ReferralState, Arrow]:
    """Return the arrows a referral can take now; None: one that does not exist yet. Empty at an end."""
    table = arrows()
    if referral is None:
        return table.begin
    found = table.states[referral.state].arrows
    if referral.ended_with_case:
        before = referral.before_the_end
        return {before: Arrow(before, (PRODUCT,), may=("at", "until", "reason")), **found}
    if not referral.suspended:
        return found
    stage = referral.stage
    resumes: dict[ReferralState, Arrow] = {stage: Arrow(stage, ("casemanager",), may=("at", "until"))}
    if longer := table.states[stage].arrows.get(EXTENDED):
        resumes[EXTENDED] = longer
    return {**resumes, **found}


def _leap(referral: ReferralFacts | None, move: Move) -> Arrow | None:
    """Return the arrow of a track that is taken over: of the states in between nobody may know the day any more."""
    if referral is None or not (move.taken_over_on and referral.taken_over_on) or move.to not in PLACES:
        return None
    is_further = PLACES[move.to] > PLACES.get(referral.stage, len(PLACES))
    return arrows().begin.get(move.to) if is_further else None


def state_label(state: ReferralState) -> str:
    """Return the Dutch name of a state, for use inside a sentence."""
    return arrows().states[state].label


def check_move(number: int, referral: ReferralFacts | None, move: Move) -> None:
    """Refuse a move that the table does not have, or that says too little or too much; FactsError in one sentence."""
    arrow = _leap(referral, move) or possible_moves(referral).get(move.to)
    if arrow is None:
        raise FactsError(_refusal(number, referral, move.to))
    if referral is not None and move.on < referral.since:
        raise FactsError(
            f"Verwijzing {number} staat op ‘{state_label(referral.state)}’ sinds {dutch_date(referral.since)}; "
            f"‘{state_label(move.to)}’ kan niet op {dutch_date(move.on)}. Corrigeer de datum."
        )
    for problem in _wrong_fields(arrow, move):
        raise FactsError(f"Verwijzing {number}, ‘{state_label(move.to)}’: {problem}")


FIELD_WORDS: Mapping[str, str] = {
    "at": "de dag van de intake",
    "starts_on": "de eerste dag",
    "until": "de laatste dag van het traject",
    "reason": "een reden",
    "result": "de uitkomst",
    "price": "een prijs",
    "by": "het nummer van de verwijzing die ervoor in de plaats komt",
}


def _wrong_fields(arrow: Arrow, move: Move) -> Iterator[str]:
    for name, words in FIELD_WORDS.items():
        value = getattr(move, name)
        if value is None and name in arrow.needs:
            yield f"{words} ontbreekt. Vul die in."
        if value is not None and name not in (*arrow.needs, *arrow.may):
            yield f"{words} hoort hier niet bij. Laat die leeg."
    table = arrows()
    known = [*table.reasons.get(move.to, ())]
    if move.reason is not None and move.reason not in known:
        choices = [code for code in known if code != WITH_THE_CASE]
        listed = f"onbekende reden '{move.reason}'; kies uit: {', '.join(choices)}."
        yield listed if choices else f"{FIELD_WORDS['reason']} hoort hier niet bij. Laat die leeg."
    if move.result is not None and move.result not in table.results:
        yield f"onbekende uitkomst '{move.result}'; kies uit: {', '.join(table.results)}."
    if move.until is not None and move.until < move.on:
        yield f"de laatste dag ({dutch_date(move.until)}) ligt vóór {dutch_date(move.on)}. Corrigeer een van beide."


def _refusal(number: int, referral: ReferralFacts | None, to: ReferralState) -> str:
    if referral is None:
        return f"Verwijzing {number} is er nog niet en kan niet beginnen met ‘{state_label(to)}’."
    possible = possible_moves(referral)
    where = f"Verwijzing {number} staat op ‘{state_label(referral.state)}’ sinds {dutch_date(referral.since)}"
    if not possible:
        return f"{where}; dat is een einde. ‘{state_label(to)}’ kan niet meer."
    listed = ", ".join(possible)
    return f"{where}; daarvandaan kan zij niet naar ‘{state_label(to)}’, wel naar: {listed}."


def _state_rule(data: Mapping[str, Any]) -> StateRule:
    return StateRule(
        data["label"],
        data.get("waits_for"),
        tuple(data.get("clocks", ())),
        data.get("silence"),
        data.get("closes"),
        _arrows(data.get("to", {})),
    )


def _arrows(data: Mapping[ReferralState, Mapping[str, Any]]) -> Mapping[ReferralState, Arrow]:
    return MappingProxyType(
        {to: Arrow(to, **{name: tuple(values) for name, values in each.items()}) for to, each in data.items()}
    )
