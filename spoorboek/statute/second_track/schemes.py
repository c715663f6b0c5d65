"""Schemes around a second track that a person may think of: dated data with its source. It reminds, never decides."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Literal, NamedTuple, get_args

from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.values import law_values

SchemeMoment = Literal["second_track", "benefit"]
BENEFITS = ("iva", "wga")


class Scheme(NamedTuple):
    """A scheme: what it may bring, when to think of it, and where it stands.

    `text_of`: the day of the text that was read; None where the article itself was not. `seen_on`: the day of reading.
    """

    key: str
    label: str
    says: str
    when: SchemeMoment
    source: str
    text_of: date | None
    seen_on: date | None
    amounts: tuple[str, ...] = ()


@cache
def schemes() -> Mapping[str, Scheme]:
    """Return every scheme by its key; ValueError for a moment or a value of law that does not exist."""
    rows = read_data("second_track/schemes.yaml")
    found = {key: Scheme(key=key, **{**row, "amounts": tuple(row.get("amounts", ()))}) for key, row in rows.items()}
    for each in found.values():
        if each.when not in get_args(SchemeMoment) or not set(each.amounts) <= law_values().keys():
            raise ValueError(f"scheme {each.key} has an unknown moment or value")
    return found


def schemes_now(facts: CaseFacts, *, second_track_begun: bool) -> Iterator[Scheme]:
    """Yield the schemes to think of in a case, in the order of the file."""
    has_benefit = facts.wia_decision is not None and facts.wia_decision.outcome in BENEFITS
    begun = second_track_begun or StepRef("start_spoor_2") in facts.done
    for scheme in schemes().values():
        if has_benefit if scheme.when == "benefit" else begun:
            yield scheme
