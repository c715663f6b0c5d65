"""A row refuses a column that its table does not have: SQLModel would drop the value without a word."""

import pytest

from models.tables.base import Row


def tables() -> list[type[Row]]:
    """List every table."""
    import models.tables  # noqa: F401 - registers them

    found, left = [], [Row]
    while left:
        left += (below := left.pop().__subclasses__())
        found += below
    return sorted((each for each in found if hasattr(each, "__table__")), key=lambda each: each.__name__)


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.__name__)
def test_an_unknown_column_is_refused(table: type[Row]) -> None:
    """A mistyped name, alone or beside a known one, is an error of the programmer and no silent loss."""
    with pytest.raises(TypeError, match="has no column unheard_of"):
        table(unheard_of=1)
    known = next(iter(table.model_fields))
    with pytest.raises(TypeError, match="has no column unheard_of"):
        table(**{known: None, "unheard_of": None})
