"""The pages a bundle adds to the papers in it: the cover with its inventory, and a sheet for what cannot be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from templates.document_context import EarlierVersion
from templates.dutch_filters import getal
from templates.pdf import make_pdf
from templates.plain_text import plain_text
from templates.render import render

COVER, SHEET = "bundelbladen/voorblad.html", "bundelbladen/inlegblad.html"
COVER_VERSION = 2  # goes up with every change a reader would notice


class CoverRow(NamedTuple):
    """A line of the inventory. `number`: of a part that goes in; `page`: its first, counted in the whole file from 1.

    `is_open`: something about its signatures is still to be looked at.
    """

    title: str
    author: str
    signed: str
    dated: date | None = None
    number: int | None = None
    page: int | None = None
    note: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCover:
    """What the cover of a bundle says. `open_points`: sentences, `reason`: why it was made all the same."""

    title: str
    case_number: str
    document_number: str
    version: int
    rules: str
    today: date
    employer: str
    employee: str
    first_sick_day: date
    tax_number: str | None = None
    birth_date: date | None = None
    bsn_masked: str | None = None
    function: str | None = None
    hours_per_week: Decimal | None = None
    contract_ends_on: date | None = None
    wait_ends_on: date | None = None
    rows: tuple[CoverRow, ...] = ()
    open_points: tuple[str, ...] = ()
    reason: str = ""
    replaces: EarlierVersion | None = None
    template_version: int = COVER_VERSION

    @property
    def hours(self) -> str | None:
        """Return the hours per week as a Dutch reader writes them."""
        return None if self.hours_per_week is None else getal(self.hours_per_week)

    @property
    def open_lines(self) -> list[str]:
        """Return the open points as lines: those that begin alike stand in one, `Voor … ontbreekt: a; b; c.`"""
        return [_line(list(alike)) for _, alike in groupby(self.open_points, _beginning)]


def _beginning(point: str) -> str:
    return point.partition(": ")[0]


def _line(points: Sequence[str]) -> str:
    if len(points) == 1:
        return points[0]
    ends = [each.partition(": ")[2].removesuffix(".") for each in points]
    return f"{_beginning(points[0])}: {'; '.join(ends)}."


def cover_pdf(cover: ReportCover) -> tuple[bytes, str]:
    """Make the cover as PDF, and its plain text. Raises InputError for a character that cannot be printed."""
    html = render(COVER, cover=cover)
    return make_pdf(html), plain_text(html)


def sheet_pdf(case_number: str, number: int, title: str, said: str, lines: Sequence[str]) -> bytes:
    """Make the sheet that stands in the bundle where a part cannot be shown as it is."""
    return make_pdf(render(SHEET, case_number=case_number, number=number, title=title, said=said, lines=lines))
