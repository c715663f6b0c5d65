"""Ask bureaus whether they have a place, several at once and without a name: who is asked, who lapses, who hears it.

Source: docs/decisions/042-bureaus-are-asked-without-a-name.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from spoorboek.statute.actions import AWAITS_APPROVAL, MOVES_TO, Action, ActionKind, Effect
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.step_status import AgendaStep
from spoorboek.statute.plan import Plan
from spoorboek.statute.referrals.arrows import arrows
from spoorboek.statute.referrals.referral import ReferralFacts, ReferralState

CHOSEN: tuple[ReferralState, ...] = ("gekozen", "akkoord")
ASKED: tuple[ReferralState, ...] = ("uitvraag", "aangeboden", *CHOSEN)  # a bureau knows of a question, not of whom
CHOICE = "keuze_bureau"
OTHER_CHOSEN, RECOVERED, NOT_NEEDED = "ander_gekozen", "herstel", "niet_meer_nodig"


def ask_actions(first: Effect, next_number: int, asks: int, plan: Plan, on: date, yes: int) -> Iterator[Action]:
    """Ask so many bureaus at once: that of a referral, and of new ones numbered on from `next_number`.

    `yes`: the referral with the yes this goes on.
    """
    told = {"round": int(first.key.name), "of": asks, "yes": yes}
    detail = {**AWAITS_APPROVAL, MOVES_TO: "uitvraag", **told, **plan.facts.preparation.versions}
    yield _ask(first, first.key.name, detail, on)
    yield from (_ask(first, str(next_number + more), detail, on) for more in range(asks - 1))


def rest_of_round(referrals: Sequence[Effect], next_number: int, index: RecordIndex, on: date) -> Iterator[Action]:
    """Ask those who were to be asked together with the newest referral, and were not yet."""
    together = last_asked_together(referrals) if referrals else []
    begun = index.asking(together[0]) if together else None
    if begun is not None:
        missing = range(begun.detail["of"] - len(together))
        yield from (_ask(begun, str(next_number + more), begun.detail, on) for more in missing)


def _ask(like: Effect, name: str, detail: Mapping[str, Any], on: date) -> Action:
    return Action(on, "referral_asked", like.key.step, like.key.occurrence, name, like.key.attempt, detail)


def last_asked_together(referrals: Sequence[Effect]) -> list[Effect]:
    """Return the referrals that were asked with the newest; one that was not asked without a name stands alone."""
    number = referrals[-1].detail.get("round", int(referrals[-1].key.name))
    return [each for each in referrals if each.detail.get("round", int(each.key.name)) == number]


def lapse_actions(step: AgendaStep, plan: Plan, index: RecordIndex, on: date) -> Iterator[Action]:
    """Let a question lapse on the day after the last one to answer it, by the table of arrows."""
    passed = silence_shows_on(step)
    referral = _numbered(plan, step.ref.occurrence) if passed and passed <= on else None
    if referral is None or not asked_by_product(referral, index):
        return
    rule = arrows().states[referral.state]
    if rule.silence is not None and step.ref.key in rule.clocks:
        yield Action(on, "referral_lapsed", *step.ref, str(referral.number), detail={MOVES_TO: rule.silence})


def silence_shows_on(step: AgendaStep) -> date | None:
    """Return the first day on which the silence of a bureau shows; None for a step that silence does not end."""
    target = step.anchor("target_on")
    return date.fromordinal(target.toordinal() + 1) if target and step.ref.key in SILENT else None


def is_spoken_for(step: AgendaStep, plan: Plan) -> bool:
    """Return whether another referral is told of: one choice is asked for, however many bureaus made an offer."""
    if step.ref.key != CHOICE:
        return False
    waiting = [each for each in plan.facts.referrals if each.state in ASKED and each.passed("aangeboden")]
    first = min(waiting, key=lambda each: (each.state not in CHOSEN, each.since, each.number), default=None)
    return first is not None and first.number != step.ref.occurrence


def questions_over(step: AgendaStep, plan: Plan, index: RecordIndex, on: date, *, wanted: bool) -> Iterator[Action]:
    """Take back each question that is open while another bureau has the case, or while nobody is to be referred."""
    taken = any(each.passed("aangemeld") and not each.end for each in plan.facts.referrals)
    if wanted and not taken:
        return
    why = OTHER_CHOSEN if taken else RECOVERED if step.paused else NOT_NEEDED
    for effect in index.referrals(step.ref):
        key, referral = effect.key, _numbered(plan, int(effect.key.name))
        if referral is not None and referral.state in ASKED and index.asking(effect):
            detail = {MOVES_TO: "ingetrokken", "reason": why}
            attempt = index.next_attempt(step.ref, "referral_dropped", key.name)
            yield Action(on, "referral_dropped", *step.ref, key.name, attempt, detail)


def asked_by_product(referral: ReferralFacts, index: RecordIndex) -> bool:
    """Return whether the product asked the bureau of a referral; one that a person asked is watched by a ladder."""
    return any(key.kind == ASKING and key.name == str(referral.number) for key in index.effects)


def _numbered(plan: Plan, number: int) -> ReferralFacts | None:
    return next((each for each in plan.facts.referrals if each.number == number), None)


ASKING: ActionKind = "referral_asked"
SILENT: Mapping[str, ReferralState] = {
    clock: rule.silence for rule in arrows().states.values() if rule.silence for clock in rule.clocks
}
