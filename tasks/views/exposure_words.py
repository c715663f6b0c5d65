"""What an incomplete dossier may cost, with every factor, for people and as JSON. An estimate, and it says so."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.dossier.exposure import (
    DAYS_A_WEEK,
    DECISION_WEEKS,
    RUN_OFF_WEEKS,
    STATUTORY_SHARE,
    DailyWage,
    WeeksAtRisk,
)
from templates.dutch_filters import euro, getal

ESTIMATE = (
    "Schatting, geen voorspelling: UWV weegt eerst de werkelijke inspanningen (beoordelingskader poortwachter par. 4)."
)
NO_WAGE = "Zonder dagloon is er geen bedrag. Geef het met --daily-wage BEDRAG: het brutoloon per werkdag."
NOTHING = "Er staat geen loon op het spel."


def exposure_lines(weeks: WeeksAtRisk, wage: DailyWage | None) -> Iterator[str]:
    """Yield the weeks and, with a daily wage, the euros, factor by factor."""
    yield ""
    if not weeks.total:
        yield f"Loon in gevaar: {NOTHING}"
        return
    yield f"Loon in gevaar. {ESTIMATE}"
    yield from _week_lines(weeks)
    if wage is None:
        yield f"  {NO_WAGE}"
        return
    yield f"  Loon: {_wage_words(wage)} = {euro(wage.a_week)} per week."
    yield f"  Schatting: {_weeks(weeks.total)} × {euro(wage.a_week)} = {euro(weeks.total * wage.a_week)}."
    yield f"  Ten hoogste: {_weeks(weeks.at_most)} × {euro(wage.a_week)} = {euro(weeks.at_most * wage.a_week)}."


def exposure_json(weeks: WeeksAtRisk, wage: DailyWage | None) -> dict[str, Any]:
    """Return the same as JSON; amounts in euro, None without a daily wage."""
    finding = weeks.finding
    return {
        "estimate": True,
        "finding": finding.code if finding else None,
        "subject": finding.subject if finding else None,
        "repair_weeks": float(weeks.repair),
        "decision_weeks": float(DECISION_WEEKS) if finding else 0.0,
        "run_off_weeks": float(RUN_OFF_WEEKS) if finding else 0.0,
        "most_sanction_weeks": float(weeks.most),
        "sanction_weeks": float(weeks.sanction),
        "late_application_weeks": _rounded(weeks.late),
        "weeks": _rounded(weeks.total),
        "weeks_at_most": _rounded(weeks.at_most),
        "daily_wage": float(wage.euro) if wage else None,
        "maximum_daily_wage": float(wage.maximum) if wage and wage.maximum is not None else None,
        "counted_daily_wage": float(wage.counted) if wage else None,
        "percent": float(wage.percent) if wage else None,
        "days_a_week": DAYS_A_WEEK,
        "euro": _rounded(weeks.total * wage.a_week) if wage else None,
        "euro_at_most": _rounded(weeks.at_most * wage.a_week) if wage else None,
        "missing": None if wage else NO_WAGE,
    }


def _week_lines(weeks: WeeksAtRisk) -> Iterator[str]:
    if (finding := weeks.finding) is not None:
        what = "stuk alsnog maken" if finding.kind.repair == "stuk" else "gemiste inspanning inhalen"
        since = f"[{finding.code}] sinds {dutch_date(finding.since)}"
        parts = f"{getal(weeks.repair)} ({what}, {since}) + {getal(DECISION_WEEKS)} (besluit UWV) + "
        capped = weeks.repair + DECISION_WEEKS + RUN_OFF_WEEKS > weeks.most
        cap = f", ten hoogste {getal(weeks.most)} (Wet WIA art. 25 lid 9)"
        yield f"  Sanctie: {parts}{getal(RUN_OFF_WEEKS)} (uitloop) = {_weeks(weeks.sanction)}{cap if capped else ''}."
    if weeks.late:
        yield f"  Te late WIA-aanvraag: {_weeks(weeks.late)} langer loon (BW art. 7:629 lid 11 onder a)."


def _wage_words(wage: DailyWage) -> str:
    days = f"{getal(wage.percent)}% × {DAYS_A_WEEK} dagen"
    if wage.percent != STATUTORY_SHARE:
        return f"{euro(wage.euro)} per dag × {days}; het maximum telt niet, want er wordt anders betaald dan 70%"
    if wage.maximum is None:
        return f"{euro(wage.euro)} per dag × {days}; het maximumdagloon van vandaag is hier niet bekend"
    return f"{euro(wage.euro)} per dag, ten hoogste het maximumdagloon van {euro(wage.maximum)}, × {days}"


def _weeks(weeks: Decimal) -> str:
    rounded = weeks.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{getal(rounded)} {'week' if rounded == 1 else 'weken'}"


def _rounded(amount: Decimal) -> float:
    return float(amount.quantize(Decimal("0.01"), ROUND_HALF_UP))
