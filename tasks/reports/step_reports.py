"""Reports about a step: check them against the state of the case, and append one event; a refusal says why."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from models.case_lookup import find_case
from spoorboek.errors import InputError
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.dossier.receipts import GIVES_RECEIPT, NEEDS_RECEIPT, is_receipt_number
from spoorboek.statute.dossier.report_bundles import report_bundles
from spoorboek.statute.dossier.report_parts import REPORT_STEPS
from spoorboek.statute.events import Event
from spoorboek.statute.facts import StepRef
from spoorboek.statute.second_track.preparation import ASSESSMENT, PROFILE, SEARCH, STUDY
from tasks.case_state import CaseState
from tasks.outbox.recall.calling_back import hold_what_follows
from tasks.outbox.resending import resend_of_step
from tasks.reports.preparation_facts import PREPARATION_ACTION
from tasks.reports.report_base import (
    UNFINISHED,
    find_step,
    locked_case_state,
    numeric_date,
    record_report,
    require_past_day,
    step_name,
)
from tasks.reports.retriggering import AGAIN, check_reason, times_sent_line

_BY_COMMAND = "Leg dat vast met `spoorboek referral prepare ZAAK {what}`."
# Steps that are done by what they bring, without which nothing could go to a bureau, and how that is recorded.
RECORDED_WITH_CONTENT: Mapping[str, str] = {
    PROFILE: _BY_COMMAND.format(what="functioneel_profiel"),
    SEARCH: _BY_COMMAND.format(what="zoekgegevens"),
    STUDY: f"Leg de uitkomst vast met «{PREPARATION_ACTION}», of met `spoorboek case report`.",
}

OUTCOME_MISSING = (
    f" Leg ook de uitkomst vast, met «{PREPARATION_ACTION}»: zonder uitkomst gaat er geen verwijzing naar een bureau."
)

NOT_BUNDLED = (
    " Het verslag is nog niet gebundeld: `spoorboek riv bundle {number} --out MAP` maakt van de stukken één PDF en "
    "de losse bestanden voor UWV, en noemt wat nog ontbreekt."
)
RECEIPT_ASKED = (
    "De stap {key} is gedaan zodra UWV de ontvangst bevestigde. Geef het ontvangstnummer op uit de bevestiging, "
    "in het veld Ontvangstnummer van het formulier, of met --receipt-number. Er is niets vastgelegd."
)
RECEIPT_UNFIT = (
    "Dit is geen ontvangstnummer van UWV: verwacht zijn 4 tot 40 letters en cijfers, zoals in de bevestiging van UWV. "
    "Een burgerservicenummer hoort hier niet. Er is niets vastgelegd."
)
RECEIPT_UNEXPECTED = "Bij de stap {key} hoort geen ontvangstnummer van UWV. Laat het leeg. Er is niets vastgelegd."


def report_step_done(
    writing: Session,
    number: str,
    key: str,
    on: date,
    actor: str,
    *,
    evidence: str | None = None,
    receipt: str | None = None,
    occurrence: int = 0,
) -> str:
    """Record that an open step was done on a day (not in the future, not before the first sick day).

    A step that comes back and asks for no papers, such as a contact, may be done before it opens. `receipt`: the number
    by which UWV confirmed that it received a report.
    """
    refuse_with_content(key)
    current = locked_case_state(writing, number)
    early = _early_step(current, key, occurrence)
    state = early or find_step(current, key, occurrence)
    data = done_data(current, state, on, receipt) | {"evidence": evidence}
    if early:
        _refuse_same_day(current, early, on)
    after = record_report(writing, current, "step_done", data, actor)
    missing = OUTCOME_MISSING if key == ASSESSMENT and after.plan.facts.preparation.assessment is None else ""
    if key in REPORT_STEPS and not report_bundles(after.record):
        missing = NOT_BUNDLED.format(number=current.number)
    return f"{step_name(current, state)} van dossier {current.number} is gedaan op {numeric_date(on)}.{missing}"


def refuse_with_content(key: str) -> None:
    """Raise InputError for a step that is done by what it brings, which says how to record that."""
    if how := RECORDED_WITH_CONTENT.get(key):
        raise InputError(f"De stap {key} is gedaan zodra vastligt wat hij opleverde. {how} Er is niets vastgelegd.")


def done_data(current: CaseState, state: StepState, on: date, receipt: str | None) -> dict[str, Any]:
    """Return what the event of a done step holds. Raises InputError for a wrong day or receipt."""
    day = require_past_day(current, on, "De datum waarop de stap gedaan is,")
    return {**step_data(state), "on": day, "evidence": None, **receipt_data(state.ref.key, receipt)}


def step_data(state: StepState) -> dict[str, Any]:
    """Return what the event about a step holds of which step it is."""
    return {"step": state.ref.key, "occurrence": state.ref.occurrence}


def receipt_data(key: str, receipt: str | None) -> Mapping[str, str]:
    """Return what the event of a done step holds of its receipt number; nothing without one.

    Raises InputError where it is missing, where UWV gives none, and for what cannot be one; no message quotes it.
    """
    given = (receipt or "").strip().upper()
    if not given and key in NEEDS_RECEIPT:
        raise InputError(RECEIPT_ASKED.format(key=key))
    if given and key not in GIVES_RECEIPT:
        raise InputError(RECEIPT_UNEXPECTED.format(key=key))
    if given and not is_receipt_number(given):
        raise InputError(RECEIPT_UNFIT)
    return {"receipt": given} if given else {}


def report_step_withdrawn(writing: Session, number: str, key: str, actor: str, *, occurrence: int = 0) -> str:
    """Record that a step was not done after all; the step is open again."""
    current = locked_case_state(writing, number)
    state = find_step(current, key, occurrence, ("gedaan",))
    if state.ref not in current.plan.facts.done:
        raise InputError(f"{step_name(current, state)} van dossier {current.number} is door niemand als gedaan gemeld.")
    record_report(writing, current, "step_withdrawn", {"step": key, "occurrence": state.ref.occurrence}, actor)
    said = [each.seq for each in current.record.events if each.kind == "step_done" and _is_about(each, state.ref)]
    hold_what_follows(writing, find_case(writing, number), said, actor)
    return f"De afronding van {step_name(current, state)} in dossier {current.number} is ingetrokken."


def _is_about(event: Event, ref: StepRef) -> bool:
    return (event.data["step"], int(event.data.get("occurrence", 1))) == ref


def report_step_retriggered(
    writing: Session,
    number: str,
    key: str,
    mode: str,
    actor: str,
    *,
    occurrence: int = 0,
    reason: str | None = None,
) -> str:
    """Record that a step is triggered again: `herstel` repeats only missing effects, `opnieuw` repeats all.

    A mail that did not arrive is missing too: `herstel` sends it once more, to the address as it is now. `reason`: why,
    where `opnieuw` needs one (see `check_reason`).
    """
    current = locked_case_state(writing, number)
    state = find_step(current, key, occurrence, (*UNFINISHED, "gedaan"))
    check_reason(writing, current, state, mode, reason)
    data = {"step": key, "occurrence": state.ref.occurrence, "mode": mode} | ({"reason": reason} if reason else {})
    after = record_report(writing, current, "step_retriggered", data, actor)
    count = sum((action.step, action.occurrence) == state.ref for action in after.actions)
    resent = resend_of_step(writing, find_case(writing, number), state.ref, actor) if mode == "herstel" else 0
    said = [f"{'1 actie wordt' if count == 1 else f'{count} acties worden'} nu uitgevoerd"] if count else []
    if resent:
        mails = "1 mail die niet aankwam, gaat" if resent == 1 else f"{resent} mails die niet aankwamen, gaan"
        said.append(f"{mails} nog eens, naar het adres zoals het nu is")
    what = "; ".join(said) or "er ontbreekt niets, dus er wordt niets gemaakt"
    again = times_sent_line(current, state.ref) if mode == AGAIN and count else ""
    return f"{step_name(current, state)} van dossier {current.number}: {what} ({mode}).{again}"


def report_step_postponed(
    writing: Session, number: str, key: str, target_on: date, reason: str, actor: str, *, occurrence: int = 0
) -> str:
    """Record a later target for an unfinished step: after today, never past the last lawful day."""
    current = locked_case_state(writing, number)
    state = find_step(current, key, occurrence, ("open", "gepland"))
    if target_on <= current.on:
        raise InputError(
            f"De nieuwe streefdatum {numeric_date(target_on)} moet na vandaag ({numeric_date(current.on)}) liggen."
        )
    if state.due_on and target_on > state.due_on:
        raise InputError(
            f"De nieuwe streefdatum {numeric_date(target_on)} ligt na de uiterste datum {numeric_date(state.due_on)}. "
            "Uitstel voorbij die datum kan alleen als gemotiveerde afwijking van werkgever en werknemer samen."
        )
    data = {"step": key, "occurrence": state.ref.occurrence, "target_on": target_on, "reason": reason}
    _refuse_unchanged(current, state, current.plan.facts.postponed, target_on)
    record_report(writing, current, "step_postponed", data, actor)
    return (
        f"De streefdatum van {step_name(current, state)} van dossier {current.number} is nu {numeric_date(target_on)}."
    )


def report_deviated(
    writing: Session, number: str, key: str, agreed_on: date, reason: str, actor: str, *, occurrence: int = 0
) -> str:
    """Record a reasoned deviation both parties agreed on. Source: Regeling procesgang art. 5 (arts 2 and 4 only)."""
    current = locked_case_state(writing, number)
    state = find_step(current, key, occurrence, ("open", "te_laat", "gepland", "afgeweken"))
    data = {"step": key, "occurrence": state.ref.occurrence, "agreed_on": agreed_on, "reason": reason}
    _refuse_unchanged(current, state, current.plan.facts.deviations, agreed_on)
    record_report(writing, current, "deviated", data, actor)
    return f"Voor {step_name(current, state)} van dossier {current.number} is afgesproken: {numeric_date(agreed_on)}."


def report_step_not_done(writing: Session, number: str, key: str, actor: str, *, occurrence: int = 0) -> str:
    """Record that a step of before the adoption of its case is not done: it is open from now on."""
    current = locked_case_state(writing, number)
    state = find_step(current, key, occurrence, ("vraag",))
    data = {"step": key, "occurrence": state.ref.occurrence}
    after = record_report(writing, current, "step_not_done", data, actor)
    late = state.due_on if find_step(after, key, state.ref.occurrence).status == "te_laat" else None
    since = f", en te laat sinds {numeric_date(late)}" if late else ""
    return f"{step_name(current, state)} van dossier {current.number} is niet gedaan; de stap staat open{since}."


def report_step_not_applicable(
    writing: Session, number: str, key: str, reason: str, actor: str, *, occurrence: int = 0
) -> str:
    """Record that a step of before the adoption of its case was not needed, with the reason; it lapses."""
    current = locked_case_state(writing, number)
    state = _asked_step(current, key, occurrence)
    record_report(writing, current, "step_not_applicable", not_applicable_data(current, state, reason), actor)
    why = current.edition.house.choices["not_applicable"][reason]
    return f"{step_name(current, state)} van dossier {current.number} is niet van toepassing: {why}."


def not_applicable_data(current: CaseState, state: StepState, reason: str) -> dict[str, Any]:
    """Return what the event of a step that was not needed holds. Raises InputError for a reason that is unknown."""
    known = current.edition.house.choices["not_applicable"]
    if reason not in known:
        listed = "\n".join(f"  {code:<28} {label}" for code, label in known.items())
        raise InputError(f"Onbekende reden '{reason}'. Kies uit:\n{listed}")
    return {**step_data(state), "reason": reason}


def may_be_answered(current: CaseState, state: StepState) -> bool:
    """Tell whether a step may be said not to apply: it is asked about, or the answer was that it is not done."""
    return state.status == "vraag" or state.ref in RecordIndex(current.record).past_steps


def early_steps(current: CaseState) -> list[StepState]:
    """Return the steps that may be reported done before they open."""
    keys = dict.fromkeys(state.ref.key for state in current.agenda.steps if state.status == "gepland")
    return [early for key in keys if (early := _early_step(current, key, 0))]


def _asked_step(current: CaseState, key: str, occurrence: int) -> StepState:
    """Return a step that is asked about, or of which the answer was that it is not done."""
    answered = RecordIndex(current.record).past_steps
    told = any(state.ref.key == key and state.ref in answered for state in current.agenda.steps)
    return find_step(current, key, occurrence, ("vraag", "te_laat", "open") if told else ("vraag",))


def _early_step(current: CaseState, key: str, occurrence: int) -> StepState | None:
    """Return the next step of a key that can be done early; None when one is open, or for other steps.

    Those are the steps whose next occurrence takes the place of one that is not done.
    """
    policy = current.edition.house.steps.get(key)
    of_key = [state for state in current.agenda.steps if state.ref.key == key]
    if policy is None or not policy.superseded or any(state.status in UNFINISHED for state in of_key):
        return None
    following = next((state for state in of_key if state.status == "gepland"), None)
    return following if following and occurrence in (0, following.ref.occurrence) else None


def _refuse_same_day(current: CaseState, state: StepState, day: date) -> None:
    """Raise InputError for a day on which, or after which, the step was done before: a form that is submitted twice."""
    earlier = [on for ref, on in current.plan.facts.done.items() if ref.key == state.ref.key and on >= day]
    if earlier:
        raise InputError(
            f"{state.label} van dossier {current.number} is al vastgelegd op {numeric_date(max(earlier))}; "
            f"{step_name(current, state)} komt daarna. Er is niets vastgelegd."
        )


def _refuse_unchanged(current: CaseState, state: StepState, known: Mapping[StepRef, date], day: date) -> None:
    """Raise InputError for a day that was recorded before: a form that is submitted twice is recorded once."""
    if known.get(state.ref) == day:
        raise InputError(
            f"Voor {step_name(current, state)} van dossier {current.number} ligt {numeric_date(day)} al vast. "
            "Er is niets vastgelegd."
        )
