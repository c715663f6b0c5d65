"""The command line `spoorboek`: one file per group of commands, imported when a command of that group runs."""

from spoorboek.cli.command_line import app, main

__all__ = ["app", "main"]
