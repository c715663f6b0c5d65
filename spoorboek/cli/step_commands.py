"""The commands `spoorboek step …`: what an operator reports of a step; the case wakes."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import typer
from sqlmodel import Session

from models.case_numbers import normal_number
from models.edition_history import edition_in_force
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import (
    CaseNumberArgument,
    OccurrenceOption,
    OperatorOption,
    ReceiptOption,
    StepArgument,
    read_code,
    read_date,
    read_step_key,
)
from spoorboek.cli.shared.report_recording import record_and_wake
from spoorboek.errors import InputError
from tasks.case_state import current_day
from tasks.reports import step_reports
from tasks.reports.question_answers import QuestionAnswer, report_answer

step_app = typer.Typer()


class RetriggerMode(StrEnum):
    """How a step is triggered again: only what is missing, or everything once more."""

    herstel = "herstel"
    opnieuw = "opnieuw"


@step_app.command("done", cls=DutchCommand)
def step_done_command(
    number: CaseNumberArgument,
    key: StepArgument,
    by: OperatorOption,
    on: Annotated[str, typer.Option("--on", metavar="DATUM", help="De dag waarop; leeg: vandaag.")] = "",
    evidence: Annotated[str, typer.Option("--evidence", metavar="CODE", help="Waaruit het blijkt.")] = "",
    receipt: ReceiptOption = "",
    occurrence: OccurrenceOption = 0,
) -> None:
    """Leg vast dat een stap gedaan is."""
    step, day = read_step_key(key), read_date(on) if on else None

    def report(writing: Session, case: str) -> str:
        code = _read_choice(writing, "evidence", evidence) if evidence else None
        return step_reports.report_step_done(
            writing,
            case,
            step,
            day or current_day(writing),
            by,
            evidence=code,
            receipt=receipt,
            occurrence=occurrence,
        )

    _record(number, by, report)


@step_app.command("answer", cls=DutchCommand)
def step_answer_command(
    number: CaseNumberArgument,
    key: StepArgument,
    answer: Annotated[
        str,
        typer.Argument(metavar="ANTWOORD", help="gedaan, niet_gedaan of niet_van_toepassing.", show_default=False),
    ],
    by: OperatorOption,
    on: Annotated[str, typer.Option("--on", metavar="DATUM", help="De dag waarop, bij gedaan.")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help="Waarom, bij niet_van_toepassing.")] = "",
    receipt: ReceiptOption = "",
    occurrence: OccurrenceOption = 0,
) -> None:
    """Beantwoord of een stap al gedaan was toen de zaak werd overgenomen."""
    step, day = read_step_key(key), read_date(on) if on else None
    given = QuestionAnswer(read_code(answer, [*QuestionAnswer], "Onbekend antwoord"))

    def report(writing: Session, case: str) -> str:
        code = _read_choice(writing, "not_applicable", reason) if reason else None
        return report_answer(
            writing, case, step, given, by, on=day, reason=code, receipt=receipt, occurrence=occurrence
        )

    _record(number, by, report)


@step_app.command("withdraw", cls=DutchCommand)
def step_withdraw_command(
    number: CaseNumberArgument, key: StepArgument, by: OperatorOption, occurrence: OccurrenceOption = 0
) -> None:
    """Trek in dat een stap gedaan is; de stap staat weer open."""
    step = read_step_key(key)
    _record(
        number,
        by,
        lambda writing, case: step_reports.report_step_withdrawn(writing, case, step, by, occurrence=occurrence),
    )


@step_app.command("retrigger", cls=DutchCommand)
def step_retrigger_command(
    number: CaseNumberArgument,
    key: StepArgument,
    by: OperatorOption,
    mode: Annotated[
        RetriggerMode, typer.Option("--mode", help="herstel: alleen wat ontbreekt; opnieuw: alles nog een keer.")
    ] = RetriggerMode.herstel,
    reason: Annotated[
        str, typer.Option("--reason", metavar="CODE", help="Waarom opnieuw, als dat kort geleden al gebeurde.")
    ] = "",
    occurrence: OccurrenceOption = 0,
) -> None:
    """Voer een stap opnieuw uit."""
    step = read_step_key(key)
    _record(
        number,
        by,
        lambda writing, case: step_reports.report_step_retriggered(
            writing, case, step, mode.value, by, occurrence=occurrence, reason=reason or None
        ),
    )


@step_app.command("postpone", cls=DutchCommand)
def step_postpone_command(
    number: CaseNumberArgument,
    key: StepArgument,
    by: OperatorOption,
    to: Annotated[str, typer.Option("--to", metavar="DATUM", help="De nieuwe streefdatum.", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help="Waarom.", show_default=False)],
    occurrence: OccurrenceOption = 0,
) -> None:
    """Stel de streefdatum van een stap uit; nooit voorbij de uiterste datum."""
    step, day = read_step_key(key), read_date(to)
    _record(
        number,
        by,
        lambda writing, case: step_reports.report_step_postponed(
            writing, case, step, day, _read_choice(writing, "postpone", reason), by, occurrence=occurrence
        ),
    )


@step_app.command("deviate", cls=DutchCommand)
def step_deviate_command(
    number: CaseNumberArgument,
    key: StepArgument,
    by: OperatorOption,
    to: Annotated[str, typer.Option("--to", metavar="DATUM", help="De afgesproken datum.", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help="Waarom.", show_default=False)],
    occurrence: OccurrenceOption = 0,
) -> None:
    """Leg een gemotiveerde afwijking vast die werkgever en werknemer samen afspraken."""
    step, day = read_step_key(key), read_date(to)
    _record(
        number,
        by,
        lambda writing, case: step_reports.report_deviated(
            writing, case, step, day, _read_choice(writing, "deviate", reason), by, occurrence=occurrence
        ),
    )


def _record(number: str, by: str, report: Callable[[Session, str], str]) -> None:
    """Record the report of a step, which is given the session and the number of its case, and wake the case."""
    normal = normal_number(number)
    record_and_wake(by, lambda writing: (report(writing, normal), [normal]))


def _read_choice(reading: Session, choices: str, code: str) -> str:
    """Return a code of a choice list of the house policy in force. Raises InputError that shows the list."""
    known = edition_in_force(reading).house.choices[choices]
    if code not in known:
        listed = "\n".join(f"  {each:<28} {label}" for each, label in known.items())
        raise InputError(f"Onbekende code '{code}'. Kies uit:\n{listed}")
    return code
