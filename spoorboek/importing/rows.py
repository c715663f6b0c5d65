"""Typed rows: what a line of a file says, after it was read and found plausible. A None says nothing at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple


class EmployerPart(NamedTuple):
    """What a row says of the employer; `postcode_area` is the first two digits."""

    code: str
    name: str | None = None
    tax_number: str | None = None
    postcode_area: str | None = None


class EmployeePart(NamedTuple):
    """What a row says of the employee; `guessed_number`: the personnel number came from a number cell without zeros."""

    personnel_number: str
    name: str
    guessed_number: bool = False
    birth_date: date | None = None
    bsn: str | None = None
    email: str | None = None
    function: str | None = None
    hours_per_week: Decimal | None = None
    address: str | None = None


class ContactPart(NamedTuple):
    """Who has a role in the case."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of a file of cases; without a first sick day it only says that the employee exists.

    `safety_net` "nee" denies it, None says nothing. `contract_ends_on` is the last day of the contract.
    """

    line: int
    employer: EmployerPart
    employee: EmployeePart
    first_sick_day: date | None = None
    reported_on: date | None = None
    recovered_from: date | None = None
    contract_ends_on: date | None = None
    aow_on: date | None = None
    safety_net: Literal["nee", "vierde_dag", "zes_weken"] | None = None
    contacts: Mapping[str, ContactPart] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BureauRow:
    """One line of a register of bureaus; no regions means the whole country."""

    line: int
    code: str
    name: str
    email: str
    regions: tuple[str, ...] | None = None
    services: tuple[str, ...] | None = None
    active: bool | None = None
    rank: int | None = None
