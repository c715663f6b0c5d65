"""The curves of a bench over sizes: as a picture (SVG) on two logarithmic scales, and as a table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil, floor, log10
from xml.etree import ElementTree as Xml

from spoorboek.portfolio.svg_chart import CHART_INK, COLOURS, GREY, LINE, add_shape, add_text, new_picture, picture_text

LEFT, RIGHT, TOP, BOTTOM, LABELS = 84, 800, 84, 560, 15  # the panel, and the height of a label beside it
PROCESSOR = "s CPU"
TITLE = "What sleeping cases cost"
SUBTITLE = "Seconds of the processors, by the number of open cases; dashed: what is linear"


@dataclass
class Curve:
    """One thing that was measured at each size, and its unit. `drawn`: whether it stands in the picture."""

    unit: str
    values: dict[int, float] = field(default_factory=dict)
    drawn: bool = False


Curves = dict[str, Curve]


def draw_curves(curves: Mapping[str, Curve]) -> str:
    """Return the curves that are drawn as the text of an SVG file."""
    drawn = {what: curve.values for what, curve in curves.items() if curve.drawn}
    sizes = sorted({size for values in drawn.values() for size in values})
    found = [value for values in drawn.values() for value in values.values() if value > 0]
    low, high = floor(log10(min(found))), ceil(log10(max(found)))
    root = new_picture(TITLE, SUBTITLE, BOTTOM + 50)
    for power in range(low, high + 1):
        y = _y(10**power, low, high)
        add_shape(root, "line", x1=LEFT, x2=RIGHT, y1=y, y2=y, stroke=LINE)
        add_text(root, LEFT - 8, y + 4, f"{10.0**power:g} s", 11, GREY, anchor="end")
    for size in sizes:
        add_text(root, _x(size, sizes), BOTTOM + 20, f"{size:,} cases", 12, GREY, anchor="middle")
    _draw_linear(root, sizes, low, high)
    ends = {what: _y(list(values.values())[-1], low, high) for what, values in drawn.items()}
    places = _apart(ends)
    for colour, (what, values) in zip(COLOURS * 10, drawn.items(), strict=False):
        _draw_curve(
            root, what, values, colour, [(_x(size, sizes), _y(value, low, high)) for size, value in values.items()]
        )
        add_shape(root, "line", x1=RIGHT + 4, x2=RIGHT + 14, y1=ends[what], y2=places[what], stroke=colour)
        add_text(root, RIGHT + 18, places[what] + 4, what, 12, CHART_INK)
    return picture_text(root)


def _draw_curve(
    root: Xml.Element, what: str, values: Mapping[int, float], colour: str, points: list[tuple[float, float]]
) -> None:
    line = add_shape(
        root, "polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points), fill="none", stroke=colour
    )
    line.set("stroke-width", "2")
    for (x, y), (size, value) in zip(points, values.items(), strict=True):
        mark = add_shape(root, "circle", cx=x, cy=y, r=3.5, fill=colour)
        Xml.SubElement(mark, "title").text = f"{what}, {size:,} cases: {value:.3g} s"


def _draw_linear(root: Xml.Element, sizes: list[int], low: int, high: int) -> None:
    """Draw the slope of what is linear, from a corner of the panel."""
    first = 10.0 ** (low + 0.3)
    last = min(first * sizes[-1] / sizes[0], 10.0**high)
    at_end = sizes[0] * last / first
    line = add_shape(
        root, "line", x1=_x(sizes[0], sizes), y1=_y(first, low, high), x2=_x(at_end, sizes), y2=_y(last, low, high)
    )
    line.set("stroke", GREY)
    line.set("stroke-dasharray", "5 5")


def _x(size: float, sizes: list[int]) -> float:
    width = log10(sizes[-1] / sizes[0]) or 1.0
    return LEFT + 40 + (RIGHT - LEFT - 60) * log10(size / sizes[0]) / width


def _y(value: float, low: int, high: int) -> float:
    part = (log10(max(value, 10.0**low)) - low) / (high - low)
    return BOTTOM - (BOTTOM - TOP) * part


def _apart(ends: Mapping[str, float]) -> dict[str, float]:
    """Move labels down until none covers another; return the height of each."""
    places: dict[str, float] = {}
    lowest = TOP - LABELS
    for what, y in sorted(ends.items(), key=lambda each: each[1]):
        lowest = places[what] = max(y, lowest + LABELS)
    return places


def table_text(curves: Mapping[str, Curve]) -> str:
    """Return all curves as a table in Markdown."""
    sizes = sorted({size for curve in curves.values() for size in curve.values})
    rows = [
        f"| {what} | {curve.unit} | "
        + " | ".join(f"{curve.values[size]:,.3g}" if size in curve.values else "" for size in sizes)
        + " |"
        for what, curve in curves.items()
    ]
    heads = " | ".join(f"{size:,}" for size in sizes)
    return "\n".join([f"| what | unit | {heads} |", "|---|---|" + "---|" * len(sizes), *rows, ""])
