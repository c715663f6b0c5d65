"""Sealed values as they stand in the database: put them at a place by hand, or make them as an older version did."""

import base64

from cryptography.fernet import Fernet
from sqlalchemy import LargeBinary, column, select, table, text, update
from sqlmodel import Session

from models.sealing.crypto import Place, keyring
from models.sealing.key_rotation import sealed_tables
from models.sealing.keys import read_keys
from models.sealing.sealed_columns import read_identity, sealed_columns
from spoorboek.settings import settings


def place(session: Session, where: str, row: int) -> Place:
    """Return a place in the database of this session; `where`: "table.column"."""
    table_name, column_name = where.split(".")
    return Place(read_identity(session.connection()).installation, table_name, column_name, row)


def raw(session: Session, where: str, row: int) -> bytes:
    """Return what stands at a place, as it stands."""
    table_name, column_name = where.split(".")
    found = session.connection().execute(text(f"select {column_name} from {table_name} where id = {row}"))
    return bytes(found.scalar_one())


def damaged(where: str) -> str:
    """Return SQL for the sealed value of a column with one byte that is another, whatever stood there."""
    return f"set_byte({where}, 40, get_byte({where}, 40) # 255)"


def put(session: Session, where: str, row: int, sealed: bytes) -> None:
    """Put bytes at a place as whoever writes in the database would, and commit."""
    table_name, column_name = where.split(".")
    statement = text(f"update {table_name} set {column_name} = :sealed where id = {row}")
    session.connection().execute(statement, {"sealed": sealed})
    session.commit()
    session.expunge_all()


def sealed_before(plain: bytes, key: str | None = None) -> bytes:
    """Seal bytes as an older version did: for no place; `key`: with another key than the newest."""
    token = Fernet(key or read_keys(settings())[0]).encrypt(b"\x00" + plain)
    return base64.urlsafe_b64decode(token)


def make_older(session: Session) -> int:
    """Put every sealed value of a database back to how an older version sealed it; return how many."""
    count, installation = 0, read_identity(session.connection()).installation
    for source in sealed_tables():
        names = list(sealed_columns(source))
        plain_table = table(source.name, column("id"), *(column(name, LargeBinary) for name in names))
        for row in session.execute(select(plain_table)).all():
            for name in (name for name in names if getattr(row, name) is not None):
                plain = keyring().unseal(getattr(row, name), Place(installation, source.name, name, row.id))
                changed = {name: sealed_before(plain)}
                session.execute(update(plain_table).where(plain_table.c.id == row.id).values(changed))
                count += 1
    session.commit()
    session.expunge_all()
    return count
