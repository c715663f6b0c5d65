"""The commands `spoorboek case …`: look at cases, and record facts of them. Never a person's name on the screen."""

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

from models.case_list import CaseLine, case_lines
from models.case_lookup import find_case
from models.case_numbers import normal_number
from models.connection import session
from models.identity.second_employment import cases_beside
from models.wake_trouble import trouble_of
from spoorboek.cli.shared.case_calendar import case_calendar, operator_calendar, write_calendar
from spoorboek.cli.shared.dutch import DutchCommand, DutchCommandWithTable
from spoorboek.cli.shared.options import (
    CaseNumberArgument,
    FormatOption,
    OccurrenceOption,
    OperatorOption,
    OutputFormat,
    StepArgument,
    read_code,
    read_date,
    read_step_key,
)
from spoorboek.cli.shared.report_recording import record_and_wake
from spoorboek.errors import InputError
from spoorboek.platform.record_access import open_record
from spoorboek.statute.agenda.requests import step_request_line
from spoorboek.statute.agenda.step_status import UNANSWERED
from spoorboek.statute.explain.explanation import explain_milestone
from spoorboek.statute.explain.plan_text import milestone_label
from spoorboek.statute.facts import StepRef
from spoorboek.statute.reports.fact_checks import require_known_step
from tasks.case_state import read_case_state
from tasks.outbox.held_mail import held_mail
from tasks.outbox.mail_history import mail_history
from tasks.outbox.mail_outcomes import mail_outcomes
from tasks.outbox.undelivered import undelivered_line, undelivered_mail
from tasks.referral_approval import cases_that_wait, waiting_line
from tasks.reports.case_merge import merge_cases
from tasks.reports.fact_reports import report_fact
from tasks.reports.report_catalogue import REPORTABLE_FACTS, list_facts
from tasks.reports.report_fields import AgreedWeeks, GivenFields
from tasks.reports.report_withdrawal import withdraw_report
from tasks.reports.report_wording import DOUBLE_REASONS
from tasks.views.bureau_messages_section import bureau_messages
from tasks.views.dossier_json import bureau_codes, dossier_json, event_actors
from tasks.views.dossier_page import dossier_page
from tasks.views.failing_notice import failing_notice, with_notice

_DAY_FIELDS = ("next_wake", "target_on", "due_on", "opens_on", "agreed_on", "day")
_HEADINGS = ("zaak", "werkgever", "stand", "stap", "datum", "aan zet", "wordt wakker")
_WRAPPED, _WHO = ("werkgever", "stap", "aan zet"), 5
_WIDE = 100  # columns of a terminal that has room for who has to act, and for the next wake

case_app = typer.Typer()


@case_app.command("list", cls=DutchCommand)
def case_list_command(
    late: Annotated[bool, typer.Option("--late", help="Alleen zaken met een stap die te laat is.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Ook gesloten zaken.")] = False,
    shape: FormatOption = OutputFormat.table,
) -> None:
    """Toon de lopende zaken, de volgende stap van elk, wie aan zet is, en wat te laat is."""
    with open_record(), session() as reading:
        lines, undelivered = case_lines(reading, late=late, closed=all_), undelivered_mail(reading)
        waiting = cases_that_wait(reading)
    if shape == "json":
        print(json.dumps([_line_json(line, waiting) for line in lines], ensure_ascii=False, indent=2))
    elif not lines:
        print("Geen enkele zaak is te laat." if late else "Er zijn geen lopende zaken.")
    else:
        _print_table(lines)
    if waiting and shape == "table":
        print(waiting_line(waiting))
    if undelivered and shape == "table":
        print(undelivered_line(undelivered))


