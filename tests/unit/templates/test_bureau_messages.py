"""The messages between an employer and a bureau: their schemas, and what is refused, with what words."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from spoorboek.errors import InputError
from templates.bureau_messages import (
    FOLDER,
    FROM_BUREAU,
    KINDS,
    MOST_BYTES,
    SHARED,
    MessageError,
    check_message,
    message_schema,
    read_message,
)

Message = dict[str, Any]
EXAMPLES = [(kind, number) for kind in KINDS for number, _ in enumerate(message_schema(kind)["examples"])]


def example(kind: str, number: int = 0) -> Message:
    """Return a message as its schema shows it, to change."""
    return dict(json.loads(json.dumps(message_schema(kind)["examples"][number])))


def faults(data: object, kinds: tuple[str, ...] = KINDS) -> tuple[str, ...]:
    """Return what is said about a message."""
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    with pytest.raises(MessageError) as refused:
        read_message(content, kinds)
    return refused.value.faults


def test_there_is_a_schema_of_every_kind_of_message() -> None:
    """Thirteen kinds, of the files beside each other; each says of itself which it is."""
    assert {place.name.partition(".")[0] for place in FOLDER.glob("*.schema.json")} == {*KINDS, SHARED}
    assert len(KINDS) == 13
    for kind in KINDS:
        schema = message_schema(kind)
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"].endswith("2020-12/schema")
        assert schema["$id"] == f"urn:spoorboek:bericht:{kind}:{schema['properties']['versie']['const']}"
        assert schema["title"]
        assert schema["description"]
        assert len(schema["examples"]) >= 2


@pytest.mark.parametrize(("kind", "number"), EXAMPLES)
def test_every_example_fits_by_our_reader_and_by_any_other(kind: str, number: int) -> None:
    """A bureau's own library reads the printed schema without fetching anything."""
    message = example(kind, number)
    Draft202012Validator(message_schema(kind), format_checker=Draft202012Validator.FORMAT_CHECKER).validate(message)
    assert read_message(json.dumps(message).encode(), KINDS).data == message
    check_message(kind, message)


def objects(schema: Any) -> Iterator[Message]:
    """Walk the objects a schema describes."""
    if isinstance(schema, dict):
        if "properties" in schema and "type" in schema:
            yield schema
        for name, value in schema.items():
            if name != "examples":
                yield from objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from objects(value)


@pytest.mark.parametrize("kind", KINDS)
def test_no_object_takes_a_field_nobody_agreed_on(kind: str) -> None:
    """There is no place for a diagnosis, anywhere."""
    found = list(objects(message_schema(kind)))
    assert found
    assert all(each["additionalProperties"] is False for each in found)
    assert any("onbekend veld 'diagnose'" in text for text in faults({**example(kind), "diagnose": "x"}))


def texts(schema: Message) -> Iterator[Message]:
    """Yield the parts of a schema whose value is a text."""
    shared = message_schema("uitvraag")["$defs"]["deel"]["$defs"]
    for part in schema["properties"].values():
        for each in (part, part.get("items", {})):
            found = shared[each["$ref"].rpartition("/")[2]] if "$ref" in each else each
            if found.get("type") == "string":
                yield found


def test_a_question_can_hold_nobody() -> None:
    """No name, no BSN, no birth date, no employer: every text has a closed form, and no number is long enough."""
    schema = message_schema("uitvraag")
    for canary in ("Kanarie", "111222333", "1984-02-29", "Bakkerij Kanarie BV", "3511 AA"):
        assert not [part for part in texts(schema) if re.fullmatch(part["pattern"], canary)]
    for name in schema["properties"]:
        for canary in ("Kanarie", 111222333, "1984-02-29", ["Kanarie"], {"naam": "Kanarie"}):
            assert faults({**example("uitvraag"), name: canary}), name


def _without(name: str) -> Callable[[Message], Message]:
    return lambda message: {key: value for key, value in message.items() if key != name}


def _with(**values: Any) -> Callable[[Message], Message]:
    return lambda message: {**message, **values}


