"""The papers that came in: as they came, sealed, with who brought them, and why one was not taken into the dossier."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, SmallInteger, UniqueConstraint, text
from sqlmodel import Field

from models.sealing.sealed_columns import Encrypted, EncryptedBytes
from models.tables.base import CHANGEABLE, Row, UtcMoment, reference, row_id
from spoorboek.clock import now

RECEIVED, QUARANTINED, TURNED_AWAY = "ontvangen", "quarantaine", "geweigerd"
STANDS = (RECEIVED, QUARANTINED, TURNED_AWAY)
BY_HAND, BY_FOLDER, BY_MAIL, BY_DESK = "operator", "map", "mail", "bureaublad"
WAYS = (BY_HAND, BY_FOLDER, BY_MAIL, BY_DESK)


class ReceivedPaper(Row, table=True):
    """A file as it came in; a rotation of keys alone writes it anew, but for what is found on it.

    `number` counts within the case, from 1. `stand`: in the dossier, in quarantine, or turned away without content;
    `reason`, a code, says why. `way`: how it came, `actor` who brought it, `sender` from whom (a code), `address` the
    mail address it came from. `dated`: the date on the paper, when that was told. `digest`: a keyed hash of what it
    holds, by which a file counts once; `attempt` counts, from 1, how often it was registered after a withdrawal.
    `other_bsn`: a BSN stands on it, and not that of the employee; None when nobody can tell.
    """

    __tablename__ = "received_paper"
    __table_args__ = (
        CheckConstraint(f"stand in {STANDS}", name="stand"),
        CheckConstraint(f"way in {WAYS}", name="way"),
        CheckConstraint("stand <> 'geweigerd' or content is null", name="turned_away"),
        UniqueConstraint("case_id", "number"),
        Index(
            "uq_received_paper_once",
            "case_id",
            "digest",
            "attempt",
            unique=True,
            postgresql_where=text("stand = 'ontvangen'"),
        ),
    )
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "case_id", "number", "kind", "stand")

    id: int = row_id()
    case_id: int = reference("case_file.id")
    received_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    dated: date | None = None
    size: int
    number: int = Field(sa_type=SmallInteger)
    occurrence: int = Field(sa_type=SmallInteger)
    attempt: int = Field(default=1, sa_type=SmallInteger)
    step: str
    kind: str
    stand: str
    reason: str | None = None
    way: str
    actor: str
    sender: str
    media_type: str | None = None
    other_bsn: bool | None = None
    digest: str
    address: str | None = Field(default=None, sa_type=Encrypted)
    file_name: str | None = Field(default=None, sa_type=Encrypted)
    content: bytes | None = Field(default=None, sa_type=EncryptedBytes)


class PlanWords(Row, table=True):
    """What employer and employee agreed, in words: of one event `plan_agreed` (`seq`), as JSON by name of its field."""

    __tablename__ = "plan_words"
    __table_args__ = (UniqueConstraint("case_id", "seq"),)
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "case_id", "seq")

    id: int = row_id()
    case_id: int = reference("case_file.id")
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    seq: int
    content: str = Field(sa_type=Encrypted)
