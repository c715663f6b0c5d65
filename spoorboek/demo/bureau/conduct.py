"""How a bureau behaves, and how it may misbehave, per kind of message."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from spoorboek import clock
from spoorboek.demo.bureau.messages import MessageData
from spoorboek.demo.bureau.trajectory import Planned
from templates.bureau_messages import MOST_BYTES

Way = Literal["as_agreed", "forged", "of_another_kind", "of_another_case", "oversized", "changed", "too_old"]
AS_AGREED: Sequence[Way] = ("as_agreed",)


class Outgoing(NamedTuple):
    """A message that goes out, and whether it is proved to be of this bureau by what it knows, or forged."""

    message: MessageData
    forged: bool = False


class Conduct(NamedTuple):
    """How a bureau behaves; by default as it should.

    `ways`: by kind of message the ways in which it is sent, one after another; none: it is never sent. `late`: by kind
    so many calendar days after the day it was due; negative: out of order. `declines`: it has no place.
    """

    ways: Mapping[str, Sequence[Way]] = {}
    late: Mapping[str, int] = {}
    declines: bool = False

    def day_of(self, planned: Planned) -> date:
        """Return the day on which it sends what was planned."""
        return planned.day + timedelta(self.late.get(planned.message["soort"], 0))

    def sent(self, message: MessageData) -> Iterator[Outgoing]:
        """Yield what it really sends of a message."""
        for way in self.ways.get(message["soort"], AS_AGREED):
            yield Outgoing({**message, **_changes(way)}, forged=way == "forged")


def _changes(way: Way) -> MessageData:
    """Return what a way makes of a message; `changed`: other content under a number that was used before."""
    days_ago = {"changed": 1, "too_old": 60}
    if way in days_ago:
        return {"opgesteld_op": (clock.today() - timedelta(days_ago[way])).isoformat()}
    changes: dict[Way, MessageData] = {
        "of_another_kind": {"soort": "gerucht"},
        "of_another_case": {"zaak": "Z-00000"},
        "oversized": {"omschrijving": "x" * (MOST_BYTES + 1)},
    }
    return changes.get(way, {})
