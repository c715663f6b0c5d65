"""Files that somebody sent at the desk and that wait for that person's answer: sealed, for an hour at most."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from models.sealing.sealed_columns import Encrypted, EncryptedBytes
from models.tables.base import DELETABLE, Row, UtcMoment, reference, row_id
from spoorboek.clock import now

PAPER_TO_NAME, FILE_TO_IMPORT = "stuk", "import"


class WaitingUpload(Row, table=True):
    """A file that waits until `ends_at`; then its row goes. `key` names it in an address, and tells nothing.

    `purpose`: a paper whose kind is asked, or a file to import. `digest`: the sha256 (hex) of the content. `answers`:
    what the person chose so far, as JSON; `told`: what was shown of it, as JSON. Without content it was used, and
    `told` says what became of it.
    """

    __tablename__ = "waiting_upload"
    __table_args__ = (CheckConstraint("purpose in ('stuk', 'import')", name="purpose"),)
    rights: ClassVar[frozenset[str]] = DELETABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "purpose")

    id: int = row_id()
    account_id: int = reference("account.id")
    case_id: int | None = reference("case_file.id", default=None)
    key: UUID = Field(default_factory=uuid4, unique=True)
    made_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    ends_at: datetime = Field(sa_type=UtcMoment, index=True)
    purpose: str
    digest: str
    answers: str = Field(default="{}", sa_type=Encrypted)
    file_name: str = Field(sa_type=Encrypted)
    content: bytes | None = Field(default=None, sa_type=EncryptedBytes)
    told: str | None = Field(default=None, sa_type=Encrypted)
