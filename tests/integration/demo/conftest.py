"""The programs of bureaus in these tests stand beside the tests; the processes that run them must find them."""

import pytest
from support.repository import ROOT


@pytest.fixture(autouse=True)
def programs_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let child processes import what stands below `tests`."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "tests"))
