"""The copy of the report for the employee: that it was given, of which version, and how."""

from datetime import date

from sqlmodel import Session

from spoorboek.errors import InputError
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.statute.dossier.paper_copies import COPY_WAYS
from spoorboek.statute.dossier.paper_kinds import EMPLOYEE
from spoorboek.statute.dossier.report_bundles import report_bundles
from tasks.reports.once import Answer
from tasks.reports.report_base import locked_case_state, numeric_date, record_report, require_not_future

PROOF = (
    "Bewijs van ontvangst: registreer het getekende stuk met `spoorboek document receive {number} BESTAND --kind "
    "ontvangst_afschrift`, en bevestig wie tekende."
)


def report_copy_given(writing: Session, number: str, way: str, on: date, actor: str, to: str = EMPLOYEE) -> Answer:
    """Record that the employee got the copy of the version that stands (WIA 25(3); Regeling procesgang 6).

    Raises InputError without a bundle, for anybody but the employee, for a way that is none, and for a day before it
    was made or in the future.
    """
    if to != EMPLOYEE:
        raise InputError("Het afschrift van het re-integratieverslag is voor de werknemer.")
    current = locked_case_state(writing, number)
    bundles = report_bundles(current.record)
    if not bundles:
        raise InputError(f"Van dossier {current.number} is nog geen verslag gebundeld: `spoorboek riv bundle`.")
    if way not in COPY_WAYS:
        raise InputError(f"Onbekende manier '{way}'. {meant_or_known(way, COPY_WAYS)}")
    last = bundles[-1]
    day = require_not_future(current, on, "De dag van het afschrift")
    if day < last.on:
        raise InputError(
            f"Versie {last.version} van het verslag is van {numeric_date(last.on)}; het afschrift kan niet van "
            f"{numeric_date(day)} zijn. Er is niets vastgelegd."
        )
    data = {"version": last.version, "on": day, "way": way}
    record_report(writing, current, "report_copy_given", data, actor)
    told = f"Afschrift van versie {last.version} gegeven op {numeric_date(day)} ({COPY_WAYS[way]})."
    return f"{told} {PROOF.format(number=current.number)}", [number]
