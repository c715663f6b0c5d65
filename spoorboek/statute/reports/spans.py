"""Refuse spans of days that cannot be: ended before they began, begun with the sickness, overlapping."""

from datetime import date
from itertools import pairwise

from spoorboek.statute.days.calendar import dutch
from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import CaseFacts


def in_order(what: str, from_: date, until: date) -> None:
    """Refuse a span that ends before it begins; FactsError."""
    if until < from_:
        raise FactsError(
            f"{what} eindigt op {dutch(until)}, vóór het begin op {dutch(from_)}. Corrigeer een van beide."
        )


def after_first_day(what: str, from_: date, facts: CaseFacts) -> None:
    """Refuse a span that begins on the first sick day or before it; FactsError."""
    if from_ <= facts.first_sick_day:
        raise FactsError(
            f"{what} begint op {dutch(from_)}, niet na de eerste ziektedag ({dutch(facts.first_sick_day)}). "
            "Corrigeer een van beide datums."
        )


def apart(what: str, spans: list[tuple[date, date]]) -> None:
    """Refuse spans, given in order, of which two share a day; FactsError."""
    for (since, until), (from_, _) in pairwise(spans):
        if from_ <= until:
            if until == date.max:
                raise FactsError(
                    f"Het {what} vanaf {dutch(since)} heeft geen einde, maar op {dutch(from_)} begint er weer een. "
                    "Vul de laatste dag van het eerste in, of laat een van beide weg."
                )
            raise FactsError(
                f"Twee perioden van {what} overlappen: de ene loopt van {dutch(since)} t/m {dutch(until)}, de andere "
                f"begint op {dutch(from_)}. "
                "Corrigeer de datums of voeg ze samen."
            )
