"""What a Dutch word of a story means: a kind of event, with its fields."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from spoorboek.statute.events import EventKind

FieldType = Literal["day", "step", "number", "yes_no", "choice", "safety_net"]


LEFT_OUT = ""


class StoryField(NamedTuple):
    """One field of an event: its name in the event's data, its type, and its default.

    `choices`: the allowed codes, or the name of a choice list of the house policy. `default`: `op` means the day of the
    event, LEFT_OUT that it may be left out; None means that the field is required.
    """

    name: str
    type: FieldType
    default: str | None = None
    choices: tuple[str, ...] | str = ()


class StoryWord(NamedTuple):
    """The meaning of one Dutch event word: an event kind and its fields."""

    kind: EventKind
    fields: Mapping[str, StoryField]
