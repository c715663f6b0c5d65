"""The commands `spoorboek verify` and `spoorboek reconcile`: is the record whole, and is every case alive."""

from sqlmodel import func, select

from models.connection import session
from models.tables import Case, CaseEffect, CaseEvent
from models.verification import verify_record as findings_in
from spoorboek.errors import NotInOrder
from spoorboek.platform.record_access import open_record


def verify() -> None:
    """Recompute both hash chains of every case. Raises NotInOrder with what is altered or missing."""
    with open_record(), session() as reading:
        counts = [reading.exec(select(func.count()).select_from(each)).one() for each in (Case, CaseEvent, CaseEffect)]
        findings = findings_in(reading)
    if findings:
        raise NotInOrder("\n".join(findings))
    cases, events, effects = counts
    print(f"In orde: {cases} zaken, {events} gebeurtenissen, {effects} handelingen; elk controlegetal klopt.")


def reconcile() -> None:
    """See that every open case has exactly one live run that wakes in time, and tell what was mended."""
    with open_record() as reach:
        reach.need_engine()
        from flows.upkeep.reconcile import repair_all

        repairs = repair_all()
    for repair in repairs:
        print(f"{repair.number}: {repair.reason}")
    print(f"{len(repairs)} hersteld." if repairs else "Alle dossiers zijn in orde.")
