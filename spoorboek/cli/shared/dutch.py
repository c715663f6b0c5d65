"""Typer in Dutch: the fixed words of its help pages, and its messages about wrong usage."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from typer._click.core import Context
from typer._click.exceptions import MissingParameter, NoArgsIsHelpError, NoSuchOption, UsageError
from typer._click.formatting import HelpFormatter
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.exceptions import TyperException

RICH_HELP_WORDS = {
    "ARGUMENTS_PANEL_TITLE": "Argumenten",
    "OPTIONS_PANEL_TITLE": "Opties",
    "COMMANDS_PANEL_TITLE": "Opdrachten",
    "DEFAULT_STRING": "[standaard: {}]",
    "ENVVAR_STRING": "[of: {}]",
    "REQUIRED_LONG_STRING": "[verplicht]",
}
USAGE_WORDS = {"Usage:": "Gebruik:", "[OPTIONS]": "[OPTIES]", "COMMAND [ARGS]...": "OPDRACHT …"}
NUMBER_TYPES = {int: "een geheel getal", float: "een getal"}
UNKNOWN_COMMAND = re.compile(r"No such command '(?P<typed>.+?)'\.(?: Did you mean (?P<suggestions>.+)\?)?")
EXTRA_ARGUMENTS = re.compile(r"Got unexpected extra argument\(?s?\)? \((?P<typed>.+)\)")
OPTION_VALUE = re.compile(r"Option '(?P<option>.+)' (?P<verb>requires|does not take)")


class DutchHelp:
    """The Dutch help page of a command or a group, as a mixin for Typer's class."""

    def get_usage(self, ctx: Context) -> str:
        """Return the line that shows what to type."""
        text: str = super().get_usage(ctx)  # type: ignore[misc]
        for english, dutch in USAGE_WORDS.items():
            text = text.replace(english, dutch)
        return text

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Return the option `--help`."""
        option: TyperOption | None = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Toon deze uitleg."
        return option

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the help page. Rich is imported here, so that a light command does not pay for it."""
        from typer import rich_utils

        vars(rich_utils).update(RICH_HELP_WORDS)
        for parameter in self.get_params(ctx):  # type: ignore[attr-defined]
            if getattr(parameter, "is_bool_flag", False):
                parameter.metavar = " "
        super().format_help(ctx, formatter)  # type: ignore[misc]


class DutchCommand(DutchHelp, TyperCommand):
    """A command whose help page is Dutch."""


class DutchCommandWithTable(DutchCommand):
    """A command whose help page ends in a table, such as the codes an argument accepts."""

    table_rows: Callable[[], Sequence[tuple[str, str]]]

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the help page, and the table under it."""
        super().format_help(ctx, formatter)
        from rich.console import Console
        from rich.table import Table

        grid = Table.grid(padding=(0, 2), pad_edge=True)
        grid.add_column(no_wrap=True)
        grid.add_column()
        for row in type(self).table_rows():
            grid.add_row(*row)
        Console(markup=False).print(grid)


class DutchGroup(DutchHelp, TyperGroup):
    """A group of commands whose help page is Dutch."""


def usage_error_message(error: TyperException) -> str:
    """Return in Dutch what is wrong with what was typed, and where the help is; empty when the help was just shown."""
    if isinstance(error, NoArgsIsHelpError):
        return ""
    context = error.ctx if isinstance(error, UsageError) else None
    see = f" Zie `{context.command_path} --help`." if context else ""
    return f"{_problem(error)}{see}"


def _problem(error: TyperException) -> str:
    if isinstance(error, MissingParameter) and error.param is not None:
        what = "de optie" if error.param.param_type_name == "option" else "het argument"
        return f"Er ontbreekt iets: geef {what} {_parameter_name(error)}{_choices(error)}."
    if isinstance(error, NoSuchOption):
        return f"Onbekende optie {error.option_name}.{_suggestion(error.possibilities or ())}"
    if getattr(error, "param", None) is not None:
        return f"De waarde voor {_parameter_name(error)} past niet: verwacht {_expected_value(error)}."
    text = error.format_message()
    if found := UNKNOWN_COMMAND.match(text):
        suggestions = re.findall(r"'(.+?)'", found["suggestions"] or "")
        return f"Onbekende opdracht '{found['typed']}'.{_suggestion(suggestions)}"
    if found := EXTRA_ARGUMENTS.match(text):
        return f"Te veel gegeven: {found['typed']}."
    if found := OPTION_VALUE.match(text):
        return (
            f"De optie {found['option']} {'heeft een' if found['verb'] == 'requires' else 'heeft geen'} waarde nodig."
        )
    return "Er ontbreekt een opdracht." if text == "Missing command." else text


def _parameter_name(error: TyperException) -> str:
    parameter = error.param  # type: ignore[attr-defined]
    return str(parameter.opts[0] if parameter.param_type_name == "option" else parameter.display_name_raw)


def _expected_value(error: TyperException) -> str:
    parameter = error.param  # type: ignore[attr-defined]
    number = NUMBER_TYPES.get(parameter.type_descriptor.annotation)
    return _choices(error).strip(" ():") or (f"{number}{_range(parameter)}" if number else "een andere waarde")


def _range(parameter: Any) -> str:
    """Say between which numbers a value must be, where there are such."""
    limits = parameter.type_descriptor.parameter_info
    if limits.min is not None and limits.max is not None:
        return f" van {limits.min} t/m {limits.max}"
    return f" van {limits.min} of hoger" if limits.min is not None else ""


def _choices(error: TyperException) -> str:
    described = error.param.type_descriptor  # type: ignore[attr-defined]
    if not described.is_choice:
        return ""
    return f" ({', '.join(str(getattr(each, 'value', each)) for each in described.choices or ())})"


def _suggestion(names: Sequence[str]) -> str:
    return f" Bedoelde u {names[0]}?" if names else ""
