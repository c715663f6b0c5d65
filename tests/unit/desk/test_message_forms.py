"""The form of every kind of message a bureau sends: it asks what the schema has, and what is typed is that message."""

import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from support.desk.referral_forms import fields_of_example

from spoorboek.desk.referrals.message_fields import MessageField, message_fields, title_of_kind
from spoorboek.desk.referrals.message_forms import Addressed, TypedMessage, faults_by_field, made_message
from templates.bureau_messages import FROM_BUREAU, MessageError, message_schema

ON, FORM = date(2027, 1, 12), UUID(int=7)
EXAMPLES = [
    (kind, place)
    for kind in FROM_BUREAU
    for place, example in enumerate(message_schema(kind)["examples"])
    if example.get("afzender") != "werkgever"
]


def about(kind: str) -> Addressed:
    """Return a referral to be about."""
    return Addressed(kind, "Z-7K3Q9", 1, ON, FORM)


def typed(fields: dict[str, Any]) -> dict[str, list[str]]:
    """Return fields as a form sends them."""
    return {name: value if isinstance(value, list) else [value] for name, value in fields.items()}


def every_field(fields: tuple[MessageField, ...]) -> list[MessageField]:
    """List fields with those inside groups and rows."""
    return [each for field in fields for each in (field, *every_field(field.parts))]


@pytest.mark.parametrize(("kind", "place"), EXAMPLES)
def test_what_is_typed_is_the_message(kind: str, place: int) -> None:
    """Each example of a schema, typed in its form, is that example again; the number of the form is the message's."""
    example = message_schema(kind)["examples"][place]
    made = json.loads(made_message(typed(fields_of_example(kind, place)), about(kind)))
    ours = ("bericht", "opgesteld_op", "zaak", "aanmelding", "ontvangen_bericht", "factuurkenmerk")
    kept = {name: value for name, value in made.items() if name not in ours}
    expected = {name: value for name, value in example.items() if name not in ours}
    assert {**kept, **_unasked(kept, expected)} == expected
    assert made["bericht"] == f"werkplek-{FORM.hex}"
    assert (made["zaak"], made["aanmelding"], made["opgesteld_op"]) == ("Z-7K3Q9", 1, "2027-01-12")


def _unasked(made: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """Return lists that a message may leave out, and an example writes as empty; no form can tell these apart."""
    return {name: value for name, value in expected.items() if name not in made and not value}


@pytest.mark.parametrize("kind", FROM_BUREAU)
def test_every_choice_is_worded_and_every_field_asked(kind: str) -> None:
    """No code is shown to people, no label holds the name of a field, and no message holds what no form asks."""
    for field in every_field(message_fields(kind)):
        assert field.label
        assert "_" not in field.label + field.hint, field
        assert not [words for words in field.choices.values() if "_" in words], field
    assert "_" not in title_of_kind(kind)


def test_what_is_wrong_is_told_at_its_field() -> None:
    """A day that does not exist, a missing field and a row that lacks one: each beside the field, in Dutch."""
    fields = typed(fields_of_example("trajectplan", omschrijving="", uren="veel", tot="2027-02-30"))
    fields["modules.0.van"] = [""]
    with pytest.raises(MessageError) as found:
        made_message(fields, about("trajectplan"))
    faults = faults_by_field("trajectplan", found.value)
    assert faults["omschrijving"] == "Vul dit in."
    assert faults["modules.0.van"] == "Vul dit in."
    assert "aantal uren" in faults["uren"]
    assert "dag" in faults["tot"] or "datum" in faults["tot"]
    assert "veel" not in " ".join(faults.values())


def test_an_amount_is_asked_and_told_in_euros() -> None:
    """A schema counts in cents; people write and read euros."""
    amount = next(each for each in message_fields("aanbod") if each.kind == "euro")
    assert "cent" not in amount.label
    with pytest.raises(MessageError) as found:
        made_message(
            typed(fields_of_example("aanbod", prijs_in_centen=5) | {"prijs_in_centen": "veel"}), about("aanbod")
        )
    told = faults_by_field("aanbod", found.value)["prijs_in_centen"]
    assert ("euro" in told, "cent" in told) == (True, False)


HOSTILE_NAMES = ("modules.99.van", "modules.-1.van", "modules.x.van", "soort", "bericht", "zaak", "onbekend", "meer")


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_name_that_no_form_of_ours_has_changes_nothing(name: str) -> None:
    """Other rows, head fields and unknown names are not read; the message stays the one that was typed."""
    fields = typed(fields_of_example("trajectplan"))
    assert made_message({**fields, name: ["x"]}, about("trajectplan")) == made_message(fields, about("trajectplan"))


def test_rows_grow_as_they_are_filled_and_when_asked() -> None:
    """Two empty rows beyond what is filled, three more when asked, never more than a message may have."""
    assert len(TypedMessage().rows("modules")) == 2
    assert len(TypedMessage({"modules.1.van": ["x"]}).rows("modules")) == 4
    assert len(TypedMessage({"meer": ["modules"]}).rows("modules")) == 5
    assert len(TypedMessage({"modules.39.van": ["x"], "meer": ["modules"]}).rows("modules")) == 40