@pytest.mark.parametrize(
    ("kind", "change", "expected"),
    [
        ("aanbod", _with(diagnose="x"), "het bericht: onbekend veld 'diagnose'. Bekend zijn: soort, versie"),
        ("aanbod", _with(strat_op="2027-01-01"), "het bericht: onbekend veld 'strat_op'. Bedoelde u start_op"),
        ("aanbod", _without("start_op"), "het bericht: het veld 'start_op' ontbreekt."),
        ("aanbod", _with(start_op="01-02-2027"), "/start_op: verwacht een datum jjjj-mm-dd, vanaf 2020."),
        ("aanbod", _with(start_op="2027-02-30"), "/start_op: verwacht een datum jjjj-mm-dd"),
        ("aanbod", _with(start_op="20270201"), "/start_op: verwacht een datum jjjj-mm-dd"),
        ("aanbod", _with(prijs_in_centen=-1), "/prijs_in_centen: verwacht 0 of meer."),
        ("aanbod", _with(prijs_in_centen=12.5), "/prijs_in_centen: verwacht een bedrag in hele eurocenten"),
        ("aanbod", _with(prijs_in_centen="€ 3.250"), "/prijs_in_centen: verwacht een bedrag in hele eurocenten"),
        ("aanbod", _with(versie=2), "/versie: verwacht 1."),
        ("aanbod", _with(versie=True), "/versie: verwacht 1."),
        ("aanbod", _with(zaak="Z-7K3Q9\n"), "/zaak: verwacht het zaaknummer, zoals Z-7K3Q9."),
        ("aanbod", _with(aanmelding=0), "/aanmelding: verwacht 1 of meer."),
        ("aanbod", _with(bericht="Bericht over Jan"), "/bericht: verwacht een eigen nummer van 1 tot 64 letters"),
        ("aanbod", _with(diensten=["spoor_2", "spoor_2"]), "/diensten: verwacht een lijst waarin niets twee keer"),
        ("aanbod", _with(toelichting=""), "/toelichting: verwacht minstens 1 tekens."),
        ("weigering", _with(reden="geen zin"), "/reden: verwacht een van geen_plaats, buiten_regio"),
        ("intake", _with(stand="niet_gehouden"), "het bericht: het veld 'reden' ontbreekt."),
        ("intake", _with(reden="werknemer_afgezegd"), "/reden: hoort hier niet."),
        ("intake", _with(tijd="25:00"), "/tijd: verwacht een tijd uu:mm, zoals 10:30."),
        ("wijziging", _with(plan_gewijzigd=True), "/plan_gewijzigd: hoort hier niet."),
        ("eindrapport", _without("werk_begint_op"), "het bericht: het veld 'werk_begint_op' ontbreekt."),
        ("trajectplan", _with(tot="2027-01-31"), "/tot: verwacht een dag op of na `van`."),
        ("trajectplan", _with(fasen=[]), "/fasen: verwacht een lijst van minstens 1."),
        ("voortgang", _with(sollicitaties=None), "/sollicitaties: verwacht een lijst."),
        ("aanmelding", _with(werknemer=None), "/werknemer: verwacht een JSON-object."),
        ("aanmelding", _with(onderzoek={}), "/onderzoek: het veld 'sporen' ontbreekt."),
    ],
)
def test_each_fault_is_told_in_dutch_with_its_place(
    kind: str, change: Callable[[Message], Message], expected: str
) -> None:
    """One line for each fault: where it is, what was expected."""
    assert any(text.startswith(expected) for text in faults(change(example(kind))))


def test_every_fault_is_told_at_once_and_no_value_is_quoted() -> None:
    """Who mends a message does not have to send it five times; and a value may be of a person."""
    message = {**_without("reden")(example("weigering")), "zaak": "Kanarie", "naam": "Kanarie", "versie": "Kanarie"}
    found = faults(message)
    assert len(found) == 4
    assert "Kanarie" not in "".join(found)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "Geen geldige JSON"),
        (b"[]", "verwacht één JSON-object"),
        (b'{"soort": "aanbod", "soort": "weigering"}', "De sleutel 'soort' staat er twee keer"),
        (b'{"soort": NaN}', "'NaN' is geen waarde in JSON"),
        (b'{"soort": "aanbod", "uren": 1e999}', "/uren: verwacht hoogstens 2000"),
        (b'{"soort": "aanbod", "uren": ' + b"9" * 5000 + b"}", "Een getal heeft te veel cijfers"),
        (b'{"soort":' * 100 + b"1" + b"}" * 100, "te diep genest"),
        (b"[" * 200_000, "te diep genest"),
        (b" " * (MOST_BYTES + 1), "groter dan 256 kB"),
        ('{"soort": "aanbod"}'.encode("utf-16"), "geen tekst in UTF-8"),
        ('{"soort": "één"}'.encode("latin-1"), "geen tekst in UTF-8"),
        (b'{"soort": "\\u0000"}', "U+0000"),
        (b'{"soort": ["aanbod"]}', "/soort: verwacht een van aanbod"),
        (b'{"soort": "toverspreuk"}', "/soort: verwacht een van aanbod"),
        (b"PK\x03\x04", "Geen geldige JSON"),
    ],
)
def test_what_is_no_message_is_told_so(content: bytes, expected: str) -> None:
    """Hostile and broken input ends in a sentence, never in a traceback."""
    assert any(expected in text for text in faults(content, FROM_BUREAU))


def test_a_bureau_cannot_send_what_only_the_employer_sends() -> None:
    """A question, an order or a referral that comes from outside is no message of a bureau."""
    for kind in ("uitvraag", "opdracht", "aanmelding"):
        assert kind not in FROM_BUREAU
        assert faults(example(kind), FROM_BUREAU)[0].startswith("/soort: verwacht een van aanbod")
    assert "/afzender: verwacht 'bureau'." in faults(example("wijziging", 0), FROM_BUREAU)
    assert read_message(json.dumps(example("wijziging", 1)).encode()).kind == "wijziging"


def test_an_unknown_kind_has_no_schema() -> None:
    """The message names what was meant."""
    with pytest.raises(InputError, match=r"Onbekende berichtsoort 'weigerin'. Bedoelde u weigering"):
        message_schema("weigerin")
