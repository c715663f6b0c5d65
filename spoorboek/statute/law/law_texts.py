"""The texts of the law that travel with the product: the articles it cites, place by place, each text with its day."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from spoorboek.statute.law.data_files import read_data


class LawText(NamedTuple):
    """One text of a law: the day it was the law, the copy it was read from, and its words by place.

    A place is an article with its paragraph, such as "art. 25 lid 9"; each item of a list stands on a line of its own.
    `note`: what a lawyer must know about this copy, in Dutch.
    """

    law: str
    title: str
    text_of: date
    copy: str
    note: str
    places: Mapping[str, str]


@cache
def law_texts() -> Mapping[str, tuple[LawText, ...]]:
    """Return the texts of each law by its BWB identifier, the newest known first."""
    names = sorted(item.name for item in files("spoorboek.statute").joinpath("law/texts").iterdir())
    laws = (read_data(f"law/texts/{name}") for name in names if name.endswith(".yaml"))
    return {law["id"]: tuple(_text(law, each) for each in (law, *law.get("older", ()))) for law in laws}


def _text(law: Mapping[str, Any], data: Mapping[str, Any]) -> LawText:
    return LawText(law["id"], law["title"], data["text_of"], data["copy"], data.get("note", ""), data["places"])
