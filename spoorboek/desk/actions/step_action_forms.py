"""Actions on a step as forms: done, later, not done after all, another day agreed, once more; answers to questions."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import cast

from sqlmodel import Session

from spoorboek.desk.actions.case_action import DeskAction, DeskReport, OfferedCase
from spoorboek.desk.actions.form_fields import DeskField, DeskFieldKind, FieldValues
from spoorboek.desk.permissions import Permission
from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.days.calendar import DAY, dutch_date
from spoorboek.statute.dossier.receipts import NEEDS_RECEIPT
from spoorboek.statute.facts import StepRef
from tasks.case_state import CaseState
from tasks.reports.question_answers import ANSWER_QUESTION_ACTION
from tasks.reports.report_base import UNFINISHED
from tasks.reports.retriggering import AGAIN, AGAIN_REASONS
from tasks.reports.step_reports import (
    RECORDED_WITH_CONTENT,
    early_steps,
    may_be_answered,
    report_deviated,
    report_step_done,
    report_step_not_applicable,
    report_step_not_done,
    report_step_postponed,
    report_step_retriggered,
    report_step_withdrawn,
)

STEP, DAY_FIELD, REASON, EVIDENCE, RECEIPT, MODE = "stap", "datum", "reden", "bewijs", "ontvangstnummer", "wijze"
MODES = {"herstel": "alleen wat ontbreekt of niet aankwam", AGAIN: "alles nog een keer maken en versturen"}
WHY_AGAIN = "Nodig als de stap al gedaan is, of pas nog opnieuw is uitgevoerd."
ON_STEP_PAGE = ("stap_afronden", "stap_uitstellen")
Recording = Callable[[Session, str, StepRef, FieldValues, str], str]
Choosing = Callable[[CaseState], Iterator[StepState]]
Fielding = Callable[[CaseState], Sequence[DeskField]]


def step_actions() -> Iterator[DeskAction]:
    """Yield the actions on a step, those of every day first."""
    yield _action("stap_afronden", "Stap afronden", "Stap is gedaan", _to_finish, _done_fields, _done)
    yield _action("stap_uitstellen", "Stap uitstellen", "Stap komt later", _to_postpone, _later_fields, _postponed)
    yield _action("stap_afwijken", "Afwijking afspreken", "Samen een andere dag afgesproken", _deviable, _agreed_fields,
                  _deviated)  # fmt: skip
    yield _action("stap_opnieuw", "Stap opnieuw uitvoeren", "Stap opnieuw uitvoeren", _begun, _again_fields, _again)
    yield _action("stap_intrekken", "Stap intrekken", "Stap is toch niet gedaan", _finished, _no_fields, _withdrawn)
    yield _action("vraag_niet_gedaan", ANSWER_QUESTION_ACTION, "Vóór de overname niet gedaan", _asked, _no_fields,
                  _not_done)  # fmt: skip
    yield _action("vraag_niet_van_toepassing", ANSWER_QUESTION_ACTION, "Vóór de overname niet van toepassing",
                  _answerable, _not_applicable_fields, _not_applicable)  # fmt: skip


def step_code(ref: StepRef) -> str:
    """Return how a form names a step."""
    return f"{ref.key}.{ref.occurrence}"


def step_links(offer: OfferedCase, ref: StepRef) -> list[tuple[str, str]]:
    """Return title and address of the actions that are valid for one step now, its forms on the page aside."""
    code = step_code(ref)
    return [
        (action.title, f"/zaak/{offer.number}/actie/{action.key}?{STEP}={code}")
        for action in step_actions()
        if action.key not in ON_STEP_PAGE and action.is_for(offer.visit.viewer) and code in _choices(action, offer)
    ]


def _choices(action: DeskAction, offer: OfferedCase) -> Collection[str]:
    fields = action.fields(offer)
    return fields[0].choices if fields else ()


def _action(key: str, form: str, title: str, choosing: Choosing, more: Fielding, recording: Recording) -> DeskAction:
    def fields(offer: OfferedCase) -> Sequence[DeskField] | None:
        current = offer.current
        if current.agenda.next_wake is None:  # a closed case has no steps any more
            return None
        choices = {step_code(state.ref): _option(current, state) for state in choosing(current)}
        only = next(iter(choices)) if len(choices) == 1 else ""
        asked = DeskField(STEP, "Welke stap", DeskFieldKind.CHOICE, choices=choices, start=only)
        return [asked, *more(current)] if choices else None

    def report(offer: OfferedCase, values: FieldValues) -> DeskReport:
        name, _, times = str(values[STEP]).rpartition(".")
        ref = StepRef(name, int(times))
        return lambda writing: (recording(writing, offer.number, ref, values, offer.by), [offer.number])

    return DeskAction(key, form, title, (Permission.RECORD_STEPS,), fields, report)


def _option(current: CaseState, state: StepState) -> str:
    day = current.plan.facts.done.get(state.ref) or state.due_on or state.target_on
    when = "gedaan op" if state.status == "gedaan" else "uiterlijk" if state.due_on else "streefdatum"
    return f"{current.title_of(state)} ({when} {dutch_date(day)})" if day else current.title_of(state)


def _of_status(current: CaseState, *statuses: str) -> Iterator[StepState]:
    rows = current.edition.rules.rows
    return (state for state in current.agenda.steps if state.status in statuses and rows[state.ref.key].who)


def _to_finish(current: CaseState) -> Iterator[StepState]:
    yield from (each for each in _of_status(current, *UNFINISHED) if each.ref.key not in RECORDED_WITH_CONTENT)
    yield from early_steps(current)


def _to_postpone(current: CaseState) -> Iterator[StepState]:
    ahead = (each for each in _of_status(current, "open", "gepland"))
    return (each for each in ahead if each.due_on is None or each.due_on > current.on)


def _deviable(current: CaseState) -> Iterator[StepState]:
    states = _of_status(current, "open", "te_laat", "gepland", "afgeweken")
    return (state for state in states if current.edition.rules.rows[state.ref.key].deviable)


def _begun(current: CaseState) -> Iterator[StepState]:
    return _of_status(current, *UNFINISHED, "gedaan")


def _finished(current: CaseState) -> Iterator[StepState]:
    return (state for state in _of_status(current, "gedaan") if state.ref in current.plan.facts.done)


def _asked(current: CaseState) -> Iterator[StepState]:
    return _of_status(current, "vraag")


def _answerable(current: CaseState) -> Iterator[StepState]:
    return (state for state in _of_status(current, "vraag", "te_laat", "open") if may_be_answered(current, state))


def _day(current: CaseState, label: str, *, first: date | None = None, last: date | None = None) -> DeskField:
    start = current.on.isoformat() if last == current.on else ""
    return DeskField(DAY_FIELD, label, DeskFieldKind.DAY, first=first, last=last, start=start)


def _reason(choices: Mapping[str, str]) -> DeskField:
    return DeskField(REASON, "Waarom", DeskFieldKind.CHOICE, choices=choices)


def _done_fields(current: CaseState) -> Sequence[DeskField]:
    evidence, first = current.edition.house.choices["evidence"], current.plan.facts.first_sick_day
    fields = [
        _day(current, "Gedaan op", first=first, last=current.on),
        DeskField(EVIDENCE, "Bewijs", DeskFieldKind.CHOICE, needed=False, choices=evidence),
    ]
    if any(state.ref.key in NEEDS_RECEIPT for state in _to_finish(current)):
        hint = "Alleen bij een melding aan UWV: het nummer waarmee UWV de ontvangst bevestigde. Geen BSN."
        fields.append(DeskField(RECEIPT, "Ontvangstnummer van UWV", DeskFieldKind.WORDS, needed=False, help=hint))
    return fields


def _later_fields(current: CaseState) -> Sequence[DeskField]:
    postpone = current.edition.house.choices["postpone"]
    return [_day(current, "Nieuwe streefdatum", first=current.on + DAY), _reason(postpone)]


def _agreed_fields(current: CaseState) -> Sequence[DeskField]:
    return [_day(current, "De dag die werkgever en werknemer samen afspraken"),
            _reason(current.edition.house.choices["deviate"])]  # fmt: skip


def _again_fields(_: CaseState) -> Sequence[DeskField]:
    return [
        DeskField(MODE, "Wat", DeskFieldKind.CHOICE, choices=MODES, start="herstel"),
        DeskField(REASON, "Waarom", DeskFieldKind.CHOICE, needed=False, choices=AGAIN_REASONS, help=WHY_AGAIN),
    ]


def _no_fields(_: CaseState) -> Sequence[DeskField]:
    return ()


def _not_applicable_fields(current: CaseState) -> Sequence[DeskField]:
    return [_reason(current.edition.house.choices["not_applicable"])]


def _done(writing: Session, number: str, ref: StepRef, values: FieldValues, by: str) -> str:
    day, more = cast(date, values[DAY_FIELD]), {"occurrence": ref.occurrence}
    evidence, receipt = _text(values, EVIDENCE), _text(values, RECEIPT)
    return report_step_done(writing, number, ref.key, day, by, evidence=evidence, receipt=receipt, **more)


def _postponed(writing: Session, number: str, ref: StepRef, values: FieldValues, by: str) -> str:
    day = cast(date, values[DAY_FIELD])
    return report_step_postponed(writing, number, ref.key, day, str(values[REASON]), by, occurrence=ref.occurrence)


def _deviated(writing: Session, number: str, ref: StepRef, values: FieldValues, by: str) -> str:
    day = cast(date, values[DAY_FIELD])
    return report_deviated(writing, number, ref.key, day, str(values[REASON]), by, occurrence=ref.occurrence)


def _again(writing: Session, number: str, ref: StepRef, values: FieldValues, by: str) -> str:
    mode, reason = str(values[MODE]), _text(values, REASON)
    return report_step_retriggered(writing, number, ref.key, mode, by, occurrence=ref.occurrence, reason=reason)


def _withdrawn(writing: Session, number: str, ref: StepRef, _: FieldValues, by: str) -> str:
    return report_step_withdrawn(writing, number, ref.key, by, occurrence=ref.occurrence)


def _not_done(writing: Session, number: str, ref: StepRef, _: FieldValues, by: str) -> str:
    return report_step_not_done(writing, number, ref.key, by, occurrence=ref.occurrence)


def _not_applicable(writing: Session, number: str, ref: StepRef, values: FieldValues, by: str) -> str:
    reason = str(values[REASON])
    return report_step_not_applicable(writing, number, ref.key, reason, by, occurrence=ref.occurrence)


def _text(values: FieldValues, name: str) -> str | None:
    found = values.get(name)
    return str(found) if found else None
