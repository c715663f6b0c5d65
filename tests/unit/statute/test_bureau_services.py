"""The one list of services: the same words in register, questions, messages, offers and invoices."""

from datetime import date

import pytest

from spoorboek.errors import InputError
from spoorboek.statute.bureau_services import (
    ASKED_SERVICES,
    BILLED_SERVICES,
    REGISTERED_SERVICES,
    SERVICES,
    registered_choices,
    standard_service,
)
from spoorboek.statute.events import Event
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.policy.policy_reader import house_policy, read_house_policy
from spoorboek.statute.second_track.cost_events import money_of
from tasks.reports.bureau_reports import NOT_OF_A_CASE
from templates.bureau_messages import message_schema

HOUSE = read_data("policy/house.yaml")


def words_of(definition: str) -> list[str]:
    """Return the words that the schema of messages allows under a name."""
    enum: list[str] = message_schema("factuur")["$defs"]["deel"]["$defs"][definition]["enum"]
    return enum


def test_messages_say_the_services_of_the_list() -> None:
    """A question and an offer name what can be asked; an invoice that, and what is only billed; neither more."""
    assert set(words_of("dienst")) == ASKED_SERVICES.keys()
    assert set(words_of("kostendienst")) == BILLED_SERVICES.keys()


def test_a_word_of_before_is_one_service_of_now() -> None:
    """No word of before is a code of now or of two services, and each is read as the service it was."""
    former = [word for service in SERVICES.values() for word in service.before]
    assert len(former) == len(set(former))
    assert SERVICES.keys().isdisjoint(former)
    assert [standard_service(word) for word in (*former, "toveren")] == [
        *(code for code, service in SERVICES.items() for _ in service.before),
        "toveren",
    ]


def test_what_tells_of_health_is_in_the_register_alone() -> None:
    """A bureau may be known for it; no case asks for it and no invoice names it."""
    assert {code for code, service in SERVICES.items() if service.use == "registered"} == NOT_OF_A_CASE - {"burn_out"}
    assert NOT_OF_A_CASE.isdisjoint({**ASKED_SERVICES, **BILLED_SERVICES})


def test_the_house_policy_names_services_of_the_list() -> None:
    """The shipped policy has no word of its own, and none of the list is missing once it is read."""
    assert house_policy().choices["service"].keys() == REGISTERED_SERVICES.keys()


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("loopbaanorientatie", "orientatie"),
        ("Loopbaanoriëntatie", "orientatie"),
        ("ORIENTATIE", "orientatie"),
        ("plaatsing", "werkervaringsplek"),
        ("Werkervaringsplek of detachering", "werkervaringsplek"),
        ("Begeleiding naar ondernemerschap", "zelfstandig_ondernemerschap"),
        ("heel-traject", "heel-traject"),
        ("traject", "spoor_2"),
        ("Bemiddeling", "jobhunting"),
        ("nazorg", "nazorg"),
        ("reistijd", "reistijd"),  # no service of a bureau: it stays a word, which the import refuses
    ],
)
def test_words_of_people_are_codes_of_the_list(word: str, code: str) -> None:
    """By code, by label and by what it was called before."""
    assert house_policy().coded("service", [word]) == {code}
    assert (code in house_policy().choices["service"]) == (code in REGISTERED_SERVICES)


def test_a_house_keeps_its_own_names_and_words() -> None:
    """A name a house gave a service holds under the code of now; a word of the house alone stays in its register."""
    choices = registered_choices({"plaatsing": "Meelopen", "outplacement": "Outplacement"})
    assert choices["werkervaringsplek"] == "Meelopen"
    assert choices["outplacement"] == "Outplacement"
    assert "plaatsing" not in choices


def test_demands_of_a_house_are_read_by_the_list() -> None:
    """A policy of before that demands a service by its word of then demands it still; an unknown one is refused."""
    demanded = {**HOUSE, "second_track": {"demands": {"services": ["plaatsing"]}}}
    assert read_house_policy(demanded, milestone_table()).shortlist.services == ("werkervaringsplek",)
    unknown = {**HOUSE, "second_track": {"demands": {"services": ["toveren"]}}}
    with pytest.raises(InputError, match=r"onbekende naam 'toveren' .*; verwacht: .*werkervaringsplek"):
        read_house_policy(unknown, milestone_table())


def test_an_offer_of_before_is_compared_in_the_words_of_now() -> None:
    """An offer recorded as `traject` and an invoice that says `spoor_2` are about one service: nothing is found."""
    lines = {"referral": 1, "on": "2026-03-02"}
    told = [
        (
            "offer_recorded",
            {**lines, "offer": 1, "lines": [["traject", 100, 300_000, 21], ["bemiddeling", 100, 5, 21]]},
        ),
        ("offer_approved", {**lines, "offer": 1}),
    ]
    events = [Event(at, kind, date(2026, 3, 2), data) for at, (kind, data) in enumerate(told, 1)]  # type: ignore[arg-type]
    (offer,) = money_of(events).offers
    assert [line.service for line in offer.lines] == ["spoor_2", "jobhunting"]
