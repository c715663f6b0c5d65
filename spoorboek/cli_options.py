"""Arguments and options several commands share, and how a typed date is read."""

from collections.abc import Collection
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated

import typer

from spoorboek.errors import InputError
from spoorboek.statute.reports.field_readers import read_day

WRITTEN = ("%d-%m-%Y", "%Y-%m-%d")


class Shape(StrEnum):
    """How a command prints its answer."""

    json = "json"
    table = "table"


class Printed(StrEnum):
    """How a simulation prints its answer; only a portfolio knows CSV."""

    json = "json"
    table = "table"
    csv = "csv"


class Kind(StrEnum):
    """What a file to import holds."""

    zaken = "zaken"
    bureaus = "bureaus"


class Mode(StrEnum):
    """How a step is triggered again."""

    herstel = "herstel"
    opnieuw = "opnieuw"


Format = Annotated[Shape, typer.Option("--format", help="Als JSON of als tabel.")]
Number = Annotated[str, typer.Argument(metavar="ZAAK", help="Het zaaknummer, zoals Z-7K3Q9.", show_default=False)]
Step = Annotated[str, typer.Argument(metavar="STAP", help="De stap, zoals plan_van_aanpak.", show_default=False)]
By = Annotated[
    str,
    typer.Option(
        "--door", metavar="CODE", envvar="SPOORBOEK_DOOR", help="Wie dit vastlegt: een code.", show_default=False
    ),
]
Occurrence = Annotated[
    int, typer.Option("--occurrence", min=0, help="De hoeveelste, bij stappen die terugkomen; 0: de eerste die past.")
]


def read_code(typed: str, known: Collection[str], what: str) -> str:
    """Return the code that was typed; dashes and capitals are understood. Raises InputError with a guess."""
    code = typed.strip().lower().replace("-", "_").replace(" ", "_")
    if code in known:
        return code
    near = get_close_matches(code, known, n=3)
    hint = f"Bedoelde u {' of '.join(near)}?" if near else f"Bekend zijn: {', '.join(known)}."
    raise InputError(f"{what} '{typed}'. {hint}")


def read_date(typed: str) -> date:
    """Return the date a person typed, `dd-mm-jjjj` or ISO, of a year a case can have.

    Raises InputError for anything else, FactsError (an InputError) for another year.
    """
    for form in WRITTEN:
        try:
            day = datetime.strptime(typed.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return read_day(day, f"'{typed}'")
    raise InputError(f"'{typed}' is geen datum. Schrijf dd-mm-jjjj, zoals 02-03-2026, of jjjj-mm-dd.")
