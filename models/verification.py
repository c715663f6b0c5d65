"""Verify the record: recompute every hash, and find rows that are missing, altered or misplaced."""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, inspect, select
from sqlmodel import Session, col

from models.hash_chain import CHAIN_START, effect_hash, event_hash
from models.tables import Case, CaseEffect, CaseEvent

VERIFIED_AT_ONCE = 2000  # rows in memory at once


class HashChain(NamedTuple):
    """One of the two hash chains of a case: name in findings, table, columns of `Case` with its end, hash function."""

    name: str
    table: type[CaseEvent] | type[CaseEffect]
    length: str
    head: str
    digest: Callable[[bytes, str, Any], bytes]


def verify_record(session: Session) -> list[str]:
    """Recompute both hash chains of every case; return what is altered, missing or misplaced, in Dutch."""
    return [finding for chain in CHAINS for finding in _findings(session, chain)]


def _findings(session: Session, chain: HashChain) -> Iterator[str]:
    # One statement per chain reads one snapshot, also while others write.
    rows = session.execute(_all_rows(chain).execution_options(yield_per=VERIFIED_AT_ONCE))
    for number, of_case in groupby(rows, key=lambda row: row.number):
        yield from _case_findings(chain, number, list(of_case))


def _all_rows(chain: HashChain) -> Select[Any]:
    # Columns, not objects: rows the session has loaded before must not hide what the database holds.
    table = inspect(chain.table, raiseerr=True).local_table
    length, head = getattr(Case, chain.length).label("length"), getattr(Case, chain.head).label("head")
    columns: list[Any] = [Case.number, length, head, *table.columns]
    joined = select(*columns).outerjoin_from(Case, chain.table, col(chain.table.case_id) == col(Case.id))
    return joined.order_by(col(Case.number), col(chain.table.seq), col(chain.table.id))


def _case_findings(chain: HashChain, number: str, rows: list[Row[Any]]) -> Iterator[str]:
    expected, previous = 1, CHAIN_START
    for entry in rows if rows[0].seq is not None else []:
        if entry.seq > expected:
            yield _missing(chain, number, expected, entry.seq - 1)
        elif entry.seq < expected:
            yield f"Zaak {number}: {chain.name} {entry.seq} komt twee keer voor of staat op de verkeerde plaats."
        elif chain.digest(previous, number, entry) != entry.hash:
            yield f"Zaak {number}: {chain.name} {entry.seq} is gewijzigd of verplaatst (controlegetal klopt niet)."
        expected, previous = entry.seq + 1, entry.hash
    yield from _end_findings(chain, number, rows[0], expected, previous)


def _end_findings(chain: HashChain, number: str, case: Row[Any], expected: int, last: bytes) -> Iterator[str]:
    if case.length >= expected:
        yield _missing(chain, number, expected, case.length)
    elif case.length < expected - 1:
        yield f"Zaak {number}: {chain.name} {expected - 1} hoort er niet bij; de zaak telt er {case.length}."
    elif case.head != last:
        yield f"Zaak {number}: de laatste {chain.name} ({case.length}) is vervangen; de zaak kent een andere."


def _missing(chain: HashChain, number: str, first: int, last: int) -> str:
    return f"Zaak {number}: {chain.name} {first if first == last else f'{first} tot en met {last}'} ontbreekt."


def _event_digest(previous: bytes, number: str, row: Any) -> bytes:
    return event_hash(previous, number, row.seq, row.kind, row.on_day, row.data, row.actor, row.recorded_at)


def _effect_digest(previous: bytes, number: str, row: Any) -> bytes:
    key = row.step, row.occurrence, row.kind, row.name, row.attempt
    return effect_hash(previous, number, row.seq, key, row.on_day, row.detail, row.recorded_at)


CHAINS = (
    HashChain("gebeurtenis", CaseEvent, "version", "event_head", _event_digest),
    HashChain("handeling", CaseEffect, "effects", "effect_head", _effect_digest),
)