@case_app.command("show", cls=DutchCommand)
def case_show_command(number: CaseNumberArgument, shape: FormatOption = OutputFormat.table) -> None:
    """Toon een zaak: haar stappen, wat is vastgelegd en wat is uitgevoerd."""
    with open_record(), session() as reading:
        current = read_case_state(number)
        case = find_case(reading, number)
        if shape == "json":
            print(json.dumps(dossier_json(reading, case, current), ensure_ascii=False, indent=2))
        else:
            actors, trouble = event_actors(reading, case), trouble_of(reading, case.id)
            undelivered, held = undelivered_mail(reading, case.id), held_mail(reading, case.id)
            outcomes, mails = mail_outcomes(reading, case.id), mail_history(reading, case.id)
            bureaus = bureau_codes(reading, case)
            page = dossier_page(
                current,
                actors=actors,
                undelivered=undelivered,
                held=held,
                outcomes=outcomes,
                mails=mails,
                beside=cases_beside(reading, case),
                bureaus=bureaus,
                messages=bureau_messages(reading, case, mails, bureaus),
            )
            Console().print(Markdown(with_notice(failing_notice(trouble) if trouble else "", page)))


@case_app.command("explain", cls=DutchCommand)
def case_explain_command(number: CaseNumberArgument, key: StepArgument, occurrence: OccurrenceOption = 0) -> None:
    """Leg uit waar de datums van een stap vandaan komen: regel, artikel en de som in dagen."""
    step = read_step_key(key)
    with open_record():
        current = read_case_state(number)
    require_known_step(StepRef(step), current.edition.rules)
    milestones = [each for each in current.plan if each.key == step and occurrence in (0, each.occurrence)]
    if not milestones:
        which = f"{step} {occurrence}" if occurrence else step
        raise InputError(f"Dossier {current.number} kent de stap {which} niet: die hoort niet bij deze zaak.")
    request_lines = {
        state.ref: line for state in current.agenda.steps if (line := step_request_line(current.edition.house, state))
    }
    for milestone in milestones:
        print(
            milestone_label(milestone, current.edition.rules),
            explain_milestone(current.plan, milestone, current.edition.rules),
            *([request_lines[milestone.ref]] if milestone.ref in request_lines else []),
            "",
            sep="\n",
        )


@case_app.command("ical", cls=DutchCommand)
def case_ical_command(
    number: Annotated[str, typer.Argument(metavar="ZAAK", help="Het zaaknummer, zoals Z-7K3Q9.")] = "",
    operator: Annotated[
        str, typer.Option("--operator", metavar="CODE", help="Alle lopende zaken van deze medewerker.")
    ] = "",
    to: Annotated[Path | None, typer.Option("--to", metavar="BESTAND.ics", help="Leeg: naar het scherm.")] = None,
) -> None:
    """Schrijf de open en komende stappen als agenda (iCalendar): zaaknummer en stap, meer niet."""
    if bool(number) == bool(operator):
        raise InputError("Noem een zaak (Z-7K3Q9) of een medewerker (--operator CODE of e-mailadres), een van beide.")
    with open_record(), session() as reading:
        calendar = case_calendar(reading, number) if number else operator_calendar(reading, operator)
    write_calendar(calendar, to)


class FactReportCommand(DutchCommandWithTable):
    """A command whose help page lists the facts that can be reported."""

    table_rows = staticmethod(list_facts)


