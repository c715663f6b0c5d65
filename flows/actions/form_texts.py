"""What each operator action is for, as its run form says it: for pages that offer the same action."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from inspect import getdoc
from pkgutil import iter_modules

from prefect import Flow

import flows.actions


@cache
def action_purposes() -> Mapping[str, str]:
    """Return the first line of each run form, by the name of its action."""
    modules = [import_module(f"flows.actions.{found.name}") for found in iter_modules(flows.actions.__path__)]
    found = {each.name: each for module in modules for each in vars(module).values() if isinstance(each, Flow)}
    return {name: (getdoc(each.fn) or "").splitlines()[0] for name, each in found.items()}
