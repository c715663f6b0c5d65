"""Keep the states of referrals true: take up those of before there were states, and withdraw what will not go."""

from collections.abc import Iterator, Mapping
from datetime import date

from spoorboek.statute.actions import MOVES_TO, Action, Effect
from spoorboek.statute.agenda.question_rounds import questions_over
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.referral_timing import replaces_bureau, waiting_referral
from spoorboek.statute.agenda.step_status import AgendaStep
from spoorboek.statute.plan import Plan
from spoorboek.statute.referrals.referral import ReferralState

STATE_OF_ANSWER: Mapping[str | None, ReferralState] = {
    None: "aangemeld",
    "akkoord": "bevestigd",
    "geweigerd": "geweigerd",
}
NOT_NEEDED, SILENT = "niet_meer_nodig", "geen_woord"


def upkeep_actions(step: AgendaStep, plan: Plan, index: RecordIndex, on: date) -> Iterator[Action]:
    """Take up each referral that has no state yet, and end each that is not needed any more.

    That is one that waits for a yes, and one whose bureau never confirmed before another was asked.
    """
    if not plan.watches_referrals or not (referrals := index.referrals(step.ref)):
        return
    states = {str(each.number): each.state for each in plan.facts.referrals}
    waiting = waiting_referral(step, plan, index)
    for referral in referrals:
        name = referral.key.name
        if name not in states:
            yield from _take_up(step, index, referral, waiting, referrals[-1], on)
        elif states[name] == "aangemeld" and _is_passed_over(referral, referrals, index):
            yield _ended(step, referral, on, "vervangen", reason=SILENT, by=_newest_sent(referrals, index))
        elif states[name] == "gereed" and referral is not waiting and not step.paused:
            yield _ended(step, referral, on, "ingetrokken", reason=NOT_NEEDED)


def questions_to_take_back(
    step: AgendaStep, plan: Plan, index: RecordIndex, on: date, *, ended: bool = False
) -> Iterator[Action]:
    """Take back what bureaus were asked and need not answer any more; `ended`: the case ends today."""
    wanted = not ended and not step.paused and (step.outstanding or replaces_bureau(plan))
    yield from questions_over(step, plan, index, on, wanted=wanted)


def _ended(step: AgendaStep, referral: Effect, on: date, end: ReferralState, **detail: str | int) -> Action:
    return Action(on, "referral_dropped", *step.ref, referral.key.name, referral.key.attempt, {MOVES_TO: end, **detail})


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
