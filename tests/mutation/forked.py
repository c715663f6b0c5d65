"""Runs many tests in a few forks, and writes down which functions of the statute each of them called.

The tool's own wrappers ask at every call which mutant is meant and who called; that takes longer than the statute
itself. Here a function that is found under its name, in a module or a class, is told apart once and then only notes
that it was called. What stands elsewhere (in a property, a table of rules) is noted by the tool's wrapper.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from types import FunctionType
from typing import Any, NamedTuple

from mutation.settled import settle
from mutation.workshop_conftest import forget
from mutmut.state import state
from mutmut.utils.format_utils import mangled_name_from_mutant_name

FORKS = 2


class Run(NamedTuple):
    """One test that was run: did it fail, how long did it take, which functions did it call."""

    test: str
    failed: bool
    seconds: float  # of the processor
    called: frozenset[str]


Fails = Callable[[str], bool]
_called: set[str] = set()
_fails: list[Fails] = []


def run_forked(tests: Sequence[str], fails: Fails, *, mutant: str) -> Iterator[Run]:
    """Run tests in forks of this process; what is remembered is forgotten before each.

    Args:
        tests: Their names.
        fails: Runs one by name; true when it failed.
        mutant: What the wrappers are told: "stats" to note calls, "fail" to fail at every call, "" for healthy code.
    """
    _fails[:] = [fails]
    with multiprocessing.get_context("fork").Pool(FORKS, _begin, (mutant,)) as pool:
        yield from pool.imap_unordered(_run, tests, chunksize=4)


def _begin(mutant: str) -> None:
    if mutant != "fail":
        settle(mutant, _noted if mutant == "stats" else None)


def _noted(original: Any) -> Any:
    """Wrap a function so that it notes its calls."""
    name = f"{original.__module__}.{mangled_name_from_mutant_name(original.__name__)}"

    @wraps(original)
    def noted(*args: Any, **named: Any) -> Any:
        _called.add(name)
        return original(*args, **named)

    return noted if isinstance(original, FunctionType) else original


def _run(test: str) -> Run:
    _called.clear()
    state()._stats.clear()
    forget()
    start = time.process_time()
    failed = _fails[0](test)
    return Run(test, failed, time.process_time() - start, frozenset(_called | state()._stats))
