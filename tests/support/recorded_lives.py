"""Cases lived through the record: imported from a file, told of by command, read back from the dossier and what-if."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session, col, select
from support.command_in_process import Said

from models.tables import Case, Employee, Employer
from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.explain.explanation import explain_milestone
from tasks.case_state import read_case_state
from tasks.effects.perform import perform
from tasks.views.dossier_page import dossier_page

Typed = Callable[..., Said]
BY = ("--door", "operator-2")
HEADER = "Werkgever;Werkgever naam;Personeelsnummer;Naam;Eerste ziektedag;Werknemer e-mail"


class RecordedLife(NamedTuple):
    """One case of the record, and the command line that tells of it. Days count from its first sick day."""

    number: str
    first: date
    typed: Typed

    def on(self, day: int) -> date:
        """Return the day so many calendar days after the first sick day."""
        return self.first + timedelta(day)

    def says(self, *words: object) -> Said:
        """Type a command about the case: `report`, its fact, and its options."""
        group, command, *rest = words
        return self.typed(group, command, self.number, *rest, *BY)

    def told(self, *words: object) -> str:
        """Type a command that has to succeed; return what it said, in one line."""
        said = self.says(*words)
        assert said.code == 0, said
        return " ".join(said.out.split())

    def refused(self, *words: object) -> str:
        """Type a command that must be refused; return the message. Nothing was recorded."""
        before = len(read_case_state(self.number).record.events)
        said = self.says(*words)
        assert said.code == 2, said
        assert len(read_case_state(self.number).record.events) == before
        return " ".join(said.err.split())

    def report(self, fact: str, day: int, *more: object) -> str:
        """Report a fact of a day; return what the command said."""
        return self.told("case", "report", fact, "--on", self.on(day).isoformat(), *more)

    def states(self, step: str) -> list[StepState]:
        """Return every occurrence of a step, as the agenda of today judges it."""
        return [state for state in read_case_state(self.number).agenda.steps if state.ref.key == step]

    def due(self, step: str) -> list[int]:
        """Return the last day of every occurrence of a step, counted from the first sick day."""
        return [(state.due_on - self.first).days for state in self.states(step) if state.due_on]

    def target(self, step: str) -> list[int]:
        """Return the target of every occurrence of a step, counted from the first sick day."""
        return [(state.target_on - self.first).days for state in self.states(step) if state.target_on]

    def statuses(self, step: str) -> list[str]:
        """Return the status of every occurrence of a step."""
        return [state.status for state in self.states(step)]

    def dossier(self) -> str:
        """Return the page of the case, in one line."""
        return " ".join(dossier_page(read_case_state(self.number)).split())

    def explained(self, step: str, occurrence: int = 1) -> str:
        """Return why a step has its dates."""
        current = read_case_state(self.number)
        return explain_milestone(current.plan, current.plan.milestone(step, occurrence), current.edition.rules)

    def supposed(self, *options: object) -> str:
        """Ask what would change under a supposition; return the answer, in one line."""
        said = self.typed("whatif", self.number, *options)
        assert said.code == 0, said
        return " ".join(said.out.split())

    def live(self) -> None:
        """Carry out everything of today, in a transaction each, as the flow of the case does."""
        while actions := read_case_state(self.number).actions:
            for action in actions:
                perform.fn("", read_case_state(self.number), action)


def import_lives(
    session: Session, typed: Typed, folder: Path, first_days: list[date], *, employer: str = "ACME"
) -> list[RecordedLife]:
    """Import one employee of one employer for each first sick day, from one file; return their cases in that order."""
    rows = (
        f"{employer};Acme B.V.;{number:03};Kim Kanarie;{first:%d-%m-%Y};kim{number}@voorbeeld.example"
        for number, first in enumerate(first_days, start=1)
    )
    file = folder / "zieken.csv"
    file.write_text("\n".join((HEADER, *rows)), encoding="utf-8")
    said = typed("import", file)
    assert said.code == 0, said
    session.expire_all()
    query = select(Case.number).join(Employee, col(Employee.id) == col(Case.employee_id))
    query = query.join(Employer, col(Employer.id) == col(Employee.employer_id)).where(Employer.code == employer)
    numbers = session.exec(query.order_by(col(Employee.personnel_number))).all()
    return [RecordedLife(number, first, typed) for number, first in zip(numbers, first_days, strict=True)]
