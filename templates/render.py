"""The one way from a template and data to text: strict, escaped, Dutch."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError

from templates.dutch_filters import FILTERS

RENDER_FOLDER = Path(__file__).parent


def _known(value: Any) -> Any:
    """Refuse to print what is not known: `None` on paper is a mistake nobody sees in time."""
    if value is None:
        raise UndefinedError("a value to print is None")
    return value


def _strict(function: Callable[..., str]) -> Callable[..., str]:
    """Let a filter refuse None as plain printing does."""

    def filtered(value: Any, *rest: Any) -> str:
        return function(_known(value), *rest)

    return filtered


def _escaped(name: str | None) -> bool:
    """Tell whether a template makes HTML, where every value is escaped."""
    return name is None or name.endswith(".html")


@cache
def template_environment() -> Environment:
    """Return the one Jinja2 environment: StrictUndefined, autoescape for HTML, the Dutch filters."""
    made = Environment(
        loader=FileSystemLoader(RENDER_FOLDER),
        autoescape=_escaped,
        undefined=StrictUndefined,
        finalize=_known,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update({name: _strict(function) for name, function in FILTERS.items()})
    return made


def render(source: str, /, **data: Any) -> str:
    """Render one template, named by its path (`source`) below `templates/`.

    Raises jinja2.UndefinedError for a name that is not given or a value that is None.
    """
    return template_environment().get_template(source).render(data)
