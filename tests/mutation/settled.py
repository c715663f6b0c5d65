"""A process that tests one mutant calls functions directly, not by way of the choice between all their mutants.

The tool wraps every function in code that asks, at every call, which mutant is meant. That takes five times as long as
the statute itself. A worker is forked for one mutant, so there the choice is made once: wherever a wrapped function
stands under its name, in a module or a class, the original is put in its place, or the mutant. What stands elsewhere
(in a property, a table of rules) stays wrapped, and chooses as before.
"""

import sys
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

from mutmut.mutation import trampoline

WRAPPER = trampoline.__file__


def settle(mutant: str, around: Callable[[Any], Any] | None = None) -> None:
    """Choose for this process: the mutant by its full name, the original of every other function.

    Args:
        mutant: Its name; "" when every function is to be the original.
        around: What is put around the originals, if anything.
    """
    trampoline.get_mutant_under_test = lambda: mutant
    module, _, name = mutant.rpartition(".")
    for place in list(_places()):
        for known, value in list(vars(place).items()):
            if choices := _choices(value):
                mine = choices["_mutmut_orig"].__module__ == module
                chosen = choices.get(name if mine else "", choices["_mutmut_orig"])
                setattr(place, known, around(chosen) if around else chosen)


def _places() -> Iterator[Any]:
    """Walk the modules of the statute and its tests, and the classes in them."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("spoorboek", "support.")) or ".test_" in f".{name}":
            yield module
            yield from (each for each in vars(module).values() if isinstance(each, type) and each.__module__ == name)


def _choices(value: object) -> dict[str, FunctionType]:
    """Return the original and the mutants behind a wrapped function; nothing for anything else."""
    if not isinstance(value, FunctionType) or value.__code__.co_filename != WRAPPER:
        return {}
    inner = _cells(value).get("trampoline")
    cells = _cells(inner) if inner else {}
    return {} if cells.get("is_classmethod") else cells.get("mutants_dict", {})


def _cells(function: FunctionType) -> dict[str, Any]:
    return dict(
        zip(function.__code__.co_freevars, (cell.cell_contents for cell in function.__closure__ or ()), strict=True)
    )
