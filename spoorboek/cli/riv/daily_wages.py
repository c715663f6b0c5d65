"""Daily wages as they are typed, and as a file gives them: they are used for one answer and never kept."""

import csv
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from models.case_numbers import normal_number
from spoorboek.cli.money.cost_lines import read_cents
from spoorboek.errors import InputError
from spoorboek.outside.files import read_outside_text
from spoorboek.statute.dossier.exposure import STATUTORY_SHARE, DailyWage, maximum_wage_on

COLUMNS = ("zaak", "dagloon")
FILE_FORM = "een CSV-bestand met de kolommen zaak en dagloon"
MOST_WAGE, MOST_PERCENT = Decimal(100_000), Decimal(200)


def read_wage(typed: str, percent: str, maximum: str, on: date) -> DailyWage | None:
    """Return the daily wage that was typed, None for nothing; `maximum`: the highest that counts, where it was typed.

    Raises InputError for an amount or percentage that cannot be.
    """
    if not typed.strip():
        return None
    return DailyWage(_amount(typed, "Dagloon"), _percent(percent), _maximum(maximum, on))


def read_wage_file(path: Path, percent: str, maximum: str, on: date) -> Mapping[str, DailyWage]:
    """Return the daily wage of each case in a CSV file with a semicolon or comma.

    Raises InputError, which names the row, for a file, column, case number or amount that does not fit.
    """
    text = read_outside_text(path, FILE_FORM)
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    rows = csv.DictReader(text.splitlines(), delimiter=delimiter)
    names = {(name or "").strip().casefold(): name for name in rows.fieldnames or ()}
    if missing := [name for name in COLUMNS if name not in names]:
        raise InputError(f"In {path} ontbreekt de kolom {' en '.join(missing)}. Verwacht is {FILE_FORM}.")
    share, most, wages = _percent(percent), _maximum(maximum, on), dict[str, DailyWage]()
    for place, row in enumerate(rows, start=2):
        typed = (row[names["dagloon"]] or "").strip()
        try:
            number = normal_number(row[names["zaak"]] or "")
            if number in wages:
                raise InputError(f"{number} staat er twee keer in.")
            if typed:
                wages[number] = DailyWage(_amount(typed, "Dagloon"), share, most)
        except InputError as error:
            raise InputError(f"{path}, regel {place}: {error}") from None
    return wages


def _amount(typed: str, what: str) -> Decimal:
    amount = Decimal(read_cents(typed, what)) / 100
    if not 0 < amount <= MOST_WAGE:
        raise InputError(f"{what} '{typed}' kan niet: verwacht is het brutoloon per werkdag, zoals 187,50.")
    return amount


def _percent(typed: str) -> Decimal:
    if not typed.strip():
        return STATUTORY_SHARE
    percent = Decimal(read_cents(typed.strip().rstrip("%"), "Percentage")) / 100
    if not 0 < percent <= MOST_PERCENT:
        raise InputError(f"Percentage '{typed}' kan niet: verwacht is een getal boven 0 en tot en met 200, zoals 70.")
    return percent


def _maximum(typed: str, on: date) -> Decimal | None:
    if typed.strip():
        return _amount(typed, "Maximumdagloon")
    known = maximum_wage_on(on)
    return known.euro if known else None
