"""Read YAML and JSON of other people, with limits: size, depth, aliases that multiply, keys that stand twice.

What is read is checked in a stream of events before anything is built from it, because a text of a hundred bytes may
stand for thousands of millions of values, and a deep one ends the process of the parser.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from spoorboek.errors import InputError
from spoorboek.outside.plain_words import harm_in

MAX_CHARACTERS = 5_000_000
MAX_DEPTH = 40
MAX_VALUES = 500_000
LONGEST_VALUE = 20_000
LINE_ENDS = "\t\r\n"
LIMITS = (
    f"Verwacht hoogstens {MAX_CHARACTERS // 1_000_000} miljoen tekens, {MAX_VALUES} waarden, {MAX_DEPTH} niveaus diep "
    f"en {LONGEST_VALUE} tekens per waarde. Maak het bestand kleiner."
)
STRING, SIGN = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL), re.compile(r"[][{},]")
DEEPER = {"[": 1, "{": 1, "]": -1, "}": -1}
LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DataTextError(InputError):
    """De tekst is geen geldige YAML of JSON."""


def parse_yaml(text: str, loader: type[Any] = LOADER) -> Any:
    """Return what a YAML text holds. Raises DataTextError (Dutch), which names the line, for all it cannot be."""
    _check_size(text)
    try:
        check = _EventCheck()
        for event in yaml.parse(text, Loader=LOADER):
            check.event(event)
        return yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        raise DataTextError(" ".join(str(error).split())) from None
    except (ValueError, OverflowError):  # 2026-02-31, or a number of more digits than Python reads
        raise DataTextError("een datum bestaat niet, of een getal is te lang. Verbeter die waarde.") from None


def parse_json(text: str) -> Any:
    """Return what a JSON text holds. Raises DataTextError (Dutch), which names the place, for all it cannot be."""
    _check_size(text)
    _check_nesting(text)
    try:
        data = json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise DataTextError(f"Geen geldige JSON: regel {error.lineno}, kolom {error.colno}.") from None
    except ValueError:  # a number of more digits than Python reads
        raise DataTextError("Een getal heeft te veel cijfers. Maak het korter.") from None
    for value in _texts(data):
        _check_words(value, "De JSON")
    return data


def _check_size(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise DataTextError(f"De tekst is te groot: {len(text)} tekens. {LIMITS}")


def _check_words(value: str, where: str) -> None:
    """Refuse a value that is too long, or that holds what is no text; it may end up in a mail or on a screen."""
    if len(value) > LONGEST_VALUE:
        raise DataTextError(f"{where}: een waarde is te lang. {LIMITS}")
    if harm := harm_in(value, allowed=LINE_ENDS):
        raise DataTextError(f"{where}: een waarde bevat {harm}. Haal dat weg.")


@dataclass(slots=True)
class _Level:
    """An open list or mapping: how many values it stands for, and of a mapping its keys; `anchor`: its name."""

    anchor: str | None = None
    values: int = 1
    keys: set[str] | None = None
    key_is_next: bool = True


@dataclass(slots=True)
class _EventCheck:
    """What was read so far: the open levels, and what each anchor stands for when it is used again."""

    levels: list[_Level] = field(default_factory=lambda: [_Level()])
    anchored: dict[str | None, int] = field(default_factory=dict)

    def event(self, event: Any) -> None:
        """Take the next event of the parser; DataTextError for what is beyond the limits or stands twice."""
        where = f"regel {event.start_mark.line + 1}"
        if isinstance(event, yaml.ScalarEvent):
            _check_words(event.value, where)
            self._refuse_tag(event, where, plain=True)
            self._key(event.value, where)
            self._add(1, event.anchor, where)
        elif isinstance(event, yaml.AliasEvent):
            self._key(None, where)
            if event.anchor not in self.anchored:
                raise DataTextError(f"{where}: een verwijzing (*) naar wat er nog niet staat. Schrijf het uit.")
            self._add(self.anchored[event.anchor], None, where)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._refuse_tag(event, where, plain=False)
            self._key(None, where)
            self._open(event, where)
        elif isinstance(event, yaml.CollectionEndEvent):
            closed = self.levels.pop()
            self._add(closed.values, closed.anchor, where)

    def _open(self, event: Any, where: str) -> None:
        if len(self.levels) > MAX_DEPTH:
            raise DataTextError(f"{where}: te diep genest. {LIMITS}")
        self.levels.append(_Level(event.anchor, keys=set() if isinstance(event, yaml.MappingStartEvent) else None))

    def _key(self, name: str | None, where: str) -> None:
        """Take note of a key, when one is next; `name`: None for what is no plain text."""
        level = self.levels[-1]
        if level.keys is None:
            return
        if level.key_is_next:
            if name is None:
                raise DataTextError(f"{where}: een sleutel is geen gewone tekst. Schrijf er een woord.")
            if name in level.keys:
                raise DataTextError(f"{where}: de sleutel '{name[:60]}' staat er twee keer. Laat er één staan.")
            level.keys.add(name)
        level.key_is_next = not level.key_is_next

    def _add(self, values: int, anchor: str | None, where: str) -> None:
        self.levels[-1].values += values
        if anchor:
            self.anchored[anchor] = values
        if self.levels[-1].values > MAX_VALUES:
            raise DataTextError(f"{where}: te veel waarden, ook door verwijzingen (& en *). {LIMITS}")

    def _refuse_tag(self, event: Any, where: str, *, plain: bool) -> None:
        implicit = any(event.implicit) if plain else event.implicit
        if event.tag and not implicit:
            raise DataTextError(f"{where}: een type (!…) hoort hier niet. Haal het weg.")


def _check_nesting(text: str) -> None:
    """Refuse JSON that is nested too deep, before the parser calls itself for each level."""
    depth = 0
    for values, sign in enumerate(SIGN.finditer(STRING.sub("", text)), start=1):
        depth += DEEPER.get(sign[0], 0)
        if depth > MAX_DEPTH or values > MAX_VALUES:
            raise DataTextError(f"De JSON is te diep genest of heeft te veel waarden. {LIMITS}")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        _check_words(key, "De JSON")
        if key in found:
            raise DataTextError(f"De sleutel '{key[:60]}' staat er twee keer. Laat er één staan.")
        found[key] = value
    return found


def _refuse_constant(name: str) -> None:
    raise DataTextError(f"'{name}' is geen waarde in JSON. Schrijf een getal of null.")


def _texts(data: Any) -> Iterator[str]:
    """Yield every text in parsed JSON; its depth is known to be small."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from _texts(value)
