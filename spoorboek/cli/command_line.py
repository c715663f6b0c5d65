"""The command line as a whole: the Typer app, its exit codes, and what its user reads when something goes wrong."""

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

CONNECTION_LOST_MESSAGES = {  # by the package that raises the error
    "sqlalchemy": "De database is weggevallen. Wat niet is bevestigd, is niet vastgelegd; probeer het opnieuw.",
    "psycopg": "De database is weggevallen. Wat niet is bevestigd, is niet vastgelegd; probeer het opnieuw.",
    "httpx": "De Prefect-server antwoordt niet meer. Probeer het opnieuw, of herstart `spoorboek up`.",
}
MISSING_RIGHT_MESSAGE = (
    "De databaserol van de toepassing mist een recht; er is niets vastgelegd. Start `spoorboek up`: dat vult haar "
    "rechten aan, op een beheerde server met de eigenaar van de tabellen in SPOORBOEK_OWNER_DATABASE_URL."
)
CONNECTION_ERRORS = (
    *("OperationalError", "InterfaceError"),
    *("ConnectError", "ReadError", "ReadTimeout", "RemoteProtocolError"),
)

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
        sys.exit(app(prog_name="spoorboek", standalone_mode=False) or 0)
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
        print(message, file=sys.stderr)
    sys.exit(code)


def environment_error_message(error: Exception) -> str | None:
    """Return what to tell of a lost connection or a wrong setting of Prefect; None for an error of the product itself.

    The error is known by the names of its package and class, so that no command has to import those packages for it.
    """
    package, name = type(error).__module__.partition(".")[0], type(error).__name__
    if name == "ValidationError" and getattr(error, "title", "").endswith("Settings"):
        wrong = ", ".join(".".join(map(str, each["loc"])) for each in error.errors())  # type: ignore[attr-defined]
        return f"Een instelling van Prefect (PREFECT_…) in de omgeving klopt niet: {wrong}."
    if type(getattr(error, "orig", error)).__name__ == "InsufficientPrivilege":
        return MISSING_RIGHT_MESSAGE
    return CONNECTION_LOST_MESSAGES.get(package) if name in CONNECTION_ERRORS else None
