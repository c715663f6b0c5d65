"""Files with fields by name, as people write them for a command."""

from pathlib import Path
from typing import Any

from spoorboek.errors import InputError
from spoorboek.outside.files import read_outside_text
from spoorboek.outside.yaml_json import DataTextError, parse_yaml


def fields_of_file(path: Path) -> dict[str, Any]:
    """Read the fields of a file; JSON is YAML as well. Raises InputError when they are no fields."""
    try:
        found = parse_yaml(read_outside_text(path, "een bestand met velden"))
    except DataTextError as error:
        raise InputError(f"{path}: {error}") from None
    if not isinstance(found, dict):
        raise InputError(f"{path} heeft geen velden. Schrijf per regel een naam en een waarde, zoals 'regio: 35'.")
    return {str(name): value for name, value in found.items()}
