"""Bars as places and words, which the page draws as SVG: columns over time, or rows with a name before each.

No series is told apart by colour alone: each has a pattern of its own, and every number stands in the table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10
from typing import NamedTuple

WIDTH, LEFT, RIGHT, TOP = 720, 44, 12, 22  # units of the drawing
COLUMN_HEIGHT, FOOT = 180, 34
NAME_WIDTH, ROW, BAR, AXIS = 210, 26, 17, 22
MOST_LABELS, LONGEST_ROW_NAME = 13, 32
KINDS = ("a", "b", "c", "d")  # patterns of the style sheet
GRID_LINES = 4
UNKNOWN = "—"


class BarSeries(NamedTuple):
    """One series: its name in the legend, a number for each column or row, and its pattern (by its place if empty).

    A number that is not known is None, which is not drawn and said to be unknown.
    """

    name: str
    values: Sequence[float | None]
    kind: str = ""


class DrawnBar(NamedTuple):
    """A piece of a bar: its place, the pattern, and what it says."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    words: str


class DrawnWord(NamedTuple):
    """A text and its place; `side`: where it stands with regard to the place (start, middle or end)."""

    x: float
    y: float
    side: str
    text: str


class GridLine(NamedTuple):
    """A line of the grid, from one place to another."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class BarPicture:
    """The drawing. `legend`: pattern and name of each series, empty for one alone. `words`: what it shows."""

    title: str
    words: str
    height: float
    bars: Sequence[DrawnBar]
    lines: Sequence[GridLine]
    texts: Sequence[DrawnWord]
    legend: Sequence[tuple[str, str]]
    width: int = WIDTH


def draw_columns(title: str, names: Sequence[str], series: Sequence[BarSeries], unit: str = "") -> BarPicture:
    """Draw a column for each name, with the series upon each other; `unit` stands after a number, such as " %"."""
    totals = _totals(series)
    step, highest = _scale(totals)
    base, pitch = TOP + COLUMN_HEIGHT, (WIDTH - LEFT - RIGHT) / max(len(names), 1)
    every = -(-len(names) // MOST_LABELS)
    bars: list[DrawnBar] = []
    texts: list[DrawnWord] = []
    for place, name in enumerate(names):
        y, middle = float(base), LEFT + (place + 0.5) * pitch
        for kind, each in _kinds(series):
            if value := each.values[place]:
                size = COLUMN_HEIGHT * value / highest
                y -= size
                words = f"{name}, {each.name}: {_number(value)}{unit}"
                bars.append(DrawnBar(middle - pitch * 0.36, y, pitch * 0.72, size, kind, words))
        if (total := totals[place]) != 0:
            texts.append(DrawnWord(middle, y - 4, "middle", _number(total)))
        if place % every == 0:
            texts.append(DrawnWord(middle, base + 16, "middle", name))
    heights = [step * number for number in range(1, round(highest / step) + 1)]
    lines = [GridLine(LEFT, base, WIDTH - RIGHT, base)]
    for value in heights:
        y = base - COLUMN_HEIGHT * value / highest
        lines.append(GridLine(LEFT, y, WIDTH - RIGHT, y))
        texts.append(DrawnWord(LEFT - 6, y + 4, "end", _number(value)))
    return BarPicture(title, _words(names, totals, unit), base + FOOT, bars, lines, texts, _legend(series))


def draw_rows(title: str, names: Sequence[str], series: Sequence[BarSeries], unit: str = "") -> BarPicture:
    """Draw a row for each name, which stands before it, with the series after each other."""
    totals = _totals(series)
    _, highest = _scale(totals)
    room = WIDTH - NAME_WIDTH - RIGHT - AXIS * 2
    bars: list[DrawnBar] = []
    texts: list[DrawnWord] = []
    for place, name in enumerate(names):
        x, y = float(NAME_WIDTH), place * ROW + 4.0
        texts.append(DrawnWord(NAME_WIDTH - 8, y + 13, "end", _short(name)))
        for kind, each in _kinds(series):
            if value := each.values[place]:
                size = room * value / highest
                bars.append(DrawnBar(x, y, size, BAR, kind, f"{name}, {each.name}: {_number(value)}{unit}"))
                x += size
        texts.append(DrawnWord(x + 6, y + 13, "start", _number(totals[place])))
    lines = [GridLine(NAME_WIDTH, 0, NAME_WIDTH, len(names) * ROW + 4)]
    return BarPicture(title, _words(names, totals, unit), len(names) * ROW + 8, bars, lines, texts, _legend(series))


def _totals(series: Sequence[BarSeries]) -> list[float | None]:
    columns = zip(*(each.values for each in series), strict=True)
    return [None if None in values else sum(value or 0 for value in values) for values in columns]


def _scale(totals: Sequence[float | None]) -> tuple[float, float]:
    """Return the distance of the grid, a round number, and the highest line, at or above every total."""
    known = [each for each in totals if each is not None]
    highest = max(known, default=0) or 1
    size = 10 ** ceil(log10(highest / GRID_LINES) - 1)
    step = next(size * times for times in (1, 2, 2.5, 5, 10, 20) if highest <= size * times * GRID_LINES)
    step = max(step, 1) if all(float(each).is_integer() for each in known) else step
    return step, step * ceil(highest / step - 1e-9)


def _legend(series: Sequence[BarSeries]) -> list[tuple[str, str]]:
    return [(kind, each.name) for kind, each in _kinds(series)] if len(series) > 1 else []


def _kinds(series: Sequence[BarSeries]) -> list[tuple[str, BarSeries]]:
    return [(each.kind or kind, each) for kind, each in zip(KINDS, series, strict=False)]


def _words(names: Sequence[str], totals: Sequence[float | None], unit: str) -> str:
    said = ("niet bekend" if total is None else f"{_number(total)}{unit}" for total in totals)
    return "; ".join(f"{name}: {words}" for name, words in zip(names, said, strict=True)) + "."


def _number(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:,.1f}".removesuffix(".0").translate(str.maketrans(",.", ".,"))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_ROW_NAME else f"{name[: LONGEST_ROW_NAME - 1].rstrip()}…"
