"""The funnel of the referrals of a portfolio as data and CSV: in all, and per bureau. Without personal data."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from models.bureaus.past_referrals import past_referrals
from models.bureaus.register import find_bureau
from models.tables import Bureau
from spoorboek.errors import InputError
from spoorboek.portfolio.tally_export import plain_cell
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.second_track.funnel import Funnel, asked_between, make_funnel, stages_before

ALL = "alle"  # stands in place of the code of a bureau
FUNNEL_COLUMNS = ("bureau", "onderdeel", "van", "naar", "aantal", "mediaan_dagen")


class PortfolioFunnel(NamedTuple):
    """What was asked within a period, first and last day inclusive; None: without that bound.

    `bureaus`: the funnel of each bureau that was asked, by its code, the one that was asked most first.
    """

    first: date | None
    last: date | None
    whole: Funnel
    bureaus: Mapping[str, Funnel]

    @property
    def period(self) -> str:
        """Return the period in Dutch words."""
        bounds = [f"{word} {dutch_date(day)}" for word, day in (("vanaf", self.first), ("t/m", self.last)) if day]
        return " ".join(["gevraagd", *bounds]) if bounds else "alles wat ooit is gevraagd"


def portfolio_funnel(
    reading: Session, first: date | None = None, last: date | None = None, bureau: str = ""
) -> PortfolioFunnel:
    """Return the funnel of all referrals that bureaus were asked within a period, or of one bureau alone.

    Raises InputError for a period that ends before it begins, and for a bureau that does not exist.
    """
    if first and last and last < first:
        raise InputError(f"De periode eindigt ({dutch_date(last)}) voordat zij begint ({dutch_date(first)}).")
    only = find_bureau(reading, bureau).code if bureau else None
    columns: list[Any] = [col(Bureau.id), col(Bureau.code)]
    codes = {row[0]: row[1] for row in reading.execute(select(*columns))}
    found = {
        codes[bureau_id]: list(asked_between((referral for _, referral in past), first, last))
        for bureau_id, past in past_referrals(reading).items()
        if only in (None, codes[bureau_id])
    }
    by_size = sorted((code for code in found if found[code]), key=lambda code: (-len(found[code]), code))
    whole = make_funnel(referral for code in by_size for referral in found[code])
    return PortfolioFunnel(first, last, whole, {code: make_funnel(found[code]) for code in by_size})


def funnel_json(funnel: PortfolioFunnel) -> dict[str, Any]:
    """Return the funnel as JSON: codes, counts and days."""
    return {
        "from": funnel.first and funnel.first.isoformat(),
        "until": funnel.last and funnel.last.isoformat(),
        **_data(funnel.whole),
        "bureaus": [{"bureau": code, **_data(each)} for code, each in funnel.bureaus.items()],
    }


def funnel_csv(funnel: PortfolioFunnel) -> str:
    """Return one count per line, for a spreadsheet: semicolons and a decimal comma."""
    output = io.StringIO()
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    writer.writerow(FUNNEL_COLUMNS)
    for code, each in ((ALL, funnel.whole), *funnel.bureaus.items()):
        writer.writerows((plain_cell(code), *row) for row in _csv_rows(each))
    return output.getvalue()


def days_text(days: float | None) -> str:
    """Write a number of days, with a decimal comma; nothing for None."""
    return "" if days is None else f"{days:.1f}".removesuffix(".0").replace(".", ",")


def _csv_rows(funnel: Funnel) -> Iterator[tuple[str | int, ...]]:
    for before, stage in stages_before(funnel):
        yield "stand", before, stage.stage, stage.reached, days_text(stage.days)
    for side, count in funnel.sides.items():
        yield "uitval", "", side, count, ""
    for arrow in funnel.arrows:
        yield "pijl", arrow.from_, arrow.to, arrow.taken, days_text(arrow.days)


def _data(funnel: Funnel) -> dict[str, Any]:
    return {
        "stages": [{"stage": each.stage, "count": each.reached, "median_days": each.days} for each in funnel.stages],
        "sides": dict(funnel.sides),
        "arrows": [
            {"from": each.from_, "to": each.to, "count": each.taken, "median_days": each.days} for each in funnel.arrows
        ],
    }
