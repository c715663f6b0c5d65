"""Shape the values of a good row into its typed record."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from spoorboek.importing.columns import ROLES
from spoorboek.importing.rows import BureauRow, CaseRow, ContactPart, EmployeePart, EmployerPart

Values = Mapping[str, Any]
OF_EMPLOYER = ("employer_name", "tax_number", "postcode")
OF_EMPLOYEE = ("birth_date", "bsn", "email", "function", "hours_per_week", "address")
OF_CASE = ("first_sick_day", "reported_on", "recovered_from", "aow_on", "safety_net")


def case_row(line: int, values: Values) -> CaseRow:
    """Shape one line of a file of cases."""
    number = values["personnel_number"]
    return CaseRow(
        line=line,
        employer=EmployerPart(values["employer_code"], *(values.get(key) for key in OF_EMPLOYER)),
        employee=EmployeePart(number.text, values["name"], number.guessed, *(values.get(key) for key in OF_EMPLOYEE)),
        contacts={role: ContactPart(values[role], values[f"{role}_mail"]) for role in ROLES if values.get(role)},
        contract_ends_on=_last_day(values),
        **{field: values.get(field) for field in OF_CASE},
    )


def bureau_row(line: int, values: Values) -> BureauRow:
    """Shape one line of a register of bureaus."""
    return BureauRow(line, **values)


def _last_day(values: Values) -> date | None:
    """Out of service per a day means that the day before was the last day of the contract."""
    leaves: date | None = values.get("leaves_on")
    return leaves - timedelta(days=1) if leaves else values.get("contract_ends_on")
