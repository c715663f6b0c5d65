"""The values of an employee go to their fields by name: another order of columns or fields changes nothing."""

from spoorboek.importing.rows import OF_EMPLOYEE, EmployeePart, case_row


def test_each_field_has_the_value_of_its_own_column() -> None:
    """Every column is filled with its own name; the postcode of the home is the one column with another name."""
    values = {column: column for column in OF_EMPLOYEE.values()}
    part = case_row(2, {"employer_code": "w", "personnel_number": "1", "name": "x", **values}).employee
    assert part._asdict() == {"personnel_number": "1", "name": "x", **OF_EMPLOYEE}
    assert {field for field, column in OF_EMPLOYEE.items() if field != column} == {"postcode"}
    assert OF_EMPLOYEE.keys() == set(EmployeePart._fields) - {"personnel_number", "name"}
