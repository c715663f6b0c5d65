"""How long personal data may be kept."""

from datetime import date
from typing import get_args

import pytest

from spoorboek.statute.agenda.case_closing import END_OF_TERM
from spoorboek.statute.law.retention import OWN_RISKS, dossier_kept_until, person_kept_until, retention_terms
from spoorboek.statute.timeline.course import ClosingKind

CLOSED = date(2026, 3, 31)
NOT, ZW, WGA, BOTH = (), ("zw",), ("wga",), ("zw", "wga")


@pytest.mark.parametrize(
    ("reason", "own_risks", "years", "term"),
    [
        *((reason, NOT, 2, "re_integratie") for reason in (*get_args(ClosingKind), END_OF_TERM)),
        *((reason, BOTH, 2, "re_integratie") for reason in ("hersteld", "aow", "andere_oorzaak")),
        ("einde_dienstverband", ZW, 5, "eigenrisico_zw"),
        ("einde_dienstverband", WGA, 2, "re_integratie"),
        ("einde_dienstverband", BOTH, 5, "eigenrisico_zw"),
        (END_OF_TERM, ZW, 5, "eigenrisico_zw"),
        (END_OF_TERM, WGA, 10, "eigenrisico_wga"),
        (END_OF_TERM, BOTH, 10, "eigenrisico_wga"),
    ],
)
def test_a_dossier_is_kept_as_long_as_its_employer_may(
    reason: str, own_risks: tuple[str, ...], years: int, term: str
) -> None:
    """Two years; five or ten only for the risk the employer bears and the way the case ended."""
    kept = dossier_kept_until(CLOSED, reason, own_risks)
    assert (kept.day, kept.term.key) == (date(2026 + years, 3, 31), term)


def test_years_are_calendar_years() -> None:
    """A closing on 29 February ends on the last day of February."""
    assert dossier_kept_until(date(2028, 2, 29), "hersteld", NOT).day == date(2030, 2, 28)


def test_a_person_is_kept_until_two_years_after_the_employment() -> None:
    """Administrative data, once no case is left."""
    assert person_kept_until(date(2026, 12, 31)).day == date(2028, 12, 31)


def test_a_term_is_limited_to_what_there_is() -> None:
    """A misspelt own risk or reason would never apply, and a file would be destroyed too early."""
    for term in (each for terms in retention_terms().values() for each in terms):
        assert term.own_risk in (None, *OWN_RISKS)
        assert set(term.closed_by) <= {*get_args(ClosingKind), END_OF_TERM}
