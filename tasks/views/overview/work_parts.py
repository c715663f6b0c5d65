"""The work of an overview: what is due each week, how late steps were done, and when waits end."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

from sqlalchemy import Select
from sqlmodel import Session

from models.edition_history import edition_in_force
from models.overview.step_counts import DoneSteps, count_late, days_of_step, done_steps, steps_to_come
from models.worklists.open_steps import StepGroup
from spoorboek.statute.days.calendar import DAY, dutch_date
from tasks.views.desk.step_rows import SOURCES
from tasks.views.desk.work_of_day import nobodys_steps
from tasks.views.overview.bar_picture import BarSeries, draw_columns, draw_rows
from tasks.views.overview.overview_part import OverviewCell, OverviewPart, number_text
from tasks.views.overview.overview_period import OverviewPeriod, month_after, month_name

WEEK, WEEKS, MONTHS = timedelta(days=7), 13, 24
END_OF_WAIT = "einde_wachttijd"
TENTH = Decimal("0.1")
DRAWN_STEPS = 12
LATE_HEADINGS = (
    "gedaan",
    "op tijd",
    "te laat",
    "deel op tijd (%)",
    "dagen te laat, gemiddeld",
    "dagen te laat, middelste",
)


def load_part(reading: Session, cases: Select[Any], on: date) -> OverviewPart:
    """Count the steps that somebody has to do in each of the next weeks, by the kind of rule that gives the day."""
    edition = edition_in_force(reading)
    nobodys = nobodys_steps(edition, StepGroup.WAITING)
    monday = on - DAY * on.weekday()
    starts = [monday + WEEK * place for place in range(WEEKS)]
    counts: Counter[tuple[int, str]] = Counter()
    for each in steps_to_come(reading, cases, on, monday + WEEK * WEEKS - DAY):
        if each.step not in nobodys and (rule := edition.rules.rows.get(each.step)):
            counts[(each.on - monday).days // 7, SOURCES[rule.force]] += each.steps
    kinds = [kind for kind in SOURCES.values() if any(counts[place, kind] for place in range(WEEKS))]
    values = {kind: [counts[place, kind] for place in range(WEEKS)] for kind in kinds}
    rows: list[list[OverviewCell]] = [
        [f"week van {start:%d-%m-%Y}", *(values[kind][place] for kind in kinds), sum(values[k][place] for k in kinds)]
        for place, start in enumerate(starts)
    ]
    late, total = count_late(reading, cases, nobodys_steps(edition, StepGroup.LATE)), sum(counts.values())
    names = [f"{start:%d-%m}" for start in starts]
    return OverviewPart(
        key="werk",
        title="Werk per week",
        summary=f"De komende dertien weken: {number_text(total)} stappen. Nu te laat: {number_text(late)}.",
        headings=("week", *kinds, "samen"),
        rows=[*rows, _sums(rows)],
        explained=(
            "Geteld: stappen van lopende zaken die nog niet gedaan zijn, op de dag die beslist: de afgesproken dag, "
            "anders de uiterste dag, anders de streefdatum. Wat al te laat is, staat er niet in.",
            "De soort zegt welke regel de dag geeft: wet, beleid van UWV of een norm van de praktijk.",
        ),
        picture=draw_columns("Stappen per week", names, _series(values)) if total else None,
        total=True,
    )


def ends_part(reading: Session, cases: Select[Any], on: date) -> OverviewPart:
    """Count the open cases by the month in which their wait ends."""
    first, months = on.replace(day=1), list[date]()
    month = first
    for _ in range(MONTHS):
        months.append(month)
        month = month_after(month)
    counts: Counter[date] = Counter()
    for each in days_of_step(reading, cases, END_OF_WAIT, on, month - DAY):
        counts[each.on.replace(day=1)] += each.steps
    values = [counts[each] for each in months]
    rows: list[list[OverviewCell]] = [[month_name(each), count] for each, count in zip(months, values, strict=True)]
    total = sum(values)
    return OverviewPart(
        key="einde",
        title="Einde van de wachttijd",
        summary=f"In de komende twee jaar eindigt de wachttijd in {number_text(total)} zaken.",
        headings=("maand", "zaken"),
        rows=[*rows, ["samen", total]],
        explained=(
            f"Geteld: lopende zaken, bij de laatste dag van de wachttijd zoals die op {dutch_date(on)} staat: wie nog "
            "herstelt, telt mee; een onderbreking, verlenging of loonsanctie verschuift die dag.",
        ),
        picture=draw_columns(
            "Zaken waarvan de wachttijd eindigt, per maand",
            [month_name(each) for each in months],
            [BarSeries("zaken", values)],
        )
        if total
        else None,
        total=True,
    )


def lateness_parts(reading: Session, cases: Select[Any], period: OverviewPeriod) -> Sequence[OverviewPart]:
    """Say how late steps were done in a period: per step, and per month."""
    rules = edition_in_force(reading).rules.rows
    by_step: dict[str, list[DoneSteps]] = defaultdict(list)
    by_month: dict[date, list[DoneSteps]] = defaultdict(list)
    for each in done_steps(reading, cases, period.first, period.last):
        by_step[rules[each.step].label if each.step in rules else each.step].append(each)
        by_month[each.on.replace(day=1)].append(each)
    every = [each for found in by_step.values() for each in found]
    months = {month.name: by_month[month.first.replace(day=1)] for month in period.months()}
    steps = dict(sorted(by_step.items(), key=lambda item: (-_late(item[1]), item[0])))
    done, late = _count(every), _late(every)
    summary = (
        f"{number_text(done)} keer gedaan, {number_text(late)} keer te laat."
        if done
        else "In deze periode is niets gedaan."
    )
    explained = (
        "Geteld: stappen met een uiterste dag die als gedaan zijn vastgelegd, op de dag waarop zij gedaan zijn. Te "
        "laat is later dan de uiterste dag; de dagen te laat zijn kalenderdagen, van de stappen die te laat waren.",
        "De uiterste dag is die van nu: schoof hij later op, dan telt de nieuwe dag.",
    )
    return (
        OverviewPart(
            "te-laat", "Te laat, per stap", summary, ("stap", *LATE_HEADINGS), _late_rows(steps, every), explained,
            draw_rows("Gedaan per stap, op tijd en te laat", list(steps)[:DRAWN_STEPS], _halves(steps, DRAWN_STEPS))
            if done else None, total=True,
        ),
        OverviewPart(
            "te-laat-maand", "Te laat, per maand", summary, ("maand", *LATE_HEADINGS), _late_rows(months, every),
            explained,
            draw_columns("Gedaan per maand, op tijd en te laat", list(months), _halves(months)) if done else None,
            total=True,
        ),
    )  # fmt: skip


def _late_rows(groups: Mapping[str, Sequence[DoneSteps]], every: Sequence[DoneSteps]) -> list[list[OverviewCell]]:
    return [[name, *_lateness(found)] for name, found in (*groups.items(), ("samen", every))]


def _lateness(found: Sequence[DoneSteps]) -> list[OverviewCell]:
    done, late = _count(found), _late(found)
    days = sorted(each.days_late for each in found for _ in range(each.steps) if each.days_late)
    share = tenths(Decimal(100 * (done - late)) / done) if done else None
    mean = tenths(Decimal(sum(days)) / len(days)) if days else None
    return [done, done - late, late, share, mean, tenths(Decimal(str(median(days)))) if days else None]


def _halves(groups: Mapping[str, Sequence[DoneSteps]], limit: int | None = None) -> list[BarSeries]:
    found = list(groups.values())[:limit]
    return [
        BarSeries("te laat", [_late(each) for each in found], "b"),
        BarSeries("op tijd", [_count(each) - _late(each) for each in found], "a"),
    ]


def tenths(number: Decimal) -> Decimal:
    """Round to one decimal, a half upwards."""
    return number.quantize(TENTH, ROUND_HALF_UP)


def _count(found: Iterable[DoneSteps]) -> int:
    return sum(each.steps for each in found)


def _late(found: Iterable[DoneSteps]) -> int:
    return sum(each.steps for each in found if each.days_late)


def _series(values: Mapping[str, Sequence[int]]) -> list[BarSeries]:
    return [BarSeries(name, found) for name, found in values.items()]


def _sums(rows: Sequence[Sequence[OverviewCell]]) -> list[OverviewCell]:
    columns = zip(*(row[1:] for row in rows), strict=True)
    return ["samen", *(sum(int(str(cell)) for cell in column) for column in columns)]
