"""A run of the tests shares two platforms at most, and what waits for servers begins first."""

from support.machine.scheduling import lane_of, turn_of
from support.repository import ROOT, TESTS

FILES = [path.relative_to(ROOT).as_posix() for path in sorted(TESTS.rglob("test_*.py"))]
LANES = {"stories and browser", "flows"}


def test_a_file_that_shares_a_platform_is_in_a_lane() -> None:
    """All of the browser, the stories of the engine, and the flows that say so."""
    of_browser = {file for file in FILES if file.startswith("tests/browser/")}
    of_stories = {"tests/stories/test_engine.py"}
    assert {lane_of(file) for file in of_browser | of_stories} == {"stories and browser"}
    for name in ("operators", "operator_facts", "closed_door", "failing_cases", "demo"):
        assert lane_of(f"tests/flows/test_{name}.py") == "flows"


def test_every_other_file_goes_by_itself() -> None:
    """One that starts a platform of its own too: nobody waits for it."""
    alone = [file for file in FILES if lane_of(file) not in LANES]
    assert [lane_of(file) for file in alone] == alone
    assert {"tests/flows/test_up.py", "tests/flows/test_rules_applied.py", "tests/flows/test_standstill.py"} <= {*alone}
    assert [file for file in FILES if lane_of(file) in LANES and file.startswith(("tests/unit/", "tests/int"))] == []


def test_what_waits_for_servers_begins() -> None:
    """The order of a run: stories, browser, flows, then the servers of the integration tests, short computing last."""
    order = list(dict.fromkeys("/".join(file.split("/")[:2]) for file in sorted(FILES, key=turn_of)))
    assert order[:5] == ["tests/stories", "tests/browser", "tests/flows", "tests/served", "tests/integration"]
    assert turn_of("tests/unit/outside/test_files.py") > turn_of("tests/integration/cli/test_case_commands.py")
