"""Warn the casemanager once when so many percent of the offer of a referral is used."""

from collections.abc import Iterator
from datetime import date

from spoorboek.statute.actions import Action
from spoorboek.statute.agenda.record_index import CASE_STEP, RecordIndex
from spoorboek.statute.second_track.cost_events import money_of
from spoorboek.statute.second_track.money import WARNED_AT, budget_use, offer_in_force


def budget_warnings(index: RecordIndex, to: str, on: date) -> Iterator[Action]:
    """Yield one warning per referral that reached a threshold nobody was told of, nor of a higher one.

    `to`: the role that is told. Of another offer the thresholds count anew: its number is the attempt.
    """
    if not index.costs:
        return
    money = money_of(index.costs)
    for referral in money.referrals:
        offer = offer_in_force(money.offers, referral)
        use = budget_use(money.offers, money.invoices, referral)
        reached = [percent for percent in WARNED_AT if use.has_reached(percent)]
        if offer is None or not reached:
            continue
        names = {percent: f"{referral}:{percent}" for percent in WARNED_AT if percent >= reached[-1]}
        if not any(index.effect(CASE_STEP, "budget", name, offer.number) for name in names.values()):
            detail = {"to": to, "used": use.used, "budget": use.budget}
            yield Action(on, "budget", *CASE_STEP, names[reached[-1]], offer.number, detail)
