"""Compute the sickness week of a day."""

from datetime import date

from spoorboek.statute.days.calendar import week_of
from spoorboek.statute.days.sickness_days import Gap, SicknessDays
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.timeline.interruptions import interruptions


def sickness_week(facts: CaseFacts, day: date) -> int:
    """Return the sickness week of a day: week 1 begins on the first sick day; uncounted days are skipped.

    Source: BW 7:629(1); docs/wet/counting.md, Weeks: week n = D+7(n-1) .. D+7n-1.
    """
    return max(week_of(_days_without_interruptions(facts).index(day)), 1)


def term_week(facts: CaseFacts, day: date) -> int:
    """Return the sickness week in which a term ends, in common usage: 56 days after the first day is the end of week 8.

    A term "binnen … weken na de eerste dag" counts from the day after it, so its last day is still in that week.
    """
    return max(week_of(_days_without_interruptions(facts).index(day) - 1), 1)


def _days_without_interruptions(facts: CaseFacts) -> SicknessDays:
    gaps = tuple(Gap(item.from_, item.until) for item in interruptions(facts) if item.until)
    return SicknessDays(facts.first_sick_day, gaps)
