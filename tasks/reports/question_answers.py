"""The answer to the question whether a step was done before its case was adopted: one way in for form and command.

Many at once, as when a portfolio is taken over, are each recorded or refused by themselves, case by case.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlmodel import Session

from models.case_lookup import lock_cases
from models.hash_chain import normal_data
from models.record import append_events
from models.tables import OPEN
from spoorboek.errors import InputError
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.facts import StepRef
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline
from tasks.case_state import CaseState, case_states_in
from tasks.reports.step_reports import (
    done_data,
    not_applicable_data,
    refuse_with_content,
    report_step_done,
    report_step_not_applicable,
    report_step_not_done,
    step_data,
)

ANSWER_QUESTION_ACTION = "Vraag beantwoorden"
_Told = tuple[EventKind, dict[str, Any]]
GONE = "Deze vraag staat niet meer open: iemand beantwoordde haar intussen, of de zaak veranderde."
CLOSED_MEANWHILE = "Deze zaak is er niet meer, of ze is intussen gesloten."


class QuestionAnswer(StrEnum):
    """The answer to the question whether a step of before the adoption was done."""

    GEDAAN = "gedaan"
    NIET_GEDAAN = "niet_gedaan"
    NIET_VAN_TOEPASSING = "niet_van_toepassing"


# What each answer needs, and what it cannot have.
NEEDED: Mapping[QuestionAnswer, str] = {
    QuestionAnswer.GEDAAN: "datum",
    QuestionAnswer.NIET_VAN_TOEPASSING: "reden",
}


def report_answer(
    writing: Session,
    number: str,
    key: str,
    answer: QuestionAnswer,
    actor: str,
    *,
    on: date | None = None,
    reason: str | None = None,
    receipt: str | None = None,
    occurrence: int = 0,
) -> str:
    """Record the answer about a step: `on` and `receipt` belong to what is done, `reason` to what does not apply.

    Raises InputError when one is missing or does not belong there, and when the step is not asked about.
    """
    check_parts(answer, on, reason, receipt)
    if on is not None:
        return report_step_done(writing, number, key, on, actor, receipt=receipt, occurrence=occurrence)
    if reason is not None:
        return report_step_not_applicable(writing, number, key, reason, actor, occurrence=occurrence)
    return report_step_not_done(writing, number, key, actor, occurrence=occurrence)


def check_parts(answer: QuestionAnswer, on: date | None, reason: str | None, receipt: str | None) -> None:
    """Raise InputError when a part of an answer is missing or does not belong to it."""
    for field, value in (("datum", on), ("reden", reason)):
        if value is None and NEEDED.get(answer) == field:
            raise InputError(f"Bij het antwoord '{answer}' ontbreekt een {field}. Vul die in.")
        if value is not None and NEEDED.get(answer) != field:
            raise InputError(f"Bij het antwoord '{answer}' hoort geen {field}. Laat die leeg.")
    if receipt and on is None:
        raise InputError(f"Bij het antwoord '{answer}' hoort geen ontvangstnummer. Laat dat leeg.")


class GivenAnswer(NamedTuple):
    """An answer about one step of one case; the fields are those of `report_answer`."""

    number: str
    ref: StepRef
    answer: QuestionAnswer
    on: date | None = None
    reason: str | None = None
    receipt: str | None = None


class AnswerOutcome(NamedTuple):
    """What became of an answer. `refusal`: in Dutch why it was not recorded; empty when it was."""

    given: GivenAnswer
    refusal: str = ""


def report_answers(writing: Session, answers: Sequence[GivenAnswer], actor: str) -> list[AnswerOutcome]:
    """Record many answers: each that is right, whatever is wrong with another; return what became of each, in order.

    A step that is no longer asked about is refused, so that nobody writes over what a colleague answered meanwhile.
    `answers`: with numbers as they are stored.
    """
    refusals = ["" for _ in answers]
    by_case = defaultdict[str, list[int]](list)
    for place, each in enumerate(answers):
        by_case[each.number].append(place)
    cases = {case.number: case for case in lock_cases(writing, by_case)}
    known = {current.number: current for current in case_states_in(writing, cases.values())}
    for number, places in by_case.items():
        if number not in known or cases[number].status != OPEN:
            told, refused = list[_Told](), dict.fromkeys(places, CLOSED_MEANWHILE)
        else:
            told, refused = _sift(known[number], [(place, answers[place]) for place in places])
        for place, why in refused.items():
            refusals[place] = why
        if told:
            append_events(writing, cases[number], told, known[number].on, actor)
    return [AnswerOutcome(each, refusal) for each, refusal in zip(answers, refusals, strict=True)]


def _sift(current: CaseState, answers: Sequence[tuple[int, GivenAnswer]]) -> tuple[list[_Told], dict[int, str]]:
    """Return the events that the right answers about a case are, and why the others are refused, by place.

    All are checked against the case as it was before the first of them; then each against the facts with those before.
    """
    told, refused = list[_Told](), dict[int, str]()
    for place, each in answers:
        try:
            event = _event(current, each)
            _require_facts(current, [*told, event])
            told.append(event)
        except InputError as error:
            refused[place] = str(error)
    return told, refused


def _event(current: CaseState, given: GivenAnswer) -> _Told:
    """Return the event that an answer is. Raises InputError for one that is wrong, or no longer asked."""
    state = next((each for each in current.agenda.steps if each.ref == given.ref and each.status == "vraag"), None)
    if state is None:
        raise InputError(GONE)
    check_parts(given.answer, given.on, given.reason, given.receipt)
    if given.on is not None:
        refuse_with_content(given.ref.key)
        return "step_done", done_data(current, state, given.on, given.receipt)
    if given.reason is not None:
        return "step_not_applicable", not_applicable_data(current, state, given.reason)
    return "step_not_done", step_data(state)


def _require_facts(current: CaseState, told: Sequence[_Told]) -> None:
    """Raise InputError when what is told contradicts what is known of the case."""
    events = current.record.events
    new = [
        Event(len(events) + number, kind, current.on, normal_data(data))
        for number, (kind, data) in enumerate(told, start=1)
    ]
    timeline(fold_events((*events, *new), current.edition.rules), current.edition.rules)
