"""What all tables share."""

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


class UtcMoment(TypeDecorator[Any]):
    """A moment in time with its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True


class Row(SQLModel):
    """A table whose rows never show a person in logs, tracebacks or messages: only the columns named in `shown`."""

    shown: ClassVar[tuple[str, ...]] = ("id",)

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [(name, self.__dict__.get(name)) for name in self.shown]


def row_id() -> Any:
    """Declare the surrogate key of a table; the database hands it out."""
    return Field(default=None, primary_key=True)


def reference(target: str, **options: Any) -> Any:
    """Declare a column that points to `target` ("table.column")."""
    return Field(foreign_key=target, **options)
