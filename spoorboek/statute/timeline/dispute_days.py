"""The days of a dispute that each create an occurrence of a milestone."""

from datetime import date, timedelta

from spoorboek.statute.disputes import WageMeasure, WageWarning
from spoorboek.statute.facts import CaseFacts, Spell
from spoorboek.statute.timeline.occurrences import Named, asked_opinions, by_day, numbered, received_opinions

STOPPED, SUSPENDED, RESUMED, LETTER = "wage_stopped", "wage_suspended", "wage_resumed", "wage_warning_letter"


def dispute_days(facts: CaseFacts) -> dict[str, Named[date]]:
    """Return the days of each kind of report with their names, oldest first."""
    return {
        "refusal": by_day([spell.from_ for spell in facts.refusals]),
        "wage_warned": by_day([warning.on for warning in facts.wage_warnings]),
        LETTER: by_day([warning.on for warning in _letters(facts)]),
        SUSPENDED: by_day([measure.from_ for measure in _measures(facts, suspends=True)]),
        STOPPED: by_day([measure.from_ for measure in _measures(facts, suspends=False)]),
        RESUMED: by_day([day for _, day in _ended(facts)]),
        "opinion_asked": [(name, opinion.asked_on) for name, opinion in asked_opinions(facts)],
        "opinion_received": [(name, opinion.received_on or date.max) for name, opinion in received_opinions(facts)],
    }


def warning_letters(facts: CaseFacts) -> dict[int, WageWarning]:
    """Return the warnings that the product writes, by number."""
    return numbered(facts, LETTER, [(each.on.isoformat(), each) for each in _letters(facts)])


def suspensions(facts: CaseFacts) -> dict[int, WageMeasure]:
    """Return the suspensions of the payment of wage, by number."""
    return numbered(facts, SUSPENDED, _by_first_day(_measures(facts, suspends=True)))


def stops(facts: CaseFacts) -> dict[int, WageMeasure]:
    """Return the periods without a right to wage, by number."""
    return numbered(facts, STOPPED, _by_first_day(_measures(facts, suspends=False)))


def ended_measures(facts: CaseFacts) -> dict[int, WageMeasure]:
    """Return the measures that ended, by the number of their end."""
    return numbered(facts, RESUMED, [(day.isoformat(), measure) for measure, day in _ended(facts)])


def _letters(facts: CaseFacts) -> list[WageWarning]:
    return [each for each in facts.wage_warnings if each.letter]


def _measures(facts: CaseFacts, *, suspends: bool) -> list[WageMeasure]:
    return [each for each in facts.wage_measures if each.suspends is suspends]


def _ended(facts: CaseFacts) -> list[tuple[WageMeasure, date]]:
    """List the measures that ended, each with the first day that is paid again."""
    return [(each, each.until + timedelta(days=1)) for each in facts.wage_measures if each.until]


def _by_first_day(measures: list[WageMeasure]) -> list[tuple[str, WageMeasure]]:
    return [(measure.from_.isoformat(), measure) for measure in measures]


def first_act(facts: CaseFacts, refusal: Spell) -> date | None:
    """Return the first warning, notice or day of withheld wage in the time a refusal lasts; None when there is none."""
    last = refusal.until or date.max
    acts = [
        *(warning.on for warning in facts.wage_warnings),
        *(notice.on for notice in facts.wage_notices),
        *(max(each.from_, refusal.from_) for each in facts.wage_measures if each.lasts_on(refusal.from_)),
        *(each.from_ for each in facts.wage_measures),
    ]
    return min((day for day in acts if refusal.from_ <= day <= last), default=None)
