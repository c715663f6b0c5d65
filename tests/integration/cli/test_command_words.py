"""The command line speaks Dutch: help pages, and what is wrong with what was typed; a light command is quick."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from support.command_in_process import Said

from spoorboek.cli.command_line import environment_error_message

Typed = Callable[..., Said]


@pytest.mark.parametrize(
    "words", [(), ("case",), ("step",), ("keys",), ("demo",), ("step", "done"), ("import",), ("case", "list")], ids=str
)
def test_every_help_page_is_dutch(typed: Typed, words: tuple[str, ...]) -> None:
    """Usage, panels and texts are Dutch, on stdout, exit code 0."""
    said = typed(*words, "--help")
    assert (said.code, said.err) == (0, "")
    assert "Gebruik: spoorboek" in said.out
    assert "Toon deze uitleg." in said.out
    for english in ("Usage", "Options", "Arguments", "Commands", "Show this", "default", "required", "<bool>"):
        assert english not in said.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("cas",), "Onbekende opdracht 'cas'. Bedoelde u case? Zie `spoorboek --help`."),
        (("case", "lst"), "Onbekende opdracht 'lst'. Bedoelde u list? Zie `spoorboek case --help`."),
        (("zzz",), "Onbekende opdracht 'zzz'. Zie `spoorboek --help`."),
        (("case", "list", "--lat"), "Onbekende optie --lat. Bedoelde u --late?"),
        (("case", "list", "--format", "xml"), "De waarde voor --format past niet: verwacht json, table."),
        (("case", "list", "extra"), "Te veel gegeven: extra."),
        (("case", "show"), "Er ontbreekt iets: geef het argument ZAAK. Zie `spoorboek case show --help`."),
        (("step", "done", "Z-1", "x"), "Er ontbreekt iets: geef de optie --door."),
        (
            ("case", "explain", "Z-1", "x", "--occurrence", "veel"),
            "past niet: verwacht een geheel getal van 0 of hoger.",
        ),
        (("case", "list", "--format"), "De optie --format heeft een waarde nodig."),
        (("case", "list", "--late=ja"), "De optie --late heeft geen waarde nodig."),
    ],
)
def test_what_was_mistyped_is_told_in_dutch(typed: Typed, words: tuple[str, ...], told: str) -> None:
    """Exit code 2, one line on stderr that says what was expected and where the help is."""
    said = typed(*words)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert len(said.err.splitlines()) == 1


def test_a_group_without_a_command_shows_its_help(typed: Typed) -> None:
    """The help page, and the exit code of wrong input."""
    said = typed("case")
    assert said.code == 2
    assert "Opdrachten" in said.out


def test_a_database_that_goes_away_is_no_traceback() -> None:
    """What is recorded and what is not is said; a fault of our own stays a traceback."""
    import psycopg
    import sqlalchemy.exc

    gone = sqlalchemy.exc.OperationalError("select 1", {}, Exception("gone"))
    assert "niet vastgelegd; probeer het opnieuw" in (environment_error_message(gone) or "")
    assert "database" in (environment_error_message(psycopg.OperationalError("gone")) or "")
    assert environment_error_message(KeyError("ours")) is None


def test_a_right_that_is_missing_halfway_is_no_traceback() -> None:
    """Somebody took a right of the database role away while a command was at work."""
    import psycopg.errors
    import sqlalchemy.exc

    refused = psycopg.errors.InsufficientPrivilege("permission denied for table effect")
    for error in (refused, sqlalchemy.exc.ProgrammingError("insert", {}, refused)):
        assert "mist een recht; er is niets vastgelegd" in (environment_error_message(error) or "")
    assert environment_error_message(sqlalchemy.exc.ProgrammingError("insert", {}, KeyError("ours"))) is None


def test_the_command_line_itself_imports_nothing_heavy() -> None:
    """Help and light commands do not pay for Prefect, the database or PDFs."""
    code = (
        "import sys, spoorboek.cli; print(sorted({'prefect', 'sqlalchemy', 'weasyprint', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
