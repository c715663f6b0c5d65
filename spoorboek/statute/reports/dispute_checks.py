"""Refuse contradictory facts of a dispute: periods that overlap or end before they begin, outcomes that do not fit."""

from collections.abc import Iterator
from datetime import date

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.disputes import OPINION_OUTCOMES
from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.reports.state_checks import require_apart, require_order


def wage_measures_in_order(facts: CaseFacts, _: Rulebook) -> None:
    """Refuse a wage measure that ends before it begins, or shares a day with another."""
    spans = sorted((measure.from_, measure.until or date.max) for measure in facts.wage_measures)
    for from_, until in spans:
        require_order("De opschorting of stop van het loon", from_, until)
    require_apart("opschorten of stoppen van het loon", spans)


def refusals_in_order(facts: CaseFacts, _: Rulebook) -> None:
    """Refuse a period without cooperation that ends before it begins."""
    for refusal in facts.refusals:
        require_order("De periode zonder medewerking", refusal.from_, refusal.until or date.max)


def opinions_in_order(facts: CaseFacts, _: Rulebook) -> None:
    """Refuse an opinion received before it was asked, one without an outcome, and the outcome of another question."""
    for opinion in facts.opinions:
        asked = f"Het deskundigenoordeel dat op {dutch_date(opinion.asked_on)} is gevraagd"
        if (opinion.received_on is None) != (opinion.outcome is None):
            raise FactsError(f"{asked}, heeft een uitkomst of een dag van ontvangst, maar niet allebei. Vul beide in.")
        if opinion.received_on and opinion.received_on < opinion.asked_on:
            raise FactsError(f"{asked}, kwam al op {dutch_date(opinion.received_on)}. Corrigeer een van beide datums.")
        if opinion.outcome and OPINION_OUTCOMES[opinion.outcome].question not in (None, opinion.question):
            raise FactsError(f"{asked}, heeft een uitkomst die bij een andere vraag hoort. Corrigeer een van beide.")


def dated_disputes(facts: CaseFacts) -> Iterator[tuple[str, date]]:
    """Yield every day of a dispute that cannot lie before the sickness, with its name in Dutch."""
    yield from (("Het niet meewerken", spell.from_) for spell in facts.refusals)
    yield from (("De waarschuwing over het loon", warning.on) for warning in facts.wage_warnings)
    yield from (("De kennisgeving over het loon", notice.on) for notice in facts.wage_notices)
    yield from (("Het opschorten of stoppen van het loon", measure.from_) for measure in facts.wage_measures)
    yield from (("De vraag om een deskundigenoordeel", opinion.asked_on) for opinion in facts.opinions)
