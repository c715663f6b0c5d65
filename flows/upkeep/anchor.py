"""Every night: verify the record, and bring an anchor of its one head out of the house."""

from pathlib import Path
from typing import NamedTuple

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from models.connection import session, snapshot_session
from models.ledger.anchors import Anchor, make_anchor
from models.tables import SENT
from models.verification import verify_record
from models.worklists.upkeep_rounds import UpkeepKind, note_round
from spoorboek.private_files import make_private_folder, write_private_file
from spoorboek.settings import settings
from tasks.outbox.anchor_mail import mail_operations

SHOWN = 50  # findings in a mail


class NightlyCheck(NamedTuple):
    """An anchor, the file it was written to, and what `verify` found in the same snapshot."""

    anchor: Anchor
    path: Path
    findings: list[str]


@flow(name="Anker bewaren", persist_result=False)
def keep_anchor() -> State:
    """Rekent het hele dossier na, bewaart een anker in de map anchors en mailt dat aan operatie."""
    checked = write_anchor(settings().home / "anchors")
    delivery = mail_operations(
        checked.path.stem,
        f"Spoorboek: anker van {checked.anchor.made_at:%d-%m-%Y}, {result_text(checked)}",
        mail_text(checked),
        checked.path.name,
        checked.anchor.to_text(),
    )
    with session() as writing:
        note_round(writing, UpkeepKind.ANCHOR, len(checked.findings))
    message = f"Anker {checked.anchor.head[:16]} bewaard; {result_text(checked)}."
    if delivery.status != SENT:
        return Failed(message=f"Niet gemaild: {message} De mail is niet verstuurd: {delivery.error}.")
    if checked.findings:
        return Failed(message=f"Niet in orde: {message} {' '.join(checked.findings[:SHOWN])}")
    return Completed(message=message)


def write_anchor(folder: Path) -> NightlyCheck:
    """Verify the record and write an anchor of the same snapshot, for the owner alone; an earlier one stays."""
    with snapshot_session() as reading:
        anchor, findings = make_anchor(reading), verify_record(reading)
    make_private_folder(folder)
    path = folder / f"anker-{anchor.made_at:%Y-%m-%d-%H%M%S}.json"
    write_private_file(path, anchor.to_text().encode(), durable=True)
    return NightlyCheck(anchor, path, findings)


def result_text(checked: NightlyCheck) -> str:
    """Say in a few words what `verify` found."""
    return f"{len(checked.findings)} bevindingen" if checked.findings else "alles klopt"


def mail_text(checked: NightlyCheck) -> str:
    """Return the text of the mail: the head, what it is for, and what was found; nothing about a person."""
    found = "\n".join(checked.findings[:SHOWN]) or "Elk controlegetal klopt."
    return (
        f"Hoofd over alles: {checked.anchor.head}\nGemaakt: {checked.anchor.made_at:%d-%m-%Y %H:%M:%S}\n"
        f"Zaken: {checked.anchor.cases}\n\n{found}\n\n"
        "Bewaar de bijlage waar niemand van het platform bij kan. Later bewijst zij dat niets van daarvoor is "
        f"gewijzigd:\nspoorboek verify --since {checked.path.name}\n"
    )
