"""Bring every sealed value to its place, under the newest key, without downtime; all stays readable throughout.

`up` does it after an upgrade with values of an older version, which belong to no place. To replace the key:

1. Add the new key as the *last* one everywhere and restart, so that all can decrypt with it. (One machine: `add_key`.)
2. Move it to the first place and restart: from now on every new value is encrypted with it.
3. `rotate_keys`: re-encrypt the rest, in batches. When it is interrupted, run it again.
4. When it returns 0, remove the old key. The key check is re-encrypted last: removed too early, the next start fails.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import LargeBinary, Row, Table, TableClause, column, func, or_, select, table, update
from sqlmodel import Session, SQLModel

from models.sealing.crypto import HEADER_BYTES, Place, UnreadableError, keyring, unsealed
from models.sealing.sealed_columns import Identity, read_identity, sealed_columns
from models.tables import KeyCheck

ROTATION_BATCH = 50  # rows; a document may be 10 MB


class SkippedError(UnreadableError):
    """Niet alles kon opnieuw worden versleuteld; wat te lezen is, is het wel.

    Zet de ontbrekende sleutel erbij, of zet deze rijen terug uit de reservekopie, en start `spoorboek keys rotate`.
    """


def rotate_keys(session: Session, batch: int = ROTATION_BATCH) -> int:
    """Seal anew every value that is not at its place under the newest key; return how many. Commits each batch.

    A value that cannot be read is left as it is and the rest is done; then SkippedError names the places.
    """
    unreadable: dict[Place, None] = {}
    *tables, key_check = sealed_tables()
    total = 0
    while changed := sum(_rotate_table(session, each, batch, unreadable) for each in tables):
        total += changed  # once more: what was written meanwhile
    total += _rotate_table(session, key_check, batch, unreadable)
    if unreadable:
        raise SkippedError(*unreadable)
    return total


def has_unbound_values(session: Session) -> bool:
    """Tell whether values of an older version, which belong to no place, are still read."""
    return read_identity(session.connection()).unbound


def sealed_tables() -> list[Table]:
    """List the tables with encrypted columns, the key check last."""
    tables = [each for each in SQLModel.metadata.sorted_tables if sealed_columns(each)]
    return sorted(tables, key=lambda each: each.name == KeyCheck.__tablename__)


def _rotate_table(session: Session, source: Table, batch: int, unreadable: dict[Place, None]) -> int:
    # The columns as raw bytes: values read here are not decrypted.
    raw_table = table(source.name, column("id"), *(column(name, LargeBinary) for name in sealed_columns(source)))
    changed = 0
    for rows in _batches(session, raw_table, batch):
        identity = read_identity(session.connection())
        for row in rows:
            renewed = _renewed_row(raw_table.name, row, identity, unreadable)
            if renewed:
                session.execute(update(raw_table).where(raw_table.c.id == row.id).values(renewed))
            changed += len(renewed)
        session.commit()
    return changed


def _batches(session: Session, raw_table: TableClause, batch: int) -> Iterator[Sequence[Row[Any]]]:
    """Lock and yield the rows with a value that the newest key has not sealed for its place."""
    last_id, header = 0, keyring().newest_header
    key, *values = raw_table.columns
    older = or_(*(func.substr(value, 1, HEADER_BYTES) != header for value in values))
    while rows := session.execute(
        select(raw_table).where(older, key > last_id).order_by(key).limit(batch).with_for_update()
    ).all():
        yield rows
        last_id = rows[-1].id
    session.commit()


def _renewed_row(table_name: str, row: Row[Any], identity: Identity, unreadable: dict[Place, None]) -> dict[str, bytes]:
    renewed = {}
    for name, value in row._mapping.items():
        if name == "id" or value is None or value.startswith(keyring().newest_header):
            continue
        place = Place(identity.installation, table_name, name, row.id)
        try:
            renewed[name] = keyring().seal(unsealed(value, place, unbound=identity.unbound), place)
        except UnreadableError:
            unreadable[place] = None
    return renewed
