"""Where the repository is: for tests that read its documents, its sources or its data."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
HANDBOOK = ROOT / "docs" / "handboek"
