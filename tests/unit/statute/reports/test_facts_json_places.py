"""FACTS.json, key by key: what is written is read under its own name, and a mistake is named by its place."""

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import StepRef
from spoorboek.statute.reports.facts_json import KEYS, facts_from_json

FIRST = {"first_sick_day": "2026-01-05"}
# Every key with everything it can hold; what it cannot stand without, beside it.
SPELL = {"from": "2026-05-04", "until": "2026-06-01"}
WRITTEN: dict[str, Any] = {
    "recoveries": [{"from": "2026-02-02", "until": "2026-02-09"}, {"from": "2026-05-04", "until": None}],
    "leaves": [{"from": "2026-06-01", "until": "2026-09-20", "same_cause": False}],
    "safety_net": "vierde_dag",
    "safety_net_known_on": "2026-02-02",
    "safety_net_from": "2026-02-03",
    "no_week_42_report": True,
    "contract_ends_on": "2026-12-31",
    "aow_on": "2026-12-01",
    "no_possibilities": True,
    "no_possibilities_since": "2026-03-02",
    "possibilities_since": "2026-05-04",
    "marginal": SPELL,
    "return_prospect": {"on": "2026-12-01", "within_3_months": True, "lost_on": "2026-12-15"},
    "earlier_prospects": ["2026-08-03", "2026-08-10"],
    "advice": [{"on": "2026-04-01", "track": 1}, {"on": "2026-09-01", "track": 2}],
    "second_track_waived_on": "2026-12-01",
    "stuck": [SPELL],
    "settlement": [SPELL],
    "sanction": {
        "decided_on": "2027-11-15",
        "repair_reported_on": "2028-03-01",
        "repair_decided_on": "2028-03-20",
        "revoked_on": "2028-04-01",
        "refused": [{"reported_on": "2028-01-10", "decided_on": "2028-02-01"}],
    },
    "extension_until": "2028-03-01",
    "early_benefit": {"decided_on": "2026-07-01", "granted_from": "2026-08-01"},
    "own_risk": {"from": "2026-01-01", "until": "2026-12-31"},
    "died_on": "2026-08-01",
    "household_staff": True,
    "sixty_plus": {"agreed_on": "2027-09-01"},
    "agreement": {"from": "2025-01-01", "until": "2026-12-31", "source": "cao", "wage_weeks": 26, "ban_weeks": 8},
    "employer_agreement": {
        "from": "2025-02-01",
        "until": "2026-11-30",
        "source": "cao",
        "wage_weeks": 3,
        "ban_weeks": 4,
    },
    "signed": [{"on": "2026-05-04", "names_right": False, "withdrawn_on": "2026-05-11"}],
    "circumstances": [{"from": "2026-05-04", "until": "2026-05-11", "effect": "telt_niet_mee"}],
    "extension_requested_on": "2027-05-03",
    "no_uwv_letter_on": "2027-11-01",
    "riv_incomplete": [{"on": "2027-11-08", "repair_by": "2027-11-16"}],
    "wia_decision": {"on": "2028-02-01", "outcome": "wga", "share": "35_80"},
    "refusals": [SPELL],
    "wage_warnings": [{"on": "2026-05-04", "ground": "lid_6", "letter": False}],
    "wage_notices": [{"on": "2026-05-04", "ground": "lid_3_c"}],
    "wage_measures": [{"from": "2026-05-04", "ground": "lid_3_c", "until": "2026-06-01"}],
    "opinions": [
        {
            "asked_on": "2026-05-04",
            "by": "werknemer",
            "question": "passende_arbeid",
            "received_on": "2026-05-20",
            "outcome": "werk_passend",
        }
    ],
    "preparation": {
        "considered_on": "2026-04-01",
        "assessment": {"on": "2026-06-01", "outcome": "beide"},
        "feasibility": {
            "by": "werkgever",
            "asked_on": "2026-06-08",
            "done_on": "2026-06-22",
            "outcome": "haalbaar",
        },
        "profile": {"on": "2026-06-29", "source": "fml"},
        "informed_on": "2026-07-01",
        "search_data": {"on": "2026-07-02"},
    },
    "referrals": [
        {
            "number": 1,
            "moves": [
                {"to": "uitvraag", "on": "2026-09-01"},
                {"to": "aangeboden", "on": "2026-09-04", "starts_on": "2026-09-21", "price": 450000},
                {"to": "ingetrokken", "on": "2026-09-07", "reason": "ander_gekozen"},
            ],
        },
        {"number": 2, "moves": [{"to": "vervangen", "on": "2026-09-08", "by": 3}]},
        {
            "number": 3,
            "moves": [
                {"to": "intake_gepland", "on": "2026-09-08", "at": "2026-09-14", "until": "2027-03-01"},
                {"to": "intake_gehouden", "on": "2026-09-14"},
            ],
            "reported_on": ["2026-10-12", "2026-11-23"],
        },
    ],
}
BESIDE: dict[str, dict[str, Any]] = {
    "safety_net_known_on": {"safety_net": "vierde_dag"},
    "safety_net_from": {"safety_net": "vierde_dag"},
    "no_possibilities_since": {"no_possibilities": True},
    "earlier_prospects": {"return_prospect": {"on": "2026-12-01", "within_3_months": True}},
    "second_track_waived_on": {"aow_on": "2028-03-01"},
    "early_benefit": {"done": {"vervroegde_iva": "2026-05-04"}},
    "wia_decision": {"done": {"wia_aanvraag": "2027-10-11"}},
}
Path = tuple[str | int, ...]


