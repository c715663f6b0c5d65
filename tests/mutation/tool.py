"""mutmut with a runner that keeps the collected tests in memory: a mutant costs milliseconds, not a start of pytest.

The tests are collected and run once, before the first mutant. Every mutant gets a fork of that process, which calls
the tests that reach the changed function, those first that noticed the most; it ends with the first that notices.
Time is measured in seconds of the processor only: a machine that is busy, or stopped, kills no mutant.
"""

import resource
import sys
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from _pytest.config import _prepareconfig
from _pytest.main import Session
from _pytest.python import Function
from _pytest.tmpdir import tmppath_result_key
from mutation.forked import run_forked
from mutation.settled import settle
from mutation.workshop_conftest import forget
from mutmut import __main__
from mutmut.__main__ import cli
from mutmut.runners.harness import ListAllTestsResult, PytestRunner
from mutmut.state import state
from mutmut.utils.file_utils import change_cwd
from mutmut.workers import isolation

NOTICED = Path("noticed.txt").absolute()
PATIENCE_SECONDS = 5.0  # of the processor, per mutant; all tests together take several times as long
LENT = 5
ENDLESS_SECONDS = 15  # a test that takes so long after that has no end


class WarmRunner(PytestRunner):
    """Runs tests that were collected once."""

    def __init__(self) -> None:
        super().__init__()
        self._items: dict[str, Function] = {}
        self._passed = False  # did all tests pass without a mutant, in this process

    def list_all_tests(self) -> ListAllTestsResult:
        """Name the tests that are kept."""
        with change_cwd("mutants"):
            self._items = self._items or _collected(self._pytest_add_cli_args)
        return ListAllTestsResult(ids=set(self._items))

    def run_stats(self, *, tests: Iterable[str]) -> int:
        """Find out which functions each test calls."""
        self._passed = not list(tests)
        return self._rehearse(tests, mutant="stats")

    def run_tests(self, *, mutant_name: str | None, tests: Iterable[str]) -> int:
        """Return 1 when a test fails, else 0; without a mutant all are tried, unless that was just done."""
        if mutant_name is None:
            return 0 if self._passed else self._rehearse([])
        with change_cwd("mutants"):
            settle(mutant_name)
            return self._judge(mutant_name.rpartition("__mutmut_")[0], tests)

    def run_forced_fail(self) -> int:
        """Fail on purpose, as the tool asks; in a fork, so that nothing of it sticks where workers come from."""
        _shares_of_tests()  # worked out once, for all workers
        return self._rehearse([], mutant="fail")

    def _rehearse(self, tests: Iterable[str], *, mutant: str = "") -> int:
        """Run tests without a mutant, all of them when none is named; 1 as soon as one fails."""
        with change_cwd("mutants"):
            self._items = self._items or _collected(self._pytest_add_cli_args)
            named = [name for name in tests if name in self._items] or list(self._items)
            for run in run_forked(named, lambda name: _fails(self._items[name]), mutant=mutant):
                if run.failed:
                    print(f"{run.test} fails, the mutant being {mutant!r}")  # noqa: T201
                    return 1
                state().duration_by_test[run.test] = run.seconds
                for function in run.called:
                    state().tests_by_mangled_function_name[function].add(run.test)
        return 0

    def _judge(self, function: str, tests: Iterable[str]) -> int:
        """Run tests until one fails; write down which, as the first to ask about the next mutant.

        What none has noticed when the time is up counts as alive: the score can only be too low.
        """
        forget()
        until = time.process_time() + PATIENCE_SECONDS
        seconds = int(until + ENDLESS_SECONDS)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))  # the first one says so, the last one kills
        for name in _ordered(function, tests):
            if time.process_time() > until:
                break
            if _fails(self._items[name]):
                with NOTICED.open("a") as file:
                    file.write(f"{function} {name}\n")
                return 1
        return 0


def _collected(options: list[str]) -> dict[str, Function]:
    settings = _prepareconfig(["--rootdir=.", "-q", *options, "tests"])
    settings._do_configure()
    session = Session.from_config(settings)
    settings.hook.pytest_sessionstart(session=session)
    items = {item.nodeid: item for item in session.perform_collect() if isinstance(item, Function)}
    if session.testsfailed:
        raise SystemExit(f"{session.testsfailed} files of tests cannot be read: run pytest in var/mutants to see why.")
    return items


def _fails(item: Function) -> bool:
    """Run one test without reporting about it."""
    stack = item.session._setupstate
    item._initrequest()
    item.stash[tmppath_result_key] = {}
    try:
        stack.setup(item)
        item.runtest()
    except (Exception, SystemExit, pytest.fail.Exception):  # the last one is no Exception: what should have been raised
        return True
    finally:
        stack.teardown_exact(None)
    return False


def _ordered(function: str, tests: Iterable[str]) -> list[str]:
    """Put first what noticed other mutants of the function, then what is about it and noticed most for its time.

    A test that calls much that fewer tests call is about something else: a refusal of facts is noticed by the test of
    refusals, not by the thousands that make facts on their way. To every test some notices are lent, so that a quick
    one is asked before a slow one that noticed more elsewhere.
    """
    lines = [line.split(" ", 1) for line in NOTICED.read_text().splitlines()] if NOTICED.exists() else []
    here = Counter(test for name, test in lines if name == function)
    anywhere = Counter(test for _, test in lines)
    seconds, shares = state().duration_by_test, _shares_of_tests()
    share = len(state().tests_by_mangled_function_name[function])

    def cost(test: str) -> float:
        rarer = bisect_left(shares[test], share)
        return (rarer + 1) * (seconds[test] + 0.001) / (anywhere[test] + LENT)

    return sorted(tests, key=lambda test: (-here[test], cost(test)))


@cache
def _shares_of_tests() -> dict[str, list[int]]:
    """Return of every test, of each function it calls, how many tests call that; the fewest first."""
    shares: dict[str, list[int]] = defaultdict(list)
    for callers in state().tests_by_mangled_function_name.values():
        for test in callers:
            shares[test].append(len(callers))
    for counts in shares.values():
        counts.sort()
    return shares


def _lot(mutant: str) -> str:
    """Draw when a mutant has its turn, the same every time: what was tried when a run is stopped is a fair sample."""
    return sha256(mutant.encode()).hexdigest()


def _no_alarm(pid: int, timeout_s: float) -> None:
    """Leave out the alarm of the wall clock; the limit of processor time stays."""


def main() -> None:
    """Run the tool."""
    for name, part in {"PytestRunner": WarmRunner, "register_timeout": _no_alarm}.items():
        setattr(isolation, name, part)
    __main__.estimated_worst_case_time = _lot
    cli(["run", *sys.argv[1:]])


if __name__ == "__main__":
    main()
