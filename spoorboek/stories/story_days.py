"""Days as a story writes them: ISO dates and the sum they come from, such as `D+7*42`."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from math import prod

from spoorboek.errors import InputError

SUM = re.compile(r"(?P<anchor>\d{4}-\d\d-\d\d|D\d?)(?P<terms>(?:[+-]\d+(?:\*\d+)*)*)")
TERM = re.compile(r"([+-])(\d+(?:\*\d+)*)")


def read_day(text: str, anchors: Mapping[str, date], where: str) -> date:
    """Return the day a text means: an ISO date or an anchor (`D`, first sick day; `D2`, that of the second case).

    To either, numbers of calendar days may be added: `D+7*42`, `D+14-3`. Errors: InputError naming `where`.
    """
    match = SUM.fullmatch(text.replace(" ", ""))
    if match is None:
        raise InputError(f"{where}: '{text}' is geen dag. Schrijf een datum (2026-03-02) of een som (D+7*42).")
    days = (int(f"{sign}1") * prod(map(int, term.split("*"))) for sign, term in TERM.findall(match["terms"]))
    return _anchor(match["anchor"], anchors, where) + timedelta(days=sum(days))


def _anchor(name: str, anchors: Mapping[str, date], where: str) -> date:
    if name in anchors:
        return anchors[name]
    if name.startswith("D"):
        raise InputError(f"{where}: '{name}' bestaat in dit verhaal (nog) niet; bekend: {', '.join(anchors)}.")
    try:
        return date.fromisoformat(name)
    except ValueError:
        raise InputError(f"{where}: '{name}' bestaat niet op de kalender.") from None
