"""Lead times: how long others take from request to result, and hence the last day to ask them."""

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
# The chance that n waiting times all lie on one side of the true median is 2 × ½ⁿ: with six it is 3%, with five 6%.
MINIMUM_OBSERVATIONS = 6
WINDOW = timedelta(days=365)  # waiting times change; older ones say nothing about today


class LeadTime(NamedTuple):
    """How long a role takes: `days` working (Atw) or calendar days after the day of the request.

    `observations`: the number of requests it is the median of; 0 when it comes from the house policy.
    """

    role: str
    days: int
    unit: LeadTimeUnit
    observations: int = 0

    def ready(self, asked: date) -> date:
        """Return the day on which the result of a request is expected."""
        return add_working_days(asked, self.days) if self.unit == "working" else asked + timedelta(self.days)

    def ask_by(self, deadline: date) -> date:
        """Return the last day on which a request is in time; a working day when the unit is working days."""
        if self.unit == "working":
            return subtract_working_days(deadline, self.days)
        return deadline - timedelta(self.days)

    def too_late_from(self, deadline: date) -> date:
        """Return the first day on which a request is too late for a deadline."""
        day = self.ask_by(deadline) + DAY
        return working_day_from(day) if self.unit == "working" else day

    @property
    def words(self) -> str:
        """Return the lead time and its origin in Dutch: "10 werkdagen (huisbeleid)"."""
        singular, plural = UNITS[self.unit]
        origin = f"mediaan van {self.observations} aanvragen" if self.observations else "huisbeleid"
        return f"{self.days} {singular if self.days == 1 else plural} ({origin})"


class WaitingTime(NamedTuple):
    """One finished request: the role asked, the day it was asked and the day the result was there."""

    role: str
    asked: date
    answered: date


def learned_lead_times(
    waiting_times: Iterable[WaitingTime], policy_leads: Mapping[str, LeadTime], on: date
) -> Mapping[str, LeadTime]:
    """Return the lead times of the house policy, replaced by the observed median where there are enough observations.

    Only requests of the last year with a result count, in the unit of the house policy; at least MINIMUM_OBSERVATIONS.
    """
    recent = [
        waiting_time
        for waiting_time in waiting_times
        if on - WINDOW <= waiting_time.asked <= waiting_time.answered <= on
    ]
    return {
        role: _learned_lead_time(lead, [waiting_time for waiting_time in recent if waiting_time.role == role])
        for role, lead in policy_leads.items()
    }


def request_deadline_line(lead: LeadTime, deadline: date) -> str:
    """Return the Dutch line with the last day to ask, for the explanation of a step."""
    return f"Uiterlijk aan te vragen op {dutch_date(lead.ask_by(deadline))}: {lead.words} vóór {dutch_date(deadline)}."


def _learned_lead_time(lead: LeadTime, waiting_times: list[WaitingTime]) -> LeadTime:
    if len(waiting_times) < MINIMUM_OBSERVATIONS:
        return lead
    count_days = working_days_between if lead.unit == "working" else _calendar_days_between
    return lead._replace(
        days=median_high(count_days(*waiting_time[1:]) for waiting_time in waiting_times),
        observations=len(waiting_times),
    )


def _calendar_days_between(asked: date, answered: date) -> int:
    return (answered - asked).days
