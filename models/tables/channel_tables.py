"""What bureaus send by any channel, what became of it, and the keys their messages are signed with."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, SmallInteger, UniqueConstraint, text
from sqlmodel import Field

from models.sealing.sealed_columns import Encrypted, EncryptedBytes
from models.tables.base import APPEND_ONLY, CHANGEABLE, Row, UtcMoment, reference, row_id
from spoorboek.clock import now

MAIL, HTTPS, BY_OPERATOR, AT_DESK = "mail", "https", "operator", "werkplek"
CHANNELS = (MAIL, HTTPS, BY_OPERATOR, AT_DESK)
ACCEPTED, REJECTED, REPEATED, TOLD = "aanvaard", "geweigerd", "herhaald", "gemeld"
TO_DELIVER, DELIVERED, GIVEN_UP, HELD_BACK = "wacht", "afgeleverd", "opgegeven", "aangehouden"
DELIVERIES = (TO_DELIVER, DELIVERED, GIVEN_UP, HELD_BACK)
OUTCOMES = (ACCEPTED, REJECTED, REPEATED, TOLD)


class IncomingMessage(Row, table=True):
    """A message as it came in. It is stored before anything is done with it, and never changes.

    `referral`: its number within the case. `digest`: a keyed hash of the content, `message_key` one of the bureau and
    the number it gave its message. `content`: kept only of a message about a known case; `size` in bytes is of all.
    """

    __tablename__ = "incoming_message"
    __table_args__ = (
        CheckConstraint(f"channel in {CHANNELS}", name="channel"),
        Index("ix_incoming_message_message_key", "message_key"),
    )
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "case_id", "channel", "kind")

    id: int = row_id()
    case_id: int | None = reference("case_file.id", default=None, index=True)
    bureau_id: int | None = reference("bureau.id", default=None)
    received_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    referral: int | None = Field(default=None, sa_type=SmallInteger)
    size: int
    channel: str
    media_type: str
    digest: str
    kind: str | None = None
    message_key: str | None = None
    content: bytes | None = Field(default=None, sa_type=EncryptedBytes)


class IncomingOutcome(Row, table=True):
    """What became of a message, in order: accepted, rejected or repeated; then that people were told. Append-only.

    `reason`: why it was rejected, a code. `detail`: in Dutch what the case said to it. `acts_as`: the `message_key` of
    one that was accepted, so that a message acts once.
    """

    __tablename__ = "incoming_outcome"
    __table_args__ = (
        CheckConstraint(f"outcome in {OUTCOMES}", name="outcome"),
        UniqueConstraint("message_id", "outcome"),
        Index("uq_incoming_outcome_settled", "message_id", unique=True, postgresql_where=text("outcome <> 'gemeld'")),
    )
    rights: ClassVar[frozenset[str]] = APPEND_ONLY
    shown: ClassVar[tuple[str, ...]] = ("id", "message_id", "outcome", "reason")

    id: int = row_id()
    message_id: int = reference("incoming_message.id")
    case_id: int | None = reference("case_file.id", default=None, index=True)
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    outcome: str
    actor: str
    reason: str | None = None
    detail: str | None = None
    acts_as: str | None = Field(default=None, unique=True)


class BureauKey(Row, table=True):
    """A secret that a bureau signs with, and we to it. Two may hold at a time, so that a new one can be brought.

    `name`: the public name of the key, sent along. `ends_at`: until when it holds; None until further notice.
    `end_point`: the https address where the bureau takes messages; None when it takes mail alone.
    """

    __tablename__ = "bureau_key"
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "bureau_id", "name")

    id: int = row_id()
    bureau_id: int = reference("bureau.id", index=True)
    made_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    ends_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    name: str = Field(unique=True)
    secret: str = Field(sa_type=Encrypted)
    end_point: str | None = Field(default=None, sa_type=Encrypted)


class OutgoingMessage(Row, table=True):
    """A message that is brought to the end point of a bureau: the content of a document, under its own number.

    `failing_since`: since when every attempt failed. `last_error`: a code, never what a server said. `bsn_sent_at`:
    since when the bureau may have the BSN by it; None where it went without.
    """

    __tablename__ = "outgoing_message"
    __table_args__ = (
        CheckConstraint(f"status in {DELIVERIES}", name="status"),
        Index("ix_outgoing_message_due", "next_attempt_at", postgresql_where=text("status = 'wacht'")),
    )
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "case_id", "number", "status")

    id: int = row_id()
    case_id: int = reference("case_file.id", index=True)
    bureau_id: int = reference("bureau.id")
    document_id: int = reference("document.id", unique=True)
    queued_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    next_attempt_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    failing_since: datetime | None = Field(default=None, sa_type=UtcMoment)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    bsn_sent_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    attempts: int = Field(default=0, sa_type=SmallInteger)
    status: str = TO_DELIVER
    number: str = Field(unique=True)
    last_error: str | None = None
