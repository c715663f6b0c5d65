"""Replace the encryption key without downtime; everything stays readable throughout.

1. Add the new key as the *last* one everywhere and restart, so that all can decrypt with it. (One machine: `add_key`.)
2. Move it to the first place and restart: from now on every new value is encrypted with it.
3. `rotate_keys`: re-encrypt the rest, in batches. When it is interrupted, run it again.
4. When it returns 0, remove the old key. The key check is re-encrypted last: removed too early, the next start fails.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnClause, LargeBinary, Row, Table, TableClause, column, select, table, update
from sqlmodel import Session, SQLModel

from models.crypto import EncryptedBytes, UnreadableError, keyring
from models.tables import KeyCheck

ROTATION_BATCH = 50  # rows; a document may be 10 MB


def rotate_keys(session: Session, batch: int = ROTATION_BATCH) -> int:
    """Re-encrypt every value that is not encrypted with the newest key; return how many. Commits each batch.

    Raises UnreadableError at a value none of the keys decrypts, and names it; batches committed before stay.
    """
    return sum(_rotate_table(session, each, batch) for each in sealed_tables())


def sealed_tables() -> list[Table]:
    """List the tables with encrypted columns, the key check last."""
    tables = [each for each in SQLModel.metadata.sorted_tables if _sealed_columns(each)]
    return sorted(tables, key=lambda each: each.name == KeyCheck.__tablename__)


def _sealed_columns(source: Table) -> list[str]:
    return [each.name for each in source.columns if isinstance(each.type, EncryptedBytes)]


def _rotate_table(session: Session, source: Table, batch: int) -> int:
    # The columns as raw bytes: values read here are not decrypted.
    names = _sealed_columns(source)
    raw_table = table(source.name, column("id"), *(column(name, LargeBinary) for name in names))
    changed = 0
    for rows in _batches(session, raw_table, batch):
        changed += sum(_re_encrypt_row(session, raw_table, row, names) for row in rows)
        session.commit()
    return changed


def _batches(session: Session, raw_table: TableClause, batch: int) -> Iterator[Sequence[Row[Any]]]:
    last_id = 0
    key: ColumnClause[Any] = raw_table.c.id
    while rows := session.execute(
        select(raw_table).where(key > last_id).order_by(key).limit(batch).with_for_update()
    ).all():
        yield rows
        last_id = rows[-1].id
    session.commit()


def _re_encrypt_row(session: Session, raw_table: TableClause, row: Row[Any], names: list[str]) -> int:
    changed = {name: value for name in names if (value := _re_encrypted(raw_table, row, name))}
    if changed:
        session.execute(update(raw_table).where(raw_table.c.id == row.id).values(changed))
    return len(changed)


def _re_encrypted(raw_table: TableClause, row: Row[Any], name: str) -> bytes | None:
    sealed = getattr(row, name)
    try:
        return keyring().renewed(bytes(sealed)) if sealed is not None else None
    except UnreadableError as error:
        raise UnreadableError(f"{error} Het gaat om {raw_table.name}.{name}, rij {row.id}.") from None
