"""The tests as the mutation tool runs them: quick ones first, the same examples every time, nothing remembered.

The tool forks its workers from a process that ran the tests once, so what is cached there was made by code without
mutants. A worker forgets it before its first test.
"""

import gc
import json
from functools import _lru_cache_wrapper
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("mutants", deadline=None, derandomize=True, max_examples=25, database=None)
settings.load_profile("mutants")


def pytest_sessionstart() -> None:
    """Forget everything that was worked out once."""
    for item in gc.get_objects():
        if isinstance(item, _lru_cache_wrapper) and (item.__module__ or "").startswith(("spoorboek", "test", "unit")):
            item.cache_clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Ask the quick tests first: most mutants die there."""
    known = Path("mutmut-stats.json")
    seconds = json.loads(known.read_text())["duration_by_test"] if known.exists() else {}
    items.sort(key=lambda item: seconds.get(item.nodeid, 0))
