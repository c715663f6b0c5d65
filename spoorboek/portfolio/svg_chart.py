"""Draw stacked bars per week as SVG: panels below each other over one time axis. Only what the pictures here need."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from math import ceil, log10
from typing import NamedTuple
from xml.etree import ElementTree as Xml

WIDTH, LEFT, RIGHT, TOP, PANEL, GAP, BOTTOM = 1120, 84, 24, 102, 128, 66, 40
CHART_INK, GREY, LINE = "#1f2933", "#5f6c7b", "#dde3ea"
COLOURS = ("#0b5394", "#e08e0b", "#2a9d8f", "#8a4fbf", "#c0392b", "#6b8e23", "#d16ba5", "#4a5a6a", "#b8860b", "#117a8b")
SHORT_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
CHART_FONT = "font-family:'Segoe UI',Helvetica,Arial,sans-serif"


class ChartSeries(NamedTuple):
    """One colour of the bars: its name and one value per week."""

    name: str
    values: Sequence[float]


class ChartPanel(NamedTuple):
    """One row of bars: a title, its series from the bottom up, and how a value is written."""

    title: str
    series: Sequence[ChartSeries]
    write: Callable[[float], str]


def draw_svg(title: str, subtitle: str, weeks: Sequence[date], panels: Sequence[ChartPanel]) -> str:
    """Return the picture as text of an SVG file."""
    height = TOP + len(panels) * (PANEL + GAP) + BOTTOM - GAP + 16
    root = Xml.Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {height}", role="img")
    root.set("aria-label", f"{title}. {subtitle}")
    _put(root, "rect", width=WIDTH, height=height, fill="#ffffff")
    _write(root, LEFT, 34, title, 20, CHART_INK, weight="600")
    _write(root, LEFT, 56, subtitle, 13, GREY)
    for place, panel in enumerate(panels):
        _panel(root, panel, weeks, TOP + place * (PANEL + GAP))
    _months(root, weeks, TOP + len(panels) * (PANEL + GAP) - GAP + 16)
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _panel(root: Xml.Element, panel: ChartPanel, weeks: Sequence[date], top: float) -> None:
    totals = [sum(values) for values in zip(*(each.values for each in panel.series), strict=True)] or [0.0]
    step = _step(max(totals))
    highest = step * max(1, ceil(max(totals) / step))
    _write(root, LEFT, top - 10, panel.title, 14, CHART_INK, weight="600")
    if len(panel.series) > 1:
        _legend(root, panel.series, top - 10)
    for number in range(round(highest / step) + 1):
        y = top + PANEL * (1 - number * step / highest)
        _put(root, "line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, stroke=LINE)
        _write(root, LEFT - 8, y + 4, panel.write(number * step), 11, GREY, anchor="end")
    for week, total in enumerate(totals):
        _bar(root, panel, weeks, week, total, top, PANEL / highest)


def _bar(
    root: Xml.Element, panel: ChartPanel, weeks: Sequence[date], week: int, total: float, top: float, scale: float
) -> None:
    """Draw the bar of one week, its parts on top of each other, with its numbers for who points at it."""
    if not total:
        return
    bar, pitch, base = Xml.SubElement(root, "g"), (WIDTH - LEFT - RIGHT) / len(weeks), top + PANEL
    parts = [f"{each.name}: {panel.write(each.values[week])}" for each in panel.series if each.values[week]]
    Xml.SubElement(bar, "title").text = f"Week van {weeks[week]:%d-%m-%Y}\n" + "\n".join(parts)
    for colour, each in zip(COLOURS * 10, panel.series, strict=False):
        size = each.values[week] * scale
        if size:
            base -= size
            x = LEFT + week * pitch + pitch * 0.1
            _put(bar, "rect", x=x, y=base, width=pitch * 0.8, height=size, fill=colour)


def _legend(root: Xml.Element, series: Sequence[ChartSeries], y: float) -> None:
    """Name the colours, to the right of the title, the last against the edge."""
    x = WIDTH - RIGHT - sum(_room(each.name) for each in series)
    for colour, each in zip(COLOURS * 10, series, strict=False):
        _put(root, "rect", x=x, y=y - 9, width=10, height=10, fill=colour)
        _write(root, x + 14, y, each.name, 12, GREY)
        x += _room(each.name)


def _room(name: str) -> float:
    return 32 + 6.4 * len(name)


def _months(root: Xml.Element, weeks: Sequence[date], y: float) -> None:
    """Name the months below the bars, with the year at its first; fewer of them when there are many weeks.

    A week belongs to the month of its Thursday.
    """
    pitch, every, named = (WIDTH - LEFT - RIGHT) / len(weeks), 1 + len(weeks) // 110 * 2, (0, 0)
    for place, week in enumerate(weeks):
        middle = week + timedelta(days=3)
        month = (middle.year, middle.month)
        if month != named and (middle.month - 1) % every == 0:
            x = LEFT + place * pitch
            _put(root, "line", x1=x, x2=x, y1=y - 16, y2=y - 10, stroke=GREY)
            _write(root, x + 2, y, SHORT_MONTHS[middle.month - 1], 11, GREY)
            if middle.year != named[0]:
                _write(root, x + 2, y + 15, str(middle.year), 11, CHART_INK, weight="600")
            named = month


def _step(highest: float) -> float:
    """Return a round distance between grid lines: 1, 2 or 5 times a power of ten, three to five lines in all."""
    if highest <= 0:
        return 1
    size = 10 ** int(log10(highest / 4)) if highest >= 4 else 1
    return next((size * times for times in (1, 2, 5, 10, 20) if highest / (size * times) <= 4), size * 50)


def _write(
    root: Xml.Element, x: float, y: float, text: str, size: int, fill: str, weight: str = "400", anchor: str = "start"
) -> None:
    style = f"{CHART_FONT};font-size:{size}px;font-weight:{weight};text-anchor:{anchor}"
    _put(root, "text", x=x, y=y, fill=fill, style=style).text = text


def _put(root: Xml.Element, tag: str, **values: float | str) -> Xml.Element:
    named = {name: f"{value:.2f}" if isinstance(value, float) else str(value) for name, value in values.items()}
    return Xml.SubElement(root, tag, named)
