"""Draw stacked bars per week as SVG: panels below each other over one time axis."""

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
    """One series of the bars, with its own colour: its name and one value per week."""

    name: str
    values: Sequence[float]


class ChartPanel(NamedTuple):
    """One panel of bars: its title, its series from the bottom up, and the function that formats a value."""

    title: str
    series: Sequence[ChartSeries]
    format_value: Callable[[float], str]


def draw_svg(title: str, subtitle: str, weeks: Sequence[date], panels: Sequence[ChartPanel]) -> str:
    """Return the chart as the text of an SVG file."""
    root = new_picture(title, subtitle, TOP + len(panels) * (PANEL + GAP) + BOTTOM - GAP + 16)
    for place, panel in enumerate(panels):
        _panel(root, panel, weeks, TOP + place * (PANEL + GAP))
    _months(root, weeks, TOP + len(panels) * (PANEL + GAP) - GAP + 16)
    return picture_text(root)


def new_picture(title: str, subtitle: str, height: float) -> Xml.Element:
    """Begin a picture of a height, with its title and a line below it."""
    root = Xml.Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {height}", role="img")
    root.set("aria-label", f"{title}. {subtitle}")
    add_shape(root, "rect", width=WIDTH, height=height, fill="#ffffff")
    add_text(root, LEFT, 34, title, 20, CHART_INK, weight="600")
    add_text(root, LEFT, 56, subtitle, 13, GREY)
    return root


def picture_text(root: Xml.Element) -> str:
    """Return a picture as the text of an SVG file."""
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _panel(root: Xml.Element, panel: ChartPanel, weeks: Sequence[date], top: float) -> None:
    totals = [sum(values) for values in zip(*(each.values for each in panel.series), strict=True)] or [0.0]
    step = _grid_step(max(totals))
    highest = step * max(1, ceil(max(totals) / step))
    add_text(root, LEFT, top - 10, panel.title, 14, CHART_INK, weight="600")
    if len(panel.series) > 1:
        _legend(root, panel.series, top - 10)
    for number in range(round(highest / step) + 1):
        y = top + PANEL * (1 - number * step / highest)
        add_shape(root, "line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, stroke=LINE)
        add_text(root, LEFT - 8, y + 4, panel.format_value(number * step), 11, GREY, anchor="end")
    for week, total in enumerate(totals):
        _bar(root, panel, weeks, week, total, top, PANEL / highest)


def _bar(
    root: Xml.Element, panel: ChartPanel, weeks: Sequence[date], week: int, total: float, top: float, scale: float
) -> None:
    """Draw the stacked bar of one week, with its numbers as tooltip."""
    if not total:
        return
    bar, pitch, base = Xml.SubElement(root, "g"), (WIDTH - LEFT - RIGHT) / len(weeks), top + PANEL
    parts = [f"{each.name}: {panel.format_value(each.values[week])}" for each in panel.series if each.values[week]]
    Xml.SubElement(bar, "title").text = f"Week van {weeks[week]:%d-%m-%Y}\n" + "\n".join(parts)
    for colour, each in zip(COLOURS * 10, panel.series, strict=False):
        size = each.values[week] * scale
        if size:
            base -= size
            x = LEFT + week * pitch + pitch * 0.1
            add_shape(bar, "rect", x=x, y=base, width=pitch * 0.8, height=size, fill=colour)


def _legend(root: Xml.Element, series: Sequence[ChartSeries], y: float) -> None:
    """Draw the legend of the colours at the right edge, beside the title."""
    x = WIDTH - RIGHT - sum(_legend_width(each.name) for each in series)
    for colour, each in zip(COLOURS * 10, series, strict=False):
        add_shape(root, "rect", x=x, y=y - 9, width=10, height=10, fill=colour)
        add_text(root, x + 14, y, each.name, 12, GREY)
        x += _legend_width(each.name)


def _legend_width(name: str) -> float:
    return 32 + 6.4 * len(name)


def _months(root: Xml.Element, weeks: Sequence[date], y: float) -> None:
    """Draw month names below the bars, and the year at its first month; fewer months when there are many weeks.

    A week belongs to the month of its Thursday.
    """
    pitch, every, attributes = (WIDTH - LEFT - RIGHT) / len(weeks), 1 + len(weeks) // 110 * 2, (0, 0)
    for place, week in enumerate(weeks):
        middle = week + timedelta(days=3)
        month = (middle.year, middle.month)
        if month != attributes and (middle.month - 1) % every == 0:
            x = LEFT + place * pitch
            add_shape(root, "line", x1=x, x2=x, y1=y - 16, y2=y - 10, stroke=GREY)
            add_text(root, x + 2, y, SHORT_MONTHS[middle.month - 1], 11, GREY)
            if middle.year != attributes[0]:
                add_text(root, x + 2, y + 15, str(middle.year), 11, CHART_INK, weight="600")
            attributes = month


def _grid_step(highest: float) -> float:
    """Return a round distance between grid lines: 1, 2 or 5 times a power of ten, three to five lines in all."""
    if highest <= 0:
        return 1
    size = 10 ** int(log10(highest / 4)) if highest >= 4 else 1
    return next((size * times for times in (1, 2, 5, 10, 20) if highest / (size * times) <= 4), size * 50)


def add_text(
    root: Xml.Element, x: float, y: float, text: str, size: int, fill: str, weight: str = "400", anchor: str = "start"
) -> None:
    """Add a text to a picture, at the left, middle or right of a place (`anchor`: start, middle, end)."""
    style = f"{CHART_FONT};font-size:{size}px;font-weight:{weight};text-anchor:{anchor}"
    add_shape(root, "text", x=x, y=y, fill=fill, style=style).text = text


def add_shape(root: Xml.Element, tag: str, **values: float | str) -> Xml.Element:
    """Add a shape to a picture, with its attributes; numbers get two decimals."""
    attributes = {name: f"{value:.2f}" if isinstance(value, float) else str(value) for name, value in values.items()}
    return Xml.SubElement(root, tag, attributes)
