"""A data directory of its own for templates of a house."""

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> Path:
    """Return a data directory that the settings name."""
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path / "var"))
    fresh()
    return tmp_path / "var"
