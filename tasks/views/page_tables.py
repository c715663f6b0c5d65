"""Tables and days as the pages of Prefect show them."""

from collections.abc import Iterable, Sequence
from datetime import date


def page_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table in Markdown; the cells are Markdown already."""
    cells = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def short_day(day: date | None) -> str:
    """Write a day in figures; a dash for none."""
    return f"{day:%d-%m-%Y}" if day else "—"
