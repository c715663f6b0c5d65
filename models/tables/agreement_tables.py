"""What holds beside the law for all cases of an employer: longer wage or dismissal protection, with its source."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from models.tables.base import APPEND_ONLY, Row, UtcMoment, reference, row_id
from spoorboek.clock import now


class EmployerAgreement(Row, table=True):
    """Weeks of wage and of dismissal ban after the lawful ones, for who falls ill in a period. Append-only.

    Of two with one first day the later row holds; one without weeks says that nothing is given in its period. `source`:
    a code of the house policy.
    """

    __tablename__ = "employer_agreement"
    __table_args__ = (
        CheckConstraint("wage_weeks >= 0 and ban_weeks >= 0", name="weeks"),
        CheckConstraint("until_day is null or until_day >= from_day", name="period"),
    )
    rights: ClassVar[frozenset[str]] = APPEND_ONLY
    shown: ClassVar[tuple[str, ...]] = ("id", "from_day")

    id: int = row_id()
    employer_id: int = reference("employer.id", index=True)
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    on_day: date
    from_day: date
    until_day: date | None = None
    source: str
    wage_weeks: int
    ban_weeks: int
    actor: str