@case_app.command("report", cls=FactReportCommand)
def case_report_command(
    number: CaseNumberArgument,
    what: Annotated[
        str,
        typer.Argument(
            metavar="FEIT", help="Wat er te melden is: een code van de lijst hieronder.", show_default=False
        ),
    ],
    by: OperatorOption,
    on: Annotated[str, typer.Option("--on", metavar="DATUM", help="De dag, of de eerste dag.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATUM", help="De laatste dag.")] = "",
    reason: Annotated[
        str, typer.Option("--reason", metavar="CODE", help="Waarom het vastliep; of de bron, grond, vraag of uitkomst.")
    ] = "",
    percentage: Annotated[int | None, typer.Option("--percentage", metavar="0-99", help="Gewerkt deel.")] = None,
    referral: Annotated[
        int, typer.Option("--referral", metavar="NUMMER", min=0, help="Welke verwijzing; 0: de laatste.")
    ] = 0,
    wage_weeks: Annotated[
        int | None, typer.Option("--wage-weeks", metavar="WEKEN", min=0, help="Langer loon; 0 en 0: niets.")
    ] = None,
    ban_weeks: Annotated[
        int | None, typer.Option("--ban-weeks", metavar="WEKEN", min=0, help="Langer opzegverbod.")
    ] = None,
) -> None:
    """Leg een feit van een zaak vast, zoals een loonsanctie, verlof of het antwoord van een bureau.

    Welke opties erbij horen, staat in de lijst. Nooit iets medisch.
    """
    code, normal = read_code(what, REPORTABLE_FACTS, "Onbekend feit"), normal_number(number)
    first, last = (read_date(typed) if typed else None for typed in (on, until))
    has_weeks = (wage_weeks, ban_weeks) != (None, None)
    agreed = AgreedWeeks(reason, wage_weeks or 0, ban_weeks or 0) if has_weeks else None
    given = GivenFields(first, last, None if agreed else reason or None, percentage, referral, agreed)
    record_and_wake(by, lambda writing: report_fact(writing, normal, code, given, by))


@case_app.command("withdraw", cls=DutchCommand)
def case_withdraw_command(
    number: CaseNumberArgument,
    seq: Annotated[
        int,
        typer.Argument(metavar="NUMMER", min=1, help="Het nummer dat `case show` toont.", show_default=False),
    ],
    by: OperatorOption,
) -> None:
    """Trek een melding in die niet klopt; zij telt dan alsof zij nooit gedaan is."""
    normal = normal_number(number)
    record_and_wake(by, lambda writing: (withdraw_report(writing, normal, seq, by), [normal]))


@case_app.command("merge", cls=DutchCommand)
def case_merge_command(
    number: CaseNumberArgument,
    other: Annotated[str, typer.Argument(metavar="ZAAK", help="Het andere dossier.", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help=f"Waardoor: {', '.join(DOUBLE_REASONS)}.")],
    by: OperatorOption,
) -> None:
    """Voeg twee dossiers samen die per ongeluk voor één persoon lopen; het latere eindigt als dubbel."""
    code = read_code(reason, DOUBLE_REASONS, "Onbekende reden")
    record_and_wake(by, lambda writing: merge_cases(writing, number, other, code, by))


def _print_table(lines: Sequence[CaseLine]) -> None:
    table, console = Table(box=box.SIMPLE_HEAD, pad_edge=False), Console(markup=False)
    for heading in _narrowed(_HEADINGS, console.width):
        table.add_column(heading, no_wrap=heading not in _WRAPPED, overflow="fold")
    for line in lines:
        cells = _cells(line)
        if console.width < _WIDE and line.who:
            cells = (*cells[:3], f"{cells[3]} ({line.who})", *cells[4:])
        table.add_row(*_narrowed(cells, console.width), style="bold" if line.late else None)
    console.print(table)


def _narrowed(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Leave out the last columns on a narrow terminal; who has to act then stands beside the step."""
    return cells if width >= _WIDE else cells[:_WHO]


def _cells(line: CaseLine) -> tuple[str, ...]:
    status = (line.step_status or "").replace("_", " ") if line.status == "open" else line.status
    status = UNANSWERED if line.unanswered else status
    status = "loopt vast" if line.failing else status
    step = line.name or ("nog niet gewekt" if line.next_wake is None and line.status == "open" else "")
    day, wake = (f"{day:%d-%m-%Y}" if day else "" for day in (line.day, line.next_wake))
    return (line.number, line.employer, status, step, day, line.who or "", wake)


def _line_json(line: CaseLine, waiting: Collection[str]) -> dict[str, object]:
    days = {name: day.isoformat() if (day := getattr(line, name)) else None for name in _DAY_FIELDS}
    own = {"late": line.late, "unanswered": line.unanswered, "awaits_approval": line.number in waiting}
    return line._asdict() | days | own
