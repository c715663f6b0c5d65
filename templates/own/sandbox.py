"""Render a template of a house in Jinja2's sandbox: it reads the values of a document, and reaches nothing else.

What it may do is counted, not timed: the same template and values end the same way on every machine.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from jinja2 import (
    BaseLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    Undefined,
    nodes,
)
from jinja2.exceptions import SecurityError
from jinja2.runtime import markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from templates.dutch_filters import FILTERS
from templates.render import RENDER_FOLDER, refuse_none, refusing_none

OWN_NAME = "<eigen sjabloon>"
MOST_STEPS, MOST_OUTPUT, LONGEST_VALUE = 20_000, 1_000_000, 100_000  # turns and prints; characters
LAYOUTS = "layout/"
PLAIN_FILTERS = frozenset((
    "capitalize", "count", "default", "d", "e", "escape", "first", "int", "last", "length", "list", "lower", "map",
    "reject", "rejectattr", "round", "select", "selectattr", "string", "title", "trim", "upper",
))  # fmt: skip


class _Budget:
    """What one document may still take: turns of loops and prints together, and characters."""

    def __init__(self) -> None:
        self.steps, self.output = MOST_STEPS, MOST_OUTPUT

    def take(self, steps: int, output: int) -> None:
        """Take from it. Raises SecurityError when nothing is left."""
        self.steps -= steps
        self.output -= output
        if self.steps < 0 or self.output < 0:
            raise SecurityError("het sjabloon maakt te veel: een lus zonder eind, of een pagina zonder eind")


_budget: ContextVar[_Budget | None] = ContextVar("budget", default=None)


def render_own(text: str, values: Mapping[str, Any]) -> str:
    """Render the text of a template of a house.

    Raises what Jinja2 raises; SecurityError for what is not allowed, and when it makes too much.
    """
    token = _budget.set(_Budget())
    try:
        parts: list[str] = []
        for part in _compiled(text).generate(values):
            _take(1, len(part))
            parts.append(part)
        return "".join(parts)
    finally:
        _budget.reset(token)


@lru_cache(maxsize=256)
def _compiled(text: str) -> Template:
    environment = own_environment()
    code = environment.compile(text, name=OWN_NAME, filename=OWN_NAME)
    return Template.from_code(environment, code, environment.make_globals(None))


def _take(steps: int, output: int) -> None:
    budget = _budget.get()
    if budget is not None:  # None: a constant, while a template is compiled
        budget.take(steps, output)


class _Layouts(BaseLoader):
    """Load the shipped layouts alone, by their own name: a template of a house reads no other file."""

    def __init__(self) -> None:
        self.files = FileSystemLoader(RENDER_FOLDER)

    def get_source(self, environment: Environment, template: str) -> Any:
        """Return the source of a layout."""
        if template not in layout_names():
            raise TemplateNotFound(template)
        return self.files.get_source(environment, template)


@cache
def layout_names() -> frozenset[str]:
    """Return the names of the shipped layouts."""
    return frozenset(f"{LAYOUTS}{path.name}" for path in (RENDER_FOLDER / "layout").glob("*.html"))


class _Counting(NodeTransformer):
    """Have every loop count its turns, and every joined text its length."""

    def visit_For(self, node: nodes.For) -> nodes.For:
        """Count the turns of a loop, each with the text that stands in it."""
        weight = nodes.Const(sum(len(each.data) for each in node.find_all(nodes.TemplateData)))
        node = self.generic_visit(node)  # type: ignore[assignment]
        node.iter = nodes.Filter(node.iter, "_geteld", [weight], [], None, None, lineno=node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:
        """Join the parts of `a ~ b` to no longer text than a text may be."""
        node = self.generic_visit(node)  # type: ignore[assignment]
        parts = nodes.List(node.nodes, lineno=node.lineno)
        return nodes.Filter(parts, "_samen", [], [], None, None, lineno=node.lineno)


class _OwnEnvironment(ImmutableSandboxedEnvironment):
    """The sandbox, with loops, sums and joined texts counted."""

    intercepted_binops = frozenset(("+", "-", "*", "/", "//", "%", "**"))

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return _Counting().visit(super()._parse(source, name, filename))  # type: ignore[no-any-return]

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Add, subtract or divide whole numbers; a text does not get longer than a text may be."""
        if operator not in ("+", "-", "//"):
            raise SecurityError(f"rekenen met `{operator}` kan hier niet")
        return _bounded(super().call_binop(context, operator, left, right))


def _counted(items: Iterable[Any], weight: int) -> Iterator[Any]:
    for item in items:
        _take(1, weight)
        yield item


def _bounded(value: Any) -> Any:
    if isinstance(value, str | tuple | list) and len(value) > LONGEST_VALUE:
        raise SecurityError("het sjabloon maakt een tekst die te lang is")
    return value


def _printed(value: Any) -> Any:
    """Count what is printed, and print texts, numbers and days alone."""
    if not isinstance(refuse_none(value), str | int | float | Decimal | date | Undefined):
        raise SecurityError("het sjabloon drukt iets af wat geen tekst, getal of datum is")
    _take(1, len(value) if isinstance(value, str) else 0)
    return value


def _together(parts: list[Any]) -> str:
    joined: str = _bounded(markup_join(map(_printed, parts)))
    return joined


def _join(items: Iterable[Any], between: str = "", attribute: str | None = None) -> str:
    if attribute is not None:
        raise SecurityError("join met een attribuut kan hier niet")
    parts = [_printed(item) for item in items]
    escaped = [part if isinstance(part, Markup) else Markup.escape(str(part)) for part in parts]
    total = sum(map(len, escaped)) + len(between) * len(escaped)
    if total > LONGEST_VALUE:
        raise SecurityError("het sjabloon maakt een tekst die te lang is")
    return Markup(between if isinstance(between, Markup) else Markup.escape(between)).join(escaped)


def _always(_: str | None) -> bool:
    return True


@cache
def own_environment() -> Environment:
    """Return the environment of templates of a house: escaped, strict, with few filters and no functions."""
    environment = _OwnEnvironment(
        loader=_Layouts(),
        autoescape=_always,
        undefined=StrictUndefined,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        optimized=False,  # else a sum of constants is worked out while the template is compiled, before anything counts
    )
    kept = {name: environment.filters[name] for name in PLAIN_FILTERS}
    dutch = {name: refusing_none(function) for name, function in FILTERS.items()}
    environment.filters = {**kept, **dutch, "join": _join, "_geteld": _counted, "_samen": _together}
    environment.globals = {"range": environment.globals["range"]}
    return environment
