"""The simulation of a portfolio on the screen: per week, per step, per region, and the wages at risk."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from spoorboek.cli.shared.picture_file import check_picture, write_picture
from spoorboek.cli.shared.text_table import aligned
from spoorboek.portfolio.portfolio_reader import read_portfolio
from spoorboek.portfolio.portfolio_run import simulate_portfolio
from spoorboek.portfolio.tally import Tally
from spoorboek.portfolio.tally_chart import draw_tally
from spoorboek.portfolio.tally_export import portfolio_csv, portfolio_json
from spoorboek.portfolio.weekly_rows import (
    WageFactors,
    step_counts,
    tally_regions,
    tally_roles,
    tally_weeks,
    wage_factors,
)
from spoorboek.statute.days.calendar import dutch_date, dutch_weekday_date
from spoorboek.statute.law.milestones import RULES_VERSION, milestone_table
from templates.dutch_filters import euro, getal

_Row = Sequence[str]


def print_portfolio(path: Path, shape: Literal["json", "table", "csv"], picture: Path | None) -> None:
    """Simulate the portfolio of a file, print it, and draw it when a picture is asked for.

    Errors: InputError when the file does not read, or the picture is no SVG or cannot be written,
    UnsafePlaceError for a picture that is a link or another user's.
    """
    check_picture(picture)
    tally = simulate_portfolio(read_portfolio(path))
    if picture is not None:
        write_picture(picture, draw_tally(tally))
    if shape == "json":
        print(json.dumps(portfolio_json(tally), ensure_ascii=False, indent=1))
    elif shape == "csv":
        print(portfolio_csv(tally), end="")
    else:
        print(*_lines(tally), sep="\n")


def _lines(tally: Tally) -> Iterator[str]:
    portfolio = tally.portfolio
    span = f"{dutch_weekday_date(portfolio.since)} t/m {dutch_date(portfolio.until)}"
    yield portfolio.title
    yield f"{_count(tally.cases)} zaken, {portfolio.weeks} weken van {span}"
    yield f"Regels {RULES_VERSION}, huisbeleid {tally.policy.version}, zaad {portfolio.seed}"
    for title, rows in _TABLES:
        yield from ("", title, *aligned(rows(tally)))
    yield "Euro = loonweken × doorbetaling × (1 + lasten) × kans; loonweken = weekloon × weken, per zaak en opgeteld."
    yield "Loonsanctie: ten hoogste 52 weken (Wet WIA art. 25 lid 9); per zaak telt de late stap met de hoogste kans."
    yield "Te late WIA-aanvraag: zoveel weken als zij te laat is (BW art. 7:629 lid 11 onder a)."


def _week_rows(tally: Tally) -> Iterator[_Row]:
    busy = tally_roles(tally)
    yield ("week van", "open zaken", *busy, "te laat", "spoor 2", "euro")
    for week in tally_weeks(tally):
        work = (sum(week.work.get(role, {}).values()) for role in busy)
        counts = (week.open_cases, *work, week.late, sum(week.second_tracks.values()))
        yield (f"{week.since:%d-%m-%Y}", *map(_count, counts), euro(week.euro))


def _step_rows(tally: Tally) -> Iterator[_Row]:
    yield ("stap", "aantal", "te laat", "aandeel")
    for step, came, late in step_counts(tally):
        share = f"{100 * late / came:.1f}%".replace(".", ",") if came else "-"
        yield (milestone_table()[step].label, _count(came), _count(late), share)


def _track_rows(tally: Tally) -> Iterator[_Row]:
    yield ("regio", "verwijzingen")
    for region in tally_regions(tally):
        asked = sum(count for (_, where), count in tally.second_tracks.items() if where == region)
        yield (region, _count(asked))


def _wage_rows(tally: Tally) -> Iterator[_Row]:
    yield ("stap", "zaken", "weeklonen samen", "loonweken", "doorbetaling", "lasten", "kans", "euro", "grondslag")
    rows = list(wage_factors(tally))
    yield from map(_wage_row, rows)
    yield ("samen", _count(sum(row.cases for row in rows)), *[""] * 5, euro(tally.total_at_risk), "")


def _wage_row(row: WageFactors) -> _Row:
    shares = (f"{getal(100 * share)}%" for share in (row.paid, row.on_top, row.chance))
    money = (euro(row.week_wages), euro(row.wage_weeks))
    return (milestone_table()[row.step].label, _count(row.cases), *money, *shares, euro(row.euro), row.basis)


_TABLES: Sequence[tuple[str, Callable[[Tally], Iterator[_Row]]]] = (
    ("Per week. Werk per rol: stappen die openen, stukken die komen en signalen.", _week_rows),
    ("Stappen die aan de beurt kwamen, en hoe vaak ze te laat werden.", _step_rows),
    ("Vraag naar het tweede spoor per regio (eerste twee cijfers van de postcode).", _track_rows),
    ("Loon in gevaar: wat een loonsanctie of een te late WIA-aanvraag aan loon kan kosten.", _wage_rows),
)


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")
