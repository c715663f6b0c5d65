"""What a Dutch word of a story means: a kind of event, with its fields."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

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


def as_said(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the data of an event as the story says it."""
    return data


class StoryWord(NamedTuple):
    """The meaning of one Dutch event word: an event kind and its fields.

    `completes`: makes the data of the event of what the story says.
    """

    kind: EventKind
    fields: Mapping[str, StoryField]
    completes: Callable[[Mapping[str, Any]], Mapping[str, Any]] = as_said
