"""The commands `spoorboek referral shortlist` and `prefer`: which bureaus fit a case and why, and whom to ask."""

import json
from collections.abc import Mapping
from typing import Annotated

import typer
from sqlmodel import Session

from models.bureau_choice import Demands, case_shortlist, shortlist_json
from models.case_lookup import find_case
from models.case_numbers import normal_number
from models.connection import session
from models.edition_history import edition_in_force
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
from spoorboek.errors import InputError
from spoorboek.platform.record_access import open_record
from spoorboek.statute.bureau_services import standard_service
from spoorboek.statute.policy.house_policy import HousePolicy
from tasks.reports.bureau_reports import choose_bureau, prefer_bureau, require_askable
from tasks.views.shortlist_page import shortlist_page

shortlist_app = typer.Typer()
BY = "Wie dit vastlegt: een code."
UNKNOWN = {"service": "Onbekende dienst", "specialism": "Onbekend specialisme", "certificate": "Onbekend certificaat"}


Codes = list[str] | None


@shortlist_app.command("shortlist", cls=DutchCommand)
def referral_shortlist_command(
    number: CaseNumberArgument,
    service: Annotated[Codes, typer.Option("--service", metavar="CODE", help="Een gevraagde dienst.")] = None,
    specialism: Annotated[
        Codes, typer.Option("--specialism", metavar="CODE", help="Een gevraagd specialisme, in termen van werk.")
    ] = None,
    certificate: Annotated[
        Codes, typer.Option("--certificate", metavar="CODE", help="Een certificaat dat het bureau moet hebben.")
    ] = None,
    choose: Annotated[
        str, typer.Option("--choose", metavar="BUREAU", help="Vraag dit bureau als eerste; de lijst wordt bewaard.")
    ] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help="Waarom niet het eerste van de lijst.")] = "",
    by: Annotated[str, typer.Option("--door", metavar="CODE", envvar="SPOORBOEK_DOOR", help=BY)] = "",
    shape: FormatOption = OutputFormat.table,
) -> None:
    """Toon welke bureaus een zaak aankunnen: hun score per onderdeel, en wie afvalt en waarom."""
    normal = normal_number(number)
    typed = {"service": service, "specialism": specialism, "certificate": certificate}
    if choose and not by:
        raise InputError("Een keuze wordt vastgelegd: geef met --door wie haar maakt.")
    if reason and not choose:
        raise InputError("Een reden hoort bij een keuze: geef ook --choose BUREAU.")
    if choose:
        record_and_wake(by, lambda writing: (_choose(writing, normal, choose, reason, by, typed), [normal]))
    else:
        _print_shortlist(normal, typed, shape)


@shortlist_app.command("prefer", cls=DutchCommand)
def referral_prefer_command(
    number: CaseNumberArgument,
    by: OperatorOption,
    bureau: Annotated[
        str, typer.Argument(metavar="[BUREAU]", help="De code; zonder code is er geen voorkeur meer.")
    ] = "",
    on: Annotated[str, typer.Option("--on", metavar="DATUM", help="De dag waarop de werknemer dat zei.")] = "",
) -> None:
    """Leg vast voor welk bureau de werknemer voorkeur heeft; dat telt zichtbaar mee."""
    normal, day = normal_number(number), read_date(on) if on else None
    record_and_wake(by, lambda writing: (prefer_bureau(writing, normal, bureau, day, by), [normal]))


def _choose(writing: Session, number: str, bureau: str, reason: str, by: str, typed: Mapping[str, Codes]) -> str:
    house = edition_in_force(writing).house
    code = read_code(reason, house.choices["bureau_choice"], "Onbekende reden") if reason else None
    return choose_bureau(writing, number, bureau, code, by, _demands(house, typed))


def _demands(house: HousePolicy, typed: Mapping[str, Codes]) -> Demands:
    """Return what was asked for, as codes of the house; InputError for an unknown one, and for what is private."""
    codes = {
        kind: frozenset(read_code(_of_now(kind, each), house.choices[kind], UNKNOWN[kind]) for each in words or ())
        for kind, words in typed.items()
    }
    demands = Demands(codes["service"], codes["specialism"], codes["certificate"])
    require_askable(demands.services | demands.specialisms)
    return demands


def _of_now(kind: str, word: str) -> str:
    return standard_service(word) if kind == "service" else word


def _print_shortlist(number: str, typed: Mapping[str, Codes], shape: OutputFormat) -> None:
    with open_record(), session() as reading:
        house = edition_in_force(reading).house
        weighed = case_shortlist(reading, find_case(reading, number), _demands(house, typed))
    found = {"case": number, **shortlist_json(weighed)}
    print(json.dumps(found, ensure_ascii=False, indent=2) if shape == "json" else shortlist_page(weighed, house))
