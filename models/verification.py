"""Verify the record: recompute every hash, and find rows that are missing, altered or misplaced.

The two chains of a case, events and effects, stand in their own tables and are checked here; the chains of the ledger
and the rows they cover in `models/ledger/checks.py`. Rows of before the ledger have a plain hash; the entry that closed
them holds their number and last hash, so they are what they were on that day, for better or worse.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, inspect, select
from sqlmodel import Session, col

from models.hash_chain import CHAIN_START, effect_hash, event_hash
from models.ledger.checks import ledger_findings
from models.ledger.coverage import CASE
from models.ledger.digests import case_seal, same
from models.ledger.entries import CLOSED, DESTROYED
from models.ledger.ledger_key import ledger_key
from models.tables import Case, CaseEffect, CaseEvent, LedgerEntry

VERIFIED_AT_ONCE = 2000  # rows in memory at once


class HashChain(NamedTuple):
    """One of the two hash chains of a case: name in findings, table, columns of `Case` with its end, hash function."""

    name: str
    table: type[CaseEvent] | type[CaseEffect]
    length: str
    head: str
    digest: Callable[[bytes | None, bytes, str, Any], bytes]


class Stretch(NamedTuple):
    """A part of a chain: the key of its hashes, where it starts (number and hash of the row before), where it ends."""

    key: bytes | None
    before: int
    start: bytes
    length: int
    head: bytes


Marks = Mapping[int, Mapping[str, Any]]  # by id of case: where its chains were closed, or destroyed up to


def verify_record(session: Session) -> list[str]:
    """Check the whole record and the ledger; return what is altered, missing or misplaced, in Dutch.

    For a record that is written meanwhile, give a session that reads one snapshot (`snapshot_session`).
    """
    closed, destroyed = _marks(session, CLOSED), _marks(session, DESTROYED)
    chains = [f for chain in CHAINS for f in _findings(session, chain, closed, destroyed)]
    return [*_seal_findings(session), *chains, *ledger_findings(session)]


def plain_chain_findings(session: Session) -> list[str]:
    """Recompute the chains of a record of before the ledger, which have plain hashes to their ends."""
    return [finding for chain in CHAINS for finding in _findings(session, chain, None, {})]


def _marks(session: Session, kind: str) -> Marks:
    place = col(LedgerEntry.subject) == CASE, col(LedgerEntry.kind) == kind, col(LedgerEntry.of_table) == ""
    query = select(col(LedgerEntry.subject_id), col(LedgerEntry.data)).where(*place).order_by(col(LedgerEntry.seq))
    return dict(session.execute(query).tuples().all())


def _seal_findings(session: Session) -> Iterator[str]:
    names = ("id", "number", "version", "event_head", "effects", "effect_head", "seal")
    columns: list[Any] = [getattr(Case, name) for name in names]
    query = select(*columns).order_by(col(Case.number)).execution_options(yield_per=VERIFIED_AT_ONCE)
    for case in session.execute(query):
        if not same(case.seal, case_seal(case)):
            yield f"Zaak {case.number}: de eindstand van gebeurtenissen en handelingen is gewijzigd."


def _findings(session: Session, chain: HashChain, closed: Marks | None, destroyed: Marks) -> Iterator[str]:
    # One statement per chain reads one snapshot, also while others write.
    rows = session.execute(_all_rows(chain).execution_options(yield_per=VERIFIED_AT_ONCE))
    for number, of_case in groupby(rows, key=lambda row: row.number):
        present = list(of_case)
        for stretch in _stretches(chain, present[0], closed, destroyed):
            yield from _stretch_findings(chain, number, present, stretch)


def _all_rows(chain: HashChain) -> Select[Any]:
    # Columns, not objects: rows the session has loaded before must not hide what the database holds.
    table = inspect(chain.table, raiseerr=True).local_table
    length, head = getattr(Case, chain.length).label("length"), getattr(Case, chain.head).label("head")
    columns: list[Any] = [col(Case.id).label("of_case"), Case.number, length, head, *table.columns]
    joined = select(*columns).outerjoin_from(Case, chain.table, col(chain.table.case_id) == col(Case.id))
    return joined.order_by(col(Case.number), col(chain.table.seq), col(chain.table.id))


def _stretches(chain: HashChain, case: Row[Any], closed: Marks | None, destroyed: Marks) -> Iterator[Stretch]:
    """Yield what is to be recomputed: a plain part up to where it was closed, and a keyed part; not what is destroyed.

    `closed`: None in a record of before the ledger.
    """
    end = case.length, case.head
    if closed is None:
        yield Stretch(None, 0, CHAIN_START, *end)
        return
    start = 0, CHAIN_START
    if case.of_case in destroyed:
        start = _mark(chain, destroyed[case.of_case])
    elif case.of_case in closed:
        start = _mark(chain, closed[case.of_case])
        yield Stretch(None, 0, CHAIN_START, *start)
    yield Stretch(ledger_key(), *start, *end)


def _mark(chain: HashChain, data: Mapping[str, Any]) -> tuple[int, bytes]:
    return data[chain.length], bytes.fromhex(data[chain.head])


def _stretch_findings(chain: HashChain, number: str, rows: Sequence[Row[Any]], stretch: Stretch) -> Iterator[str]:
    expected, previous = stretch.before + 1, stretch.start
    for entry in (row for row in rows if row.seq is not None and _is_in(stretch, row.seq)):
        if entry.seq > expected:
            yield _missing(chain, number, expected, entry.seq - 1)
        elif entry.seq < expected:
            yield f"Zaak {number}: {chain.name} {entry.seq} komt twee keer voor of staat op de verkeerde plaats."
        elif chain.digest(stretch.key, previous, number, entry) != entry.hash:
            yield f"Zaak {number}: {chain.name} {entry.seq} is gewijzigd of verplaatst (controlegetal klopt niet)."
        expected, previous = entry.seq + 1, entry.hash
    yield from _end_findings(chain, number, stretch, expected, previous)


def _is_in(stretch: Stretch, seq: int) -> bool:
    """Tell whether a row belongs to a part: a part that goes on to the end also gets what is too much there."""
    return seq > stretch.before and (stretch.key is not None or seq <= stretch.length)


def _end_findings(chain: HashChain, number: str, stretch: Stretch, expected: int, last: bytes) -> Iterator[str]:
    if stretch.length >= expected:
        yield _missing(chain, number, expected, stretch.length)
    elif stretch.length < expected - 1:
        yield f"Zaak {number}: {chain.name} {expected - 1} hoort er niet bij; de zaak telt er {stretch.length}."
    elif stretch.head != last:
        yield f"Zaak {number}: de laatste {chain.name} ({stretch.length}) is vervangen; de zaak kent een andere."


def _missing(chain: HashChain, number: str, first: int, last: int) -> str:
    return f"Zaak {number}: {chain.name} {first if first == last else f'{first} tot en met {last}'} ontbreekt."


def _event_digest(key: bytes | None, previous: bytes, number: str, row: Any) -> bytes:
    return event_hash(key, previous, number, row.seq, row.kind, row.on_day, row.data, row.actor, row.recorded_at)


def _effect_digest(key: bytes | None, previous: bytes, number: str, row: Any) -> bytes:
    effect = row.step, row.occurrence, row.kind, row.name, row.attempt
    return effect_hash(key, previous, number, row.seq, effect, row.on_day, row.detail, row.recorded_at)


CHAINS = (
    HashChain("gebeurtenis", CaseEvent, "version", "event_head", _event_digest),
    HashChain("handeling", CaseEffect, "effects", "effect_head", _effect_digest),
)
