"""The command line as a whole: the Typer app, its exit codes, and what its user reads when something goes wrong."""

import errno
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.exceptions import TyperException

from spoorboek.cli.lazy_group import LazyGroup
from spoorboek.cli.shared.dutch import usage_error_message
from spoorboek.errors import InputError, SpoorboekError
from spoorboek.outside.plain_words import harm_in
from spoorboek.private_files import OTHERS

MISSING_RIGHT_MESSAGE = (
    "De databaserol van de toepassing mist een recht; er is niets vastgelegd. Start `spoorboek up`: dat vult haar "
    "rechten aan, op een beheerde server met de eigenaar van de tabellen in SPOORBOEK_OWNER_DATABASE_URL."
)
DATABASE_LOST = "De database is weggevallen. Wat niet is bevestigd, is niet vastgelegd; probeer het opnieuw."
DATABASE_FULL = "De schijf van de database is vol. Wat niet is bevestigd, is niet vastgelegd; maak eerst ruimte."
SERVER_LOST = (
    "De Prefect-server antwoordt niet zoals het hoort. Wat al is vastgelegd, blijft vastgelegd. "
    "`spoorboek up` herstelt de server zelf; probeer het over een minuut opnieuw."
)
LOST = {  # by package and class of the error, or of one it is derived from
    ("sqlalchemy", "OperationalError"): DATABASE_LOST,
    ("sqlalchemy", "InterfaceError"): DATABASE_LOST,
    ("psycopg", "OperationalError"): DATABASE_LOST,
    ("psycopg", "InterfaceError"): DATABASE_LOST,
    ("httpx", "HTTPError"): SERVER_LOST,
    ("prefect", "PrefectException"): SERVER_LOST,
}
DISK_FULL_STATE = "53100"  # of SQL. Source: postgresql.org/docs/18/errcodes-appendix.html
NOT_WRITTEN = {
    errno.ENOSPC: "de schijf is vol; maak ruimte",
    errno.EDQUOT: "uw ruimte op de schijf is op; maak ruimte",
    errno.EROFS: "de schijf is alleen te lezen; kies een andere plaats",
    errno.EFBIG: "het bestand mag niet zo groot worden (ulimit -f)",
}

app = typer.Typer(
    name="spoorboek",
    cls=LazyGroup,
    help="Het spoorboekje voor ziektezaken: elke wettelijke stap op zijn dag.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"spoorboek {version('spoorboek')}")
        raise typer.Exit


@app.callback()
def _spoorboek(
    version: Annotated[
        bool, typer.Option("--version", help="Toon de versie.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Het spoorboekje voor ziektezaken: elke wettelijke stap op zijn dag."""


def main() -> None:
    """Run the command line. What its user can correct ends as one message on stderr and an exit code, no traceback.

    What a library writes meanwhile, such as Prefect in its own folder, is for the user of this process alone.
    """
    umask_of_user = os.umask(OTHERS)
    try:
        _check_words(sys.argv[1:])
        code = app(prog_name="spoorboek", standalone_mode=False) or 0
        sys.stdout.flush()
        sys.exit(code)
    except SpoorboekError as error:
        _exit_with(str(error), error.exit_code)
    except Exception as error:
        message = usage_error_message(error) if isinstance(error, TyperException) else environment_error_message(error)
        if message is None:
            raise
        _exit_with(message, 2)
    finally:
        os.umask(umask_of_user)


def _check_words(arguments: Sequence[str]) -> None:
    """Refuse what was typed or pasted and is no text, whichever command, option or file name it is in."""
    for place, argument in enumerate(arguments, start=1):
        if harm := harm_in(argument):
            raise InputError(f"Argument {place} van de opdracht bevat {harm}. Typ het opnieuw, zonder dat teken.")


def _exit_with(message: str, code: int) -> None:
    if message:
        _discard_output_that_fails()
        print(message, file=sys.stderr)
    sys.exit(code)


def _discard_output_that_fails() -> None:
    """Throw away what cannot be written to a full disk; the interpreter would try again at its end, and complain."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def environment_error_message(error: Exception) -> str | None:
    """Return what to tell of a lost connection, a full disk or a wrong setting; None for an error of the product.

    The error is known by the names of its package and class, so that no command has to import those packages for it.
    """
    name = type(error).__name__
    if name == "ValidationError" and getattr(error, "title", "").endswith("Settings"):
        wrong = ", ".join(".".join(map(str, each["loc"])) for each in error.errors())  # type: ignore[attr-defined]
        return f"Een instelling van Prefect (PREFECT_…) in de omgeving klopt niet: {wrong}."
    if type(getattr(error, "orig", error)).__name__ == "InsufficientPrivilege":
        return MISSING_RIGHT_MESSAGE
    if isinstance(error, OSError) and error.errno in NOT_WRITTEN:
        where = f" naar {error.filename}" if error.filename else ""
        return f"Er kan niet worden geschreven{where}: {NOT_WRITTEN[error.errno]}."
    if getattr(getattr(error, "orig", error), "sqlstate", None) == DISK_FULL_STATE:
        return DATABASE_FULL
    families = ((each.__module__.partition(".")[0], each.__name__) for each in type(error).__mro__)
    return next((LOST[family] for family in families if family in LOST), None)
