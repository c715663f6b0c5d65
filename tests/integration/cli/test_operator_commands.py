"""`spoorboek operator …`: who may act, changed by who may act, without a restart."""

import json
from collections.abc import Callable

import pytest
from support.command_in_process import Said

from models.tables import Case

Typed = Callable[..., Said]
BY = ("--door", "operator-1")
LATER = "De formulieren volgen bij de volgende start van `spoorboek up`."


def listed(typed: Typed) -> list[str]:
    """Return who may act, as a script reads it."""
    return list(json.loads(typed("operator", "list", "--format", "json").out))


@pytest.mark.usefixtures("database_url")
def test_an_operator_is_added_and_removed(typed: Typed) -> None:
    """In the list at once; without a platform the forms follow when one starts."""
    assert typed("operator", "list") == (0, "operator-1\noperator-2\noperator-3\n", "")
    added = typed("operator", "add", "nieuw-4", *BY)
    assert added == (0, f"Operator 'nieuw-4' kan vanaf nu iets vastleggen. {LATER}\n", "")
    assert listed(typed)[-1] == "nieuw-4"
    removed = typed("operator", "remove", "operator-2", "--door", "nieuw-4")
    assert removed == (0, f"Operator 'operator-2' kan niets meer vastleggen. {LATER}\n", "")
    assert listed(typed) == ["operator-1", "operator-3", "nieuw-4"]


def test_who_was_removed_records_nothing(typed: Typed, make_case: Callable[..., Case]) -> None:
    """At the command line as in a form."""
    number = make_case().number
    assert typed("operator", "remove", "operator-2", *BY).code == 0
    refused = typed(
        "case", "report", number, "percentage", "--percentage", 40, "--on", "2026-01-06", "--door", "operator-2"
    )
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("Onbekende operator 'operator-2'. Bekend zijn: operator-1, operator-3.")


@pytest.mark.usefixtures("database_url")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "Jan de Vries", *BY), "'Jan de Vries' kan geen operator zijn: verwacht een code van 2 tot 30"),
        (("add", "operator-1", *BY), "Operator 'operator-1' is al bekend"),
        (("add", "nieuw-4", "--door", "vreemd"), "Onbekende operator 'vreemd'"),
        (("remove", "vreemd", *BY), "Onbekende operator 'vreemd'"),
    ],
)
def test_a_mistake_changes_nothing(typed: Typed, words: tuple[str, ...], told: str) -> None:
    """One Dutch message."""
    said = typed("operator", *words)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert listed(typed) == ["operator-1", "operator-2", "operator-3"]
