"""The dossiers of all open cases, the worst first: as a table, JSON or CSV."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from spoorboek.cli.shared.text_table import aligned
from spoorboek.portfolio.tally_export import plain_cell
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.dossier.defect_kinds import SEVERITIES
from spoorboek.statute.dossier.exposure import DailyWage, WeeksAtRisk, weeks_at_risk
from tasks.dossiers.checking import CheckedCase
from tasks.views.dossier_check_section import counts, finding_json
from tasks.views.exposure_words import ESTIMATE, exposure_json
from templates.dutch_filters import euro

OF_FIRST = ("eerste_bevinding", "wat", "sinds", "aan_zet", "helpt_tot_en_met")
OF_WAGE = ("weken_in_gevaar", "weken_ten_hoogste", "dagloon", "euro", "euro_ten_hoogste")
CSV_COLUMNS = ("zaak", "werkgever", *SEVERITIES, *OF_FIRST, *OF_WAGE)
NEVER_LATE = date.max


class PortfolioRow(NamedTuple):
    """A case with findings: what they are, and the weeks of wage they put at risk."""

    case: CheckedCase
    weeks: WeeksAtRisk
    wage: DailyWage | None

    @property
    def rank(self) -> tuple[Any, ...]:
        """Order the worst first: by severity, then by what has to be repaired soonest."""
        by_severity = tuple(-count for count in counts(self.case.findings).values())
        soonest = min((each.helps_until or NEVER_LATE for each in self.case.findings), default=NEVER_LATE)
        return (*by_severity, soonest, -self.weeks.total, self.case.number)


class RivPortfolio(NamedTuple):
    """All open cases on a day: those with findings, the worst first, and how many are in order or cannot be checked."""

    on: date
    rows: tuple[PortfolioRow, ...]
    in_order: int
    unchecked: tuple[str, ...]


def make_portfolio(cases: Sequence[CheckedCase], wages: Mapping[str, DailyWage], on: date) -> RivPortfolio:
    """Rank the cases that were checked on a day; `wages`: by the number of the case."""
    found = [each for each in cases if each.findings and each.plan]
    rows = [
        PortfolioRow(each, weeks_at_risk(each.plan, each.findings, on), wages.get(each.number))
        for each in found
        if each.plan
    ]
    unchecked = tuple(each.number for each in cases if each.plan is None)
    ranked = tuple(sorted(rows, key=lambda row: row.rank))
    return RivPortfolio(on, ranked, len(cases) - len(rows) - len(unchecked), unchecked)


def portfolio_lines(portfolio: RivPortfolio, roles: Mapping[str, str]) -> Iterator[str]:
    """Yield the portfolio as lines of text."""
    rows = portfolio.rows
    if portfolio.unchecked:
        yield f"Niet te controleren, zie het dossier zelf: {', '.join(portfolio.unchecked)}."
    numbers = f"{len(rows)} met bevindingen, {portfolio.in_order} in orde"
    yield f"Re-integratieverslagen op {dutch_date(portfolio.on)}: {numbers}."
    if not rows:
        return
    yield ""
    headings = (
        "zaak",
        "werkgever",
        "ernstig",
        "vraag",
        "licht",
        "weken",
        "euro",
        "helpt t/m",
        "aan zet",
        "eerste bevinding",
    )
    yield from aligned([headings, *(_cells(row, roles) for row in rows)])
    yield ""
    yield ESTIMATE
    known = [row for row in rows if row.wage]
    total = sum((row.weeks.total * row.wage.a_week for row in known if row.wage), start=0)
    most = sum((row.weeks.at_most * row.wage.a_week for row in known if row.wage), start=0)
    if known:
        of = f"van {len(known)} van de {len(rows)} zaken"
        yield f"Samen naar schatting {euro(total)}, ten hoogste {euro(most)}; {of}."
    if len(known) < len(rows):
        yield f"Van {len(rows) - len(known)} zaken is het dagloon niet bekend; geef een bestand met --wages."


def portfolio_json_of(portfolio: RivPortfolio) -> dict[str, Any]:
    """Return the portfolio as JSON."""
    return {
        "on": portfolio.on.isoformat(),
        "in_order": portfolio.in_order,
        "unchecked": list(portfolio.unchecked),
        "cases": [
            {
                "number": row.case.number,
                "employer": row.case.employer,
                "counts": counts(row.case.findings),
                "findings": [finding_json(each) for each in row.case.findings],
                "exposure": exposure_json(row.weeks, row.wage),
            }
            for row in portfolio.rows
        ],
    }


def portfolio_csv_of(portfolio: RivPortfolio) -> str:
    """Return the portfolio as CSV with semicolons, one line a case."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    writer.writerows(map(plain_cell, _csv_row(row)) for row in portfolio.rows)
    return out.getvalue()


def _cells(row: PortfolioRow, roles: Mapping[str, str]) -> tuple[str, ...]:
    first, number = row.case.findings[0], counts(row.case.findings)
    helps = f"{first.helps_until:%d-%m-%Y}" if first.helps_until else "-"
    money = euro(row.weeks.total * row.wage.a_week) if row.wage else "?"
    weeks = f"{row.weeks.total:.1f}".replace(".", ",")
    who = roles[first.kind.who]
    return (row.case.number, row.case.employer, *map(str, number.values()), weeks, money, helps, who, first.code)


def _csv_row(row: PortfolioRow) -> list[str]:
    first, money = row.case.findings[0], exposure_json(row.weeks, row.wage)
    amounts = ("weeks", "weeks_at_most", "daily_wage", "euro", "euro_at_most")
    return [
        row.case.number,
        row.case.employer,
        *map(str, counts(row.case.findings).values()),
        first.code,
        first.sentence,
        first.since.isoformat(),
        first.kind.who,
        first.helps_until.isoformat() if first.helps_until else "",
        *("" if money[name] is None else str(money[name]).replace(".", ",") for name in amounts),
    ]
