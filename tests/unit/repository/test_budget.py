"""The size budget: small functions, small files, nothing empty, nothing left for later."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest
from support.repository import ROOT

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(*, tests: bool) -> list[Path]:
    """List the Python files of the product, or of its tests; migrations are written once and not counted."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    kept = [ROOT / name for name in listed if name.startswith("tests/") == tests and "/versions/" not in name]
    return [path for path in kept if path.exists()]


def lines(path: Path) -> int:
    """Count the lines of a file."""
    return path.read_text().count("\n")


def functions(paths: list[Path]) -> Iterator[tuple[str, Function, list[ast.stmt]]]:
    """Walk all functions with their bodies, docstring left out."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node, body


def sizes(paths: list[Path]) -> dict[str, int]:
    """Measure function bodies, in lines."""
    return {
        where: body[-1].end_lineno - body[0].lineno + 1  # type: ignore[operator]
        for where, _, body in functions(paths)
        if body
    }


def test_functions_are_small() -> None:
    """Function bodies: median at most 8 lines, 90th percentile at most 25, none over 50."""
    measured = sizes(sources(tests=False))
    assert [where for where, size in measured.items() if size > 50] == []
    assert quantiles(measured.values(), n=10)[8] <= 25
    assert median(measured.values()) <= 8


def test_test_functions_are_small() -> None:
    """No test function is longer than 50 lines."""
    assert [where for where, size in sizes(sources(tests=True)).items() if size > 50] == []


def test_files_are_small() -> None:
    """No file is over 300 lines, no test file over 400; there is no median, for it bred fragments."""
    assert [str(path) for path in sources(tests=False) if lines(path) > 300] == []
    assert [str(path) for path in sources(tests=True) if lines(path) > 400] == []


def test_the_case_flow_fits_on_a_screen() -> None:
    """The long-lived flow is under 60 lines."""
    assert lines(ROOT / "flows" / "sickness_case.py") < 60


def test_nothing_is_empty_or_left_for_later() -> None:
    """No function is empty or unimplemented, and nothing is marked to be done later."""
    empty = [
        where
        for where, _, body in functions(sources(tests=False))
        if body and all(isinstance(line, ast.Pass) or "NotImplemented" in ast.unparse(line) for line in body)
    ]
    later = [str(path) for path in sources(tests=False) if re.search(r"\b(TODO|FIXME|XXX)\b", path.read_text())]
    assert empty + later == []


@pytest.mark.parametrize("mark", ["skip", "xfail"])
def test_every_test_runs(mark: str) -> None:
    """No test is skipped or expected to fail."""
    pattern = rf"mark\.{mark}\b"
    assert [str(path) for path in sources(tests=True) if re.search(pattern, path.read_text())] == []


def test_every_test_states_its_rule() -> None:
    """Every test has a docstring."""
    nodes = functions(sources(tests=True))
    assert [where for where, node, _ in nodes if node.name.startswith("test_") and not ast.get_docstring(node)] == []


def lost_texts(tree: ast.AST) -> Iterator[int]:
    """Walk the lines of texts that are a statement by themselves; a docstring comes first in its body."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for position, statement in enumerate(body if isinstance(body, list) else []):
            value = statement.value if isinstance(statement, ast.Expr) else None
            text = isinstance(value, ast.Constant) and isinstance(value.value, str)
            if isinstance(value, ast.JoinedStr) or (text and position):
                yield statement.lineno


def test_no_text_stands_alone() -> None:
    """A text that is a statement, and no docstring, is the lost half of another text."""
    found = {str(path): list(lost_texts(ast.parse(path.read_text()))) for path in sources(tests=False)}
    assert {path: lines for path, lines in found.items() if lines} == {}
    assert list(lost_texts(ast.parse('def f():\n    "doc"\n    x = "a "\n    f"{x}b"\n    "c"\n'))) == [4, 5]
