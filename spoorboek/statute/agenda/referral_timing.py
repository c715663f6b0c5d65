"""Refer to bureaus for a second track: when to prepare the first referral and the next, and when one is asked or sent.

Several are asked at once without a name (`question_rounds.py`); the one that is chosen gets everything.
"""

from collections.abc import Iterator
from datetime import date

from spoorboek.statute.actions import AWAITS_APPROVAL, MOVES_TO, Action, Effect
from spoorboek.statute.agenda.preparing import is_held_back, ready_on
from spoorboek.statute.agenda.question_rounds import CHOSEN, ask_actions, last_asked_together, rest_of_round
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.step_status import AgendaStep, request_by
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Plan
from spoorboek.statute.referrals.referral import ReferralFacts, ReferralState

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


def referral_actions(step: AgendaStep, plan: Plan, index: RecordIndex, asks: int, on: date) -> Iterator[Action]:
    """Prepare a referral: the first on its day, the next when a bureau declines or a step is triggered `opnieuw`.

    Triggered `opnieuw` before its day, the first is prepared now. None is while anything a bureau needs is missing. No
    further one is, nor is one sent, once a bureau agreed. The newest is asked with others, `asks` in all, once a person
    said yes to that; the next go on the same yes. What waits is sent when its content was confirmed and then approved.
    """
    referrals = index.referrals(step.ref)
    if rest := list(_rest(step, plan, index, referrals, on)):
        yield from rest
        return
    while _should_ask_bureau(step, plan, index, referrals, on):
        if further := list(_next_round(step, plan, index, referrals, asks, on)):
            yield from further
            return
        detail = {**AWAITS_APPROVAL, **_moves_to("gereed", plan)}
        action = Action(on, "referral", *step.ref, _next_number(plan, referrals), index.attempt(step.ref), detail)
        referrals.append(Effect(action.key, on, action.detail))
        yield action
    waiting = _newest_unsent(step, plan, index, referrals)
    if waiting is None:
        return
    state = _state(plan, waiting)
    if asks and state == "gereed" and index.question_yes(waiting):
        yes = int(waiting.key.name)
        yield from ask_actions(waiting, int(_next_number(plan, referrals)), asks, plan, on, yes)
    elif state != "gekozen" and index.approval(waiting) is not None:
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

    A referral that was prepared or asked since does not count until it is sent, nor one that declined.
    """
    had = [each for each in plan.facts.referrals if each.passed("aangemeld") or each.state == "vervangen"]
    kept = [each for each in had if each.state not in ("geweigerd", "verlopen")]
    return bool(kept) and kept[-1].state == "vervangen"


def _should_ask_bureau(step: AgendaStep, plan: Plan, index: RecordIndex, asked: list[Effect], on: date) -> bool:
    if not (step.outstanding or replaces_bureau(plan)) or _has_agreed(plan, index, asked):
        return False
    if is_held_back(step.policy, plan, index, on):
        return False
    if not asked:
        day = first_request_on(step, plan, index, on)
        return index.attempt(step.ref) > 1 or (step.begun and day is not None and day <= on)
    return _all_said_no(step, plan, index, asked) or index.attempt(step.ref) > max(each.key.attempt for each in asked)


def _all_said_no(step: AgendaStep, plan: Plan, index: RecordIndex, asked: list[Effect]) -> bool:
    """Return whether the bureaus asked last said no or nothing, or the product took the question back since.

    Not while another that was asked can still be chosen; and those for whom there was no bureau say nothing.
    """
    last = last_asked_together(asked)
    if last == [asked[-1]] and index.asking(asked[-1]) is None:
        return _standing(plan, index, asked[-1]) in DECLINED
    numbers = {int(each.key.name) for each in asked if index.asking(each)}
    if any(each.end is None for each in plan.facts.referrals if each.number in numbers):
        return False
    return any(_standing(plan, index, each) in DECLINED or _taken_back(step, index, each) for each in last)


def _taken_back(step: AgendaStep, index: RecordIndex, referral: Effect) -> bool:
    of_referral = (*step.ref, "referral_dropped", referral.key.name)
    dropped = [effect for key, effect in index.effects.items() if key[:4] == of_referral]
    return bool(dropped) and dropped[-1].detail.get("reason") != "ander_gekozen"


def _next_round(
    step: AgendaStep, plan: Plan, index: RecordIndex, asked: list[Effect], asks: int, on: date
) -> Iterator[Action]:
    """Ask the next bureaus at once, on the yes of before, when those asked last declined or said nothing."""
    last = last_asked_together(asked) if asked else []
    said = {_standing(plan, index, each) for each in last}
    if not asks or not said & {"geweigerd", "verlopen"} or "vervangen" in said:
        return
    if index.asking(last[0]) and (yes := index.question_yes(last[0])):
        number = int(_next_number(plan, asked))
        first = Effect(last[0].key._replace(name=str(number), attempt=index.attempt(step.ref)), on)
        yield from ask_actions(first, number + 1, asks, plan, on, yes.data["referral"])


def _rest(step: AgendaStep, plan: Plan, index: RecordIndex, referrals: list[Effect], on: date) -> Iterator[Action]:
    """Ask the rest of those that are asked together, when something came in between; not once one was chosen."""
    wanted = (step.outstanding or replaces_bureau(plan)) and not step.paused
    if (
        wanted
        and not _has_agreed(plan, index, referrals)
        and not any(_state(plan, each) in CHOSEN for each in referrals)
    ):
        yield from rest_of_round(referrals, int(_next_number(plan, referrals)), index, on)


def _newest_unsent(step: AgendaStep, plan: Plan, index: RecordIndex, referrals: list[Effect]) -> Effect | None:
    """Return the referral that waits for a yes: the one that was chosen, else the newest that was prepared."""
    wanted = step.outstanding or replaces_bureau(plan)
    if not wanted or step.paused or not referrals or _has_agreed(plan, index, referrals):
        return None
    chosen = next((each for each in referrals if _state(plan, each) in CHOSEN), None)
    waiting = chosen or referrals[-1]
    if _state(plan, waiting) not in (None, *WAITING, *CHOSEN):
        return None
    return None if index.sending(waiting) or (waiting.key.kind == "referral_asked" and not chosen) else waiting


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
    state = _referral(plan, referral)
    if state is None:
        return index.answer(referral)
    if state.end:
        return state.end.to
    return AGREED if state.passed("bevestigd") else None


def _referral(plan: Plan, referral: Effect) -> ReferralFacts | None:
    return next((each for each in plan.facts.referrals if each.number == int(referral.key.name)), None)


def _state(plan: Plan, referral: Effect) -> ReferralState | None:
    found = _referral(plan, referral)
    return found.state if found else None


def _moves_to(state: ReferralState, plan: Plan) -> dict[str, str]:
    """Return what an action says of the state it brings a referral to; nothing under rules without clocks for it."""
    return {MOVES_TO: state} if plan.watches_referrals else {}
