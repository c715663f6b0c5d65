"""The commands `spoorboek document …`: papers that come in, what became of them, and the files themselves."""

import json
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from models.case_lookup import find_case
from models.case_numbers import normal_number
from models.connection import session
from models.operators import require_operator
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import (
    CaseNumberArgument,
    FormatOption,
    OccurrenceOption,
    OperatorOption,
    OutputFormat,
    ReceiptOption,
    read_code,
    read_date,
    told_unwritable,
)
from spoorboek.cli.shared.report_recording import record_and_wake
from spoorboek.errors import InputError
from spoorboek.outside.files import read_outside_bytes
from spoorboek.platform.record_access import open_record
from spoorboek.private_files import create_private_file, make_private_folder
from spoorboek.statute.dossier.paper_copies import COPY_WAYS
from spoorboek.statute.dossier.paper_kinds import MEDICAL_KINDS, PAPER_KINDS, REFUSALS, SENDERS, SIGNERS
from spoorboek.statute.policy.dossier_norms import COPIES_FOR
from spoorboek.statute.second_track_facts import FEASIBILITY_OUTCOMES
from tasks.case_state import case_state_in, current_day
from tasks.papers.confirming import Confirmation, confirm_paper, read_paper
from tasks.papers.copying import report_paper_copy
from tasks.papers.file_kinds import MOST_BYTES
from tasks.papers.paper_list import list_papers, paper_file
from tasks.papers.paper_passwords import case_password
from tasks.papers.receiving import OTHER_BSN, IncomingPaper, receive_paper
from tasks.papers.screening.quarantine import reject_paper, release_paper
from tasks.reports.once import Answer

paper_app = typer.Typer()
EXPECTED = "een stuk (PDF, Word, JPEG of PNG)"
PaperArgument = Annotated[
    int, typer.Argument(metavar="STUK", min=1, help="Het nummer van het stuk.", show_default=False)
]


@paper_app.command("receive", cls=DutchCommand)
def receive_paper_command(
    number: CaseNumberArgument,
    file: Annotated[Path, typer.Argument(metavar="BESTAND", help="Het stuk.", show_default=False)],
    by: OperatorOption,
    kind: Annotated[
        str, typer.Option("--kind", metavar="SOORT", help="De soort; leeg: een formulier van ons zegt het zelf.")
    ] = "",
    step: Annotated[str, typer.Option("--step", metavar="STAP", help="Bij welke stap; leeg: die van de soort.")] = "",
    sender: Annotated[str, typer.Option("--from", metavar="WIE", help="Van wie het komt: een code.")] = "onbekend",
    dated: Annotated[str, typer.Option("--on", metavar="DATUM", help="De datum op het stuk.")] = "",
    occurrence: OccurrenceOption = 0,
) -> None:
    """Registreer een stuk dat binnenkwam bij een zaak en een stap; het wordt versleuteld bewaard.

    Medische stukken horen bij de bedrijfsarts: zij worden geweigerd en niet bewaard.
    """
    paper = IncomingPaper(
        content=read_outside_bytes(file, MOST_BYTES, EXPECTED),
        kind=read_code(kind, [*PAPER_KINDS, *MEDICAL_KINDS], "Onbekend soort stuk") if kind else "",
        step=step.strip().lower().replace("-", "_"),
        occurrence=occurrence,
        sender=read_code(sender, SENDERS, "Onbekende afzender"),
        dated=read_date(dated) if dated else None,
        file_name=file.name,
    )
    with open_record() as reach:
        with session() as writing:
            require_operator(writing, by)
            receipt = receive_paper(writing, normal_number(number), paper, by)
        if receipt.reason:
            raise InputError(f"{file}: {receipt.message}")
        print(receipt.message)
        if later := reach.wake(receipt.to_wake):
            print(later)


@paper_app.command("list", cls=DutchCommand)
def list_papers_command(number: CaseNumberArgument, shape: FormatOption = OutputFormat.table) -> None:
    """Toon welke stukken van een zaak binnenkwamen, van wie, en welke niet zijn aangenomen."""
    with open_record(), session() as reading:
        papers = list_papers(reading, case_state_in(reading, normal_number(number)))
    if shape == OutputFormat.json:
        print(json.dumps([each._asdict() for each in papers], ensure_ascii=False, indent=2, default=str))
    else:
        print("\n".join(f"- {each.sentence}." for each in papers) or "Er is nog geen stuk binnengekomen.")


@paper_app.command("save", cls=DutchCommand)
def save_paper_command(
    number: CaseNumberArgument,
    paper: PaperArgument,
    to: Annotated[Path, typer.Option("--to", metavar="MAP", help="Waar het bestand komt.", show_default=False)],
    quarantined: Annotated[bool, typer.Option("--quarantined", help="Ook als het in quarantaine staat.")] = False,
) -> None:
    """Schrijf een stuk dat binnenkwam als bestand in een map."""
    with open_record(), session() as reading:
        name, content = paper_file(reading, normal_number(number), paper, quarantined=quarantined)
    with told_unwritable(to):
        make_private_folder(to)
        create_private_file(to / name, content)
    print(f"Geschreven: {to / name}.")


@paper_app.command("release", cls=DutchCommand)
def release_paper_command(number: CaseNumberArgument, paper: PaperArgument, by: OperatorOption) -> None:
    """Laat een stuk dat apart staat toe: het wordt opnieuw bekeken en gescand, en komt als volgend stuk binnen."""

    def release(writing: Session) -> Answer:
        receipt = release_paper(writing, normal_number(number), paper, by)
        return receipt.message, receipt.to_wake

    record_and_wake(by, release)