def in_words(part: Any) -> str:
    """Name a test by the place it is about."""
    return place(part) if isinstance(part, tuple) else str(part)


def document(key: str) -> dict[str, Any]:
    """Return a document with one key and what it needs beside it, which a test may change."""
    return deepcopy({**FIRST, **BESIDE.get(key, {}), key: WRITTEN[key]})


def leaves_of(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Walk everything that is written at or below a place."""
    if isinstance(value, dict | list):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for name, part in parts:
            yield from leaves_of(part, (*path, name))
    else:
        yield path, value


def objects_of(value: Any, path: Path) -> Iterator[Path]:
    """Walk the places of every object at or below a place."""
    if isinstance(value, dict):
        yield path
    if isinstance(value, dict | list):
        for name, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from objects_of(part, (*path, name))


def place(path: Path) -> str:
    """Write a place as messages do: `sanction.refused[0].decided_on`."""
    return re.sub(r"\.\[", "[", ".".join(f"[{part}]" if isinstance(part, int) else part for part in path))


def at(data: Any, path: Path) -> Any:
    """Return what stands at a place of a document."""
    for part in path:
        data = data[part]
    return data


LEAVES = [(key, path, value) for key in WRITTEN for path, value in leaves_of(WRITTEN[key], (key,))]
OBJECTS = [(key, path) for key in WRITTEN for path in objects_of(WRITTEN[key], (key,))]


def test_every_key_is_written_here() -> None:
    """A new key of the facts comes with what it holds; the steps have their own tests below."""
    assert {*WRITTEN, *FIRST, "done", "deviations", "postponed"} == set(KEYS)


@pytest.mark.parametrize(("key", "path", "value"), LEAVES, ids=in_words)
def test_what_is_written_is_read_under_its_name(key: str, path: Path, value: Any) -> None:
    """A day as that day, a code or a number as itself, at the same place in the facts."""
    fact: Any = facts_from_json(document(key))
    for part in path:
        fact = fact[part] if isinstance(part, int) else getattr(fact, {"from": "from_"}.get(part, part))
    is_day = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)
    assert fact == (date.fromisoformat(value) if is_day else value)


@pytest.mark.parametrize(("key", "path", "value"), LEAVES, ids=in_words)
def test_a_wrong_value_is_named_by_its_place(key: str, path: Path, value: Any) -> None:
    """An object where a day, a code or a number belongs: where it stands, and what was expected there."""
    if path == ("agreement", "source") or path == ("employer_agreement", "source"):
        return  # any word may be a source
    wrong = document(key)
    at(wrong, path[:-1])[path[-1]] = {"een": "object"}
    with pytest.raises(FactsError) as refused:
        facts_from_json(wrong)
    assert str(refused.value).startswith(f"{place(path)}: verwacht ")


@pytest.mark.parametrize(("key", "path"), OBJECTS, ids=in_words)
def test_an_unknown_key_is_named_by_its_place_with_those_that_are_known(key: str, path: Path) -> None:
    """Also deep inside; and what stands there is among the known keys."""
    wrong = document(key)
    known = list(at(wrong, path))
    at(wrong, path)["onbekend"] = 1
    with pytest.raises(FactsError) as refused:
        facts_from_json(wrong)
    where, _, listed = str(refused.value).partition(": onbekende sleutel 'onbekend'; bekend zijn: ")
    assert where == place(path)
    assert set(known) <= set(listed.rstrip(".").split(", "))


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        (("recoveries", 0), "from"),
        (("leaves", 0), "from"),
        (("leaves", 0), "until"),
        (("return_prospect",), "on"),
        (("return_prospect",), "within_3_months"),
        (("advice", 0), "on"),
        (("advice", 0), "track"),
        (("sanction",), "decided_on"),
        (("sanction", "refused", 0), "reported_on"),
        (("sanction", "refused", 0), "decided_on"),
        (("early_benefit",), "decided_on"),
        (("agreement",), "from"),
        (("agreement",), "source"),
        (("signed", 0), "on"),
        (("circumstances", 0), "from"),
        (("circumstances", 0), "effect"),
        (("riv_incomplete", 0), "on"),
        (("wia_decision",), "on"),
        (("wia_decision",), "outcome"),
        (("wage_warnings", 0), "on"),
        (("wage_warnings", 0), "ground"),
        (("wage_notices", 0), "on"),
        (("wage_notices", 0), "ground"),
        (("wage_measures", 0), "from"),
        (("wage_measures", 0), "ground"),
        (("opinions", 0), "asked_on"),
        (("opinions", 0), "by"),
        (("opinions", 0), "question"),
        (("preparation", "assessment"), "on"),
        (("preparation", "feasibility"), "by"),
        (("preparation", "profile"), "on"),
        (("preparation", "profile"), "source"),
        (("preparation", "search_data"), "on"),
        (("referrals", 0), "number"),
        (("referrals", 0), "moves"),
        (("referrals", 0, "moves", 0), "to"),
        (("referrals", 0, "moves", 0), "on"),
    ],
    ids=lambda part: place(part) if isinstance(part, tuple) else part,
)
def test_what_is_needed_and_left_out_is_named(path: Path, missing: str) -> None:
    """The place and the key; nothing is guessed in its stead."""
    wrong = document(str(path[0]))
    del at(wrong, path)[missing]
    with pytest.raises(FactsError) as refused:
        facts_from_json(wrong)
    assert str(refused.value) == f"{place(path)}: '{missing}' ontbreekt."


@pytest.mark.parametrize("key", ["done", "deviations", "postponed"])
def test_steps_are_read_by_their_key_and_occurrence(key: str) -> None:
    """A list holds a day for each time, null where it was not done; a wrong one is named by its step."""
    steps = {"probleemanalyse": "2026-02-02"} | (
        {"evaluatie": ["2026-03-16", None, "2026-06-08"]} if key == "done" else {}
    )
    done = {"done": {"plan_van_aanpak": "2026-02-02"}} if key != "done" else {}
    read = getattr(facts_from_json({**FIRST, **done, key: steps}), key)
    assert read[StepRef("probleemanalyse")] == date(2026, 2, 2)
    if key == "done":
        assert {ref: day for ref, day in read.items() if ref.key == "evaluatie"} == {
            StepRef("evaluatie", 1): date(2026, 3, 16),
            StepRef("evaluatie", 3): date(2026, 6, 8),
        }
    with pytest.raises(FactsError, match=rf"^{key}\.probleemanalyse: verwacht een datum"):
        facts_from_json({**FIRST, key: {"probleemanalyse": {}}})
    with pytest.raises(FactsError, match=rf"^{key}: verwacht een object met per stap een datum\.$"):
        facts_from_json({**FIRST, key: ["probleemanalyse"]})
    with pytest.raises(FactsError, match=rf"^{key}: 'evaluatie:2' is geen stap\. Geef bij een stap die terugkomt een "):
        facts_from_json({**FIRST, key: {"evaluatie:2": "2026-03-16"}})
