"""What is told of a trajectory in words: beside the events, which know codes, days and counts alone."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import SmallInteger, UniqueConstraint
from sqlmodel import Field

from models.sealing.sealed_columns import Encrypted
from models.tables.base import CHANGEABLE, Row, UtcMoment, reference, row_id
from spoorboek.clock import now


class TrackText(Row, table=True):
    """A file about a trajectory as it came; a rotation of keys alone writes it anew.

    `seq`: the number of the first event it became. `digest`: a keyed hash of it, by which a file that comes twice is
    recorded once; `attempt` counts, from 1, how often it was recorded after its events had been withdrawn.
    """

    __tablename__ = "track_text"
    __table_args__ = (UniqueConstraint("case_id", "seq"), UniqueConstraint("case_id", "digest", "attempt"))
    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "case_id", "seq", "kind")

    id: int = row_id()
    case_id: int = reference("case_file.id")
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    seq: int
    referral: int = Field(sa_type=SmallInteger)
    attempt: int = Field(default=1, sa_type=SmallInteger)
    kind: str
    digest: str
    content: str = Field(sa_type=Encrypted)
