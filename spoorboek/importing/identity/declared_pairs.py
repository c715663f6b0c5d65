"""What a file says of two numbers: two employments of one person."""

from collections.abc import Iterable

from models.identity.identities import identity
from spoorboek.importing.reading.columns import SOMEBODY_ELSE
from spoorboek.importing.rows import CaseRow


class DeclaredPairs:
    """The pairs of numbers that a file says are two employments of one person."""

    def __init__(self, rows: Iterable[CaseRow]) -> None:
        self.pairs = {
            (identity(row.employer.code), frozenset((number_of(row), identity(other))))
            for row in rows
            if (other := row.employee.other_employment) and other != SOMEBODY_ELSE
        }

    def has(self, row: CaseRow, number: str) -> bool:
        """Tell whether a file says that the number of a row and this one are two employments of one person."""
        return (identity(row.employer.code), frozenset((number_of(row), identity(number)))) in self.pairs


def number_of(row: CaseRow) -> str:
    """Return what the personnel number of a row is compared by."""
    return identity(row.employee.personnel_number)
