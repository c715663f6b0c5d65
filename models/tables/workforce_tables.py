"""How many people an employer has in service, as the house was told: the record of cases does not know who is well."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from models.tables.base import APPEND_ONLY, Row, UtcMoment, reference, row_id
from spoorboek.clock import now


class WorkforceCount(Row, table=True):
    """People in service of an employer from a day on, until the day of the next count. Append-only.

    Of two with one first day the later row holds. `persons`: None when the number is not known from that day on.
    `contract_hours`: of all of them together, per week; None when only the people were counted.
    """

    __tablename__ = "workforce_count"
    __table_args__ = (
        CheckConstraint("persons > 0 and contract_hours > 0", name="counted"),
        CheckConstraint("persons is not null or contract_hours is null", name="hours_of_people"),
    )
    rights: ClassVar[frozenset[str]] = APPEND_ONLY
    shown: ClassVar[tuple[str, ...]] = ("id", "from_day")

    id: int = row_id()
    employer_id: int = reference("employer.id", index=True)
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    from_day: date
    persons: int | None = None
    contract_hours: Decimal | None = Field(default=None, max_digits=9, decimal_places=2)
    actor: str
