"""Read the data files of the statute: YAML beside the code, parsed fast, once."""

from importlib.resources import files
from typing import Any

import yaml

LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_data(name: str) -> Any:
    """Return the parsed content of a data file of this package."""
    return yaml.load(files(__package__).joinpath(name).read_bytes(), Loader=LOADER)
