"""The people and organisations of a case: employers, employees, contacts, bureaus. Personal data are encrypted."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import CheckConstraint, Column, SmallInteger, String, UniqueConstraint, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from models.sealing.sealed_columns import Encrypted, EncryptedDate
from models.tables.base import APPEND_ONLY, CHANGEABLE, Row, UtcMoment, reference, row_id
from spoorboek.clock import now

ROLE_GIVEN, ROLE_PLANNED, ROLE_BEGUN, ROLE_DROPPED = "gewijzigd", "gepland", "ingegaan", "vervallen"


class Employer(Row, table=True):
    """An employer. `postcode_area`: first two digits of the postcode, for bureaus by region. `street`: with number."""

    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "code")

    id: int = row_id()
    code: str = Field(unique=True)
    postcode_area: str | None = Field(default=None, max_length=2)
    name: str = Field(sa_type=Encrypted)
    loonheffingennummer: str | None = Field(default=None, sa_type=Encrypted)
    street: str | None = Field(default=None, sa_type=Encrypted)
    postcode: str | None = Field(default=None, sa_type=Encrypted)
    place: str | None = Field(default=None, sa_type=Encrypted)
    phone: str | None = Field(default=None, sa_type=Encrypted)


class Employee(Row, table=True):
    """An employee. `link_hash`: keyed hash of employer code and personnel number, the only way to look one up.

    `address`: street and number, or all of it on one line where no file told `postcode` and `place` apart.
    `salutation`: as of a `Contact`.
    """

    rights: ClassVar[frozenset[str]] = CHANGEABLE

    id: int = row_id()
    employer_id: int = reference("employer.id", index=True)
    hours_per_week: Decimal | None = Field(default=None, max_digits=5, decimal_places=2)
    link_hash: str = Field(unique=True)
    personnel_number: str = Field(sa_type=Encrypted)
    name: str = Field(sa_type=Encrypted)
    birth_date: date | None = Field(default=None, sa_type=EncryptedDate)
    bsn: str | None = Field(default=None, sa_type=Encrypted)
    email: str | None = Field(default=None, sa_type=Encrypted)
    function: str | None = Field(default=None, sa_type=Encrypted)
    address: str | None = Field(default=None, sa_type=Encrypted)
    postcode: str | None = Field(default=None, sa_type=Encrypted)
    place: str | None = Field(default=None, sa_type=Encrypted)
    phone: str | None = Field(default=None, sa_type=Encrypted)
    education: str | None = Field(default=None, sa_type=Encrypted)
    salutation: str | None = Field(default=None, sa_type=Encrypted)


class PersonIdentity(Row, table=True):
    """By what an employee is recognised at an employer, however it is written: keyed hashes, see `models.identity`.

    `number_hash`: of the personnel number; None for one that another had already when the hashes came. `birth_hash`: of
    name and birth date, without one of name and e-mail address. `beside_id`: the other employment of the same person,
    as a file said; `is_other`: a file said that this is somebody else than who is like it. `former_hashes`: of the
    numbers this person had before, as somebody recorded.
    """

    __tablename__ = "person_identity"
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("employee_id", "beside_id")

    employee_id: int = reference("employee.id", primary_key=True)
    beside_id: int | None = reference("employee.id", default=None)
    number_hash: str | None = Field(default=None, unique=True)
    bsn_hash: str | None = Field(default=None, index=True)
    birth_hash: str | None = Field(default=None, index=True)
    is_other: bool = False
    former_hashes: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(String), nullable=False))


class Contact(Row, table=True):
    """A person who can have a role. Absent from `absent_from` through `absent_until` (None: until further notice).

    `salutation`: what a letter has after `Geachte`, or only the title that goes before the name.
    """

    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "code")

    id: int = row_id()
    substitute_id: int | None = reference("contact.id", default=None)
    absent_from: date | None = None
    absent_until: date | None = None
    code: str = Field(unique=True)
    name: str = Field(sa_type=Encrypted)
    email: str = Field(sa_type=Encrypted)
    organisation: str | None = Field(default=None, sa_type=Encrypted)
    phone: str | None = Field(default=None, sa_type=Encrypted)
    salutation: str | None = Field(default=None, sa_type=Encrypted)


class PartyValue(Row, table=True):
    """A value of an employer, employee or contact that a person recorded here, so that no file turns it back.

    `field`: the column it is a value of. `said`: what a file said otherwise last; `is_kept`: a person decided that ours
    stays all the same, so that the same file does not ask again.
    """

    __tablename__ = "party_value"
    __table_args__ = (
        CheckConstraint("num_nonnulls(employer_id, employee_id, contact_id) = 1", name="of_one"),
        UniqueConstraint("employer_id", "employee_id", "contact_id", "field", postgresql_nulls_not_distinct=True),
    )
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "field")

    id: int = row_id()
    employer_id: int | None = reference("employer.id", default=None)
    employee_id: int | None = reference("employee.id", default=None, index=True)
    contact_id: int | None = reference("contact.id", default=None)
    field: str
    actor: str
    is_kept: bool = False
    said: str | None = Field(default=None, sa_type=Encrypted)


class EmployerRole(Row, table=True):
    """The contact with a role in every case of an employer, unless the case names another."""

    __tablename__ = "employer_role"
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("employer_id", "role", "contact_id")

    employer_id: int = reference("employer.id", primary_key=True)
    role: str = Field(primary_key=True)
    contact_id: int = reference("contact.id")


class CaseRole(Row, table=True):
    """The contact with a role in one case; takes precedence over `EmployerRole`."""

    __tablename__ = "case_role"
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("case_id", "role", "contact_id")

    case_id: int = reference("case_file.id", primary_key=True)
    role: str = Field(primary_key=True)
    contact_id: int = reference("contact.id", index=True)


class RoleChange(Row, table=True):
    """Who gave whom a role in a case, and from which day. Append-only.

    `kind`: it held at once, it is planned for `on_day`, the planned one `plan_id` began, or it was dropped.
    """

    __tablename__ = "role_change"
    __table_args__ = (CheckConstraint("kind in ('gewijzigd', 'gepland', 'ingegaan', 'vervallen')", name="kind"),)
    rights: ClassVar[frozenset[str]] = APPEND_ONLY
    shown: ClassVar[tuple[str, ...]] = ("id", "case_id", "role", "kind")

    id: int = row_id()
    case_id: int = reference("case_file.id", index=True)
    contact_id: int = reference("contact.id")
    plan_id: int | None = reference("role_change.id", default=None)
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    on_day: date
    kind: str
    role: str
    actor: str


class Bureau(Row, table=True):
    """A re-integration bureau.

    `regions`: two-digit postcode areas, empty for the whole country. The bureau of lowest `rank` is asked first.
    """

    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "code")

    id: int = row_id()
    rank: int = Field(default=100, sa_type=SmallInteger)
    active: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    code: str = Field(unique=True)
    name: str = Field(sa_type=Encrypted)
    email: str = Field(sa_type=Encrypted)
    regions: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(String), nullable=False))
    services: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(String), nullable=False))
