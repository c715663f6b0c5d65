"""Column types whose values are sealed for the row they stand in.

A type of SQLAlchemy sees values, never rows. So each select of such a column is wrapped in SQL that puts the id of the
row and the identity of the installation before the value, and each insert or update of one is sealed just before it
runs, when the id is among its parameters. Rows get their id from its sequence before they are inserted. What slips past
(values inside a statement, a row without an id, a function of the column) is refused; it is never written or read bare.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Engine,
    FromClause,
    Insert,
    Label,
    LargeBinary,
    Select,
    Table,
    Update,
    cast,
    event,
    func,
    literal_column,
    select,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, KeyedColumnElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator

from models.sealing.crypto import UNBOUND, Place, UnreadableError, keyring, unsealed
from spoorboek.errors import PlatformError

ID_BYTES, IDENTITY_BYTES = 8, 16
VALUE = ID_BYTES + IDENTITY_BYTES + 1
# Read once per column of a statement, not per row. The last byte is the first of the key check, which is bound to its
# place last of all. Zeros where there is no identity: nothing may become NULL.
IDENTITY = literal_column(
    "coalesce((select uuid_send(i.code) || coalesce(substr(k.token, 1, 1), '\\x00') "
    "from installation i left join key_check k on true), decode(repeat('00', 17), 'hex'))",
    LargeBinary,
)
_installations: WeakKeyDictionary[Any, bytes] = WeakKeyDictionary()  # by transaction


class Identity(NamedTuple):
    """What binds values to one database, and whether older values, which belong to no place, are still read."""

    installation: bytes
    unbound: bool

    @classmethod
    def of(cls, found: bytes) -> "Identity":
        """Take apart what `IDENTITY` selects."""
        return cls(found[:IDENTITY_BYTES], found[IDENTITY_BYTES:] == UNBOUND)


class UnplacedValueError(TypeError, DontWrapMixin):
    """A value of a sealed column is written or read without the id of its row beside it."""


class SealedBytes(bytes):
    """Bytes that were sealed for the place they are written to."""


class EncryptedBytes(TypeDecorator[Any]):
    """A bytea column with encrypted content. `place`: table and column, set when the column gets its table."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: tuple[str, str] = ("", "")) -> None:
        super().__init__()
        self.place = place

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Select the id of the row and the identity of the installation before the value."""
        row = func.int8send(cast(_id_beside(column, self.place[0]), BigInteger))
        return func.byteacat(func.byteacat(row, IDENTITY), column, type_=self)

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Refuse a value that was not sealed for its row."""
        if value is None or isinstance(value, SealedBytes):
            return value
        raise UnplacedValueError(f"{'.'.join(self.place)} is written without the id of its row; add it as an object")

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Decrypt a value that is read; raises UnreadableError, which names its place."""
        if value is None:
            return None
        row, identity, sealed = bytes(value[:ID_BYTES]), bytes(value[ID_BYTES:VALUE]), bytes(value[VALUE:])
        installation, unbound = Identity.of(identity)
        place = Place(installation, *self.place, int.from_bytes(row, "big", signed=True))
        return self.decode(unsealed(sealed, place, unbound=unbound))

    def seal(self, value: Any, installation: bytes, row: int) -> SealedBytes:
        """Seal a value of this column for one row."""
        return SealedBytes(keyring().seal(self.encode(value), Place(installation, *self.place, row)))

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> Any:  # noqa: ARG002
        """Refuse comparisons: the same value is encrypted differently each time, so it would never be found."""
        raise TypeError("an encrypted column cannot be searched; look employees up by link_hash")

    def encode(self, value: Any) -> bytes:
        """Turn a value of this column into bytes."""
        return bytes(value)

    def decode(self, plain: bytes) -> Any:
        """Turn bytes into a value of this column."""
        return plain


class Encrypted(EncryptedBytes):
    """An encrypted text column."""

    cache_ok = True

    def encode(self, value: str) -> bytes:
        """Turn text into bytes."""
        return value.encode()

    def decode(self, plain: bytes) -> str:
        """Turn bytes into text."""
        return plain.decode()


class EncryptedDate(EncryptedBytes):
    """An encrypted date column."""

    cache_ok = True

    def encode(self, value: date) -> bytes:
        """Turn a date into bytes."""
        return value.isoformat().encode()

    def decode(self, plain: bytes) -> date:
        """Turn bytes into a date."""
        return date.fromisoformat(plain.decode())


def sealed_columns(table: FromClause) -> dict[str, EncryptedBytes]:
    """Return the types of the sealed columns of a table, by the name of the column."""
    return {each.key: each.type for each in table.columns if isinstance(each.type, EncryptedBytes)}


def read_identity(connection: Connection) -> Identity:
    """Return what binds values to this database; raises PlatformError when it is gone."""
    found = bytes(connection.execute(select(IDENTITY)).scalar_one())
    if not any(found[:IDENTITY_BYTES]):
        raise PlatformError("Het kenmerk van de installatie is uit de database verdwenen. Zet de reservekopie terug.")
    return Identity.of(found)


def fetch_readable(reading: Session, query: Select[Any], unreadable: list[UnreadableError]) -> Iterator[Any]:
    """Yield the rows of columns that can be read, and collect the errors of the others: one must not hide the rest."""
    result = reading.connection().execute(query)  # row by row: a session opens all of them before it gives the first
    while True:
        try:
            row = result.fetchone()
        except UnreadableError as error:
            unreadable.append(error)
            continue
        if row is None:
            return
        yield row


def _id_beside(column: ColumnElement[Any], table: str) -> ColumnElement[Any]:
    """Return the primary key of the row a selected column comes from: of the table, an alias or a subquery."""
    while isinstance(column, Label):
        column = column.element
    keys: list[KeyedColumnElement[Any]] = list(getattr(getattr(column, "table", None), "primary_key", ()))
    of_table = [key for key in keys if any(str(getattr(base, "table", "")) == table for base in key.base_columns)]
    if len(of_table) != 1:
        raise UnplacedValueError(
            f"a sealed column of {table} is read without the id of its row: select the column itself"
        )
    return of_table[0]


@event.listens_for(Column, "after_parent_attach")
def _set_place(column: Column[Any], table: Any) -> None:
    if isinstance(column.type, EncryptedBytes) and isinstance(table, Table):
        column.type.place = (table.name, column.name)


@event.listens_for(Mapper, "before_insert")
def _draw_id(mapper: Mapper[Any], connection: Connection, row: Any) -> None:
    """Give a new row with sealed values its id before they are sealed."""
    if sealed_columns(mapper.local_table) and row.id is None:
        row.id = connection.scalar(select(func.nextval(func.pg_get_serial_sequence(row.__tablename__, "id"))))


@event.listens_for(Engine, "before_execute", retval=True)
def _seal_parameters(
    connection: Connection,
    statement: Any,
    many: Sequence[Mapping[str, Any]],
    one: Mapping[str, Any],
    _options: Mapping[str, Any],
) -> tuple[Any, Sequence[Mapping[str, Any]], Mapping[str, Any]]:
    """Seal the parameters of an insert or update of sealed columns, each for the row its parameters name."""
    if isinstance(statement, Insert | Update) and (types := sealed_columns(statement.table)):
        rows = many or [one]
        if any(row.get(name) is not None for row in rows for name in types):
            installation, (id_name, fixed_id) = _installation(connection), _id_parameter(statement)
            rows = [_sealed_row(row, types, installation, row.get(id_name, fixed_id)) for row in rows]
            return (statement, rows, {}) if many else (statement, [], rows[0])
    return statement, many, one


def _installation(connection: Connection) -> bytes:
    """Return the identity of the installation, read once per transaction."""
    transaction = connection.get_transaction()
    if transaction is None:
        return read_identity(connection).installation
    if transaction not in _installations:
        _installations[transaction] = read_identity(connection).installation
    return _installations[transaction]


def _sealed_row(
    row: Mapping[str, Any], types: Mapping[str, EncryptedBytes], installation: bytes, row_id: int | None
) -> dict[str, Any]:
    if row_id is None:
        return dict(row)  # refused when the values are bound
    plain = {name: row[name] for name in types if row.get(name) is not None}
    return {**row, **{name: types[name].seal(value, installation, row_id) for name, value in plain.items()}}


def _id_parameter(statement: Insert | Update) -> tuple[str, int | None]:
    """Return name and value of the parameter with the id: of an insert the column, of an update what it compares to."""
    (key,) = statement.table.primary_key
    if isinstance(statement, Insert):
        return key.key, None
    where = statement.whereclause
    while isinstance(where, BooleanClauseList) and len(where.clauses) == 1:
        where = where.clauses[0]
    is_equal = isinstance(where, BinaryExpression) and where.operator is operators.eq and where.left.shares_lineage(key)
    given = getattr(where, "right", None) if is_equal else None
    return (given.key, given.value) if isinstance(given, BindParameter) else ("", None)
