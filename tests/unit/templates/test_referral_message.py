"""The referral as data, and the schema that is published with it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

import templates
from tasks.reports.preparation_content import LONGEST
from templates.messages.referral_message import referral_message
from templates.samples.sample_cases import bare, full

SCHEMA = json.loads((Path(templates.__file__).parent / "bericht" / "aanmelding.schema.json").read_text())
KEY = "aanmelding_spoor_2_bericht"


def message(context: Any) -> dict[str, Any]:
    """Return the message as a bureau reads it."""
    return dict(json.loads(referral_message(context)))


def check(data: dict[str, Any]) -> None:
    """Check a message against the published schema, formats included."""
    Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(data)


def test_the_schema_is_a_schema() -> None:
    """What is published can be used."""
    Draft202012Validator.check_schema(SCHEMA)


def test_every_message_fits_the_schema() -> None:
    """With everything known, and with next to nothing known."""
    check(message(full(KEY)))
    check(message(bare(KEY)))


def test_the_longest_content_that_can_be_recorded_fits_the_schema() -> None:
    """What a person may write about possibilities, limits and wishes is never refused by a bureau for its length."""
    context = full(KEY)
    longest = ("x" * LONGEST,)
    assert context.referral
    referral = replace(context.referral, possibilities=longest, limits=longest, search=(f"wensen: {longest[0]}",))
    check(message(replace(context, referral=referral)))


def test_the_schema_describes_the_whole_message_and_nothing_else() -> None:
    """Each object lists exactly the names that are sent; all are required, others are refused."""

    def compare(part: dict[str, Any], schema: dict[str, Any]) -> None:
        assert set(part) == set(schema["properties"]) == set(schema["required"])
        assert schema["additionalProperties"] is False
        for name, value in part.items():
            if isinstance(value, dict):
                compare(value, schema["properties"][name])

    compare(message(full(KEY)), SCHEMA)


@pytest.mark.parametrize("place", [(), ("werknemer",), ("belastbaarheid",), ("opdrachtgever", "casemanager")])
def test_a_field_nobody_agreed_on_is_refused_by_name(place: tuple[str, ...]) -> None:
    """There is no place for a diagnosis, anywhere in the message."""
    data = message(full(KEY))
    part = data
    for name in place:
        part = part[name]
    part["diagnose"] = "x"
    with pytest.raises(ValidationError, match="'diagnose' was unexpected"):
        check(data)


def test_a_message_made_twice_is_the_same_message() -> None:
    """Its number follows from case, referral and version, so a bureau can see that it has it already."""
    assert referral_message(full(KEY)) == referral_message(full(KEY))
    assert message(full(KEY))["bericht"] == "Z-7K3Q9-A1-v1"
    assert message(replace(full(KEY), version=2))["bericht"] == "Z-7K3Q9-A1-v2"


def test_an_invoice_never_needs_the_name_of_the_employee() -> None:
    """Without a reference of the client the case number goes on the invoice."""
    assert message(full(KEY))["opdrachtgever"]["factuurkenmerk"] == "Z-7K3Q9"


def test_it_carries_what_a_bureau_needs() -> None:
    """Who, what work, by when, what was examined, what someone can do. Source: BW 7:658a(5)."""
    data = message(full(KEY))
    assert data["werknemer"]["bsn"] is None
    assert data["werknemer"]["uren_per_week"] == 36.5
    assert data["termijnen"]["start_uiterlijk"] == "2027-01-17"
    assert data["termijnen"]["einde_wachttijd"] == "2028-01-02"
    assert data["onderzoek"]["sporen"] == [1, 2]
    assert data["belastbaarheid"]["beperkingen"] == ["tillen tot 5 kilo", "geen werk in de nacht"]


def test_a_message_without_a_referral_is_not_made() -> None:
    """A referral message needs a referral."""
    with pytest.raises(ValueError, match="before its needs"):
        referral_message(replace(full(KEY), referral=None))
