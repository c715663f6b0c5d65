"""Typed rows: the values of a line of a file, after it was read and checked. None: the file has no value."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from spoorboek.importing.reading.columns import OF_CONTACT, ROLES
from spoorboek.importing.running_track import TrackPart, track_part
from spoorboek.statute.facts import Agreement


class EmployerPart(NamedTuple):
    """The employer of a row. `postcode`: of its address, or the digits alone.

    `own_risk_from`, `own_risk_until`: the days between which it bears the risk of the Ziektewet itself. `agreement`:
    what it gives beside the law.
    """

    code: str
    name: str | None = None
    tax_number: str | None = None
    postcode: str | None = None
    own_risk_from: date | None = None
    own_risk_until: date | None = None
    street: str | None = None
    place: str | None = None
    phone: str | None = None
    agreement: Agreement | None = None

    @property
    def postcode_area(self) -> str | None:
        """Return the first two digits: bureaus are chosen by region."""
        return self.postcode[:2] if self.postcode else None

    @property
    def address_postcode(self) -> str | None:
        """Return the postcode of the address; None without a street: it says only in which region somebody works."""
        return self.postcode if self.street else None


class EmployeePart(NamedTuple):
    """The employee of a row.

    `other_employment`: the personnel number of another employment of the same person, or SOMEBODY_ELSE: this is not who
    has the same name and birth date.
    """

    personnel_number: str
    name: str
    birth_date: date | None = None
    bsn: str | None = None
    email: str | None = None
    function: str | None = None
    hours_per_week: Decimal | None = None
    address: str | None = None
    other_employment: str | None = None
    postcode: str | None = None
    place: str | None = None
    phone: str | None = None
    education: str | None = None
    salutation: str | None = None


class ContactPart(NamedTuple):
    """A contact with a role in the case."""

    name: str
    email: str
    phone: str | None = None
    organisation: str | None = None
    salutation: str | None = None

    @property
    def identity(self) -> tuple[str, str]:
        """Return what a contact is recognised by: address and name; several people may share a mailbox."""
        email, name = (unicodedata.normalize("NFC", each).casefold() for each in (self.email, self.name))
        return email, name


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of a file of cases; without a first sick day it only registers the employee.

    `safety_net`: "nee" means none applies, None that the file has no value. `contract_ends_on`: last day in service.
    `assessment`: outcome of the arbeidsdeskundig onderzoek of `assessment_on`; `informed_on`: when the employee was
    told of the second track.
    `week_42_report`: whether the reports of ZW 38 are made, whatever the safety net. `week_42_on`, `week_42_receipt`:
    when the report of week 42 was made, and the number by which UWV confirmed it. `track`: the second track that runs
    already.
    """

    line: int
    employer: EmployerPart
    employee: EmployeePart
    first_sick_day: date | None = None
    reported_on: date | None = None
    recovered_from: date | None = None
    contract_ends_on: date | None = None
    aow_on: date | None = None
    safety_net: Literal["nee", "vierde_dag", "zes_weken", "dertien_weken"] | None = None
    assessment_on: date | None = None
    assessment: str | None = None
    informed_on: date | None = None
    week_42_report: bool | None = None
    week_42_on: date | None = None
    week_42_receipt: str | None = None
    contacts: Mapping[str, ContactPart] = field(default_factory=dict)
    track: TrackPart | None = None


@dataclass(frozen=True, slots=True)
class BureauRow:
    """One line of a register of bureaus; no regions means the whole country.

    `more`: the other values it has, by the key of their column.
    """

    line: int
    code: str
    name: str
    email: str
    regions: tuple[str, ...] | None = None
    services: tuple[str, ...] | None = None
    active: bool | None = None
    rank: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def values(self) -> Mapping[str, Any]:
        """Return the values this line has, by the key of their column; a blank cell has none."""
        own = {name: getattr(self, name) for name in OF_BUREAU}
        return {name: value for name, value in {**own, **self.more}.items() if value is not None}


YES, NO = "ja", "nee"
CellValues = Mapping[str, Any]
OF_EMPLOYER = (
    *("employer_name", "tax_number", "postcode", "own_risk_from", "own_risk_until"),
    *("employer_street", "employer_place", "employer_phone"),
)
OF_EMPLOYEE = {
    field: "home_postcode" if field == "postcode" else field
    for field in EmployeePart._fields
    if field not in ("personnel_number", "name")
}
OF_CASE = (
    *("first_sick_day", "reported_on", "recovered_from", "aow_on", "safety_net", "week_42_report"),
    *("assessment_on", "assessment", "informed_on"),
    *("week_42_on", "week_42_receipt"),
)
OF_BUREAU = ("name", "email", "regions", "services", "active", "rank")


def case_row(line: int, values: CellValues) -> CaseRow:
    """Build the typed row of one line of a file of cases."""
    return CaseRow(
        line=line,
        employer=_employer(values),
        employee=_employee(values),
        contacts={role: _contact(role, values) for role in ROLES if values.get(role)},
        contract_ends_on=_last_day(values),
        track=track_part(values),
        **{field: values.get(field) for field in OF_CASE},
    )


def _employee(values: CellValues) -> EmployeePart:
    more = {field: values.get(column) for field, column in OF_EMPLOYEE.items()}
    return EmployeePart(values["personnel_number"], values["name"], **more)


def _contact(role: str, values: CellValues) -> ContactPart:
    said = {field: values.get(f"{role}_{field}") for field in OF_CONTACT}
    return ContactPart(values[role], values[f"{role}_mail"], **said)


def bureau_row(line: int, values: CellValues) -> BureauRow:
    """Build the typed row of one line of a register of bureaus."""
    own = {name: values.get(name) for name in OF_BUREAU[2:]}
    more = {name: value for name, value in values.items() if name not in ("code", *OF_BUREAU)}
    return BureauRow(line, values["code"], values["name"], values["email"], **own, more=more)


def _employer(values: CellValues) -> EmployerPart:
    part = EmployerPart(values["employer_code"], *(values.get(key) for key in OF_EMPLOYER))
    return part._replace(agreement=_agreement(values))


def _agreement(values: CellValues) -> Agreement | None:
    """Return what the employer gives beside the law; by an agreement, unless the file names another source."""
    since = values.get("agreement_from")
    if since is None:
        return None
    source = values.get("agreement_source") or "cao"
    weeks = (values.get(name) or 0 for name in ("wage_weeks", "ban_weeks"))
    return Agreement(since, values.get("agreement_until"), source, *weeks)


def _last_day(values: CellValues) -> date | None:
    """Return the last day of the contract: the day before the one the employee is out of service from."""
    leaves: date | None = values.get("leaves_on")
    return leaves - timedelta(days=1) if leaves else values.get("contract_ends_on")
