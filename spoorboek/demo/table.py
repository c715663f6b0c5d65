"""Print a table of the results of story runs."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from sqlmodel import Session, col, func, select

from flows.engine.runs import prefect_client, read_run
from models.case_lookup import find_case
from models.connection import session
from models.tables import Case, CaseEffect, Document, Message, Referral
from spoorboek.demo.time_lapse import StoryRun

# With line breaks, so that the table fits in 80 columns.
NUMBERS = ("wek-\nbeurten", "docu-\nmenten", "mails", "verwij-\nzingen", "escala-\nties")


def show_table(console: Console, story_runs: Sequence[StoryRun]) -> None:
    """Print one row per case: its story, number of wakes, counts of what it made, how it ended."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("verhaal", min_width=14)
    table.add_column("zaak", no_wrap=True)
    for heading in NUMBERS:
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("einde", min_width=13)
    with session() as reading:
        for story_run in story_runs:
            for index, number in enumerate(story_run.numbers):
                name = story_run.story.name.replace("_", " ") if index == 0 else "  … het vervolg"
                table.add_row(name, number, *case_row_cells(reading, number))
    console.print(table)


def case_row_cells(reading: Session, number: str) -> tuple[str, ...]:
    """Return the counts of one case as text, and how it ended."""
    case = find_case(reading, number)
    with prefect_client() as prefect:
        run = read_run(prefect, case.flow_run_id)
    escalations = select(func.count()).where(CaseEffect.case_id == case.id, CaseEffect.kind == "escalation")
    counts = [run.run_count if run else 0, *(_count(reading, table, case) for table in (Document, Message, Referral))]
    return (*map(str, counts), str(reading.exec(escalations).one()), _ending(reading, case))


def _count(reading: Session, table: type[Document] | type[Message] | type[Referral], case: Case) -> int:
    return reading.exec(select(func.count()).select_from(table).where(table.case_id == case.id)).one()


def _ending(reading: Session, case: Case) -> str:
    closing = select(CaseEffect).where(CaseEffect.case_id == case.id, CaseEffect.kind == "close")
    effect = reading.exec(closing.order_by(col(CaseEffect.seq).desc()).limit(1)).one_or_none()
    if effect is None:
        return case.status
    return f"{effect.on_day:%d-%m-%Y}, {str(effect.detail['reason']).replace('_', ' ')}"
