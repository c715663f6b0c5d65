"""The letterhead of an employer, or of the whole installation: logo, colour, and where a letter returns to."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from models.sealing.sealed_columns import Encrypted, EncryptedBytes
from models.tables.base import CHANGEABLE, Row, UtcMoment, reference, row_id
from spoorboek.clock import now


class Letterhead(Row, table=True):
    """A letterhead as somebody recorded it: rows are added, only keys rotate.

    The newest of an employer holds, and one with nothing in it takes it away.

    `employer_id`: None for all employers without one of their own. `logo`: PNG or JPEG, as it is printed. `colour`:
    `#rrggbb`. `alt`: what a screen reader says of the logo. `return_line`: the address in the window of the envelope.
    """

    rights: ClassVar[frozenset[str]] = CHANGEABLE
    shown: ClassVar[tuple[str, ...]] = ("id", "employer_id")

    id: int = row_id()
    employer_id: int | None = reference("employer.id", default=None, index=True)
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcMoment)
    actor: str
    colour: str | None = None
    alt: str | None = Field(default=None, sa_type=Encrypted)
    return_line: str | None = Field(default=None, sa_type=Encrypted)
    logo: bytes | None = Field(default=None, sa_type=EncryptedBytes)
