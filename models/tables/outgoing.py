"""What a case sends out: documents, mails with their lines in a digest, referrals."""

from datetime import date, datetime, timedelta
from typing import ClassVar

from sqlalchemy import CheckConstraint, Column, Index, Integer, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from models.sealing.sealed_columns import Encrypted, EncryptedBytes
from models.tables.base import CHANGEABLE, Row, UtcMoment, reference, row_id
from spoorboek.clock import now

WAITING, SENT, REFUSED = "wacht", "verzonden", "geweigerd"
HELD, DROPPED = "aangehouden", "vervallen"
BOUNCED, ELSEWHERE = "teruggekomen", "anders bezorgd"
_STATUSES = (WAITING, SENT, REFUSED, HELD, DROPPED, BOUNCED, ELSEWHERE)
_NOT_ARRIVED = "status in ('geweigerd', 'teruggekomen')"
GATHERED = timedelta(minutes=30)  # the longest a mail waits for others that go to the same colleague
AWAITS_YES, REFERRED = "voorbereid", "verzonden"  # of a referral


class Document(Row, table=True):
    """A document as it was made. `size` in bytes and `sha256` (hex) are of the content before encryption.

    `text`: the same in plain text, as a mail carries it; None for one that was made before it was kept. `made_of`: a
    hash of the data of a form, by which is seen that they changed.
    `own_template`, `own_sha256`: the file and hash of the template of the house that made it; None for a shipped one.
    """

    __table_args__ = (UniqueConstraint("effect_id", "template"),)
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "number", "template")

    id: int = row_id()
    case_id: int = reference("case_file.id", index=True)
    effect_id: int = reference("effect.id")
    created_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    version: int = Field(default=1, sa_type=SmallInteger)
    size: int
    number: str = Field(unique=True)
    template: str
    template_version: str
    rules: str
    file_name: str
    media_type: str = "application/pdf"
    sha256: str
    made_of: str | None = None
    content: bytes = Field(sa_type=EncryptedBytes)
    text: str | None = Field(default=None, sa_type=Encrypted)
    own_template: str | None = None
    own_sha256: str | None = None


class Referral(Row, table=True):
    """The referral of a case to a bureau, prepared or sent; `number` counts within the case, from 1.

    `opened_on`: the day it was prepared. The bureau knows of it once its `status` is REFERRED.
    """

    __table_args__ = (
        CheckConstraint("status in ('voorbereid', 'verzonden')", name="status"),
        UniqueConstraint("case_id", "number"),
    )
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "case_id", "number", "status")

    id: int = row_id()
    case_id: int = reference("case_file.id")
    effect_id: int = reference("effect.id", unique=True)
    bureau_id: int = reference("bureau.id")
    opened_on: date
    number: int = Field(sa_type=SmallInteger)
    status: str


class PreparationContent(Row, table=True):
    """What a bureau must know of somebody and no event may hold; a next version takes its place, and this one stays.

    `kind`: `functioneel_profiel` or `zoekgegevens`; `number`: from 1 within the case and kind. `content`: JSON, see
    models/second_track/preparation_content.py.
    """

    __tablename__ = "preparation_content"
    __table_args__ = (
        UniqueConstraint("case_id", "kind", "number"),
        CheckConstraint("kind in ('functioneel_profiel', 'zoekgegevens')", name="kind"),
    )
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "case_id", "kind", "number")

    id: int = row_id()
    case_id: int = reference("case_file.id")
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    on_day: date
    number: int = Field(sa_type=SmallInteger)
    kind: str
    recorded_by: str
    content: str = Field(sa_type=Encrypted)


class Message(Row, table=True):
    """A mail in the outbox. `subject` holds no personal data, `last_error` no address.

    `created_at`: when it was written, or when somebody decided that it goes once more; it never changes.
    `unanswered` counts the attempts after which it may have arrived: it was handed over, and no answer came.
    `failing_since`: since when every attempt failed. `told_at` is when operations was told that it did not arrive,
    `reported_at` when the casemanager was; `settled_by` is the actor who then had it sent again, or took it as
    delivered, in another way on the day `delivered_on`. `resend_of`: the mail that did not arrive, of which this one
    has the content. `held_because`: why it waits, or waited, for a person after a restore (see
    `tasks/outbox/held_mail.py`); one that a person marked as sent is SENT without `sent_at`. `in_folder`: sent to the
    folder for mail, without a server. `stands_in`: the role that got it when nobody in `to_role` has an address.
    `follows`: the number of the event, recorded at the desk, from which it follows; `recall_until`: until when it
    waits, and may be called back.
    """

    __table_args__ = (
        CheckConstraint(f"status in {_STATUSES}", name="status"),
        Index("ix_message_effect", "effect_id", unique=True, postgresql_where=text("resend_of is null")),
        Index("ix_message_due", "next_attempt_at", postgresql_where=text("status = 'wacht'")),
        Index("ix_message_untold", "id", postgresql_where=text(f"{_NOT_ARRIVED} and told_at is null")),
        Index("ix_message_unreported", "id", postgresql_where=text(f"{_NOT_ARRIVED} and reported_at is null")),
        Index("ix_message_not_arrived", "id", postgresql_where=text(_NOT_ARRIVED)),
        Index("ix_message_stands_in", "id", postgresql_where=text("stands_in is not null and settled_at is null")),
        Index("ix_message_held", "case_id", postgresql_where=text("status = 'aangehouden'")),
    )
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "case_id", "status", "message_id")

    id: int = row_id()
    case_id: int | None = reference("case_file.id", default=None, index=True)
    effect_id: int | None = reference("effect.id", default=None)
    resend_of: int | None = reference("message.id", default=None, unique=True)
    created_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    next_attempt_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    sent_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    told_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    reported_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    settled_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    failing_since: datetime | None = Field(default=None, sa_type=UtcMoment)
    recall_until: datetime | None = Field(default=None, sa_type=UtcMoment)
    delivered_on: date | None = None
    follows: int | None = Field(default=None, sa_type=SmallInteger)
    attempts: int = Field(default=0, sa_type=SmallInteger)
    unanswered: int = Field(default=0, sa_type=SmallInteger)
    status: str = WAITING
    message_id: str = Field(unique=True)
    to_role: str
    subject: str
    last_error: str | None = None
    settled_by: str | None = None
    held_because: str | None = None
    in_folder: bool = False
    stands_in: str | None = None
    document_ids: list[int] = Field(default_factory=list, sa_column=Column(ARRAY(Integer), nullable=False))
    recipient: str = Field(sa_type=Encrypted)
    recipient_name: str = Field(sa_type=Encrypted)
    body: str = Field(sa_type=Encrypted)


class DigestLine(Row, table=True):
    """What a mail to a colleague says where it goes together with others, and in which mail it went.

    `urgency` and `on_day` are its place among the others, `ask` says what to do, `text` about which step and by when.
    `goes_as`: the Message-ID of the mail it goes in, of a digest, or its own where it goes alone; None while mails
    are still gathered. A mail without a line always goes alone. The report of a day has a line of no case.
    """

    __tablename__ = "digest_line"
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("mail_id", "case_id", "goes_as")

    id: int = row_id()
    mail_id: int = reference("message.id", unique=True)
    case_id: int | None = reference("case_file.id", default=None, index=True)
    on_day: date
    urgency: int = Field(sa_type=SmallInteger)
    goes_as: str | None = Field(default=None, index=True)
    ask: str
    text: str = Field(sa_type=Encrypted)
