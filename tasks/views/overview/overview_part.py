"""One part of the overview: a table of numbers, what they mean, and a picture of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tasks.views.overview.bar_picture import UNKNOWN, BarPicture

OverviewCell = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class OverviewPart:
    """`key` names its file; `summary`: the first thing to know, a sentence; `explained`: what is counted, and how.

    `headings` and `rows`: the numbers, a row of which the first cell names what the others are about; `total`: the last
    row is the sum of the others. `picture`: None where nothing is to be drawn.
    """

    key: str
    title: str
    summary: str
    headings: Sequence[str]
    rows: Sequence[Sequence[OverviewCell]]
    explained: Sequence[str] = ()
    picture: BarPicture | None = None
    total: bool = False

    @property
    def shown(self) -> Sequence[Sequence[str]]:
        """Return the rows as people read them."""
        return [[shown_cell(cell) for cell in row] for row in self.rows]


def shown_cell(cell: OverviewCell) -> str:
    """Write a cell in Dutch; None says that it is not known."""
    if cell is None:
        return UNKNOWN
    if isinstance(cell, date):
        return f"{cell:%d-%m-%Y}"
    return cell if isinstance(cell, str) else number_text(cell)


def number_text(number: int | Decimal) -> str:
    """Write a number with points between thousands and a decimal comma."""
    return f"{number:,}".translate(str.maketrans(",.", ".,"))
