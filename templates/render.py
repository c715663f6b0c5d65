"""Render a Jinja2 template: strict about unknown values, HTML-escaped, with Dutch filters."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError

from templates.dutch_filters import FILTERS

RENDER_FOLDER = Path(__file__).parent


def refuse_none(value: Any) -> Any:
    """Return a value to print; raises UndefinedError for None, which in a document would be noticed too late."""
    if value is None:
        raise UndefinedError("a value to print is None")
    return value


def refusing_none(function: Callable[..., str]) -> Callable[..., str]:
    """Return a filter that refuses None, as printing without a filter does."""

    def strict_filter(value: Any, *arguments: Any) -> str:
        return function(refuse_none(value), *arguments)

    return strict_filter


def _is_html(name: str | None) -> bool:
    """Tell whether a template makes HTML, so that every value is escaped."""
    return name is None or name.endswith(".html")


@cache
def template_environment() -> Environment:
    """Return the one Jinja2 environment: StrictUndefined, autoescape for HTML, the Dutch filters."""
    environment = Environment(
        loader=FileSystemLoader(RENDER_FOLDER),
        autoescape=_is_html,
        undefined=StrictUndefined,
        finalize=refuse_none,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update({name: refusing_none(function) for name, function in FILTERS.items()})
    return environment


def render(source: str, /, **data: Any) -> str:
    """Render one template, named by its path (`source`) below `templates/`.

    Raises jinja2.UndefinedError for a name that is not given or a value that is None.
    """
    return template_environment().get_template(source).render(data)
