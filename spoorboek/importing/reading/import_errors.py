"""The errors of an import."""

from collections.abc import Iterable, Sequence
from typing import Any

from spoorboek.errors import InputError
from spoorboek.importing.reading.sheet import SheetProblem


class UnreadableFile(InputError):
    """Het bestand kan niet worden gelezen."""


class ImportRefused(InputError):
    """Het bestand is niet overgenomen."""

    def __init__(self, problems: Sequence[SheetProblem], *, more: bool = False, reports: Iterable[Any] = ()) -> None:
        self.reports = tuple(reports)  # of the rows with which nothing is wrong
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.line or 0, problem.column or "")))
        count = "1 fout" if len(self.problems) == 1 else f"{len(self.problems)} fouten{' of meer' if more else ''}"
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"Het bestand is niet overgenomen: {count}. Er is niets gewijzigd.\n{lines}")
