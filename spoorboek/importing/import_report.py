"""The report of an import or a dry run: one line per row, without personal data."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

RowVerdict = Literal["nieuw", "gewijzigd", "ongewijzigd", "aangehouden", "niet overgenomen"]


@dataclass(frozen=True, slots=True)
class RowReport:
    """One row: its line, the verdict, what changed (Dutch, without personal data), and the number of its case.

    `ended`: the number of the previous case, when this row ends it. `woken`: the cases to wake. `held`: how many of its
    values differ from what a person recorded here, and wait for a decision.
    """

    line: int
    verdict: RowVerdict
    what: tuple[str, ...] = ()
    number: str | None = None
    ended: str | None = None
    woken: tuple[str, ...] = ()
    held: int = 0

    def __str__(self) -> str:
        details = "; ".join((*((f"zaak {self.number}",) if self.number else ()), *self.what))
        return f"regel {self.line}: {self.verdict}" + (f" ({details})" if details else "")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """All rows in the order of the file. `woken`: the cases to wake; `told`: what to say of the file itself (Dutch)."""

    rows: tuple[RowReport, ...]
    woken: tuple[str, ...] = ()
    dry_run: bool = False
    told: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """Count the rows per verdict."""
        return dict(Counter(row.verdict for row in self.rows))

    def __str__(self) -> str:
        return "\n".join(filter(None, (self.told, *self._lines(), self._sum())))

    def _lines(self) -> Iterable[str]:
        return (str(row) for row in self.rows if row.verdict != "ongewijzigd" or row.what)

    def _sum(self) -> str:
        counts = ", ".join(f"{count} {verdict}" for verdict, count in self.counts.items())
        rows = "1 regel" if len(self.rows) == 1 else f"{len(self.rows)} regels"
        return f"{rows}: {counts}. {self._ending()}"

    def _ending(self) -> str:
        held = sum(row.held for row in self.rows)
        if self.dry_run:
            return "Proefgang: er is niets gewijzigd."
        if not held:
            return "Het hele bestand is overgenomen."
        differences = "1 verschil dat wacht" if held == 1 else f"{held} verschillen die wachten"
        return f"Het bestand is overgenomen, op {differences} op een besluit na: `spoorboek difference list`."
