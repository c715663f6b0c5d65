"""The picture of a funnel: a bar per stage with the days between, what fell out, and a row per bureau."""

from collections.abc import Mapping
from typing import NamedTuple
from xml.etree import ElementTree as Xml

from spoorboek.portfolio.svg_chart import (
    CHART_INK,
    COLOURS,
    GREY,
    LEFT,
    LINE,
    WIDTH,
    add_shape,
    add_text,
    new_picture,
    picture_text,
)
from spoorboek.statute.referrals.arrows import state_label
from spoorboek.statute.second_track.funnel import Funnel, StageTally, stages_before

STAGE_LABELS: Mapping[str, str] = {
    "gevraagd": "gevraagd",
    "beantwoord": "beantwoord",
    "gekozen": "gekozen",
    "intake": "intake gehouden",
    "loopt": "traject loopt of liep",
    "werk": "einde: werk",
    "uitkering": "einde: uitkering",
}
BAR_TOP, BAR, BAR_GAP, BAR_LEFT, BAR_WIDTH = 84, 30, 14, 250, 430
ROW, MOST_BUREAUS, CELL = 24, 25, 92
FULL, ENDING, PALE = COLOURS[0], COLOURS[2], "#e8eff6"


class _Place(NamedTuple):
    root: Xml.Element
    y: float


def draw_funnel(title: str, subtitle: str, whole: Funnel, bureaus: Mapping[str, Funnel]) -> str:
    """Return the picture as the text of an SVG file; of many bureaus those that were asked most."""
    shown = dict(list(bureaus.items())[:MOST_BUREAUS])
    table = BAR_TOP + len(whole.stages) * (BAR + BAR_GAP) + 74
    root = new_picture(title, subtitle, table + ROW * (len(shown) + 3))
    for place, (before, stage) in enumerate(stages_before(whole)):
        _stage(_Place(root, BAR_TOP + place * (BAR + BAR_GAP)), before, stage, whole.asked)
    _sides(root, whole, table - 44)
    _bureaus(_Place(root, table), shown, len(bureaus))
    return picture_text(root)


def _stage(place: _Place, before: str, stage: StageTally, asked: int) -> None:
    root, y = place
    width = BAR_WIDTH * stage.reached / asked if asked else 0.0
    middle = y + BAR / 2 + 5
    add_text(root, BAR_LEFT - 12, middle, STAGE_LABELS[stage.stage], 14, CHART_INK, anchor="end")
    add_shape(root, "rect", x=BAR_LEFT, y=y, width=BAR_WIDTH, height=BAR, fill=PALE)
    add_shape(root, "rect", x=BAR_LEFT, y=y, width=width, height=BAR, fill=ENDING if before == "loopt" else FULL)
    share = f" ({100 * stage.reached / asked:.0f}%)" if before and asked else ""
    add_text(
        root, BAR_LEFT + BAR_WIDTH + 12, middle, f"{whole_number(stage.reached)}{share}", 14, CHART_INK, weight="600"
    )
    if stage.days is not None:
        words = f"{days_words(stage.days)} na ‘{STAGE_LABELS[before]}’"
        add_text(root, BAR_LEFT + BAR_WIDTH + 150, middle, words, 12, GREY)


def _sides(root: Xml.Element, funnel: Funnel, y: float) -> None:
    words = ", ".join(f"{state_label(side)} {whole_number(count)}" for side, count in funnel.sides.items())  # type: ignore[arg-type]
    add_text(root, LEFT, y, "Uitval:", 13, CHART_INK, weight="600")
    add_text(root, LEFT + 52, y, words, 13, GREY)


def _bureaus(place: _Place, shown: Mapping[str, Funnel], of: int) -> None:
    root, y = place
    more = f", de {len(shown)} die het meest zijn gevraagd" if of > len(shown) else ""
    add_text(root, LEFT, y, f"Per bureau{more}", 14, CHART_INK, weight="600")
    for column, label in enumerate(("gevraagd", "beantwoord", "gekozen", "intake", "loopt", "werk", "uitkering")):
        add_text(root, BAR_LEFT + (column + 0.5) * CELL, y + ROW, label, 12, GREY, anchor="middle")
    for number, (code, funnel) in enumerate(shown.items(), 1):
        top = y + number * ROW + 10
        add_shape(root, "line", x1=LEFT, x2=WIDTH - LEFT, y1=top, y2=top, stroke=LINE)
        add_text(root, LEFT, top + 16, code, 13, CHART_INK)
        for column, stage in enumerate(funnel.stages):
            size = (CELL - 8) * stage.reached / funnel.asked
            left = BAR_LEFT + column * CELL + 4
            colour = "#bfe3de" if column >= len(funnel.stages) - 2 else "#c5d9ea"
            add_shape(root, "rect", x=left, y=top + 4, width=size, height=ROW - 8, fill=colour)
            add_text(root, left + (CELL - 8) / 2, top + 16, whole_number(stage.reached), 12, CHART_INK, anchor="middle")


def days_words(days: float) -> str:
    """Write a median of calendar days in words."""
    number = f"{days:.1f}".removesuffix(".0").replace(".", ",")
    return f"{number} {'dag' if days == 1 else 'dagen'}"


def whole_number(count: int) -> str:
    """Write a count, with dots between thousands."""
    return f"{count:,}".replace(",", ".")
