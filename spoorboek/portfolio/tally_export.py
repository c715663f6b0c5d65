"""Export a tally: JSON with every count and factor, CSV with one value per line."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from spoorboek.portfolio.tally import Tally, WorkKind
from spoorboek.portfolio.weekly_rows import TallyWeek, WageFactors, step_counts, tally_weeks, wage_factors
from spoorboek.statute.law.milestones import RULES_VERSION

PLURALS: Mapping[WorkKind, str] = {"stap": "stappen", "stuk": "stukken", "signaal": "signalen"}
FORMULA_SIGNS, NUMBER = tuple("=+-@\t\r"), re.compile(r"-?\d+(?:,\d+)?")
CSV_HEADS = ("week_vanaf", "onderdeel", "naam", "waarde")


def portfolio_json(tally: Tally) -> dict[str, Any]:
    """Return the whole tally; days are ISO texts, euros rounded to cents, shares from 0 to 1."""
    return {
        "portfolio": tally.portfolio.title,
        "rules": RULES_VERSION,
        "house": tally.policy.version,
        "seed": tally.portfolio.seed,
        "cases": tally.cases,
        "since": tally.portfolio.since.isoformat(),
        "until": tally.portfolio.until.isoformat(),
        "weeks": [_week_json(week) for week in tally_weeks(tally)],
        "steps": [count._asdict() for count in step_counts(tally)],
        "wages_at_risk": {
            "euro": cents(tally.total_at_risk),
            "factors": [_factors_json(row) for row in wage_factors(tally)],
            "cases": [_with_floats(risk._asdict()) | {"euro": cents(risk.euro)} for risk in tally.wages],
        },
    }


def portfolio_csv(tally: Tally) -> str:
    """Return one line per week and value, for a spreadsheet: semicolons, a decimal comma, ISO days."""
    output = io.StringIO()
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    writer.writerow(CSV_HEADS)
    for week in tally_weeks(tally):
        writer.writerows((week.since.isoformat(), *map(plain_cell, line)) for line in _csv_rows(week))
    return output.getvalue()


def cents(amount: Decimal) -> float:
    """Round an amount to cents."""
    return float(round(amount, 2))


def plain_cell(text: str) -> str:
    """Return a text that a spreadsheet does not take for a formula: a sign that begins one gets a quote before it."""
    return f"'{text}" if text[:1] in FORMULA_SIGNS and not NUMBER.fullmatch(text) else text


def _csv_rows(week: TallyWeek) -> Iterator[tuple[str, str, str]]:
    yield "open zaken", "", str(week.open_cases)
    for role, kinds in week.work.items():
        yield from ((PLURALS[kind], role, str(count)) for kind, count in kinds.items())
    yield "te laat", "", str(week.late)
    yield from (("tweede spoor", region, str(count)) for region, count in sorted(week.second_tracks.items()))
    yield "loon in gevaar (euro)", "", f"{week.euro:.2f}".replace(".", ",")


def _week_json(week: TallyWeek) -> dict[str, Any]:
    maps = {"work": dict(week.work), "second_tracks": dict(week.second_tracks)}
    return week._asdict() | maps | {"since": week.since.isoformat(), "euro": cents(week.euro)}


def _factors_json(row: WageFactors) -> dict[str, Any]:
    return _with_floats(row._asdict()) | {"euro": cents(row.euro)}


def _with_floats(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: float(value) if isinstance(value, Decimal) else value for name, value in values.items()}
