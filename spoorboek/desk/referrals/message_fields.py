"""The fields of a form for a message of a bureau, read from its schema: so a form asks what a message may say."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from spoorboek.statute.bureau_services import SERVICES
from spoorboek.statute.referrals.arrows import arrows
from spoorboek.statute.second_track.trajectory_codes import (
    ACTIVITIES,
    ACTIVITY_STATES,
    APPLICATION_RESULTS,
    CHANNELS,
    DROP_REASONS,
    END_RESULTS,
    EXTENSION_REASONS,
    FIRST_TRACK,
    NO_APPLICATION_REASONS,
    PARTIES,
    PHASES,
    PLAN_KEPT_REASONS,
    STOP_REASONS,
    WORK_KINDS,
)
from templates.bureau_messages import message_schema

AnswerKind = Literal["day", "time", "line", "text", "lines", "euro", "hours", "whole", "choice", "choices", "yes"]
PartKind = Literal["field", "group", "rows"]
HEAD = frozenset({"soort", "versie", "bericht", "opgesteld_op", "zaak", "aanmelding"})
# What we know ourselves: who sends it, which message is confirmed, the reference of an invoice; news of us, not theirs.
OURS = frozenset({"afzender", "ontvangen_bericht", "factuurkenmerk", "belastbaarheid"})
SHARED_DAY, SHARED_TEXT = "dag", "tekst"
_OWN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "gepland": "gepland",
        "gehouden": "gehouden",
        "niet_gehouden": "niet gehouden",
        "op_locatie": "op locatie",
        "werknemer_afgezegd": "de werknemer zegde af",
        "werknemer_niet_verschenen": "de werknemer kwam niet",
        "bureau_verhinderd": "wij waren verhinderd",
        "in_overleg_verzet": "in overleg verzet",
        "wens_werknemer": "wens van de werknemer",
    }
)


class MessageField(NamedTuple):
    """One field: its name in the message, what it asks, how it is filled in; `needed`: a message lacks nothing of it.

    `choices`: codes with their words. `parts`: the fields of a group, or of each row. `hint`: what else to know of it.
    """

    name: str
    label: str
    part: PartKind
    kind: AnswerKind = "line"
    needed: bool = False
    choices: Mapping[str, str] = MappingProxyType({})
    parts: tuple["MessageField", ...] = ()
    hint: str = ""


@cache
def message_fields(kind: str) -> tuple[MessageField, ...]:
    """Return the fields of a kind of message, in the order of its schema, without those we fill in ourselves."""
    schema = message_schema(kind)
    return tuple(_fields(schema, schema))


@cache
def title_of_kind(kind: str) -> str:
    """Return what people call a kind of message, without who sends it."""
    return str(message_schema(kind)["title"]).removesuffix(" van een bureau")


@cache
def hint_of_kind(kind: str) -> str:
    """Return what a kind of message is for, in a sentence."""
    said: str = message_schema(kind)["description"]
    return said.partition(" Nooit:")[0].partition(" Van de werkgever:")[0]


def _fields(part: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[MessageField]:
    needed = part.get("required", ())
    for name, said in part["properties"].items():
        if name not in HEAD | OURS:
            yield _field(name, said, schema, needed=name in needed)


def _field(name: str, said: Mapping[str, Any], schema: Mapping[str, Any], *, needed: bool) -> MessageField:
    meant = {**_shared(said, schema), **said}
    label, hint = _label(str(meant.get("description") or name))
    items = _shared(meant["items"], schema) if "items" in meant else {}
    if "properties" in meant:
        return MessageField(name, label, "group", needed=needed, parts=tuple(_fields(meant, schema)), hint=hint)
    if "properties" in items:
        return MessageField(name, label, "rows", needed=needed, parts=tuple(_fields(items, schema)), hint=hint)
    choices = _words(meant.get("enum") or items.get("enum"))
    return MessageField(name, label, "field", _kind(name, said, meant, items), needed, choices, hint=hint)


def _label(described: str) -> tuple[str, str]:
    """Split what a schema says of a field: its first part asks for it, the rest is a hint."""
    label, _, hint = described.rstrip(".").replace("in hele eurocenten", "in euro’s").partition(". ")
    return label, hint.replace("_", " ")


def _kind(name: str, said: Mapping[str, Any], meant: Mapping[str, Any], items: Mapping[str, Any]) -> AnswerKind:
    """Return how a field is filled in; by what it refers to, then by its type."""
    refers = str(said.get("$ref", "")).rpartition("/")[2]
    if "enum" in meant:
        return "choice"
    if meant.get("type") == "array":
        return "choices" if "enum" in items else "lines"
    if refers == "tijd":
        return "time"
    if refers in (SHARED_DAY, SHARED_TEXT):
        return "day" if refers == SHARED_DAY else "text"
    kinds: Mapping[str, AnswerKind] = {"boolean": "yes", "number": "hours", "integer": "whole"}
    return "euro" if name.endswith("_in_centen") else kinds.get(str(meant.get("type")), "line")


def _shared(said: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the shared part a field refers to; the field itself when it refers to none."""
    if "$ref" not in said:
        return said
    found: Mapping[str, Any] = schema["$defs"]["deel"]["$defs"][said["$ref"].rpartition("/")[2]]
    return found


@cache
def _tables() -> tuple[Mapping[str, str], ...]:
    """List the tables of codes with words, the narrowest first: one that knows all codes of a field words them."""
    return (
        arrows().reasons["geweigerd"],
        PHASES,
        PARTIES,
        FIRST_TRACK,
        ACTIVITY_STATES,
        CHANNELS,
        APPLICATION_RESULTS,
        NO_APPLICATION_REASONS,
        PLAN_KEPT_REASONS,
        EXTENSION_REASONS,
        END_RESULTS,
        STOP_REASONS,
        DROP_REASONS,
        WORK_KINDS,
        {code: activity.label for code, activity in ACTIVITIES.items()},
        {code: service.label for code, service in SERVICES.items()},
    )


def _words(codes: list[str] | None) -> Mapping[str, str]:
    if not codes:
        return MappingProxyType({})
    table = next((each for each in _tables() if set(codes) <= set(each)), _OWN_WORDS)
    return {code: table.get(code, code.replace("_", " ")) for code in codes}
