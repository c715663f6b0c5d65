"""Changing the key, without downtime and without a moment at which something cannot be read.

1. Add the new key as the *last* one everywhere and restart: every process can read it. (One machine: `add_key`.)
2. Move it to the first place and restart: from now on everything new is sealed with it.
3. `rotate`: seal the rest anew, in batches. Stopped half-way, it simply runs again.
4. When it returns 0, remove the old key. Removed too early, the next start refuses: the key check goes last.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnClause, LargeBinary, Row, Table, TableClause, column, select, table, update
from sqlmodel import Session, SQLModel

from models.crypto import EncryptedBytes, UnreadableError, keyring
from models.tables import KeyCheck

ROTATION_BATCH = 50  # rows; a document may be 10 MB


def rotate_keys(session: Session, batch: int = ROTATION_BATCH) -> int:
    """Seal everything anew that is not under the newest key; returns how many values were. Commits each batch.

    Raises UnreadableError, with what was done before kept, at a value none of the keys opens; the message names it.
    """
    return sum(_rotate_table(session, each, batch) for each in sealed_tables())


def sealed_tables() -> list[Table]:
    """List the tables with sealed columns, the key check last."""
    tables = [each for each in SQLModel.metadata.sorted_tables if _sealed_columns(each)]
    return sorted(tables, key=lambda each: each.name == KeyCheck.__tablename__)


def _sealed_columns(source: Table) -> list[str]:
    return [each.name for each in source.columns if isinstance(each.type, EncryptedBytes)]


def _rotate_table(session: Session, source: Table, batch: int) -> int:
    # The columns as plain bytes: what is read here is never unsealed into a value.
    names = _sealed_columns(source)
    raw = table(source.name, column("id"), *(column(name, LargeBinary) for name in names))
    changed = 0
    for rows in _batches(session, raw, batch):
        changed += sum(_renew(session, raw, row, names) for row in rows)
        session.commit()
    return changed


def _batches(session: Session, raw: TableClause, batch: int) -> Iterator[Sequence[Row[Any]]]:
    last = 0
    key: ColumnClause[Any] = raw.c.id
    while rows := session.execute(select(raw).where(key > last).order_by(key).limit(batch).with_for_update()).all():
        yield rows
        last = rows[-1].id
    session.commit()


def _renew(session: Session, raw: TableClause, row: Row[Any], names: list[str]) -> int:
    renewed = {name: fresh for name in names if (fresh := _renewed(raw, row, name))}
    if renewed:
        session.execute(update(raw).where(raw.c.id == row.id).values(renewed))
    return len(renewed)


def _renewed(raw: TableClause, row: Row[Any], name: str) -> bytes | None:
    sealed = getattr(row, name)
    try:
        return keyring().renewed(bytes(sealed)) if sealed is not None else None
    except UnreadableError as error:
        raise UnreadableError(f"{error} Het gaat om {raw.name}.{name}, rij {row.id}.") from None
