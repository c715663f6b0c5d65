"""The second track in an overview: how far referrals came, and what each bureau made of those it was asked."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from models.bureaus.past_referrals import past_referrals
from models.sealing.crypto import UnreadableError
from models.sealing.sealed_columns import fetch_readable
from models.tables import Bureau
from spoorboek.portfolio.funnel_chart import STAGE_LABELS
from spoorboek.statute.referrals.arrows import state_label
from spoorboek.statute.second_track.funnel import BENEFIT, JOB, SIDES, Funnel, asked_between, make_funnel, stages_before
from spoorboek.statute.second_track.kept_promises import PastReferral, kept_promises
from tasks.views.overview.bar_picture import BarSeries, draw_rows
from tasks.views.overview.overview_part import OverviewCell, OverviewPart
from tasks.views.overview.overview_period import OverviewPeriod
from tasks.views.overview.work_parts import tenths

MOST_DRAWN = 12
BUREAU_HEADINGS = (
    "bureau",
    "gevraagd",
    "geweigerd",
    "intake gehouden",
    "gestart",
    "werk",
    "uitkering",
    "dagen tot antwoord",
    "antwoord op tijd",
    "rapport op tijd",
)
COUNTED = (
    "Geteld: verwijzingen waarvoor een bureau in deze periode is gevraagd, ook als zij daarna zijn gestopt. Elke fase "
    "telt alle verwijzingen die zover kwamen. De dagen zijn de middelste van alle wachttijden (mediaan), in "
    "kalenderdagen."
)


def track_parts(reading: Session, cases: Select[Any], period: OverviewPeriod, on: date) -> Sequence[OverviewPart]:
    """Return the funnel of the referrals of these cases that were asked in a period, and a row for each bureau."""
    found = {
        bureau: list(asked_between((referral for _, referral in past), period.first, period.last))
        for bureau, past in past_referrals(reading, cases).items()
    }
    return _funnel_part(found), _bureaus_part(_names(reading, found), found, on)


def _funnel_part(found: Mapping[int, Sequence[PastReferral]]) -> OverviewPart:
    whole = make_funnel(referral for each in found.values() for referral in each)
    before = {stage.stage: name for name, stage in stages_before(whole)}
    rows: list[list[OverviewCell]] = [
        [STAGE_LABELS[each.stage], each.reached, _share(each.reached, whole.asked), _days(each.days)]
        for each in whole.stages
    ]
    rows += [[f"gestopt: {side}", count, _share(count, whole.asked), None] for side, count in _sides(whole)]
    names = [STAGE_LABELS[each.stage] for each in whole.stages]
    asked = f"{whole.asked} keer is een bureau gevraagd" if whole.asked else "In deze periode is geen bureau gevraagd"
    reached = {each.stage: each.reached for each in whole.stages}
    return OverviewPart(
        key="spoor2",
        title="Tweede spoor",
        summary=f"{asked}; {reached[JOB]} keer eindigde het in werk, {reached[BENEFIT]} keer in een uitkering.",
        headings=("fase", "verwijzingen", "deel van gevraagd (%)", "dagen sinds de fase ervoor"),
        rows=rows,
        explained=(COUNTED,) if any(before.values()) else (),
        picture=draw_rows(
            "Verwijzingen per fase", names, [BarSeries("verwijzingen", [each.reached for each in whole.stages])]
        )
        if whole.asked
        else None,
    )


def _bureaus_part(names: Mapping[int, str], found: Mapping[int, Sequence[PastReferral]], on: date) -> OverviewPart:
    asked = sorted((each for each in found if found[each]), key=lambda each: (-len(found[each]), names[each]))
    funnels = {each: make_funnel(found[each]) for each in asked}
    rows = [[*_bureau_row(names[each], funnels[each]), *_promises(found[each], on)] for each in asked]
    drawn = asked[:MOST_DRAWN]
    to_work = [_reached(funnels[each], JOB) for each in drawn]
    others = [funnels[each].asked - job for each, job in zip(drawn, to_work, strict=True)]
    series = [BarSeries("einde: werk", to_work), BarSeries("nog bezig of anders geëindigd", others)]
    return OverviewPart(
        key="bureaus",
        title="Bureaus",
        summary="Eén bureau is gevraagd." if len(rows) == 1 else f"{len(rows) or 'Geen'} bureaus zijn gevraagd.",
        headings=BUREAU_HEADINGS,
        rows=rows,
        explained=(
            COUNTED,
            "Op tijd is zoals het register het telt: binnen de dagen die daarvoor staan of beloofd zijn.",
        ),
        picture=draw_rows("Verwijzingen per bureau", [names[each] for each in drawn], series) if rows else None,
    )


def _bureau_row(name: str, funnel: Funnel) -> list[OverviewCell]:
    stages = ("intake", "loopt", JOB, BENEFIT)
    answered = next(each.days for each in funnel.stages if each.stage == "beantwoord")
    counts = [_reached(funnel, stage) for stage in stages]
    return [name, funnel.asked, funnel.sides["geweigerd"], *counts, _days(answered)]


def _promises(found: Sequence[PastReferral], on: date) -> list[OverviewCell]:
    kept = kept_promises(found, on)
    return [f"{each.kept} van {each.of}" if each.of else None for each in (kept.answers, kept.reports)]


def _reached(funnel: Funnel, stage: str) -> int:
    return next(each.reached for each in funnel.stages if each.stage == stage)


def _sides(whole: Funnel) -> Sequence[tuple[str, int]]:
    return [(state_label(side), whole.sides[side]) for side in SIDES if whole.sides[side]]


def _names(reading: Session, bureaus: Mapping[int, Any]) -> Mapping[int, str]:
    unreadable: list[UnreadableError] = []
    query = select(col(Bureau.id), col(Bureau.code), col(Bureau.name)).where(col(Bureau.id).in_(bureaus))
    codes = dict(reading.execute(select(col(Bureau.id), col(Bureau.code))).tuples().all())
    return codes | {row.id: row.name for row in fetch_readable(reading, query, unreadable)}


def _share(part: int, whole: int) -> Decimal | None:
    return tenths(Decimal(100 * part) / whole) if whole else None


def _days(days: float | None) -> Decimal | None:
    return None if days is None else tenths(Decimal(str(days)))
