"""Sick again after a recovery: what the law makes of it, with the sum, before anything is recorded."""

from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from models.case_lookup import find_case
from spoorboek.errors import InputError
from spoorboek.importing.differences.recovery_rows import open_recovery
from spoorboek.statute.days.calendar import dutch_date
from tasks.case_state import case_state_in
from tasks.reports.fact_reports import report_relapse
from tasks.reports.once import Answer

GAP = 28  # days: four weeks. Source: BW 7:629(10)
SAME, NEW = "zelfde", "nieuw"
CHOICE = "gevolg"


class RelapseCheck(NamedTuple):
    """What becomes of a case when somebody is sick again from `day` on.

    `days`: how many days of recovery lie before it; `outcome`: SAME or NEW. `ends_before`, `ends_after`: the end of the
    104 weeks of the case as it is, and of the case that goes on or begins.
    """

    number: str
    day: date
    recovered_from: date
    days: int
    outcome: str
    ends_before: date
    ends_after: date

    @property
    def sum_words(self) -> str:
        """Return the sum of the days in words."""
        return (
            f"Hersteld vanaf {dutch_date(self.recovered_from)}, opnieuw ziek op {dutch_date(self.day)}: daar liggen "
            f"{_days(self.days)} tussen. Vier weken is {GAP} dagen."
        )

    @property
    def law_words(self) -> str:
        """Return what follows from it, and by which law."""
        short = self.days < GAP
        if self.outcome == SAME:
            why = (
                f"{self.days} is minder dan {GAP}"
                if short
                else "Verlof binnen het herstel telt niet mee, en zonder die dagen is het minder dan vier weken"
            )
            return f"{why}: de ziekteperioden tellen als één (BW 7:629 lid 10), wat de oorzaak ook is."
        if short:
            return "Deze zaak was om een andere reden al geëindigd; de nieuwe ziekteperiode is een nieuwe zaak."
        return f"{self.days} is {GAP} of meer: de ziekteperioden tellen niet samen (BW 7:629 lid 10)."

    @property
    def following(self) -> str:
        """Return what happens with the case and its dates."""
        if self.outcome == NEW:
            return (
                f"Er komt een nieuwe zaak met eigen 104 weken, tot en met {dutch_date(self.ends_after)}. Zaak "
                f"{self.number} eindigt."
            )
        moved = (self.ends_after - self.ends_before).days
        to = dutch_date(self.ends_after)
        ends = f"schuift {_days(moved)} op, naar {to}" if moved else f"blijft {to}"
        return f"Zaak {self.number} gaat verder. Het einde van de wachttijd {ends}."


def check_relapse(reading: Session, number: str, day: date, actor: str) -> RelapseCheck:
    """Return what becomes of a case; nothing is kept. Raises InputError when somebody cannot be sick again that day."""
    before = case_state_in(reading, number)
    recovery = open_recovery(before.plan.facts)
    if recovery is None:
        raise InputError("In deze zaak is geen herstel vastgelegd. Leg eerst het herstel vast.")
    tried = reading.begin_nested()
    try:
        _, woken = report_relapse(reading, number, day, actor)
        after = case_state_in(reading, woken[-1])
    finally:
        tried.rollback()
    outcome = SAME if after.number == before.number else NEW
    days = (day - recovery.from_).days
    ends = before.plan.wait_ends_on, after.plan.wait_ends_on
    return RelapseCheck(before.number, day, recovery.from_, days, outcome, *ends)


def record_relapse(writing: Session, number: str, day: date, chosen: str, actor: str) -> Answer:
    """Record that somebody is sick again, when the law says of it what was chosen; the cases to wake, the new one last.

    Raises InputError when meanwhile another outcome would follow, such as after another's correction of the recovery.
    """
    before = find_case(writing, number).number
    answer = report_relapse(writing, number, day, actor)
    outcome = SAME if answer[1][-1] == before else NEW
    if outcome != chosen:
        raise InputError(
            "Intussen is in deze zaak iets gewijzigd: er volgt nu iets anders. Lees hieronder wat, en kies opnieuw."
        )
    return answer


def _days(count: int) -> str:
    return "1 dag" if count == 1 else f"{count} dagen"
