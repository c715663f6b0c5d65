"""The commands `spoorboek reconcile` and `spoorboek verify`: does every case wake in time, and is the record whole."""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session, func, select

from models.connection import session, snapshot_session
from models.identity.doubles import find_doubles
from models.ledger.anchors import one_head, read_anchor
from models.ledger.since import Comparison, compare_with, restores
from models.tables import Case, CaseEffect, CaseEvent, Document, LedgerEntry, Message
from models.verification import verify_record
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.clock import AMSTERDAM
from spoorboek.errors import NotInOrder
from spoorboek.importing.differences.settling import list_differences
from spoorboek.outside.files import read_outside_text
from spoorboek.platform.record_access import open_record

record_app = typer.Typer()
COUNTED = {
    Case: "zaken",
    CaseEvent: "gebeurtenissen",
    CaseEffect: "handelingen",
    Document: "documenten",
    Message: "berichten",
    LedgerEntry: "regels in het grootboek",
}


@record_app.command("reconcile", cls=DutchCommand)
def reconcile_command() -> None:
    """Zie na of elk open dossier op tijd wakker wordt, en herstel wat niet klopt."""
    with open_record() as reach:
        reach.need_engine()
        from flows.upkeep.reconcile import repair_all  # Prefect: only once its server is known to be there
        from flows.upkeep.wake_backlog import go_on_in_background
        from flows.watch.now import troubles_now

        repairs = repair_all()
        troubles = troubles_now(work=not repairs)
        left = go_on_in_background()
        with session() as reading:
            waiting = _waits_for_a_person(reading)
    for repair in repairs:
        print(f"{repair.number}: {repair.reason}")
    repaired = sum(repair.repaired for repair in repairs)
    if left or repairs or not troubles:
        print(left or (f"{repaired} hersteld." if repairs else "Alle dossiers zijn in orde."))
    print(*waiting, sep="\n", end="\n" * bool(waiting))
    if troubles:
        raise NotInOrder("\n".join(trouble.text for trouble in troubles))


def _waits_for_a_person(reading: Session) -> list[str]:
    """Tell what only a person can settle: who may stand here twice, and files that say otherwise than a person did."""
    doubles, differences = len(find_doubles(reading)), len(list_differences(reading))
    lines = {
        f"{doubles} keer staat iets misschien dubbel: `spoorboek person doubles`.": doubles,
        f"{differences} keer wijkt een bestand af: `spoorboek difference list`.": differences,
    }
    return [line for line, count in lines.items() if count]


@record_app.command("verify", cls=DutchCommand)
def verify_command(
    since: Annotated[
        Path | None,
        typer.Option(
            "--since",
            metavar="ANKER",
            help="Een bewaard anker: ga na dat niets van daarvóór is gewijzigd of verdwenen.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Reken na of er niets in de dossiers is gewijzigd of verdwenen."""
    text = read_outside_text(since, "een bewaard anker") if since else None
    with open_record(), snapshot_session() as reading:
        anchor = None if text is None else read_anchor(text)
        findings, head = verify_record(reading), one_head(reading)
        compared = compare_with(reading, anchor) if anchor else Comparison([], [])
        _print_restores(reading, compared)
        counts = ", ".join(f"{_count(reading, table)} {words}" for table, words in COUNTED.items())
    if findings or compared.findings:
        raise NotInOrder("\n".join([*findings, *compared.findings, f"Hoofd over alles: {head}"]))
    print(f"In orde: {counts}; elk controlegetal klopt.")
    if anchor:
        print(f"Niets van vóór het anker van {anchor.made_at:%d-%m-%Y %H:%M} is gewijzigd of verdwenen.")
    print(f"Hoofd over alles: {head}")


def _count(reading: Session, table: type) -> int:
    return reading.exec(select(func.count()).select_from(table)).one()


def _print_restores(reading: Session, compared: Comparison) -> None:
    """Tell of every restore: what was recorded between the backup and then is not in this record."""
    for restore in restores(reading):
        at, made_at = (f"{each.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}" for each in restore)
        print(f"Teruggezet op {at} uit een reservekopie van {made_at}: wat daartussen is vastgelegd, staat hier niet.")
    if compared.explained:
        print(f"Daardoor korter dan bij het anker: {', '.join(compared.explained)}.")
