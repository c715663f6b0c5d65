"""The register of bureaus beside name and address: terms, contacts, certificates, prices; its changes; shortlists."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Column, SmallInteger, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from models.sealing.sealed_columns import Encrypted
from models.tables.base import APPEND_ONLY, CHANGEABLE, Row, UtcMoment, reference, row_id
from spoorboek.clock import now

ENROLLED, CHANGED = "ingeschreven", "gewijzigd"


class BureauTerms(Row, table=True):
    """On what terms a bureau works for the house; None and empty: not known.

    `contract_from`, `contract_until`: first and last day. `capacity`: how many people at once. `waiting_days`: calendar
    days.
    """

    __tablename__ = "bureau_terms"
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "bureau_id")

    id: int = row_id()
    bureau_id: int = reference("bureau.id", unique=True)
    contract_from: date | None = None
    contract_until: date | None = None
    capacity: int | None = Field(default=None, sa_type=SmallInteger)
    waiting_days: int | None = Field(default=None, sa_type=SmallInteger)
    specialisms: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(String), nullable=False))


class BureauContact(Row, table=True):
    """Who does what at a bureau; all empty when nobody does any more."""

    __tablename__ = "bureau_contact"
    __table_args__ = (UniqueConstraint("bureau_id", "role"),)
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "bureau_id", "role")

    id: int = row_id()
    bureau_id: int = reference("bureau.id")
    role: str
    name: str | None = Field(default=None, sa_type=Encrypted)
    email: str | None = Field(default=None, sa_type=Encrypted)
    phone: str | None = Field(default=None, sa_type=Encrypted)


class BureauCertificate(Row, table=True):
    """A certificate of a bureau and its last valid day; None when it has the certificate no more."""

    __tablename__ = "bureau_certificate"
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("bureau_id", "code", "valid_until")

    bureau_id: int = reference("bureau.id", primary_key=True)
    code: str = Field(primary_key=True)
    valid_until: date | None = None


class BureauPrice(Row, table=True):
    """The price of a service, in cents without VAT, from a day on; a later one takes its place.

    `until_on`: the last day; None until further notice.
    """

    __tablename__ = "bureau_price"
    __table_args__ = (CheckConstraint("cents >= 0", name="cents"),)
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("bureau_id", "service", "from_on", "cents")

    bureau_id: int = reference("bureau.id", primary_key=True)
    service: str = Field(primary_key=True)
    from_on: date = Field(primary_key=True)
    until_on: date | None = None
    cents: int


class BureauAct(Row, table=True):
    """One change of the register: who changed what of a bureau, and when. Append-only.

    `detail` holds, by field, the value before and after; of sealed fields only that they changed.
    """

    __tablename__ = "bureau_act"
    __table_args__ = (CheckConstraint("kind in ('ingeschreven', 'gewijzigd')", name="kind"),)
    rights: ClassVar[frozenset[str]] = APPEND_ONLY
    shown: ClassVar[tuple[str, ...]] = ("id", "bureau_id", "kind", "on_day")

    id: int = row_id()
    bureau_id: int = reference("bureau.id", index=True)
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    on_day: date
    kind: str
    actor: str
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)


class KeptShortlist(Row, table=True):
    """A shortlist as somebody saw it or the product used it, with the bureau that was chosen. Append-only.

    `number` counts within the case, from 1. `house`: the version of the house policy with its weights. `content`: what
    was asked, the score of each candidate by part, and who fell out for which reason; codes and numbers only.
    `bureau_id`: the choice; `reason`: why not the first.
    """

    __tablename__ = "shortlist"
    __table_args__ = (UniqueConstraint("case_id", "number"),)
    rights: ClassVar[frozenset[str]] = APPEND_ONLY
    shown: ClassVar[tuple[str, ...]] = ("id", "case_id", "number", "on_day")

    id: int = row_id()
    case_id: int = reference("case_file.id")
    bureau_id: int = reference("bureau.id")
    number: int = Field(sa_type=SmallInteger)
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    on_day: date
    house: str
    actor: str
    reason: str | None = None
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
