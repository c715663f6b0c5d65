"""The ledger: append-only entries in one chain per subject, and the sealed end of each chain."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from models.tables.base import APPEND_ONLY, CHANGEABLE, Row, UtcMoment


class LedgerEntry(Row, table=True):
    """One entry of the ledger. Append-only; holds no personal data.

    `subject` and `subject_id` name the chain (such as `case`, 12), `of_table` and `row_key` the row it speaks of.
    `digest`: keyed hash of what that row held; `mac`: keyed hash of this entry and the one before it in the chain.
    """

    __tablename__ = "ledger_entry"
    rights: ClassVar[frozenset[str]] = APPEND_ONLY
    shown: ClassVar[tuple[str, ...]] = ("subject", "subject_id", "seq", "kind")

    subject: str = Field(primary_key=True)
    subject_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    recorded_at: datetime = Field(sa_type=UtcMoment)
    kind: str
    of_table: str = ""
    row_key: str = ""
    digest: bytes = Field(default=b"", sa_type=LargeBinary)
    mac: bytes = Field(sa_type=LargeBinary)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)


class LedgerHead(Row, table=True):
    """The end of a chain: number of entries, `mac` of the last one, and a keyed seal over both."""

    __tablename__ = "ledger_head"
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("subject", "subject_id", "length")

    subject: str = Field(primary_key=True)
    subject_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    length: int
    mac: bytes = Field(sa_type=LargeBinary)
    seal: bytes = Field(sa_type=LargeBinary)
