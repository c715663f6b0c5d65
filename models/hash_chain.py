"""The hash chain: each row of a case's record carries the hash of itself and of the row before it.

With the key of the ledger it is a keyed hash (HMAC-SHA256), which nobody without that key can compute anew. Rows of
before the ledger have a plain hash (SHA-256): `key` None.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

CHAIN_START = b""


def normal_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a payload as the database will return it, so that its hash can be recomputed.

    Dates become ISO text. Raises TypeError or ValueError for values JSON cannot hold.
    """
    loaded: dict[str, Any] = json.loads(json.dumps(dict(data), default=_iso_date, allow_nan=False), parse_float=_number)
    return loaded


def event_hash(
    key: bytes | None,
    previous: bytes,
    number: str,
    seq: int,
    kind: str,
    on: date,
    data: Mapping[str, Any],
    actor: str,
    at: datetime,
) -> bytes:
    """Return the hash of one event of case `number`."""
    return _chain_hash(key, b"event", previous, [number, seq, kind, on.isoformat(), data, actor, _utc_text(at)])


def effect_hash(
    key: bytes | None,
    previous: bytes,
    number: str,
    seq: int,
    effect: tuple[Any, ...],
    on: date,
    detail: Mapping[str, Any],
    at: datetime,
) -> bytes:
    """Return the hash of one effect of case `number`; `effect` is its EffectKey."""
    return _chain_hash(key, b"effect", previous, [number, seq, list(effect), on.isoformat(), detail, _utc_text(at)])


def _chain_hash(key: bytes | None, label: bytes, previous: bytes, fields: list[Any]) -> bytes:
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    if key is None:
        return sha256(previous + canonical).digest()
    return hmac.digest(key, label + previous + canonical, "sha256")


def _utc_text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _iso_date(value: Any) -> str:
    if type(value) is not date:
        raise TypeError(f"{type(value).__name__} does not belong in a record")
    return value.isoformat()


def _number(text: str) -> float | int:
    # jsonb keeps numbers as decimals: 1e3 comes back as 1000 and -0.0 as 0.0, so whole numbers become integers here.
    value = float(text)
    return int(value) if value.is_integer() else value
