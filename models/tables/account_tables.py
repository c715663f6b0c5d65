"""Who may log in at the desk, with what, since when, and who read the page of which case. Personal data are sealed."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, LargeBinary, SmallInteger, String
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from models.sealing.sealed_columns import Encrypted
from models.tables.base import APPEND_ONLY, CHANGEABLE, DELETABLE, Row, UtcMoment, reference, row_id
from spoorboek.clock import now

INVITATION, PASSWORD_RESET = "uitnodiging", "herstel"
HALFWAY, WHOLE = "wachtwoord", "volledig"  # of a session: the second factor is still asked, or was given


class Account(Row, table=True):
    """Somebody who may log in. `code` is who the record names as `door`; it is never given to another.

    `roles`: of `AccountRole`. `everyone`, `employer_ids`, `contact_ids` and `bureau_id`: whose cases or referrals this
    person may see (`models/accounts/reach.py`); the contacts are those with the same address, looked up at each login.
    `email_hash`: a keyed hash of the address, by which it is found. `password`: an argon2id hash. `totp_secret`: base
    32; `totp_step`: the last half minute whose code was used, so that none is used twice. `wrong_codes`: second factors
    that were wrong after the right password, since the last right one. `identity_hash`: a keyed hash of who this person
    is at a provider elsewhere, by which nobody but that person is found; `identity_issuer`: which provider that is.
    """

    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "code", "roles", "active")

    id: int = row_id()
    bureau_id: int | None = reference("bureau.id", default=None)
    created_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    totp_step: int = 0
    wrong_codes: int = Field(default=0, sa_type=SmallInteger)
    everyone: bool = False
    active: bool = True
    code: str = Field(unique=True)
    email_hash: str | None = Field(default=None, unique=True)
    identity_hash: str | None = Field(default=None, unique=True)
    identity_issuer: str | None = None
    roles: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(String), nullable=False))
    contact_ids: list[int] = Field(default_factory=list, sa_column=Column(ARRAY(Integer), nullable=False))
    employer_ids: list[int] = Field(default_factory=list, sa_column=Column(ARRAY(Integer), nullable=False))
    name: str | None = Field(default=None, sa_type=Encrypted)
    email: str | None = Field(default=None, sa_type=Encrypted)
    password: str | None = Field(default=None, sa_type=Encrypted)
    totp_secret: str | None = Field(default=None, sa_type=Encrypted)


class AccountAct(Row, table=True):
    """Something that was done with an account: made, changed, logged in, closed. Append-only; codes, never names."""

    __tablename__ = "account_act"
    rights: ClassVar[frozenset[str]] = APPEND_ONLY
    shown: ClassVar[tuple[str, ...]] = ("id", "account_id", "kind")

    id: int = row_id()
    account_id: int = reference("account.id", index=True)
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    kind: str
    actor: str
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)


class AccountLink(Row, table=True):
    """A link that works once, to begin with an account or to choose another password. `digest`: of what is in it.

    `totp_secret`: the secret that an invitation shows, which the account gets when it is used.
    """

    __tablename__ = "account_link"
    __table_args__ = (CheckConstraint("kind in ('uitnodiging', 'herstel')", name="kind"),)
    rights: ClassVar[frozenset[str]] = DELETABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "account_id", "kind")

    id: int = row_id()
    account_id: int = reference("account.id", index=True)
    made_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    ends_at: datetime = Field(sa_type=UtcMoment)
    kind: str
    digest: bytes = Field(sa_type=LargeBinary, unique=True)
    totp_secret: str | None = Field(default=None, sa_type=Encrypted)


class RecoveryCode(Row, table=True):
    """A code that takes the place of the second factor once; the row goes when it is used."""

    __tablename__ = "recovery_code"
    rights: ClassVar[frozenset[str]] = DELETABLE
    shown: ClassVar[tuple[str, ...]] = ("account_id",)

    account_id: int = reference("account.id", primary_key=True)
    code_hash: str = Field(primary_key=True)


class DeskSession(Row, table=True):
    """A session at the desk. `digest`: of the token in the cookie; the token itself is nowhere.

    `stage`: HALFWAY once the password was right, WHOLE once the second factor was. It ends at `ends_at`, or when it was
    not used for a while since `seen_at`; it is revoked by deleting the row.
    """

    __tablename__ = "desk_session"
    __table_args__ = (CheckConstraint("stage in ('wachtwoord', 'volledig')", name="stage"),)
    rights: ClassVar[frozenset[str]] = DELETABLE
    shown: ClassVar[tuple[str, ...]] = ("account_id", "stage")

    digest: bytes = Field(sa_type=LargeBinary, primary_key=True)
    account_id: int = reference("account.id", index=True)
    began_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    seen_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    ends_at: datetime = Field(sa_type=UtcMoment)
    stage: str


class OutsideSession(Row, table=True):
    """A session that began with a login elsewhere. `id_token`: what the provider gave, to log out there as well."""

    __tablename__ = "outside_session"
    rights: ClassVar[frozenset[str]] = DELETABLE
    shown: ClassVar[tuple[str, ...]] = ("id",)

    id: int = row_id()
    digest: bytes = Field(
        sa_column=Column(
            LargeBinary, ForeignKey("desk_session.digest", ondelete="CASCADE"), nullable=False, unique=True
        )
    )
    id_token: str = Field(sa_type=Encrypted)


class PendingLogin(Row, table=True):
    """A login that goes on elsewhere, until somebody comes back from there; the row goes when it is used.

    `state`: a hash of what the provider sends back; `browser`: of the cookie it must come back with. `account_id`: the
    account that is bound to who logs in there, None for a login; `link`: the hash of the invitation that allows it.
    `name` and `email`: what the first administrator filled in. `way`: the page to go on to.
    """

    __tablename__ = "pending_login"
    rights: ClassVar[frozenset[str]] = DELETABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "ends_at")

    id: int = row_id()
    account_id: int | None = reference("account.id", default=None)
    ends_at: datetime = Field(sa_type=UtcMoment)
    state: bytes = Field(sa_type=LargeBinary, unique=True)
    browser: bytes = Field(sa_type=LargeBinary)
    link: bytes | None = Field(default=None, sa_type=LargeBinary)
    nonce: str = Field(sa_type=Encrypted)
    verifier: str = Field(sa_type=Encrypted)
    way: str = Field(sa_type=Encrypted)
    name: str | None = Field(default=None, sa_type=Encrypted)
    email: str | None = Field(default=None, sa_type=Encrypted)


class LoginAttempt(Row, table=True):
    """Attempts that failed of one address from one source, by a keyed hash of both. `free_at`: when the next may be."""

    __tablename__ = "login_attempt"
    rights: ClassVar[frozenset[str]] = DELETABLE
    shown: ClassVar[tuple[str, ...]] = ("failures", "free_at")

    attempt_key: str = Field(primary_key=True)
    last_at: datetime = Field(sa_type=UtcMoment)
    free_at: datetime = Field(sa_type=UtcMoment)
    failures: int = Field(sa_type=SmallInteger)


class CaseReading(Row, table=True):
    """Somebody read a page about a case: who, which page, when. Append-only."""

    __tablename__ = "case_reading"
    rights: ClassVar[frozenset[str]] = APPEND_ONLY
    shown: ClassVar[tuple[str, ...]] = ("id", "case_id", "actor")

    id: int = row_id()
    case_id: int = reference("case_file.id", index=True)
    read_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    actor: str
    page: str
