"""The chart of a tally: bars per week of work per role, late steps, second tracks per region, wages at risk."""

from spoorboek.portfolio.svg_chart import ChartPanel, ChartSeries, draw_svg
from spoorboek.portfolio.tally import Tally
from spoorboek.portfolio.weekly_rows import tally_regions, tally_roles, tally_weeks
from spoorboek.statute.days.calendar import dutch_date


def draw_tally(tally: Tally) -> str:
    """Return an SVG file as text: four panels of bars over the weeks of the portfolio."""
    rows, portfolio = tally_weeks(tally), tally.portfolio
    panels = (
        ChartPanel(
            "Werk per week en rol",
            [
                ChartSeries(role, [sum(week.work.get(role, {}).values()) for week in rows])
                for role in tally_roles(tally)
            ],
            _count,
        ),
        ChartPanel("Stappen die te laat worden", [ChartSeries("te laat", [week.late for week in rows])], _count),
        ChartPanel(
            "Verwijzingen naar het tweede spoor per regio",
            [
                ChartSeries(f"regio {name}", [week.second_tracks[name] for week in rows])
                for name in tally_regions(tally)
            ],
            _count,
        ),
        ChartPanel(
            "Loon in gevaar, in de week waarin een stap te laat werd",
            [ChartSeries("loon", [float(week.euro) for week in rows])],
            _euro,
        ),
    )
    span = f"{dutch_date(portfolio.since)} t/m {dutch_date(portfolio.until)}"
    total = f"{_count(tally.cases)} zaken · {span} · loon in gevaar samen {_euro(float(tally.total_at_risk))}"
    return draw_svg(portfolio.title, total, [week.since for week in rows], panels)


def _count(number: float) -> str:
    return f"{number:,.0f}".replace(",", ".")


def _euro(amount: float) -> str:
    return f"€ {amount:,.0f}".replace(",", ".")
