"""The absence of the people of employers: percentage and frequency by the national definitions, month by month."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select
from sqlmodel import Session

from models.overview.absence_cases import AbsentCase, absent_cases
from models.overview.workforce import ServiceDays, service_days, smallest_group, workforce_counts
from models.tables import WorkforceCount
from spoorboek.statute.reports.absence import lost_hundredths, sick_reports
from tasks.views.overview.bar_picture import BarSeries, draw_columns
from tasks.views.overview.overview_part import OverviewCell, OverviewPart, number_text
from tasks.views.overview.overview_period import OverviewPeriod

FEWEST = 5  # people of one employer of whom a share is shown; of fewer it would tell who is ill
MOST_NAMED = 8
YEAR_DAYS, PER_DAY, PER_CENT = 365, 100, 100
BY_HOURS, BY_PERSON = "naar contracturen", "per persoon"
HEADINGS = (
    "maand",
    "mensen in dienst, gemiddeld",
    "verzuimde dagen",
    "verzuimpercentage",
    "geteld",
    "ziekmeldingen",
    "meldingsfrequentie",
)
EXPLAINED = (
    "Verzuimpercentage = 100 × verzuimde dagen / beschikbare dagen. Verzuimde dagen: de kalenderdagen waarop iemand "
    "ziek was, maal het deel van de contracturen waarin niet is gewerkt, maal de contracturen per week. Beschikbare "
    "dagen: de kalenderdagen maal de contracturen per week van iedereen in dienst. In de kolom ‘verzuimde dagen’ "
    "tellen de contracturen niet mee.",
    "Zijn de contracturen niet van iedereen bekend, dan telt ieder even zwaar: er staat ‘per persoon’.",
    "Meldingsfrequentie = ziekmeldingen / gemiddeld aantal mensen in dienst × 365 / dagen van de periode. Opnieuw ziek "
    "binnen vier weken is een nieuwe melding, ook na verlof; minder uren werken is dat niet.",
    "Zwangerschaps- en bevallingsverlof telt niet als verzuim, en na twee jaar (730 dagen) telt een zieke niet meer "
    "mee. Na herstel of verlof telt iemand weer helemaal, tot een nieuw percentage is vastgelegd.",
    "Zo tellen het CBS (begrippen ‘ziekteverzuimpercentage’ en ‘meldingsfrequentie ziekteverzuim’) en de Nationale "
    "Verzuimstatistiek. Geteld is alleen wat in Spoorboek is gemeld: ontbreken korte ziekmeldingen, dan zijn beide "
    "cijfers te laag.",
    f"Van een werkgever met minder dan {FEWEST} mensen in dienst staat hier niets: dat cijfer zou zeggen wie ziek is.",
)


class Employers(NamedTuple):
    """Whom the figures are about: names by id, of those whose cases are all within reach."""

    names: Mapping[int, str]

    def listed(self, ids: Collection[int]) -> str:
        """Name some of them, by name, as the end of a sentence; of many the first."""
        names = sorted(self.names[each] for each in ids)
        more = f" en {len(names) - MOST_NAMED} andere" if len(names) > MOST_NAMED else ""
        return f"{', '.join(names[:MOST_NAMED])}{more}".rstrip(".") + "."


@dataclass(slots=True)
class MonthTally:
    """What is added up of a period: days and people available, days lost, sick reports; of one employer or more.

    `lost` is in hundredths of a day; `lost_hours` the same times contract hours, None when hours are not known of all.
    """

    days: int
    person_days: int = 0
    hour_days: Decimal | None = Decimal(0)
    lost: int = 0
    lost_hours: Decimal | None = Decimal(0)
    reports: int = 0

    def add(self, service: ServiceDays, cases: Sequence[AbsentCase], first: date, last: date) -> None:
        """Add one employer in a month."""
        self.person_days += service.person_days
        self.hour_days = _plus(self.hour_days, service.hour_days)
        for each in cases:
            lost = lost_hundredths(each.pieces, first, last)
            self.lost += lost
            if lost:
                self.lost_hours = _plus(self.lost_hours, None if each.hours is None else lost * each.hours)
            self.reports += sick_reports(each.pieces, first, last)

    def join(self, other: "MonthTally") -> None:
        """Add another period."""
        self.days += other.days
        self.person_days += other.person_days
        self.hour_days = _plus(self.hour_days, other.hour_days)
        self.lost += other.lost
        self.lost_hours = _plus(self.lost_hours, other.lost_hours)
        self.reports += other.reports

    @property
    def by_hours(self) -> bool:
        """Tell whether the hours of everybody are known, so that they can be weighed."""
        return bool(self.hour_days) and self.lost_hours is not None

    @property
    def percentage(self) -> Decimal:
        """Return the absence percentage, with two decimals."""
        lost, available = (self.lost_hours, self.hour_days) if self.by_hours else (self.lost, self.person_days)
        return _rounded(Decimal(lost or 0) * PER_CENT / PER_DAY / Decimal(available or 1))

    @property
    def frequency(self) -> Decimal:
        """Return the sick reports per person per year, with two decimals."""
        return _rounded(Decimal(self.reports) * YEAR_DAYS / self.person_days)

    def cells(self, name: str) -> list[OverviewCell]:
        """Return a row of the table."""
        people, lost = Decimal(self.person_days) / self.days, Decimal(self.lost) / PER_DAY
        way = BY_HOURS if self.by_hours else BY_PERSON
        return [name, _rounded(people), _rounded(lost), self.percentage, way, self.reports, self.frequency]


def absence_part(
    reading: Session, cases: Select[Any], employers: Mapping[int, str], period: OverviewPeriod
) -> OverviewPart:
    """Return the absence in a period of these employers, of whom every case is in `cases`.

    Only months of which the people in service are known are counted, and no employer with fewer than FEWEST people.
    """
    known, counts = Employers(employers), workforce_counts(reading, employers)
    by_employer: dict[int, list[AbsentCase]] = defaultdict(list)
    for each in absent_cases(reading, cases, list(counts), period.first):
        by_employer[each.employer_id].append(each)
    months, counted = _months(period, counts, by_employer)
    rows: list[list[OverviewCell]] = [
        tally.cells(name) if tally else [name, None, None, None, None, None, None] for name, tally in months.items()
    ]
    found = [tally for tally in months.values() if tally]
    whole = MonthTally(0)
    for tally in found:
        whole.join(tally)
    if found:
        rows.append(whole.cells("hele periode"))
    return OverviewPart(
        key="verzuim",
        title="Verzuim",
        summary=_summary(whole if found else None),
        headings=HEADINGS,
        rows=rows,
        explained=(*_about(known, counts, counted, period), *EXPLAINED),
        picture=_picture(months) if found else None,
        total=bool(found),
    )


def _months(
    period: OverviewPeriod,
    counts: Mapping[int, Sequence[WorkforceCount]],
    by_employer: Mapping[int, Sequence[AbsentCase]],
) -> tuple[dict[str, MonthTally | None], set[int]]:
    """Add up each month, None where nothing is known of it; also return which employers are counted at all."""
    months: dict[str, MonthTally | None] = {}
    counted: set[int] = set()
    for month in period.months():
        tally = MonthTally((month.last - month.first).days + 1)
        for employer, of_employer in counts.items():
            service = service_days(of_employer, month.first, month.last)
            if service and smallest_group(of_employer, month.first, month.last) >= FEWEST:
                tally.add(service, by_employer.get(employer, ()), month.first, month.last)
                counted.add(employer)
        months[month.name] = tally if tally.person_days else None
    return months, counted


def _summary(whole: MonthTally | None) -> str:
    if whole is None:
        return "Nog niet te berekenen: het aantal mensen in dienst is niet bekend, of het zijn er minder dan vijf."
    frequency = f"meldingsfrequentie {number_text(whole.frequency)} per persoon per jaar"
    return f"Verzuimpercentage {number_text(whole.percentage)}%, {frequency}."


def _about(
    known: Employers, counts: Mapping[int, Sequence[WorkforceCount]], counted: set[int], period: OverviewPeriod
) -> list[str]:
    lines = [f"Geteld zijn: {known.listed(counted)}"] if counted else []
    small = {
        each
        for each, rows in counts.items()
        if each not in counted and 0 < smallest_group(rows, period.first, period.last) < FEWEST
    }
    if small:
        lines.append(f"Minder dan {FEWEST} mensen in dienst: {known.listed(small)}")
    if missing := known.names.keys() - counted - small:
        lines.append(f"Het aantal mensen in dienst is niet bekend van: {known.listed(missing)}")
    return lines


def _picture(months: Mapping[str, MonthTally | None]) -> Any:
    shares = [float(tally.percentage) if tally else None for tally in months.values()]
    return draw_columns("Verzuimpercentage per maand", list(months), [BarSeries("verzuim", shares)], "%")


def _plus(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    return None if first is None or second is None else first + second


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)
