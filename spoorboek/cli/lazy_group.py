"""Groups of commands that list their commands from the table, and import one when it runs."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from typer import Typer
from typer._click.core import Command, Context
from typer.main import get_group

from spoorboek.cli.shared.dutch import DutchCommand, DutchGroup
from spoorboek.cli.table.command_entry import CommandEntry, GroupEntry
from spoorboek.cli.table.command_table import COMMANDS


class LazyGroup(DutchGroup):
    """A group that holds a placeholder for each command of the table; the module is imported when the command runs."""

    def __init__(self, *, entries: Mapping[str, CommandEntry | GroupEntry] = COMMANDS, **settings: Any) -> None:
        super().__init__(**settings)
        self._entries = entries
        for name, entry in entries.items():
            self.add_command(_placeholder(name, entry))

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """Return the name of the typed command, the command itself in place of its placeholder, and what follows."""
        name, command, rest = super().resolve_command(ctx, args)
        entry = self._entries.get(name or "")
        if name is not None and isinstance(entry, CommandEntry):
            command = load_command(name, entry)
        return name, command, rest


def load_command(name: str, entry: CommandEntry) -> Command:
    """Import the module of a command and return the command."""
    module, _, app_name = entry.app.partition(":")
    app: Typer = getattr(import_module(f"spoorboek.cli.{module}"), app_name)
    return get_group(app).commands[name]


def _placeholder(name: str, entry: CommandEntry | GroupEntry) -> Command:
    if isinstance(entry, GroupEntry):
        return LazyGroup(entries=entry.commands, name=name, help=entry.help, no_args_is_help=True)
    return DutchCommand(name, help=entry.help)
