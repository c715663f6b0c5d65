"""What the table of commands is made of."""

from collections.abc import Mapping
from typing import NamedTuple


class CommandEntry(NamedTuple):
    """One command: its line of help, and its Typer app as `module:name` within `spoorboek.cli`."""

    help: str
    app: str


class GroupEntry(NamedTuple):
    """A group of commands, such as `spoorboek case`: its line of help, and its commands by name."""

    help: str
    commands: Mapping[str, CommandEntry]


def entries(app: str, help_by_name: Mapping[str, str]) -> dict[str, CommandEntry]:
    """Return commands of one app by name, each with its line of help."""
    return {name: CommandEntry(line, app) for name, line in help_by_name.items()}
