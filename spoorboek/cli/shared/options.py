"""Arguments and options that several commands share, and how a typed code or date is read."""

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from spoorboek.errors import InputError
from spoorboek.outside.files import reason_of
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.statute.reports.field_readers import read_day

DATE_FORMATS = ("%d-%m-%Y", "%Y-%m-%d")


class OutputFormat(StrEnum):
    """How a command prints its answer."""

    json = "json"
    table = "table"


FormatOption = Annotated[OutputFormat, typer.Option("--format", help="Als JSON of als tabel.")]
CaseNumberArgument = Annotated[
    str, typer.Argument(metavar="ZAAK", help="Het zaaknummer, zoals Z-7K3Q9.", show_default=False)
]
StepArgument = Annotated[
    str, typer.Argument(metavar="STAP", help="De stap, zoals plan_van_aanpak.", show_default=False)
]
OperatorOption = Annotated[
    str,
    typer.Option(
        "--door", metavar="CODE", envvar="SPOORBOEK_DOOR", help="Wie dit vastlegt: een code.", show_default=False
    ),
]
OccurrenceOption = Annotated[
    int, typer.Option("--occurrence", min=0, help="De hoeveelste, bij stappen die terugkomen; 0: de eerste die past.")
]

ReceiptOption = Annotated[
    str,
    typer.Option(
        "--receipt-number", metavar="NUMMER", help="Het ontvangstnummer van UWV; nodig bij de 42e-weeksmelding."
    ),
]


def read_code(typed: str, known: Collection[str], what: str) -> str:
    """Return the code that was typed; dashes and capitals are understood. Raises InputError with a suggestion."""
    code = typed.strip().lower().replace("-", "_").replace(" ", "_")
    if code in known:
        return code
    raise InputError(f"{what} '{typed}'. {meant_or_known(code, known)}")


def read_step_key(typed: str) -> str:
    """Return the key of a step as it was typed; dashes and capitals are understood.

    Raises InputError with a suggestion.
    """
    from spoorboek.statute.law.milestones import milestone_table

    return read_code(typed, milestone_table(), "Onbekende stap")


def read_date(typed: str) -> date:
    """Return the date a person typed, `dd-mm-jjjj` or ISO, of a year a case can have.

    Raises InputError for anything else, FactsError (an InputError) for another year.
    """
    for form in DATE_FORMATS if typed.isascii() else ():  # other digits than 0 to 9 are refused
        try:
            day = datetime.strptime(typed.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return read_day(day, f"'{typed}'")
    raise InputError(f"'{typed}' is geen datum. Schrijf dd-mm-jjjj, zoals 02-03-2026, of jjjj-mm-dd.")


def read_operator_code(typed: str) -> str:
    """Return what may be the code of an operator, where no record can tell; raises InputError otherwise."""
    from spoorboek.settings import check_operator_code

    try:
        check_operator_code(typed)
    except ValueError as error:
        raise InputError(f"'{typed}' kan geen operator zijn: {error}.") from None
    return typed


@contextmanager
def told_unwritable(to: Path) -> Iterator[None]:
    """Turn an error of the system while files are written into a folder into InputError, which names the folder."""
    try:
        yield
    except OSError as error:
        raise InputError(f"In {to} kan niet worden geschreven ({reason_of(error)}). Kies een andere map.") from None


def is_confirmed(question: str) -> bool:
    """Ask a person at a terminal; without one the answer is no."""
    return sys.stdin.isatty() and input(f"{question} [j/N] ").strip().lower() in ("j", "ja")
