"""The picture of a portfolio: bars per week of work per role, late steps, second tracks per region, wages at risk."""

from spoorboek.portfolio.svg_chart import Panel, Series, draw
from spoorboek.portfolio.tally import Tally
from spoorboek.portfolio.weekly_rows import regions, roles, weeks
from spoorboek.statute.days.calendar import dutch


def picture(tally: Tally) -> str:
    """Return an SVG file as text: four rows of bars over the weeks of the portfolio."""
    rows, portfolio = weeks(tally), tally.portfolio
    panels = (
        Panel(
            "Werk per week en rol",
            [Series(role, [sum(week.work.get(role, {}).values()) for week in rows]) for role in roles(tally)],
            _count,
        ),
        Panel("Stappen die te laat worden", [Series("te laat", [week.late for week in rows])], _count),
        Panel(
            "Verwijzingen naar het tweede spoor per regio",
            [Series(f"regio {name}", [week.second_tracks[name] for week in rows]) for name in regions(tally)],
            _count,
        ),
        Panel(
            "Loon in gevaar, in de week waarin een stap te laat werd",
            [Series("loon", [float(week.euro) for week in rows])],
            _euro,
        ),
    )
    span = f"{dutch(portfolio.since)} t/m {dutch(portfolio.until)}"
    total = f"{_count(tally.cases)} zaken · {span} · loon in gevaar samen {_euro(float(tally.total_at_risk))}"
    return draw(portfolio.title, total, [week.since for week in rows], panels)


def _count(number: float) -> str:
    return f"{number:,.0f}".replace(",", ".")


def _euro(amount: float) -> str:
    return f"€ {amount:,.0f}".replace(",", ".")
