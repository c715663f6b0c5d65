"""The tests as the mutation tool runs them: the same examples every time, nothing remembered.

The tool forks its workers from a process that ran the tests once, so what is cached there was made by code without
mutants. A worker forgets it before its first test. So does every test while the tool finds out which test calls which
function: a function whose answer is remembered is called by all tests that need it, not by the first only.
"""

import sys
from functools import _lru_cache_wrapper

from hypothesis import Phase, settings

PHASES = (Phase.explicit, Phase.generate)  # which example is the smallest does not matter
settings.register_profile("mutants", deadline=None, derandomize=True, max_examples=15, database=None, phases=PHASES)
settings.load_profile("mutants")


def forget() -> None:
    """Forget everything that was worked out once."""
    for module in [module for name, module in sys.modules.items() if name.startswith(("spoorboek", "test_"))]:
        for item in vars(module).values():
            if isinstance(item, _lru_cache_wrapper):
                item.cache_clear()
