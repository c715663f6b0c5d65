"""What is implausible in one row: the column that is wrong, and why."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

RowValues = Mapping[str, Any]


class RowComplaint(NamedTuple):
    """The key of the column that is wrong, and why (Dutch); `against`: the columns it was compared with, if any."""

    key: str
    message: str
    against: str | tuple[str, ...] | None = None

    @property
    def about(self) -> tuple[str, ...]:
        """Return the keys of all columns it is about."""
        against = (self.against,) if isinstance(self.against, str) else self.against or ()
        return (self.key, *against)


RowRule = Callable[[RowValues, date], Iterator[RowComplaint]]
