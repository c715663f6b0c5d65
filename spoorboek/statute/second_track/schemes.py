"""Schemes around a second track that a person may think of: dated data with its source. It reminds, never decides."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Literal, NamedTuple, get_args

from spoorboek.statute.days.calendar import add_months
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.values import law_values

SchemeMoment = Literal["second_track", "contract_ends", "benefit"]
BENEFITS = ("iva", "wga")


class Scheme(NamedTuple):
    """A scheme: what it may bring, when to think of it, and where it stands.

    `text_of`: the day of the text that was read; None where the article itself was not. `seen_on`: the day of reading.
    `months_after_wait`: calendar months after the end of the wait within which it is to be asked for.
    """

    key: str
    label: str
    says: str
    when: SchemeMoment
    source: str
    text_of: date | None
    seen_on: date | None
    amounts: tuple[str, ...] = ()
    months_after_wait: int | None = None

    def ask_by(self, wait_ends_on: date | None) -> date | None:
        """Return the last day to ask for it, counted from the end of the wait; None when there is none."""
        if self.months_after_wait is None or wait_ends_on is None:
            return None
        return add_months(wait_ends_on, self.months_after_wait)


@cache
def schemes() -> Mapping[str, Scheme]:
    """Return every scheme by its key; ValueError for a moment or a value of law that does not exist."""
    rows = read_data("second_track/schemes.yaml")
    found = {key: Scheme(key=key, **{**row, "amounts": tuple(row.get("amounts", ()))}) for key, row in rows.items()}
    for each in found.values():
        if each.when not in get_args(SchemeMoment) or not set(each.amounts) <= law_values().keys():
            raise ValueError(f"scheme {each.key} has an unknown moment or value")
    return found


def schemes_now(
    facts: CaseFacts, on: date, *, second_track_begun: bool, wait_ends_on: date | None = None
) -> Iterator[Scheme]:
    """Yield the schemes to think of in a case on a day, in the order of the file."""
    moments: Mapping[SchemeMoment, bool] = {
        "second_track": second_track_begun or StepRef("start_spoor_2") in facts.done,
        "contract_ends": _contract_ends_within_the_wait(facts, on, wait_ends_on),
        "benefit": facts.wia_decision is not None and facts.wia_decision.outcome in BENEFITS,
    }
    yield from (scheme for scheme in schemes().values() if moments[scheme.when])


def _contract_ends_within_the_wait(facts: CaseFacts, on: date, wait_ends_on: date | None) -> bool:
    """Return whether an employment that goes on ends within the wait; not of who bears the risk of the Ziektewet."""
    ends = facts.contract_ends_on
    if ends is None or wait_ends_on is None or facts.leaves_own_risk:
        return False
    return on <= ends < wait_ends_on
