"""The table of commands says what the commands say themselves, and spares a process what it does not run."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest
from support.command_in_process import Said
from support.command_line import environment
from typer import Typer

from spoorboek.cli.lazy_group import load_command
from spoorboek.cli.table.command_entry import CommandEntry, GroupEntry
from spoorboek.cli.table.command_table import COMMANDS

HEAVY = ("prefect", "sqlmodel", "sqlalchemy")
FRAMEWORK = {"command_line", "table", "lazy_group", "shared"}


def table() -> Iterator[tuple[str, CommandEntry]]:
    """Yield every command by the words that are typed."""
    for name, entry in COMMANDS.items():
        if isinstance(entry, GroupEntry):
            yield from ((f"{name} {inner}", each) for inner, each in entry.commands.items())
        else:
            yield name, entry


@pytest.mark.parametrize(("words", "entry"), [pytest.param(*each, id=each[0]) for each in table()])
def test_every_entry_loads_and_has_the_help_of_its_command(words: str, entry: CommandEntry) -> None:
    """The line of help is the first paragraph of what the command says itself, without its line ends."""
    command = load_command(words.split()[-1], entry)
    assert command.name == words.split()[-1]
    assert entry.help == (command.help or "").partition("\n\n")[0].replace("\n", " ")


def test_no_command_is_missing_from_the_table() -> None:
    """What the Typer apps define is what the table lists."""
    listed = {(entry.app, words.split()[-1]) for words, entry in table()}
    defined = set()
    for place in {entry.app for _, entry in table()}:
        module, _, name = place.partition(":")
        app: Typer = getattr(import_module(f"spoorboek.cli.{module}"), name)
        defined |= {(place, command.name) for command in app.registered_commands}
    assert defined == listed


def loaded(home: Path, *words: str) -> set[str]:
    """Return the modules of the command line that a process imports to run a command, and the heavy packages."""
    program = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('loaded', *sys.modules))\n"
        f"sys.argv = ['spoorboek', *{words!r}]\n"
        "from spoorboek.cli import main\n"
        "main()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment(home), cwd=home
    )
    names = ran.stdout.splitlines()[-1].split()
    assert names[0] == "loaded", ran.stderr
    ours = {name.removeprefix("spoorboek.cli.") for name in names if name.startswith("spoorboek.cli.")}
    return {name for name in ours if name.partition(".")[0] not in FRAMEWORK} | {
        name for name in names if name in HEAVY
    }


@pytest.mark.parametrize(
    "words", [("--help",), ("--version",), ("cas",), ("case",), ("case", "--help"), ("case", "lst"), ("rules", "-x")]
)
def test_help_of_a_group_and_a_wrong_command_load_no_command(tmp_path: Path, words: tuple[str, ...]) -> None:
    """The table is enough for a page that lists commands, and for a suggestion."""
    assert loaded(tmp_path, *words) == set()


@pytest.mark.parametrize(
    ("words", "modules"),
    [
        (("timeline", "FACTS.json", "--format", "json"), "timeline_command"),
        (("whatif", "FACTS.json", "--recovered", "2026-03-16"), "what_if_command"),
        (("simulate", "hersteld_in_week_5"), "simulate_command"),
        (("rules", "page"), "rules_page_command"),
        (("up", "--help"), "platform_commands"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_light_command_loads_its_own_modules_alone(tmp_path: Path, words: tuple[str, ...], modules: str) -> None:
    """No other command, no Prefect, and no database."""
    (tmp_path / "FACTS.json").write_text('{"first_sick_day": "2026-01-05"}', encoding="utf-8")
    assert loaded(tmp_path, *words) == set(modules.split())


def test_the_version_is_that_of_the_installed_package(typed: Callable[..., Said]) -> None:
    """Name and number on stdout, exit code 0."""
    said = typed("--version")
    assert (said.code, said.out, said.err) == (0, f"spoorboek {version('spoorboek')}\n", "")
