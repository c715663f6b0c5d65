"""What a referral waits for, and when the steps that prepare it are over: the preparation within the agenda."""

from collections.abc import Iterable
from datetime import date

from spoorboek.statute.agenda.record_index import RecordIndex, requested_paper
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.policy.house_policy import StepPolicy
from spoorboek.statute.second_track.preparation import SEARCH, Missing, complete_from, informed_on, missing

SEARCH_FORM, EMPLOYEE = "zoekgegevens", "werknemer"
WITH_BUREAU = "Een bureau is al gevraagd."


def held_back(policy: StepPolicy, plan: Plan, index: RecordIndex, on: date) -> tuple[Missing, ...]:
    """Return what still holds back the referrals of a step; nothing under rules without steps that prepare it."""
    if not is_held_back(policy, plan, index, on):
        return ()
    targets = {each.key: each.target_on for each in plan if each.key in policy.prepared_by and each.target_on}
    found = missing(plan.facts, on, letter_on=letter_on(policy, index), targets=targets)
    return tuple(_with_request(each, index) for each in found)


def is_held_back(policy: StepPolicy, plan: Plan, index: RecordIndex, on: date) -> bool:
    """Return whether anything holds back the referrals of a step."""
    return bool(policy.prepared_by) and bool(missing(plan.facts, on, letter_on=letter_on(policy, index)))


def ready_on(policy: StepPolicy, plan: Plan, index: RecordIndex, on: date) -> date | None:
    """Return the first day, today or tomorrow, on which nothing holds a referral back; None when something does."""
    return complete_from(plan.facts, on, letter_on(policy, index)) if policy.prepared_by else on


def letter_on(policy: StepPolicy, index: RecordIndex) -> date | None:
    """Return the day on which the letter that another step brings out went to the employee."""
    letters = (item.document for item in policy.papers if item.with_step)
    return _mailed_on(StepRef(policy.key), letters, index)


def told_by_a_person(plan: Plan, on: date) -> bool:
    """Return whether a person told the employee by this day: then no letter says it again."""
    told = informed_on(plan.facts, None)
    return told is not None and told <= on


def preparation_verdict(policy: StepPolicy, index: RecordIndex, on: date) -> tuple[str, str] | None:
    """Return the status of a step that prepares another, and why, once it needs nothing any more.

    From the day after its letter was mailed, or a bureau that did not decline was asked: what goes today is decided
    with the steps as they were this morning.
    """
    if policy.prepares is None:
        return None
    prepared = StepRef(policy.prepares)
    if with_bureau(prepared, index, on):
        return "vervallen", WITH_BUREAU
    mailed = _mailed_on(prepared, (policy.shown_by,), index) if policy.shown_by else None
    return ("gedaan", f"De brief aan de werknemer ging op {dutch_date(mailed)}.") if mailed and mailed < on else None


def with_bureau(prepared: StepRef, index: RecordIndex, on: date) -> bool:
    """Return whether a referral went before this day to a bureau that did not decline."""
    sent = ((index.sending(each), index.answer(each)) for each in index.referrals(prepared))
    return any(sending is not None and sending.on < on and answer != "geweigerd" for sending, answer in sent)


def prepared_milestone(policy: StepPolicy, milestones: Iterable[Milestone]) -> Milestone | None:
    """Return the milestone that a step prepares; None for a step that prepares nothing, or when it is not there."""
    return next((each for each in milestones if each.key == policy.prepares), None) if policy.prepares else None


def waits_on(held: Iterable[Missing]) -> str | None:
    """Say in Dutch what a referral waits for; None when it waits for nothing."""
    words = [each.why for each in held]
    return f"De verwijzing wacht op {'; '.join(words)}." if words else None


def asked_since(ref: StepRef, index: RecordIndex) -> date | None:
    """Return the day before which nobody here could ask for a step: its case came here, or other rules brought it."""
    return max((day for day in (index.adopted_on, index.brought.get(ref)) if day), default=None)


def _with_request(waits: Missing, index: RecordIndex) -> Missing:
    """Return what is missing with the day on which the employee got the form for it; as it is where nobody did."""
    if waits.step != SEARCH:
        return waits
    asked = [event.on for event, _ in index.requests if requested_paper(event) == SEARCH_FORM]
    asked += [effect.on for effect in index.all_attempts(StepRef(SEARCH), "mail", SEARCH_FORM)]
    if not asked:
        return waits
    return waits._replace(role=EMPLOYEE, why=f"{waits.why} (formulier gestuurd op {dutch_date(max(asked))})")


def _mailed_on(ref: StepRef, documents: Iterable[str], index: RecordIndex) -> date | None:
    mails = (effect.on for document in documents for effect in index.all_attempts(ref, "mail", document))
    return min(mails, default=None)
