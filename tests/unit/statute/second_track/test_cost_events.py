"""Offers and invoices as the record tells of them, and back; and the move an approval brings."""

from datetime import date
from typing import Any

import pytest

from spoorboek.statute.events import Event
from spoorboek.statute.referrals.referral import Move, ReferralFacts
from spoorboek.statute.second_track.cost_events import (
    extension,
    invoice_data,
    money_of,
    next_invoice,
    next_offer,
    offer_data,
)
from spoorboek.statute.second_track.money import CostLine, Invoice, Offer

D = date(2026, 11, 2)
LINES = (CostLine("spoor_2", 100, 450_000), CostLine("reistijd", 250, 9_500, 9))
OFFER = Offer(2, 1, D, LINES, date(2027, 5, 2), extends="scholing")
PLAIN = Offer(1, 1, D, LINES[:1])
INVOICE = Invoice(2, 1, "f2027-1", date(2027, 1, 4), LINES, 96_638, 570_388, date(2026, 12, 31), 2, 4)
SHORT = Invoice(1, 2, "f2027-2", date(2027, 1, 5), LINES[:1], 94_500, 544_500)


def events(*told: tuple[str, dict[str, Any]]) -> list[Event]:
    """Make events of kinds and payloads, in the order told."""
    return [Event(seq, kind, D, data) for seq, (kind, data) in enumerate(told, start=1)]  # type: ignore[arg-type]


@pytest.mark.parametrize("offer", [OFFER, PLAIN])
def test_an_offer_is_what_was_recorded(offer: Offer) -> None:
    """It comes back from its event as it went in, with or without a last day and a reason to go on."""
    assert money_of(events(("offer_recorded", offer_data(offer)))).offers == (offer,)
    assert {"until", "extends"} & set(offer_data(PLAIN)) == set()
    assert offer_data(OFFER) == {
        "referral": 2,
        "offer": 1,
        "on": "2026-11-02",
        "lines": [["spoor_2", 100, 450_000, 21], ["reistijd", 250, 9_500, 9]],
        "until": "2027-05-02",
        "extends": "scholing",
    }


@pytest.mark.parametrize("invoice", [INVOICE, SHORT])
def test_an_invoice_is_what_was_recorded(invoice: Invoice) -> None:
    """What it does not say is not in its event."""
    assert money_of(events(("invoice_recorded", invoice_data(invoice)))).invoices == (invoice,)
    assert {"worked_until", "names", "credits"} & set(invoice_data(SHORT)) == set()
    assert invoice_data(INVOICE) == {
        "referral": 2,
        "invoice": 1,
        "mark": "f2027-1",
        "on": "2027-01-04",
        "lines": [["spoor_2", 100, 450_000, 21], ["reistijd", 250, 9_500, 9]],
        "vat": 96_638,
        "total": 570_388,
        "worked_until": "2026-12-31",
        "names": 2,
        "credits": 4,
    }


def test_approvals_and_choices_belong_to_what_they_name() -> None:
    """Of an offer by referral and number, of an invoice by its number; of what is not there nothing comes."""
    money = money_of(
        events(
            ("offer_recorded", offer_data(OFFER)),
            ("offer_recorded", offer_data(PLAIN)),
            ("offer_approved", {"referral": 2, "offer": 1, "on": "2026-11-05"}),
            ("offer_approved", {"referral": 2, "offer": 2, "on": "2026-11-06"}),
            ("invoice_recorded", invoice_data(INVOICE)),
            ("invoice_settled", {"invoice": 1, "choice": "goedgekeurd"}),
            ("invoice_settled", {"invoice": 9, "choice": "afgewezen"}),
            ("invoice_recorded", invoice_data(SHORT)),
        )
    )
    assert [(each.referral, each.approved_on) for each in money.offers] == [(2, date(2026, 11, 5)), (1, None)]
    assert [(each.number, each.choice) for each in money.invoices] == [(1, "goedgekeurd"), (2, None)]
    assert money.referrals == (1, 2)
    assert money_of(events(("invoice_recorded", invoice_data(SHORT)))).referrals == (1,)
    assert money_of(events(("offer_recorded", offer_data(OFFER)))).referrals == (2,)


def test_numbers_go_on_after_the_highest() -> None:
    """Per referral for offers, per case for invoices."""
    told = events(
        ("offer_recorded", {"referral": 1, "offer": 3}),
        ("offer_recorded", {"referral": 1, "offer": 2}),
        ("offer_recorded", {"referral": 2, "offer": 7}),
        ("invoice_recorded", {"invoice": 5}),
        ("invoice_recorded", {"invoice": 4}),
        ("sick_reported", {}),
    )
    assert [next_offer(told, referral) for referral in (1, 2, 3)] == [4, 8, 1]
    assert (next_invoice(told), next_invoice([])) == (6, 1)


RUNS = (
    Move("aangemeld", D),
    Move("bevestigd", D),
    Move("intake_gepland", D, at=D),
    Move("intake_gehouden", D),
    Move("trajectplan", D),
)
TRACK = ReferralFacts(2, (*RUNS, Move("loopt", D, until=date(2027, 2, 1))))
ENDLESS = ReferralFacts(2, (*RUNS, Move("loopt", D)))


def offered(until: date | None, extends: str | None = None) -> Offer:
    """Return an offer for days until one."""
    return Offer(2, 1, D, LINES, until, extends=extends)


def test_a_yes_extends_a_track_beyond_its_planned_end_alone() -> None:
    """The day after the end does, the end itself does not; without a reason of its own it is more time."""
    more = {"to": "verlengd", "until": "2027-02-02", "reason": "meer_tijd"}
    others = (ReferralFacts(1, (Move("uitvraag", D),)), TRACK)
    assert extension(others, offered(date(2027, 2, 2)), D) == more
    assert extension([TRACK], offered(date(2027, 2, 2), "scholing"), D) == more | {"reason": "scholing"}
    assert extension([TRACK], offered(date(2027, 2, 2)), date(2027, 2, 2)) == more
    assert extension([TRACK], offered(date(2027, 2, 2)), date(2027, 2, 3)) == {}
    assert extension([TRACK], offered(date(2027, 2, 1)), D) == {}
    assert extension([TRACK], offered(None), D) == {}


def test_a_yes_extends_nothing_that_does_not_run() -> None:
    """No such referral, or one that is not so far; without a planned end only an offer that says that it extends."""
    assert extension([], offered(date(2027, 2, 2)), D) == {}
    assert extension([ReferralFacts(2, (Move("uitvraag", D),))], offered(date(2027, 2, 2)), D) == {}
    assert extension([ENDLESS], offered(date(2027, 2, 2)), D) == {}
    assert extension([ENDLESS], offered(date(2027, 2, 2), "scholing"), D)["reason"] == "scholing"
