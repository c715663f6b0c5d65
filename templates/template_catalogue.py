"""The catalogue of all documents the product can make, with what each needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import yaml

from spoorboek.errors import InputError

CATALOGUE_FILE = Path(__file__).parent / "catalogue.yaml"
TemplateFamily = Literal["brief", "formulier", "gegevensblad", "bundel", "bericht"]


@dataclass(frozen=True, slots=True)
class Template:
    """One document the product makes.

    `step`: the milestone it belongs to. `sender` and `receiver`: roles. `needs`: paths into the context that must be
    known. `mail`: a sentence for the covering mail, about what its receiver does with it.
    """

    key: str
    title: str
    family: TemplateFamily
    step: str
    sender: str
    receiver: str
    version: int
    mail: str
    needs: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Return the path of the template file, below `templates/`."""
        return f"{self.family}/{self.key}.html"


@cache
def _data() -> Mapping[str, Any]:
    return MappingProxyType(yaml.safe_load(CATALOGUE_FILE.read_text(encoding="utf-8")))


@cache
def catalogue() -> Mapping[str, Template]:
    """Return every template by its key."""
    rows = {key: {**row, "needs": tuple(row.get("needs", ()))} for key, row in _data()["documents"].items()}
    return MappingProxyType({key: Template(key=key, **row) for key, row in rows.items()})


def template_names() -> Mapping[str, str]:
    """Return the Dutch name of each needed path of the context."""
    return MappingProxyType(_data()["names"])


def template_receivers() -> Mapping[str, Mapping[str, str]]:
    """Return how a letter addresses (`to`) and greets (`greeting`) a role without a known person."""
    return MappingProxyType(_data()["receivers"])


def find_template(key: str) -> Template:
    """Return one template. Raises InputError, which lists the keys, for an unknown key."""
    if key not in catalogue():
        raise InputError(f"Een document ‘{key}’ bestaat niet. Bekend zijn: {', '.join(catalogue())}.")
    return catalogue()[key]
