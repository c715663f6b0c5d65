"""Keep the states of referrals true: take up those of before there were states, and end what will not go on."""

from collections.abc import Iterator, Mapping
from datetime import date

from spoorboek.statute.actions import MOVES_TO, Action, Effect
from spoorboek.statute.agenda.question_rounds import questions_over
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.referral_timing import replaces_bureau, waiting_referral
from spoorboek.statute.agenda.step_status import AgendaStep
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Plan
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.referrals.arrows import arrows
from spoorboek.statute.referrals.referral import SUSPENDED, WITH_THE_CASE, ReferralState

STATE_OF_ANSWER: Mapping[str | None, ReferralState] = {
    None: "aangemeld",
    "akkoord": "bevestigd",
    "geweigerd": "geweigerd",
}
NOT_NEEDED, SILENT = "niet_meer_nodig", "geen_woord"


def upkeep_actions(step: AgendaStep, plan: Plan, index: RecordIndex, on: date) -> Iterator[Action]:
    """Take up each referral that has no state yet, and end each that is not needed any more.

    That is one that waits for a yes, and one whose bureau never confirmed before another was asked. One that ended with
    its case goes on where it stood, now that the case does.
    """
    if plan.watches_referrals and on < plan.ends_on:
        yield from _resumed(step.ref, plan, index, on)
    if not plan.watches_referrals or not (referrals := index.referrals(step.ref)):
        return
    states = {str(each.number): each.state for each in plan.facts.referrals}
    waiting = waiting_referral(step, plan, index)
    for referral in referrals:
        name = referral.key.name
        if name not in states:
            yield from _take_up(step, index, referral, waiting, referrals[-1], on)
        elif states[name] == "aangemeld" and _is_passed_over(referral, referrals, index):
            by = _newest_sent(referrals, index)
            yield _ended(step.ref, index, int(name), {MOVES_TO: "vervangen", "reason": SILENT, "by": by}, on)
        elif states[name] == "gereed" and referral is not waiting and not step.paused:
            yield _ended(step.ref, index, int(name), {MOVES_TO: "ingetrokken", "reason": NOT_NEEDED}, on)


def questions_to_take_back(
    step: AgendaStep, plan: Plan, index: RecordIndex, on: date, *, ended: bool = False
) -> Iterator[Action]:
    """Take back what bureaus were asked and need not answer any more; `ended`: the case ends today."""
    wanted = not ended and not step.paused and (step.outstanding or replaces_bureau(plan))
    yield from questions_over(step, plan, index, on, wanted=wanted)


def end_with_case(plan: Plan, index: RecordIndex, policy: HousePolicy, on: date) -> Iterator[Action]:
    """End each referral that goes on when its case closes: nobody here would watch over it any more."""
    refers = next((key for key, step in policy.steps.items() if step.refers), None)
    if refers is None or not plan.watches_referrals:
        return
    for referral in plan.facts.referrals:
        if (end := arrows().states[referral.state].closes) is not None:
            yield _ended(StepRef(refers), index, referral.number, {MOVES_TO: end, "reason": WITH_THE_CASE}, on)


def _resumed(ref: StepRef, plan: Plan, index: RecordIndex, on: date) -> Iterator[Action]:
    for referral in plan.facts.referrals:
        if referral.ended_with_case:
            name, before, suspended = str(referral.number), referral.before_the_end, referral.last(SUSPENDED)
            detail: dict[str, str] = {MOVES_TO: before}
            if before == SUSPENDED and suspended and suspended.reason:
                detail["reason"] = suspended.reason
            attempt = index.next_attempt(ref, "referral_taken_up", name)
            yield Action(on, "referral_taken_up", *ref, name, attempt, detail)


def _ended(ref: StepRef, index: RecordIndex, number: int, detail: Mapping[str, str | int], on: date) -> Action:
    name = str(number)
    return Action(on, "referral_dropped", *ref, name, index.next_attempt(ref, "referral_dropped", name), detail)


def _is_passed_over(referral: Effect, referrals: list[Effect], index: RecordIndex) -> bool:
    """Return whether a bureau that never confirmed was passed over: a newer referral went to another since."""
    return any(index.sending(each) for each in referrals[referrals.index(referral) + 1 :])


def _newest_sent(referrals: list[Effect], index: RecordIndex) -> int:
    return max(int(each.key.name) for each in referrals if index.sending(each))


def _take_up(
    step: AgendaStep, index: RecordIndex, referral: Effect, waiting: Effect | None, newest: Effect, on: date
) -> Iterator[Action]:
    """Take up a referral of before: as far as its bureau said, or replaced by the newest when that was asked instead.

    Its clocks count from today. One that never left the house, and need not any more, has no state.
    """
    name, attempt = referral.key.name, referral.key.attempt
    if MOVES_TO in referral.detail or index.effect(step.ref, "referral_taken_up", name, attempt) is not None:
        return  # taken up before, or no bureau could be chosen
    answer, detail = index.answer(referral), dict[str, str | int]()
    if index.sending(referral) is None:
        if referral is not waiting:
            return
        detail[MOVES_TO] = "gereed"
    elif answer is None and referral is not newest and index.sending(newest):
        detail |= {MOVES_TO: "vervangen", "by": int(newest.key.name)}
    else:
        detail[MOVES_TO] = STATE_OF_ANSWER[answer]
    yield Action(on, "referral_taken_up", *step.ref, name, attempt, detail)
