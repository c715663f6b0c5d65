"""The questions about what happened before cases were adopted, as one table: of one case, or of a whole portfolio."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from models.edition_history import edition_in_force
from models.worklists.open_steps import CaseScope, DayOfWork, StepGroup, count_open_steps, open_steps, steps_asked
from tasks.case_state import current_day
from tasks.views.desk.step_rows import StepRow, step_rows

MOST_QUESTIONS = 1000  # rows of one table


@dataclass(frozen=True, slots=True)
class QuestionTable:
    """The questions that are asked, by person and then by day. `count`: how many there are, counted up to a limit."""

    rows: Sequence[StepRow]
    count: int

    @property
    def has_more(self) -> bool:
        """Tell whether there are more than the table shows."""
        return self.count > len(self.rows) or len(self.rows) == MOST_QUESTIONS


def question_table(reading: Session, scope: CaseScope, *, step: str = "", paused_too: bool = False) -> QuestionTable:
    """Return the questions in the cases of a scope; `step`: of one step, empty for all.

    `paused_too`: also of people who are recovered, of whom an answer is only needed when they fall ill again.
    """
    asked = DayOfWork(scope, current_day(reading), only=step, paused_too=paused_too)
    steps = open_steps(reading, StepGroup.QUESTION, asked, limit=MOST_QUESTIONS)
    count = len(steps) if len(steps) < MOST_QUESTIONS else count_open_steps(reading, StepGroup.QUESTION, asked)
    rows = step_rows(reading, steps, asked.on)
    return QuestionTable(sorted(rows, key=lambda row: (row.employer, row.name, row.number)), count)


def asked_step_choices(reading: Session, scope: CaseScope) -> list[tuple[str, str]]:
    """List the steps about which there are questions in a scope, with their labels, by label."""
    rows = edition_in_force(reading).rules.rows
    keys = steps_asked(reading, DayOfWork(scope, current_day(reading)))
    return sorted(((key, rows[key].label) for key in keys if key in rows), key=lambda each: each[1])
