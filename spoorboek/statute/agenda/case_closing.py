"""Close a case on the last day of its plan, and reopen it when that day moves to a later date."""

from collections.abc import Iterator, Sequence
from datetime import date

from spoorboek.statute.actions import Action
from spoorboek.statute.agenda.owed_documents import missing_documents
from spoorboek.statute.agenda.record_index import CASE_STEP, RecordIndex
from spoorboek.statute.agenda.referral_upkeep import end_with_case
from spoorboek.statute.agenda.step_status import AgendaStep
from spoorboek.statute.plan import Plan
from spoorboek.statute.policy.house_policy import HousePolicy

END_OF_TERM, AS_DOUBLE = "einde_termijn", "dubbel"


def is_closed(plan: Plan, index: RecordIndex, on: date) -> bool:
    """Return whether the case was closed for the end its plan has now.

    A case closed for an earlier end (recovered, then sick again within four weeks) is open again. A case that is double
    ends on the day on which that was recorded.
    """
    end = index.double_on or plan.ends_on
    return on >= end and any(effect.on >= end for effect in index.closing_effects())


def double_closing(plan: Plan, index: RecordIndex, policy: HousePolicy, on: date) -> Iterator[Action]:
    """Close a case that was opened in error, with its referrals: nothing else is done, and nobody is written to."""
    yield from end_with_case(plan, index, policy, on)
    name, detail = on.isoformat(), {"reason": AS_DOUBLE, "undone": []}
    yield Action(on, "close", *CASE_STEP, name, index.next_attempt(CASE_STEP, "close", name), detail)


def closing_actions(
    plan: Plan, index: RecordIndex, policy: HousePolicy, steps: Sequence[AgendaStep], on: date
) -> Iterator[Action]:
    """Close the case: first its referrals and the documents for this reason, the `close` action last.

    So a wake that broke off is resumed.

    A step that keeps the case open delays the closing until it is done or its top rung fired, a question about the time
    before the adoption until somebody answers. The `close` action lists the steps that are late and will stay undone.
    """
    if on < plan.ends_on or any(holds_closing(step, on) for step in steps):
        return
    yield from end_with_case(plan, index, policy, on)
    reason = plan.close_reason or END_OF_TERM
    attempt = len(index.closing_effects()) + 1
    yield from missing_documents(CASE_STEP, policy.closing_papers.get(reason, ()), index, attempt, on)
    undone = [f"{step.ref.key} {step.ref.occurrence}" for step in steps if step.status in ("te_laat", "vraag")]
    yield Action(on, "close", *CASE_STEP, plan.ends_on.isoformat(), detail={"reason": reason, "undone": undone})


def holds_closing(step: AgendaStep, on: date) -> bool:
    """Return whether a step delays the closing of its case: it is unanswered, or its ladder is not climbed yet."""
    deadline = step.counts_from("due_on")
    if not step.keeps_case_open or deadline is None:
        return False
    rungs = step.policy.rung_days(deadline)
    return step.unanswered or (step.active and on < (rungs[-1] if rungs else deadline))
