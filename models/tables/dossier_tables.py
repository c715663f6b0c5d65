"""What the nightly check of dossiers found, since when, and who was told. Codes and days alone."""

from datetime import date
from typing import ClassVar

from sqlalchemy import Index, SmallInteger, UniqueConstraint, text
from sqlmodel import Field

from models.tables.base import CHANGEABLE, Row, reference, row_id


class RivCheck(Row, table=True):
    """The first and the last day on which the dossier of a case was checked; what was found first is a baseline."""

    __tablename__ = "riv_check"
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("case_id", "checked_on")

    case_id: int = reference("case_file.id", primary_key=True)
    first_on: date
    checked_on: date


class RivFinding(Row, table=True):
    """A finding about a dossier: `code` and `subject` name it, `times` counts, from 1, how often it came (back).

    `since`, `helps_until` and `sentence` as the last check had them; `closed_on`: the day on which it was no longer
    found. `baseline`: found by the first check of its case. `rung`: the highest rung that was told, on `told_on`;
    `reminded_on`: when the last days to repair it were told of.
    """

    __tablename__ = "riv_finding"
    __table_args__ = (
        UniqueConstraint("case_id", "code", "subject", "times"),
        Index("uq_riv_finding_open", "case_id", "code", "subject", unique=True,
              postgresql_where=text("closed_on is null")),
    )  # fmt: skip
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "case_id", "code", "subject", "times")

    id: int = row_id()
    case_id: int = reference("case_file.id")
    found_on: date
    since: date
    helps_until: date | None = None
    closed_on: date | None = None
    told_on: date | None = None
    reminded_on: date | None = None
    times: int = Field(default=1, sa_type=SmallInteger)
    rung: int = Field(default=0, sa_type=SmallInteger)
    baseline: bool = False
    code: str
    subject: str
    sentence: str
