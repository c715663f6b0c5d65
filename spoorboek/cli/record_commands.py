"""The commands `spoorboek reconcile` and `spoorboek verify`: does every case wake in time, and is the record whole."""

import typer
from sqlmodel import func, select

from models.connection import session
from models.tables import Case, CaseEffect, CaseEvent
from models.verification import verify_record
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.errors import NotInOrder
from spoorboek.platform.record_access import open_record

record_app = typer.Typer()


@record_app.command("reconcile", cls=DutchCommand)
def reconcile_command() -> None:
    """Zie na of elk open dossier op tijd wakker wordt, en herstel wat niet klopt."""
    with open_record() as reach:
        reach.need_engine()
        from flows.upkeep.reconcile import repair_all  # Prefect: only once its server is known to be there
        from flows.upkeep.wake_backlog import go_on_in_background

        repairs = repair_all()
        left = go_on_in_background()
    for repair in repairs:
        print(f"{repair.number}: {repair.reason}")
    print(left or (f"{len(repairs)} hersteld." if repairs else "Alle dossiers zijn in orde."))


@record_app.command("verify", cls=DutchCommand)
def verify_command() -> None:
    """Reken na of er niets in de dossiers is gewijzigd of verdwenen."""
    with open_record(), session() as reading:
        counts = [reading.exec(select(func.count()).select_from(each)).one() for each in (Case, CaseEvent, CaseEffect)]
        findings = verify_record(reading)
    if findings:
        raise NotInOrder("\n".join(findings))
    cases, events, effects = counts
    print(f"In orde: {cases} zaken, {events} gebeurtenissen, {effects} handelingen; elk controlegetal klopt.")
