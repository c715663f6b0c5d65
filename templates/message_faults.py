"""What is wrong with a message, in Dutch: where, and what was expected. No value is quoted: it may be a person's."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jsonschema import ValidationError
from jsonschema.exceptions import relevance

from spoorboek.outside.suggestions import meant_or_known

LONGEST_NAME = 60
TYPES = {
    "string": "een tekst",
    "integer": "een geheel getal",
    "number": "een getal",
    "boolean": "true of false",
    "array": "een lijst",
    "object": "een JSON-object",
    "null": "null",
}


def fault_texts(error: ValidationError) -> Iterator[str]:
    """Say what is wrong at one place, named as a JSON Pointer (RFC 6901); each field that is too much or missing."""
    place = "".join("/" + str(part).replace("~", "~0").replace("/", "~1")[:LONGEST_NAME] for part in error.path)
    for words in FIELD_WORDS.get(str(error.validator), _one)(error):
        yield f"{place or 'het bericht'}: {words}."


def _one(error: ValidationError) -> Iterator[str]:
    yield _words(error)


def _words(error: ValidationError) -> str:
    if error.validator in ("anyOf", "oneOf"):
        return _no_alternative(error)
    words = WORDS.get(str(error.validator))
    if words:
        return words(error)
    return f"verwacht {error.schema['title']}" if _titled(error) else OTHERS.get(error.validator, "hoort hier niet")


def _no_alternative(error: ValidationError) -> str:
    """Describe the alternative that was meant: of those that fail, the one that came furthest."""
    if _titled(error):
        return f"verwacht {error.schema['title']}"
    meant = max((each for each in error.context or () if each.validator_value != "null"), key=relevance, default=None)
    return f"{_words(meant)}, of null" if meant else "verwacht een andere waarde"


def _titled(error: ValidationError) -> bool:
    return isinstance(error.schema, Mapping) and "title" in error.schema and "$id" not in error.schema


def _unknown_fields(error: ValidationError) -> Iterator[str]:
    known = error.schema["properties"]
    for name in error.instance:
        if name not in known:
            yield f"onbekend veld '{name[:LONGEST_NAME]}'. {meant_or_known(name, known).rstrip('.')}"


def _missing_fields(error: ValidationError) -> Iterator[str]:
    yield from (f"het veld '{name}' ontbreekt" for name in error.validator_value if name not in error.instance)


def _wrong_type(error: ValidationError) -> str:
    if _titled(error):
        return f"verwacht {error.schema['title']}"
    wanted = [error.validator_value] if isinstance(error.validator_value, str) else error.validator_value
    return f"verwacht {' of '.join(TYPES[each] for each in wanted)}"


def _json(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


FIELD_WORDS: Mapping[str, Callable[[ValidationError], Iterator[str]]] = {
    "additionalProperties": _unknown_fields,
    "required": _missing_fields,
}
WORDS: Mapping[str, Callable[[ValidationError], str]] = {
    "type": _wrong_type,
    "enum": lambda error: f"verwacht een van {', '.join(map(str, error.validator_value))}",
    "const": lambda error: f"verwacht {_json(error.validator_value)}",
    "minItems": lambda error: f"verwacht een lijst van minstens {error.validator_value}",
    "maxItems": lambda error: f"verwacht een lijst van hoogstens {error.validator_value}",
    "uniqueItems": lambda _: "verwacht een lijst waarin niets twee keer staat",
    "minimum": lambda error: f"verwacht {error.validator_value} of meer",
    "maximum": lambda error: f"verwacht hoogstens {error.validator_value}",
    "minLength": lambda error: f"verwacht minstens {error.validator_value} tekens",
    "maxLength": lambda error: f"verwacht hoogstens {error.validator_value} tekens",
}
OTHERS = {"format": "verwacht een datum jjjj-mm-dd", "pattern": "verwacht een andere schrijfwijze"}
