"""Keyed hashes of the ledger: HMAC-SHA256 over a canonical text, each kind under a label of its own."""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from models.ledger.ledger_key import ledger_key

CENTS = Decimal("0.01")
BROKEN = b"\x00"  # instead of a seal or a hash, where something was found that is not what was sealed


class Subject(NamedTuple):
    """What a chain is about, such as `case` with the id of its row; the house itself has id 0."""

    kind: str
    id: int


def ledger_hash(label: str, *fields: Any) -> bytes:
    """Return the keyed hash of fields: text, numbers, days, moments, bytes, and lists of these."""
    text = json.dumps([label, *fields], sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)
    return hmac.digest(ledger_key(), text.encode(), "sha256")


def row_digest(subject: Subject, table: str, row_key: str, values: list[Any]) -> bytes:
    """Return the digest of what a row holds, bound to its place."""
    return ledger_hash("row", *subject, table, row_key, values)


def entry_mac(previous: bytes, subject: Subject, seq: int, entry: Any) -> bytes:
    """Return the keyed hash of an entry and the one before it; `entry` has the columns of `LedgerEntry`."""
    data: Mapping[str, Any] = entry.data
    fields = (entry.recorded_at, entry.kind, entry.of_table, entry.row_key, entry.digest, data)
    return ledger_hash("entry", previous, *subject, seq, *fields)


def head_seal(subject: Subject, length: int, mac: bytes) -> bytes:
    """Return the seal on the end of a chain."""
    return ledger_hash("head", *subject, length, mac)


def case_seal(case: Any) -> bytes:
    """Return the seal on the ends of the two chains of a case, events and effects; `case` has the columns of `Case`."""
    return ledger_hash("case", case.id, case.number, case.version, case.event_head, case.effects, case.effect_head)


def same(one: bytes, other: bytes) -> bool:
    """Compare two keyed hashes, in constant time."""
    return hmac.compare_digest(bytes(one), bytes(other))


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.quantize(CENTS))
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"{type(value).__name__} does not belong in the ledger")
