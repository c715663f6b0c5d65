"""What was decided about keeping data: disputes, ends of employment, own risks, and what was destroyed."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from models.tables.base import APPEND_ONLY, Row, UtcMoment, reference, row_id
from spoorboek.clock import now

DISPUTE, DISPUTE_OVER = "geschil", "geschil_voorbij"
LEFT, OWN_RISK, DESTROYED = "uit_dienst", "eigenrisico", "vernietigd"


class RetentionAct(Row, table=True):
    """One decision about keeping data; the newest of its kind about a case, person or employer holds. Append-only.

    `case_id`: a dispute, or what was destroyed of a case. `employee_id`: an end of employment, or a person who was
    destroyed. `employer_id`: own risks. `detail` holds codes, days and counts: nothing of a person.
    """

    __tablename__ = "retention_act"
    __table_args__ = (
        CheckConstraint(
            "kind in ('geschil', 'geschil_voorbij', 'uit_dienst', 'eigenrisico', 'vernietigd')", name="kind"
        ),
        CheckConstraint("num_nonnulls(case_id, employee_id, employer_id) = 1", name="about_one"),
    )
    rights: ClassVar[frozenset[str]] = APPEND_ONLY
    shown: ClassVar[tuple[str, ...]] = ("id", "kind", "on_day")

    id: int = row_id()
    case_id: int | None = reference("case_file.id", default=None, index=True)
    employee_id: int | None = reference("employee.id", default=None, index=True)
    employer_id: int | None = reference("employer.id", default=None, index=True)
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    on_day: date
    kind: str
    actor: str
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
