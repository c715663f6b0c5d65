"""What the record keeps of money beside the events: the numbers that bureaus give their invoices."""

from typing import ClassVar

from sqlalchemy import SmallInteger, UniqueConstraint
from sqlmodel import Field

from models.sealing.sealed_columns import Encrypted
from models.tables.base import CHANGEABLE, Row, reference, row_id


class InvoiceNumber(Row, table=True):
    """The number on an invoice of a bureau, which may hold a name; `invoice` counts within the case, from 1.

    Amounts and lines stand in the event of the same number.
    """

    __tablename__ = "invoice_number"
    __table_args__ = (UniqueConstraint("case_id", "invoice"),)
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "case_id", "invoice")

    id: int = row_id()
    case_id: int = reference("case_file.id", index=True)
    invoice: int = Field(sa_type=SmallInteger)
    number: str = Field(sa_type=Encrypted)
