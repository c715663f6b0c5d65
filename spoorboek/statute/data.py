"""Read the data files of the statute: YAML beside the code, parsed fast, once."""

from importlib.resources import files
from typing import Any

import yaml

LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_data(name: str) -> Any:
    """Return the parsed content of a data file of this package."""
    return parse_data(text_of(name))


def text_of(name: str) -> str:
    """Return a data file of this package as it is written."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def parse_data(text: str) -> Any:
    """Return the parsed content of a data file; yaml.YAMLError when it is no YAML."""
    return yaml.load(text, Loader=LOADER)
