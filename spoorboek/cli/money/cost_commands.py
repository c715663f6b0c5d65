"""The commands `spoorboek referral offer`, `approve-offer`, `invoice`, `settle-invoice` and `costs`."""

import json
from typing import Annotated, Any

import typer

from models.case_lookup import open_among
from models.connection import session
from spoorboek.cli.money.cost_lines import LINE_FORM, read_cents, read_lines
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import (
    CaseNumberArgument,
    FormatOption,
    OperatorOption,
    OutputFormat,
    read_code,
    read_date,
)
from spoorboek.cli.shared.report_recording import record_and_wake
from spoorboek.platform.record_access import open_record
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.second_track.money import Invoice
from tasks.case_state import current_day
from tasks.reports.cost_reports import SETTLING_REASONS, approve_offer, record_invoice, record_offer, settle_invoice
from tasks.views.cost_overview import GROUPS, case_costs, cost_totals

cost_app = typer.Typer()
CHOICES = ("goedgekeurd", "afgewezen")
ReferralNumber = Annotated[
    int,
    typer.Option("--referral", metavar="NUMMER", min=0, help="Welke verwijzing; 0: de enige die past."),
]
LinesOption = Annotated[list[str], typer.Option("--line", metavar="REGEL", help=LINE_FORM, show_default=False)]
OnOption = Annotated[str, typer.Option("--on", metavar="DATUM", help="De dag op het stuk; leeg: vandaag.")]


@cost_app.command("offer", cls=DutchCommand)
def referral_offer_command(
    number: CaseNumberArgument,
    line: LinesOption,
    by: OperatorOption,
    referral: ReferralNumber = 0,
    on: OnOption = "",
    until: Annotated[str, typer.Option("--until", metavar="DATUM", help="De laatste dag van het traject.")] = "",
) -> None:
    """Leg de offerte van een bureau vast; een volgende komt in de plaats van de vorige."""
    lines, end = read_lines(line), read_date(until) if until else None

    def record(writing: Any) -> tuple[str, list[str]]:
        day = read_date(on) if on else current_day(writing)
        return record_offer(writing, number, referral, lines, (day, end), by), [number]

    record_and_wake(by, record)


@cost_app.command("approve-offer", cls=DutchCommand)
def referral_approve_offer_command(
    number: CaseNumberArgument,
    role: Annotated[str, typer.Option("--role", metavar="ROL", help="In welke rol u dit mag.", show_default=False)],
    by: OperatorOption,
    referral: ReferralNumber = 0,
) -> None:
    """Keur de nieuwste offerte goed, tot het bedrag dat de rol volgens het huisbeleid mag."""
    code = read_code(role, house_policy().roles, "Onbekende rol")
    record_and_wake(by, lambda writing: (approve_offer(writing, number, referral, code, by), [number]))


@cost_app.command("invoice", cls=DutchCommand)
def referral_invoice_command(
    number: CaseNumberArgument,
    bureau_number: Annotated[
        str, typer.Option("--number", metavar="FACTUURNUMMER", help="Zoals het bureau schrijft.", show_default=False)
    ],
    line: LinesOption,
    vat: Annotated[str, typer.Option("--vat", metavar="BEDRAG", help="De btw op de factuur.", show_default=False)],
    total: Annotated[str, typer.Option("--total", metavar="BEDRAG", help="Inclusief btw.", show_default=False)],
    by: OperatorOption,
    referral: ReferralNumber = 0,
    on: OnOption = "",
    worked_until: Annotated[str, typer.Option("--worked-until", metavar="DATUM", help="Laatste gewerkte dag.")] = "",
    names: Annotated[int, typer.Option("--names", min=0, help="De verwijzing die op de factuur staat; 0: geen.")] = 0,
    credits: Annotated[int, typer.Option("--credits", min=0, help="Welke factuur dit crediteert; 0: geen.")] = 0,
) -> None:
    """Leg een factuur of creditnota vast, en zie of zij klopt met de offerte."""
    lines, amounts = read_lines(line), (read_cents(vat, "Btw"), read_cents(total, "Totaal"))
    ends = read_date(worked_until) if worked_until else None

    def record(writing: Any) -> tuple[str, list[str]]:
        day = read_date(on) if on else current_day(writing)
        made = Invoice(referral, 0, "", day, lines, *amounts, ends, names or None, credits or None)
        return record_invoice(writing, number, made, bureau_number, by), open_among(writing, number)

    record_and_wake(by, record)


@cost_app.command("settle-invoice", cls=DutchCommand)
def referral_settle_invoice_command(
    number: CaseNumberArgument,
    invoice: Annotated[int, typer.Argument(metavar="FACTUUR", min=1, help="De hoeveelste.", show_default=False)],
    choice: Annotated[str, typer.Argument(metavar="BESLUIT", help=" of ".join(CHOICES), show_default=False)],
    by: OperatorOption,
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help=f"{', '.join(SETTLING_REASONS)}.")] = "",
) -> None:
    """Keur een factuur goed of wijs haar af; bij afwijzen, of als zij niet klopt, met een reden."""
    code: Any = read_code(choice, CHOICES, "Onbekend besluit")
    why = read_code(reason, SETTLING_REASONS, "Onbekende reden") if reason else None

    def settle(writing: Any) -> tuple[str, list[str]]:
        return settle_invoice(writing, number, invoice, code, why, by), open_among(writing, number)

    record_and_wake(by, settle)


@cost_app.command("costs", cls=DutchCommand)
def referral_costs_command(
    number: Annotated[str, typer.Argument(metavar="ZAAK", help="Leeg: alle dossiers.")] = "",
    per: Annotated[str, typer.Option("--per", help=f"Alle dossiers per: {', '.join(GROUPS)}.")] = "zaak",
    year: Annotated[int, typer.Option("--year", metavar="JAAR", min=0, help="Alleen dit jaar; 0: alle jaren.")] = 0,
    shape: FormatOption = OutputFormat.table,
) -> None:
    """Toon offertes, facturen en wat er van het budget is gebruikt: van één dossier, of opgeteld."""
    group = read_code(per, GROUPS, "Onbekende indeling")
    with open_record(), session() as reading:
        shown = case_costs(reading, number) if number else cost_totals(reading, group, year or None)
    print(json.dumps(shown.data, ensure_ascii=False, indent=2) if shape is OutputFormat.json else shown.text)
