"""Who pays for a second track hears once that 80 %, and once that all of an offer is used."""

from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.actions import Action, Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline

FIRST, MONDAY, SATURDAY = date(2026, 1, 5), date(2026, 3, 2), date(2026, 3, 7)


def told(*reports: tuple[EventKind, dict[str, Any]], on: date = MONDAY) -> Record:
    """Return the record of a case in which this was reported."""
    sick = Event(1, "sick_reported", FIRST, {"first_sick_day": FIRST.isoformat()})
    return Record((sick, *(Event(seq, kind, on, data) for seq, (kind, data) in enumerate(reports, start=2))))


def offer(cents: int, number: int = 1, referral: int = 1) -> list[tuple[EventKind, dict[str, Any]]]:
    """Return an offer that was approved."""
    of = {"referral": referral, "offer": number, "on": MONDAY.isoformat()}
    return [
        ("offer_recorded", {**of, "lines": [["traject", 100, cents, 21]]}),
        ("offer_approved", {**of, "role": "hr"}),
    ]


def invoice(cents: int, number: int = 1, referral: int = 1, **more: Any) -> tuple[EventKind, dict[str, Any]]:
    """Return an invoice of so many cents."""
    lines = [["traject", 100, cents, 21]]
    data = {"referral": referral, "invoice": number, "mark": str(number), "on": MONDAY.isoformat(), "lines": lines}
    return "invoice_recorded", {**data, "vat": 0, "total": 0, **more}


def warned(record: Record, on: date = MONDAY) -> list[tuple[str, int]]:
    """Return the warnings of a day, by name and offer."""
    plan = timeline(fold_events(record.events))
    actions = make_agenda(plan, record, house_policy(), on).actions
    return [(each.name, each.attempt) for each in actions if each.kind == "budget"]


@pytest.mark.parametrize(
    ("cents", "names"),
    [(79_99, []), (80_00, ["1:80"]), (80_01, ["1:80"]), (99_99, ["1:80"]), (100_00, ["1:100"]), (150_00, ["1:100"])],
)
def test_a_threshold_is_told_from_the_cent_it_is_reached(cents: int, names: list[str]) -> None:
    """Who jumps over 80 % hears of 100 % alone."""
    assert [name for name, _ in warned(told(*offer(100_00), invoice(cents)))] == names


def test_each_threshold_is_told_once_whatever_comes_after() -> None:
    """A second look, a credit and another invoice bring no second warning; after 100 % none of 80 %."""
    record = told(*offer(100_00), invoice(85_00))
    for more in ([], [invoice(-20_00, 2)], [invoice(30_00, 3)]):
        done = [Action(MONDAY, "budget", "dossier", 1, name, number) for name, number in warned(record)]
        record = record.after(done)
        assert warned(record) == []
        events = (Event(len(record.events) + 1, kind, MONDAY, data) for kind, data in more)
        record = Record((*record.events, *events), record.effects)
        if more and more[0][1]["invoice"] == 3:
            assert warned(record) == []  # 95 % and told of 80 % already
    kind, data = invoice(5_00, 4)
    record = Record((*record.events, Event(99, kind, MONDAY, data)), record.effects)
    assert warned(record) == [("1:100", 1)]


def test_a_warning_says_to_whom_and_how_much() -> None:
    """The role, what is used and the offer, in cents."""
    record = told(*offer(100_00), invoice(85_00))
    actions = make_agenda(timeline(fold_events(record.events)), record, house_policy(), MONDAY).actions
    (detail,) = [each.detail for each in actions if each.kind == "budget"]
    assert detail == {"to": "casemanager", "used": 85_00, "budget": 100_00}


def test_another_offer_counts_anew_and_each_referral_by_itself() -> None:
    """After a larger offer its own 80 % is told; what another referral uses says nothing of this one."""
    record = told(*offer(100_00), invoice(90_00), *offer(110_00, 2), *offer(100_00, referral=2), invoice(10_00, 2, 2))
    assert warned(record) == [("1:80", 2)]


def test_a_threshold_of_another_offer_is_told_once_as_well() -> None:
    """Its number is the attempt; what was told of the first offer says nothing of the second."""
    record = told(*offer(100_00), invoice(85_00), *offer(200_00, 2), invoice(80_00, 2))
    first = Action(MONDAY, "budget", "dossier", 1, "1:80", 1)
    assert warned(record.after([first])) == [("1:80", 2)]
    second = Action(MONDAY, "budget", "dossier", 1, "1:80", 2)
    assert warned(record.after([first, second])) == []
    assert warned(record.after([second])) == []


def test_an_invoice_that_was_rejected_or_withdrawn_uses_nothing() -> None:
    """Nor does one of an offer nobody approved."""
    rejected = ("invoice_settled", {"invoice": 1, "choice": "afgewezen", "on": MONDAY.isoformat()})
    assert warned(told(*offer(100_00), invoice(90_00), rejected)) == []  # type: ignore[arg-type]
    assert warned(told(*offer(100_00), invoice(90_00), ("report_withdrawn", {"report": 4}))) == []
    assert warned(told(offer(100_00)[0], invoice(90_00))) == []


def test_a_warning_waits_for_a_day_on_which_mail_goes_out() -> None:
    """On Saturday nothing is mailed, and the case looks again on Monday."""
    record = told(*offer(100_00), invoice(90_00), on=SATURDAY)
    plan = timeline(fold_events(record.events))
    agenda = make_agenda(plan, record, house_policy(), SATURDAY)
    assert warned(record, SATURDAY) == []
    assert agenda.next_wake == SATURDAY + timedelta(2)
    assert warned(record, SATURDAY + timedelta(2)) == [("1:80", 1)]
