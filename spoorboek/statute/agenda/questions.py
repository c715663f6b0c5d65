"""Questions about the steps of before a case was adopted: asked together, and escalated for as long as nobody answers.

A question about a step whose last lawful day passed is a risk: perhaps it was never done. Its ladder counts from the
day it was asked, or from the later day on which the house policy got a ladder for questions. All questions that reach a
rung on one day are in one message about the case.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from spoorboek.statute.actions import Action, Effect
from spoorboek.statute.agenda.record_index import CASE_STEP, RecordIndex
from spoorboek.statute.agenda.step_status import AgendaStep
from spoorboek.statute.days.mail_days import mail_day_from
from spoorboek.statute.facts import StepRef
from spoorboek.statute.policy.house_policy import HousePolicy


def question_actions(
    steps: Sequence[AgendaStep], index: RecordIndex, policy: HousePolicy, on: date
) -> Iterator[Action]:
    """Ask what was not asked yet, and escalate what nobody answered; while the employee is recovered both wait."""
    questions = [step for step in steps if step.status == "vraag" and not step.paused]
    if questions:
        yield from _ask([step.ref for step in questions if _asked_on(step.ref, index) is None], index, on)
        yield from _escalate([step for step in questions if step.unanswered], index, policy, on)


def question_moments(steps: Sequence[AgendaStep], index: RecordIndex, policy: HousePolicy, on: date) -> Iterator[date]:
    """Yield the next day on which each question nobody answered comes up."""
    for step in steps:
        if step.unanswered and not step.paused:
            yield mail_day_from(policy.mail_days, policy.questions.next_moment(_counts_from(step.ref, index) or on, on))


def ladders_climbed(steps: Sequence[AgendaStep], index: RecordIndex, policy: HousePolicy, on: date) -> bool:
    """Return whether the top rung of each of these questions was reached, so that only its repetition lies ahead."""
    top = timedelta(days=policy.questions.top_days)
    return all(mail_day_from(policy.mail_days, (_counts_from(step.ref, index) or on) + top) <= on for step in steps)


def _ask(refs: Sequence[StepRef], index: RecordIndex, on: date) -> Iterator[Action]:
    """Ask each question by an effect of its own; the first that is in no mail yet brings the mail about all of them."""
    mailed = {ref for effect in _effects(index, "question") for ref in _refs(effect) if _counts(effect, ref, index)}
    to_mail = [ref for ref in refs if ref not in mailed]
    for ref in refs:
        detail = {"asks": [[*each] for each in to_mail]} if ref in to_mail[:1] else {}
        yield Action(on, "question", *ref, "", index.next_attempt(ref, "question", ""), detail)


def _escalate(steps: Sequence[AgendaStep], index: RecordIndex, policy: HousePolicy, on: date) -> Iterator[Action]:
    """Fire the highest rung that questions reached, once per rung for all of them."""
    reached: dict[int, list[StepRef]] = defaultdict(list)
    for ref in (step.ref for step in steps):
        since = _counts_from(ref, index)
        moment = policy.questions.latest_moment(since, on) if since else None
        if moment and not _told_since(ref, index, moment[1]):
            reached[moment[0]].append(ref)
    for rung, refs in sorted(reached.items()):
        days_asked = max((on - asked).days for ref in refs if (asked := _asked_on(ref, index)))
        asks = [[*ref] for ref in refs]
        detail = {"to": policy.questions.rungs[rung - 1].to, "rung": rung, "days_asked": days_asked, "asks": asks}
        attempt = index.next_attempt(CASE_STEP, "escalation", str(rung))
        yield Action(on, "escalation", *CASE_STEP, str(rung), attempt, detail)


def _asked_on(ref: StepRef, index: RecordIndex) -> date | None:
    """Return the day a question was last asked; None when it was not, or an answer was taken back since."""
    asked = [effect for effect in index.all_attempts(ref, "question", "") if _counts(effect, ref, index)]
    return asked[-1].on if asked else None


def _counts_from(ref: StepRef, index: RecordIndex) -> date | None:
    """Return the day the ladder of a question counts from."""
    asked = _asked_on(ref, index)
    return max(asked, index.questions_from.get(ref, asked)) if asked else None


def _told_since(ref: StepRef, index: RecordIndex, day: date) -> bool:
    return any(effect.on >= day and ref in _refs(effect) for effect in _effects(index, "escalation"))


def _effects(index: RecordIndex, kind: str) -> Iterator[Effect]:
    """Yield the effects of a kind that are about questions."""
    return (effect for key, effect in index.effects.items() if key.kind == kind and "asks" in effect.detail)


def _refs(effect: Effect) -> set[StepRef]:
    return {StepRef(*ref) for ref in effect.detail["asks"]}


def _counts(effect: Effect, ref: StepRef, index: RecordIndex) -> bool:
    return effect.on >= index.asked_anew.get(ref, effect.on)
