"""How long personal data may be kept: the terms as data, and the last day of a case and of a person."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from spoorboek.statute.days.calendar import add_months
from spoorboek.statute.law.data_files import read_data

OWN_RISKS = ("zw", "wga")
MONTHS_OF_A_YEAR = 12


class RetentionTerm(NamedTuple):
    """A term in calendar years, its reason in words, and the own risk and closing reasons it is limited to."""

    key: str
    years: int
    says: str
    own_risk: str | None = None
    closed_by: tuple[str, ...] = ()


class KeptUntil(NamedTuple):
    """The last day on which something may be kept, and the term that says so."""

    day: date
    term: RetentionTerm


@cache
def retention_terms() -> Mapping[str, tuple[RetentionTerm, ...]]:
    """Return the terms by what they are about: `dossier` and `person`."""
    data: Mapping[str, Mapping[str, Any]] = read_data("law/retention.yaml")
    return {about: tuple(_term(key, row) for key, row in terms.items()) for about, terms in data.items()}


def dossier_kept_until(closed_on: date, close_reason: str, own_risks: Iterable[str]) -> KeptUntil:
    """Return how long the content of a closed case may be kept.

    `close_reason`: the code with which it closed. `own_risks`: the risks its employer bears, of `OWN_RISKS`.
    Source: policy rules "De zieke werknemer", chapter 6.
    """
    risks = frozenset(own_risks)
    applying = (
        term
        for term in retention_terms()["dossier"]
        if (term.own_risk is None or term.own_risk in risks) and (not term.closed_by or close_reason in term.closed_by)
    )
    return _last_day(closed_on, max(applying, key=lambda term: term.years))


def person_kept_until(employment_ended_on: date) -> KeptUntil:
    """Return how long the data of a person may be kept, once no case of that person is left.

    Source: policy rules "De zieke werknemer", chapter 6.
    """
    return _last_day(employment_ended_on, retention_terms()["person"][0])


def _last_day(since: date, term: RetentionTerm) -> KeptUntil:
    return KeptUntil(add_months(since, term.years * MONTHS_OF_A_YEAR), term)


def _term(key: str, row: Mapping[str, Any]) -> RetentionTerm:
    return RetentionTerm(key, row["years"], row["says"], row.get("own_risk"), tuple(row.get("closed_by", ())))
