"""The base of all tables: naming of constraints, timestamps, keys, and a repr without personal data."""

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import DateTime
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


# What the application's database role may do with the rows of a table; see docs/decisions/014-two-database-roles.md.
READ_ONLY = frozenset({"SELECT"})
APPEND_ONLY = READ_ONLY | {"INSERT"}
CHANGEABLE = APPEND_ONLY | {"UPDATE"}
DELETABLE = CHANGEABLE | {"DELETE"}


class UtcMoment(TypeDecorator[Any]):
    """A timestamp column with time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True


class Row(SQLModel):
    """Base of all tables. Its repr shows only the columns in `shown`: no personal data in logs and tracebacks.

    Each table declares its `rights`: READ_ONLY, APPEND_ONLY, CHANGEABLE or DELETABLE.
    """

    shown: ClassVar[tuple[str, ...]] = ("id",)
    rights: ClassVar[frozenset[str]]

    def __init__(self, **values: Any) -> None:
        """Make a row; TypeError for a value of a column that the table does not have, which SQLModel would drop."""
        if unknown := values.keys() - type(self).model_fields.keys():
            raise TypeError(f"{type(self).__name__} has no column {', '.join(sorted(unknown))}")
        super().__init__(**values)

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [(name, self.__dict__.get(name)) for name in self.shown]


def row_id() -> Any:
    """Declare the surrogate key of a table; the database assigns it."""
    return Field(default=None, primary_key=True)


def reference(target: str, **options: Any) -> Any:
    """Declare a foreign key to `target` ("table.column")."""
    return Field(foreign_key=target, **options)
