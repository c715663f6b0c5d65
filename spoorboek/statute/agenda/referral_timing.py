"""Refer to bureaus for a second track: when to prepare the first referral, when the next, and when to send one."""

from collections.abc import Iterator
from datetime import date

from spoorboek.statute.actions import AWAITS_APPROVAL, MOVES_TO, Action, Effect
from spoorboek.statute.agenda.preparing import is_held_back, ready_on
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.step_status import AgendaStep, request_by
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Plan
from spoorboek.statute.referrals.referral import ENDS, ReferralState

AGREED = "akkoord"
DECLINED: tuple[str, ...] = ("geweigerd", "verlopen", "vervangen")
WAITING: tuple[ReferralState, ...] = ("concept", "gereed")

EVALUATION = StepRef("eerstejaarsevaluatie")


def next_request_on(step: AgendaStep, plan: Plan, index: RecordIndex, on: date) -> date | None:
    """Return the day on which the first referral is prepared as things are; None while something is still missing."""
    day, ready = first_request_on(step, plan, index, on), ready_on(step.policy, plan, index, on)
    return max(day, ready) if day and ready else None


def first_request_on(step: AgendaStep, plan: Plan, index: RecordIndex, on: date) -> date | None:
    """Return the day to ask the first bureau, or None when the plan has no date for it.

    That is the target; or, when the last advice of the bedrijfsarts recommends the second track, the day of that
    advice, never before the step opens. A postponed target applies in either case. When the lead time of bureaus makes
    the target too late, it is the last day that is in time.
    """
    target, opens = _target_or_last_day_to_ask(step, plan, index, on), step.milestone.opens_on
    advice = max(
        (advice for advice in plan.facts.advice if advice.on <= on), key=lambda advice: advice.on, default=None
    )
    if advice is None or advice.track == 1 or step.ref in plan.facts.postponed:
        return target
    ask_on = max(advice.on, opens) if opens else advice.on
    return min(ask_on, target) if target else ask_on


def _target_or_last_day_to_ask(step: AgendaStep, plan: Plan, index: RecordIndex, on: date) -> date | None:
    """Return the target, or the earlier last day to ask, once a referral could go and was decided on.

    That is by the first-year evaluation, or from the first doubt on.
    """
    target, last_day_to_ask, facts = step.anchor("target_on"), request_by(step.milestone, step.policy), plan.facts
    decided = facts.done.get(EVALUATION) or facts.preparation.considered_on
    if target is None or last_day_to_ask is None or decided is None or step.ref in facts.postponed:
        return target
    return target if is_held_back(step.policy, plan, index, on) else min(target, max(last_day_to_ask, decided))


def referral_actions(step: AgendaStep, plan: Plan, index: RecordIndex, on: date) -> Iterator[Action]:
    """Prepare a referral: the first on its day, the next when a bureau declines or a step is triggered `opnieuw`.

    Triggered `opnieuw` before its day, the first is prepared now. None is while anything a bureau needs is missing. No
    further one is, nor is one sent, once a bureau agreed. The newest is sent when its content was confirmed and then
    approved.
    """
    referrals = index.referrals(step.ref)
    while _should_ask_bureau(step, plan, index, referrals, on):
        detail = {**AWAITS_APPROVAL, **_moves_to("gereed", plan)}
        action = Action(on, "referral", *step.ref, _next_number(plan, referrals), index.attempt(step.ref), detail)
        referrals.append(Effect(action.key, on, action.detail))
        yield action
    waiting = _newest_unsent(step, plan, index, referrals)
    if waiting is not None and index.approval(waiting) is not None:
        sent: dict[str, str | int] = {**plan.facts.preparation.versions, **_moves_to("aangemeld", plan)}
        yield Action(on, "referral_sent", *step.ref, waiting.key.name, waiting.key.attempt, sent)


def waiting_referral(step: AgendaStep, plan: Plan, index: RecordIndex) -> Effect | None:
    """Return the referral of a step that is still to be sent; None when there is none, or it need not go any more.

    A newer referral takes the place of one that was not sent, and none goes while the employee is recovered.
    """
    return _newest_unsent(step, plan, index, index.referrals(step.ref)) if step.policy.refers else None


def referral_has_begun(step: AgendaStep, plan: Plan, index: RecordIndex, on: date) -> bool:
    """Return whether a referral was prepared before, or is to be prepared today."""
    asked = index.referrals(step.ref)
    return bool(asked) or _should_ask_bureau(step, plan, index, asked, on)


def replaces_bureau(plan: Plan) -> bool:
    """Return whether the bureau that had the case last was replaced, so that another is needed whatever the step says.

    A referral that was prepared since does not count until it is sent.
    """
    sent = [each for each in plan.facts.referrals if each.state not in WAITING and not each.withdrawn_unsent]
    return bool(sent) and sent[-1].state == "vervangen"


def _should_ask_bureau(step: AgendaStep, plan: Plan, index: RecordIndex, asked: list[Effect], on: date) -> bool:
    if not (step.outstanding or replaces_bureau(plan)) or _has_agreed(plan, index, asked):
        return False
    if is_held_back(step.policy, plan, index, on):
        return False
    if not asked:
        day = first_request_on(step, plan, index, on)
        return index.attempt(step.ref) > 1 or (step.begun and day is not None and day <= on)
    declined = _standing(plan, index, asked[-1]) in DECLINED
    return declined or index.attempt(step.ref) > max(effect.key.attempt for effect in asked)


def _newest_unsent(step: AgendaStep, plan: Plan, index: RecordIndex, referrals: list[Effect]) -> Effect | None:
    wanted = step.outstanding or replaces_bureau(plan)
    if not wanted or step.paused or not referrals or _standing(plan, index, referrals[-1]) in ENDS:
        return None
    return None if index.sending(referrals[-1]) or _has_agreed(plan, index, referrals) else referrals[-1]


def _next_number(plan: Plan, referrals: list[Effect]) -> str:
    known = [*(int(each.key.name) for each in referrals), *(each.number for each in plan.facts.referrals)]
    return str(max(known, default=0) + 1)


def _has_agreed(plan: Plan, index: RecordIndex, referrals: list[Effect]) -> bool:
    """Return whether a bureau has the case, also one that had it before the case was kept here."""
    running = any(each.end is None and each.passed("bevestigd") for each in plan.facts.referrals)
    return running or any(_standing(plan, index, referral) == AGREED for referral in referrals)


def _standing(plan: Plan, index: RecordIndex, referral: Effect) -> str | None:
    """Return where a referral stands: AGREED once its bureau accepted it, the state that ended it, or None before that.

    Of one that has no state its answer says so.
    """
    state = next((each for each in plan.facts.referrals if each.number == int(referral.key.name)), None)
    if state is None:
        return index.answer(referral)
    if state.end:
        return state.end.to
    return AGREED if state.passed("bevestigd") else None


def _moves_to(state: ReferralState, plan: Plan) -> dict[str, str]:
    """Return what an action says of the state it brings a referral to; nothing under rules without clocks for it."""
    return {MOVES_TO: state} if plan.watches_referrals else {}
