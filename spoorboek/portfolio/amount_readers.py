"""Read numbers, shares, wages and regions of a portfolio file; errors name the place and what was expected."""

import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from spoorboek.errors import InputError
from spoorboek.statute.reports.field_readers import read_list

SHARE = re.compile(r"(\d{1,3}(?:[.,]\d+)?) ?%", re.ASCII)
LARGEST, LONGEST = 1_000_000, 3_650


def read_whole(value: object, low: int, high: int, where: str) -> int:
    """Return a whole number from `low` to `high`, both included; InputError naming `where`."""
    if type(value) is not int or not low <= value <= high:
        raise InputError(f"{where}: verwacht een geheel getal van {low} t/m {high}, niet '{value}'.")
    return value


def read_share(value: object, where: str) -> Decimal:
    """Return a share written as a percentage, such as 12,5%, as a number from 0 to 1; InputError naming `where`."""
    match = SHARE.fullmatch(value) if isinstance(value, str) else None
    share = Decimal(match[1].replace(",", ".")) / 100 if match else Decimal(-1)
    if not 0 <= share <= 1:
        raise InputError(f"{where}: verwacht een percentage van 0% t/m 100%, zoals 12.5%, niet '{value}'.")
    return share


def read_amount(value: object, where: str) -> Decimal:
    """Return an amount in euro of at least 0; InputError naming `where`."""
    if type(value) not in (int, float) or not 0 <= float(str(value)) <= LARGEST:
        raise InputError(f"{where}: verwacht een bedrag in euro, zoals 812.50, niet '{value}'.")
    return Decimal(str(value))


def read_mapping(value: object, where: str) -> Mapping[Any, Any]:
    """Return a mapping; InputError naming `where`."""
    if not isinstance(value, Mapping):
        raise InputError(f"{where}: verwacht namen met waarden, zoals {{a: 1, b: 2}}.")
    return value


def read_curve(value: object, where: str) -> tuple[tuple[int, float], ...]:
    """Return pairs of day of sickness and share recovered by it, both increasing; InputError naming `where`."""
    points = sorted(
        (read_whole(day, 1, LONGEST, where), float(read_share(share, f"{where}, dag {day}")))
        for day, share in read_mapping(value, where).items()
    )
    for (day, share), (later, more) in pairwise(points):
        if more <= share:
            raise InputError(f"{where}: op dag {later} is niet meer hersteld dan op dag {day}; de aandelen lopen op.")
    return tuple(points)


def read_regions(value: object, where: str) -> Mapping[str, int]:
    """Return the weight per postcode area; InputError naming `where`."""
    found = {
        read_region(name, where): read_whole(weight, 1, LARGEST, f"{where} {name}")
        for name, weight in read_mapping(value, where).items()
    }
    if not found:
        raise InputError(f'{where}: noem ten minste één regio met een gewicht, zoals {{"10": 1}}.')
    return found


def read_region(value: object, where: str) -> str:
    """Return a postcode area, the first two digits of a postcode; InputError naming `where`."""
    name = f"{value:02d}" if type(value) is int else value
    if not isinstance(name, str) or len(name) != 2 or not (name.isascii() and name.isdecimal()):
        raise InputError(
            f"{where}: '{value}' is geen regio; schrijf de eerste twee cijfers van de postcode, als \"10\"."
        )
    return name


def read_span(value: object, where: str) -> tuple[int, int]:
    """Return the lowest and the highest of a range of whole euros; InputError naming `where`."""
    bounds = [read_whole(item, 1, LARGEST, where) for item in read_list(value, where)]
    if len(bounds) != 2 or bounds[0] > bounds[1]:
        raise InputError(f"{where}: verwacht [laagste, hoogste] in hele euro's, zoals [450, 1400].")
    return bounds[0], bounds[1]
