"""The commands `spoorboek case …` and `spoorboek documents`: look at cases. Never a person's name on the screen."""

import json
from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

from models.case_list import CaseLine, case_lines
from models.case_lookup import find_case
from models.connection import session
from spoorboek.cli_step import step_key
from spoorboek.errors import InputError
from spoorboek.platform.record_access import open_record
from spoorboek.statute.agenda.requests import step_request_line
from spoorboek.statute.explain.explanation import explain_milestone as explained
from spoorboek.statute.explain.plan_text import milestone_label
from tasks.case_state import read_case_state
from tasks.views.document_files import export_documents
from tasks.views.dossier_json import dossier_json, event_actors
from tasks.views.dossier_page import dossier_page

DAYS = ("next_wake", "target_on", "due_on", "opens_on")
HEADINGS = ("zaak", "werkgever", "stand", "stap", "datum", "wordt wakker")


def list_cases(*, late: bool, closed: bool, shape: str) -> None:
    """Print the cases, the most pressing first."""
    with open_record(), session() as reading:
        lines = case_lines(reading, late=late, closed=closed)
    if shape == "json":
        print(json.dumps([_as_json(line) for line in lines], ensure_ascii=False, indent=2))
    elif not lines:
        print("Geen enkele zaak is te laat." if late else "Er zijn geen lopende zaken.")
    else:
        _print(lines)


def show(number: str, shape: str) -> None:
    """Print one case: its dossier, and what was recorded by whom."""
    with open_record(), session() as reading:
        current = read_case_state(number)
        case = find_case(reading, number)
        if shape == "json":
            print(json.dumps(dossier_json(reading, case, current), ensure_ascii=False, indent=2))
        else:
            Console().print(Markdown(dossier_page(current, actors=event_actors(reading, case))))


def explain(number: str, key: str, occurrence: int) -> None:
    """Print where the dates of a step come from. Raises InputError when the case has no such step."""
    step = step_key(key)
    with open_record():
        current = read_case_state(number)
    found = [each for each in current.plan if each.key == step and occurrence in (0, each.occurrence)]
    if not found:
        which = f"{step} {occurrence}" if occurrence else step
        raise InputError(f"Dossier {current.number} kent de stap {which} niet: die hoort niet bij deze zaak.")
    asks = {
        state.ref: line for state in current.agenda.steps if (line := step_request_line(current.edition.house, state))
    }
    for milestone in found:
        print(
            milestone_label(milestone, current.edition.rules),
            explained(current.plan, milestone, current.edition.rules),
            sep="\n",
        )
        print(*([asks[milestone.ref]] if milestone.ref in asks else []), "", sep="\n")


def documents(number: str, to: Path) -> None:
    """Write the documents of a case as files, readable by their owner alone."""
    with open_record(), session() as reading:
        case = find_case(reading, number)
        try:
            count = export_documents(to, case.number)
        except OSError as error:
            raise InputError(f"In {to} kan niet worden geschreven ({error.strerror}). Kies een andere map.") from None
    print(f"{count} documenten van {case.number} geschreven in {to / case.number}.")


def _print(lines: Sequence[CaseLine]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in HEADINGS:
        table.add_column(heading, no_wrap=heading != "stap")
    for line in lines:
        table.add_row(*_cells(line), style="bold" if line.late else None)
    Console().print(table)


def _cells(line: CaseLine) -> tuple[str, ...]:
    standing = (line.step_status or "").replace("_", " ") if line.status == "open" else line.status
    waits = line.label or ("nog niet gewekt" if line.next_wake is None and line.status == "open" else "")
    days = (f"{day:%d-%m-%Y}" if day else "" for day in (line.day, line.next_wake))
    return (line.number, line.employer, standing, waits, *days)


def _as_json(line: CaseLine) -> dict[str, object]:
    days = {name: day.isoformat() if (day := getattr(line, name)) else None for name in DAYS}
    return line._asdict() | days | {"late": line.late}
