"""What became of a number of cases, as a table; and their documents as files."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlmodel import Session, col, func, select

from flows.engine import client, read_run
from models.database import session
from models.record import find_case
from models.tables import Case, CaseEffect, Document, Message, Referral
from spoorboek.statute.calendar import dutch
from spoorboek.timelapse import Life

HEADINGS = ("verhaal", "zaak", "wekbeurten", "documenten", "mails", "verwijzingen", "escalaties", "einde")


def show_table(console: Console, lives: Sequence[Life]) -> None:
    """Print one row per case: what it is about, how often it woke, what it brought out, how it ended."""
    table = Table(show_lines=True)
    for heading in HEADINGS:
        table.add_column(
            heading, justify="right" if heading in HEADINGS[2:7] else "left", ratio=3 if heading == "verhaal" else None
        )
    with session() as reading:
        for life in lives:
            for place, number in enumerate(life.numbers):
                title = life.story.title if place == 0 else "… en de zaak die daarop volgde"
                table.add_row(title, *row(reading, number))
    console.print(table)


def row(reading: Session, number: str) -> tuple[str, ...]:
    """Count what one case brought out."""
    case = find_case(reading, number)
    with client() as prefect:
        run = read_run(prefect, case.flow_run_id)
    escalations = select(func.count()).where(CaseEffect.case_id == case.id, CaseEffect.kind == "escalation")
    counts = [run.run_count if run else 0, *(_count(reading, table, case) for table in (Document, Message, Referral))]
    return (number, *map(str, counts), str(reading.exec(escalations).one()), _end(reading, case))


def _count(reading: Session, table: type[Document] | type[Message] | type[Referral], case: Case) -> int:
    return reading.exec(select(func.count()).select_from(table).where(table.case_id == case.id)).one()


def _end(reading: Session, case: Case) -> str:
    closing = select(CaseEffect).where(CaseEffect.case_id == case.id, CaseEffect.kind == "close")
    effect = reading.exec(closing.order_by(col(CaseEffect.seq).desc()).limit(1)).one_or_none()
    return f"{dutch(effect.on_day)} ({effect.detail['reason']})" if effect else case.status


def export_documents(folder: Path) -> int:
    """Write every document of the record below a folder, one folder per case; return how many."""
    with session() as reading:
        rows = reading.exec(select(Case.number, Document).join(Document).order_by(col(Document.id))).all()
        for number, document in rows:
            target = folder / number / document.file_name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(document.content)
        return len(rows)
