"""Rows beside what the ledger last stated of them: which are missing, which it does not know, which to compare."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import and_, func, inspect, select, tuple_
from sqlmodel import Session, SQLModel, col

from models.ledger.coverage import Coverage
from models.ledger.digests import Subject
from models.ledger.entries import DESTROYED, ROW
from models.sealing.crypto import UnreadableError
from models.tables import LedgerEntry

Item = TypeVar("Item")
READ_AT_ONCE = 2000  # names of rows in memory
STREAMED = {"yield_per": READ_AT_ONCE}
LOADED_AT_ONCE = 50  # rows with their content; a document may be 10 MB


class StatedRow(NamedTuple):
    """A row as the ledger names it: what it last stated (None: nothing) and the primary key (None: there is no row)."""

    subject: Subject
    row_key: str
    stated: str | None
    digest: bytes | None
    primary_key: tuple[Any, ...] | None


def stated_rows(reading: Session, covered: Coverage) -> Iterator[StatedRow]:
    """Yield the rows of a table beside what the ledger stated."""
    for subject_id, row_key, stated, digest, present, *primary_key in reading.execute(
        _beside_each_other(covered), execution_options=STREAMED
    ):
        where = tuple(primary_key) if present else None
        yield StatedRow(Subject(covered.subject_kind, subject_id), row_key, stated, digest, where)


def in_batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield lists of at most `size` items, in order."""
    each = iter(items)
    while batch := list(islice(each, size)):
        yield batch


@cache
def _beside_each_other(covered: Coverage) -> Any:
    names = [column.name for column in primary_key_of(covered.table)]
    columns = [getattr(covered.table, name).label(f"pk_{name}") for name in names]
    rows = select(covered.subject_sql().label("subject_id"), covered.key_sql().label("row_key"), *columns)
    rows = rows.where(covered.covers_sql())
    subject_id, row_key = col(LedgerEntry.subject_id), col(LedgerEntry.row_key)
    latest: Any = (
        select(subject_id, row_key, col(LedgerEntry.kind).label("stated"), col(LedgerEntry.digest))
        .distinct(subject_id, row_key)
        .where(
            col(LedgerEntry.subject) == covered.subject_kind,
            col(LedgerEntry.of_table) == covered.name,
            col(LedgerEntry.kind).in_((ROW, DESTROYED)),
        )
        .order_by(subject_id, row_key, col(LedgerEntry.seq).desc())
    )
    r, e = rows.subquery(), latest.subquery()
    place = func.coalesce(r.c.subject_id, e.c.subject_id), func.coalesce(r.c.row_key, e.c.row_key)
    both = r.join(e, and_(r.c.subject_id == e.c.subject_id, r.c.row_key == e.c.row_key), full=True)
    found = select(*place, e.c.stated, e.c.digest, r.c.subject_id.is_not(None), *(r.c[f"pk_{name}"] for name in names))
    return found.select_from(both).order_by(*place)


def reader_beside(session: Session) -> Session:
    """Open a session in the transaction of another: what that one remembers must not hide what the database holds.

    Closing it ends nothing: neither the transaction nor a savepoint of the other.
    """
    return Session(session.connection(), join_transaction_mode="rollback_only")


def load_rows(
    reading: Session, table: type[SQLModel], wanted: Iterable[tuple[Any, ...]]
) -> Iterator[dict[tuple[Any, ...], SQLModel | None]]:
    """Yield rows by their primary key, some at a time; None for a row whose content cannot be read.

    `reading`: a session of its own, emptied after each yield, so that memory stays bounded.
    """
    for keys in in_batches(wanted, LOADED_AT_ONCE):
        yield _load(reading, table, keys)
        reading.expunge_all()


def _load(reading: Session, table: type[SQLModel], keys: Sequence[tuple[Any, ...]]) -> dict[Any, SQLModel | None]:
    columns = primary_key_of(table)
    try:
        found = reading.scalars(select(table).where(tuple_(*columns).in_(keys))).all()
    except (UnreadableError, ValueError, zlib.error):  # one of them; the others are to be read
        return {keys[0]: None} if len(keys) == 1 else {key: _load(reading, table, [key])[key] for key in keys}
    return dict.fromkeys(keys) | {tuple(getattr(row, each.name) for each in columns): row for row in found}


def primary_key_of(table: type[SQLModel]) -> Sequence[Any]:
    """Return the columns of the primary key."""
    return list(inspect(table, raiseerr=True).primary_key)
