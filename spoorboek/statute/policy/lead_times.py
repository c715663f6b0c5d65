"""How long others take from request to result and, counted backwards, by when to ask them."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from statistics import median_high
from typing import Literal, NamedTuple

from spoorboek.statute.days.calendar import (
    DAY,
    add_working_days,
    dutch_date,
    subtract_working_days,
    working_day_from,
    working_days_between,
)

LeadTimeUnit = Literal["working", "calendar"]
UNITS: Mapping[str, tuple[str, str]] = {"working": ("werkdag", "werkdagen"), "calendar": ("dag", "dagen")}
# Of n waiting times the chance that all lie on one side of the true median is 2 × ½ⁿ: with six it is 3%, with five 6%.
MINIMUM_OBSERVATIONS = 6
WINDOW = timedelta(days=365)  # waiting times change; what is longer ago says nothing of today


class LeadTime(NamedTuple):
    """How long a role takes: `days` working (Atw) or calendar days after the day of the request.

    `observations`: of how many requests it is the median; 0 where it is what the house says.
    """

    role: str
    days: int
    unit: LeadTimeUnit
    observations: int = 0

    def ready(self, asked: date) -> date:
        """Return the day on which the result of a request is expected."""
        return add_working_days(asked, self.days) if self.unit == "working" else asked + timedelta(self.days)

    def ask_by(self, deadline: date) -> date:
        """Return the last day on which a request is in time; a working day where working days count."""
        if self.unit == "working":
            return subtract_working_days(deadline, self.days)
        return deadline - timedelta(self.days)

    def too_late_from(self, deadline: date) -> date:
        """Return the first day on which a request is too late for a deadline."""
        day = self.ask_by(deadline) + DAY
        return working_day_from(day) if self.unit == "working" else day

    @property
    def words(self) -> str:
        """Say how long, and how that is known: "10 werkdagen (huisbeleid)"."""
        one, many = UNITS[self.unit]
        known = f"mediaan van {self.observations} aanvragen" if self.observations else "huisbeleid"
        return f"{self.days} {one if self.days == 1 else many} ({known})"


class WaitingTime(NamedTuple):
    """One finished request: whom it went to, when it was asked and when the result was there."""

    role: str
    asked: date
    answered: date


def learned_lead_times(waits: Iterable[WaitingTime], house: Mapping[str, LeadTime], on: date) -> Mapping[str, LeadTime]:
    """Return the lead times of a house, each replaced by the median of what was seen where enough was seen.

    Counted are requests of the last year whose result came, in the unit of the house; at least ENOUGH of them.
    """
    recent = [wait for wait in waits if on - WINDOW <= wait.asked <= wait.answered <= on]
    return {role: _learned(lead, [wait for wait in recent if wait.role == role]) for role, lead in house.items()}


def request_deadline_line(lead: LeadTime, deadline: date) -> str:
    """Say by when to ask, as part of the explanation of a step."""
    return f"Uiterlijk aan te vragen op {dutch_date(lead.ask_by(deadline))}: {lead.words} vóór {dutch_date(deadline)}."


def _learned(lead: LeadTime, waits: list[WaitingTime]) -> LeadTime:
    if len(waits) < MINIMUM_OBSERVATIONS:
        return lead
    between = working_days_between if lead.unit == "working" else _calendar_days_between
    return lead._replace(days=median_high(between(*wait[1:]) for wait in waits), observations=len(waits))


def _calendar_days_between(asked: date, answered: date) -> int:
    return (answered - asked).days
