"""Asking bureaus for a second track: when the first is asked, and when the next."""

from collections.abc import Iterator
from datetime import date

from spoorboek.statute.actions import Action, Effect
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.step_status import AgendaStep, request_by
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Plan


def first_request_on(step: AgendaStep, plan: Plan, on: date) -> date | None:
    """Return the day the first bureau is asked, or None where the plan names none.

    That is the target; or, when the last advice of the bedrijfsarts points to the second track, the day of that advice,
    never before the step opens. A target somebody postponed holds in either case. Where bureaus take so long that the
    target is too late, it is the last day that is in time.
    """
    target, opens = _target(step, plan), step.milestone.opens_on
    advice = max(
        (advice for advice in plan.facts.advice if advice.on <= on), key=lambda advice: advice.on, default=None
    )
    if advice is None or advice.track == 1 or step.ref in plan.facts.postponed:
        return target
    asked = max(advice.on, opens) if opens else advice.on
    return min(asked, target) if target else asked


def _target(step: AgendaStep, plan: Plan) -> date | None:
    """Return the target, or the day to ask others by when that is earlier: once the employee was told, not before."""
    target, ask, facts = step.anchor("target_on"), request_by(step.milestone, step.policy), plan.facts
    informed = all(StepRef(key) in facts.done for key in step.policy.brought_out_by)
    if target is None or ask is None or step.ref in facts.postponed or not informed:
        return target
    return min(target, max([ask, *(facts.done[StepRef(key)] for key in step.policy.brought_out_by)]))


def referral_actions(step: AgendaStep, plan: Plan, index: RecordIndex, on: date) -> Iterator[Action]:
    """Ask a bureau: the first on its day, the next at once when one declines or somebody triggers the step `opnieuw`.

    Nobody is asked any more once a bureau agreed. Triggered `opnieuw` before its day it asks the first bureau now.
    """
    asked = index.referrals(step.ref)
    while _wanted(step, plan, index, asked, on):
        action = Action(on, "referral", *step.ref, str(len(asked) + 1), index.attempt(step.ref))
        asked.append(Effect(action.key, on))
        yield action


def referral_has_begun(step: AgendaStep, plan: Plan, index: RecordIndex, on: date) -> bool:
    """Tell whether a bureau was asked, or is asked today."""
    asked = index.referrals(step.ref)
    return bool(asked) or _wanted(step, plan, index, asked, on)


def _wanted(step: AgendaStep, plan: Plan, index: RecordIndex, asked: list[Effect], on: date) -> bool:
    if not step.standing or any(index.answer(effect) == "akkoord" for effect in asked):
        return False
    if not asked:
        day = first_request_on(step, plan, on)
        return index.attempt(step.ref) > 1 or (step.begun and day is not None and day <= on)
    declined = index.answer(asked[-1]) == "geweigerd"
    return declined or index.attempt(step.ref) > max(effect.key.attempt for effect in asked)
