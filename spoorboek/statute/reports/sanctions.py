"""Derive the wage sanction of a case from its reports: decided, repaired or not, revoked."""

from datetime import date

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import RefusedRepair, Sanction
from spoorboek.statute.reports.field_readers import ReportedEvent, ReportedEvents


def sanction(reports: ReportedEvents) -> Sanction | None:
    """Return the wage sanction as last reported, with its repair; FactsError for a repair without a sanction."""
    decided = _last(reports["sanction_decided"])
    reported, repaired = _last(reports["repair_reported"]), _last(reports["repair_decided"])
    refused = _refused_repairs(reports["repair_reported"], reports["repair_refused"])
    revoked = _last(reports["sanction_revoked"])
    if decided:
        return Sanction(decided, reported, repaired, revoked if revoked and revoked >= decided else None, refused)
    if orphan := reported or repaired or revoked:
        what = "Herstel" if reported or repaired else "Herroeping"
        raise FactsError(
            f"{what} van een loonsanctie op {dutch_date(orphan)}, maar er is geen loonsanctie. Meld eerst het besluit."
        )
    return None


def _refused_repairs(reported: list[ReportedEvent], refused: list[ReportedEvent]) -> tuple[RefusedRepair, ...]:
    """Give each refusal to the last report of repair on or before its day; FactsError when there is none left."""
    days, found = sorted({report.day("on") for report in reported}), dict[date, date]()
    for day in sorted({report.day("on") for report in refused}):
        of_report = max((each for each in days if each <= day), default=None)
        if of_report is None or of_report in found:
            raise FactsError(
                f"UWV stelde op {dutch_date(day)} vast dat de tekortkoming niet is hersteld, maar vlak daarvoor is "
                "geen herstel gemeld. Leg eerst de dag van het bekortingsverzoek vast, of corrigeer de datum."
            )
        found[of_report] = day
    return tuple(RefusedRepair(*each) for each in found.items())


def _last(reports: list[ReportedEvent]) -> date | None:
    return reports[-1].day("on") if reports else None
