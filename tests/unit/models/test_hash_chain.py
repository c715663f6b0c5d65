"""The hash chain: the same hash after a trip through the database, another hash for any other record."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.hash_chain import CHAIN_START, event_hash, normal_data

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
NAMES = st.text(max_size=10)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


def _hash(**changed: Any) -> bytes:
    fields = {
        "key": None,
        "previous": CHAIN_START,
        "number": "Z-7K3Q9",
        "seq": 1,
        "kind": "advised",
        "on": DAY,
        "data": {"on": "2026-03-02", "track": 2},
        "actor": "operator-1",
        "at": AT,
    }
    return event_hash(**(fields | changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"key": b"k"},
        {"previous": b"x"},
        {"number": "Z-7K3QA"},
        {"seq": 2},
        {"kind": "recovered"},
        {"on": date(2026, 3, 3)},
        {"data": {"on": "2026-03-02", "track": 1}},
        {"actor": "operator-2"},
        {"at": AT + timedelta(microseconds=1)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_every_field_counts(changed: dict[str, Any]) -> None:
    """No field of an event can change without changing its hash."""
    assert _hash(**changed) != _hash()


def test_order_of_keys_and_zone_of_the_clock_do_not_count() -> None:
    """The same facts give the same hash, however they are written down."""
    elsewhere = AT.astimezone(timezone(timedelta(hours=2)))
    assert _hash(data={"track": 2, "on": "2026-03-02"}, at=elsewhere) == _hash()


def test_dates_become_text() -> None:
    """A payload may hold dates; the record keeps them as ISO text."""
    assert normal_data({"from": DAY}) == {"from": "2026-03-02"}


def test_numbers_are_kept_as_the_database_gives_them_back() -> None:
    """Whole numbers lose their decimals and minus zero its sign, as in jsonb."""
    assert normal_data({"a": 40.0, "b": -0.0, "c": 1e3, "d": 37.5}) == {"a": 40, "b": 0, "c": 1000, "d": 37.5}
    assert json.dumps(normal_data({"b": -0.0})) == '{"b": 0}'


@pytest.mark.parametrize("value", [Decimal("1.5"), object(), b"x", {1, 2}, AT], ids=lambda value: type(value).__name__)
def test_what_json_does_not_know_is_refused(value: Any) -> None:
    """Nothing is turned into text by accident, moments included: a record knows days."""
    with pytest.raises(TypeError):
        normal_data({"value": value})


def test_not_a_number_is_refused() -> None:
    """NaN equals nothing, not even itself, so it cannot be checked later."""
    with pytest.raises(ValueError, match="JSON"):
        normal_data({"value": float("nan")})


@given(st.dictionaries(NAMES, VALUES, max_size=4))
def test_the_normal_form_is_stable(data: dict[str, Any]) -> None:
    """Normalising what was normalised changes nothing."""
    once = normal_data(data)
    assert json.dumps(normal_data(once)) == json.dumps(once)
