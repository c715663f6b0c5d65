"""A public name means one thing: it is defined once in the house."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from support.repository import ROOT
from unit.repository.test_budget import sources


def public_names(path: Path) -> Iterator[str]:
    """Yield the public classes, functions and type names that a module defines; constants belong to their module."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            defined = [node.name]
        elif isinstance(node, ast.Assign):
            named = (target.id for target in node.targets if isinstance(target, ast.Name))
            defined = [name for name in named if name[0].isupper() and not name.isupper()]
        else:
            defined = []
        yield from (name for name in defined if not name.startswith("_"))


def test_a_name_is_defined_once() -> None:
    """No two modules define a public class, function or type of one name."""
    defined_in = defaultdict(set)
    for path in sources(tests=False):
        for name in public_names(path):
            defined_in[name].add(str(path.relative_to(ROOT)))
    assert {name: sorted(paths) for name, paths in defined_in.items() if len(paths) > 1} == {}