@paper_app.command("reject", cls=DutchCommand)
def reject_paper_command(number: CaseNumberArgument, paper: PaperArgument, by: OperatorOption) -> None:
    """Doe de inhoud weg van een stuk dat apart staat; dat het kwam, blijft bekend."""
    record_and_wake(by, lambda writing: (reject_paper(writing, normal_number(number), paper, by), []))


@paper_app.command("copy", cls=DutchCommand)
def copy_of_paper_command(
    number: CaseNumberArgument,
    paper: PaperArgument,
    by: OperatorOption,
    to: Annotated[str, typer.Option("--to", metavar="WIE", help="Wie het kreeg.", show_default=False)],
    way: Annotated[str, typer.Option("--way", metavar="CODE", help="Hoe diegene het kreeg.", show_default=False)],
    on: Annotated[str, typer.Option("--on", metavar="DATUM", help="De dag waarop; leeg: vandaag.")] = "",
) -> None:
    """Leg vast dat iemand het afschrift van een stuk kreeg: persoonlijk, per post of beveiligd.

    Wat Spoorboek zelf mailde, staat al in het dossier.
    """
    role, how = read_code(to, COPIES_FOR, "Onbekende ontvanger"), read_code(way, COPY_WAYS, "Onbekende manier")
    day = read_date(on) if on else None

    def report(writing: Session) -> Answer:
        case = normal_number(number)
        return report_paper_copy(writing, case, paper, role, how, day or current_day(writing), by)

    record_and_wake(by, report)


@paper_app.command("password", cls=DutchCommand)
def show_password_command(number: CaseNumberArgument) -> None:
    """Toon het wachtwoord waarmee iemand een stuk (PDF) voor deze zaak vergrendelt.

    Een PDF met dit wachtwoord gaat hier open; met een ander wordt hij geweigerd. Geef het door de telefoon door.
    """
    with open_record(), session() as reading:
        print(case_password(reading, find_case(reading, normal_number(number)).number))


@paper_app.command("show", cls=DutchCommand)
def show_paper_command(number: CaseNumberArgument, paper: PaperArgument) -> None:
    """Toon wat er op een stuk is ingevuld, naast wat vastligt, en wie er tekende.

    Er staan persoonsgegevens op het scherm.
    """
    with open_record(), session() as reading:
        read = read_paper(reading, normal_number(number), paper)
        current = case_state_in(reading, normal_number(number))
        listed = next(each for each in list_papers(reading, current) if each.number == paper)
    print(f"{listed.sentence[:1].upper()}{listed.sentence[1:]}.\n")
    if not read.changes:
        print("Het stuk heeft geen ingevulde velden: bekijk het zelf, met `spoorboek document save`.")
    for field, before in read.changes:
        print(f"- {field.question}: {field.value or '(leeg gemaakt)'}{f' (was: {before})' if before else ''}")
    if read.row.other_bsn:
        print(f"! {OTHER_BSN}")
    for signature in read.signatures:
        print(f"{'!' if signature.problems else '-'} Digitale handtekening: {signature.sentence}.")
    for field in read.wrong:
        print(f"! {field.question}: '{field.value}' is geen bestaande dag.")


@paper_app.command("confirm", cls=DutchCommand)
def confirm_paper_command(
    number: CaseNumberArgument,
    paper: PaperArgument,
    by: OperatorOption,
    signed_by: Annotated[
        list[str] | None, typer.Option("--signed-by", metavar="WIE", help="Wie tekende; mag vaker.", show_default=False)
    ] = None,
    refused_by: Annotated[str, typer.Option("--refused-by", metavar="WIE", help="Wie weigert te tekenen.")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help="Waarom, bij weigeren.")] = "",
    on: Annotated[
        str, typer.Option("--on", metavar="DATUM", help="De dag; leeg: de datums op het formulier zelf.")
    ] = "",
    receipt: ReceiptOption = "",
    outcome: Annotated[
        str, typer.Option("--outcome", metavar="CODE", help="Wat een haalbaarheidsonderzoek zegt.")
    ] = "",
    looked_by: Annotated[
        str, typer.Option("--looked-by", metavar="CODE", help="Wie het stuk bekeek; leeg: wie dit vastlegt.")
    ] = "",
) -> None:
    """Bevestig wat er op een stuk staat en wie tekende of weigerde; de stap is dan gedaan.

    Wat op het formulier van het functionele profiel is ingevuld, wordt overgenomen en versleuteld bewaard.
    """
    signers = tuple(read_code(each, SIGNERS, "Onbekende partij") for each in signed_by or ())
    refuser = read_code(refused_by, SIGNERS, "Onbekende partij") if refused_by else ""
    why = read_code(reason, REFUSALS, "Onbekende reden") if reason else ""
    found = read_code(outcome, FEASIBILITY_OUTCOMES, "Onbekende uitkomst") if outcome else ""
    said = Confirmation(looked_by or by, signers, refuser, why, read_date(on) if on else None, receipt, found)

    def confirm(writing: Session) -> Answer:
        require_operator(writing, said.looked_by)
        return confirm_paper(writing, normal_number(number), paper, said, by)

    record_and_wake(by, confirm)
