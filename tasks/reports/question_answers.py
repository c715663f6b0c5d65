"""The answer to the question whether a step was done before its case was adopted: one way in for form and command."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from sqlmodel import Session

from spoorboek.errors import InputError
from tasks.reports.step_reports import report_step_done, report_step_not_applicable, report_step_not_done

ANSWER_QUESTION_ACTION = "Vraag beantwoorden"


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
    for field, value in (("datum", on), ("reden", reason)):
        if value is None and NEEDED.get(answer) == field:
            raise InputError(f"Bij het antwoord '{answer}' ontbreekt een {field}. Vul die in.")
        if value is not None and NEEDED.get(answer) != field:
            raise InputError(f"Bij het antwoord '{answer}' hoort geen {field}. Laat die leeg.")
    if receipt and on is None:
        raise InputError(f"Bij het antwoord '{answer}' hoort geen ontvangstnummer. Laat dat leeg.")
    if on is not None:
        return report_step_done(writing, number, key, on, actor, receipt=receipt, occurrence=occurrence)
    if reason is not None:
        return report_step_not_applicable(writing, number, key, reason, actor, occurrence=occurrence)
    return report_step_not_done(writing, number, key, actor, occurrence=occurrence)
