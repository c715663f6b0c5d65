"""Reports that are supposed stand after those that were made."""

from datetime import date

import pytest

from spoorboek.statute.editions.what_if import Supposition, facts_with, suppose
from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.law.milestones import rulebook

D = date(2026, 1, 5)
TOLD = (
    Event(1, "sick_reported", D, {"first_sick_day": D.isoformat()}),
    Event(4, "recovered", date(2026, 3, 2), {"from": "2026-03-02"}),
)


def test_supposed_reports_count_from_the_last_that_was_made() -> None:
    """Several, in their order, on the day of the last; what was told stays as it is."""
    relapse = ("relapsed", {"on": "2026-03-16"})
    facts = facts_with(TOLD, [relapse, ("recovered", {"from": "2026-04-06"})], rulebook())  # type: ignore[list-item]
    assert [(each.from_, each.until) for each in facts.recoveries] == [
        (date(2026, 3, 2), date(2026, 3, 15)),
        (date(2026, 4, 6), None),
    ]
    assert facts_with(TOLD, [], rulebook()).recoveries[0].until is None


def test_a_supposed_report_can_take_back_one_that_was_made() -> None:
    """It finds it by its number, for it comes after it."""
    assert facts_with(TOLD, [("report_withdrawn", {"report": 4})], rulebook()).recoveries == ()
    with pytest.raises(FactsError, match=r"Melding 5 is er niet. Kies een nummer van 1 t/m 4\."):
        facts_with(TOLD, [("report_withdrawn", {"report": 5})], rulebook())


def test_supposed_reports_are_checked_as_others_are() -> None:
    """What contradicts is refused with the same words."""
    with pytest.raises(FactsError, match="maar al hersteld sinds 2 maart 2026"):
        facts_with(TOLD, [("recovered", {"from": "2026-04-06"})], rulebook())


def test_only_a_sanction_can_be_revoked() -> None:
    """One that is supposed as well counts; without any the message says what to fill in."""
    on = date(2028, 6, 1)
    with pytest.raises(FactsError) as refused:
        suppose(CaseFacts(D), Supposition(sanction_revoked_on=on), rulebook())
    assert str(refused.value) == (
        "Er is geen loonsanctie die op 1 juni 2028 kan zijn herroepen. Vul ook het besluit in."
    )
    both = Supposition(sanction_decided_on=date(2027, 12, 6), sanction_revoked_on=on)
    sanction = suppose(CaseFacts(D), both, rulebook()).sanction
    assert sanction is not None
    assert (sanction.decided_on, sanction.revoked_on) == (date(2027, 12, 6), on)
