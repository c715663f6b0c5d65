"""The letterhead that holds for an employer: its own, else that of the whole installation."""

from sqlmodel import Session, col, select

from models.tables import Letterhead
from templates.letterhead import HouseLetterhead, picture_size


def letterhead_of_employer(reading: Session, employer_id: int, name: str) -> HouseLetterhead | None:
    """Return the letterhead for the documents of an employer, called `name`; None when nobody recorded one."""
    for owner in (employer_id, None):
        newest = newest_letterhead(reading, owner)
        if newest is not None and (newest.logo or newest.colour or newest.return_line):
            return _printed_letterhead(newest, name)
    return None


def newest_letterhead(reading: Session, employer_id: int | None) -> Letterhead | None:
    """Return what was recorded last for an employer (None: for the installation), which may be that there is none."""
    query = select(Letterhead).where(col(Letterhead.employer_id).is_not_distinct_from(employer_id))
    return reading.exec(query.order_by(col(Letterhead.id).desc()).limit(1)).first()


def _printed_letterhead(row: Letterhead, name: str) -> HouseLetterhead:
    width, height = picture_size(row.logo) if row.logo else (0, 0)
    return HouseLetterhead(
        logo=row.logo,
        width=width,
        height=height,
        alt=row.alt or f"Logo van {name}",
        colour=row.colour,
        return_line=row.return_line,
    )
