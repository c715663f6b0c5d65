"""A case that was opened in error does one thing more: it closes."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.actions import Record
from spoorboek.statute.agenda.agenda import Agenda, make_agenda
from spoorboek.statute.events import DOUBLE, Event
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
SICK = Event(1, "sick_reported", D, {"first_sick_day": D.isoformat()})


def agenda(record: Record, on: date) -> Agenda:
    """Decide for a record on a day."""
    return make_agenda(timeline(fold_events(record.events)), record, house_policy(), on)


@pytest.mark.parametrize("day", [0, 7, 41, 42, 43, 60, 364, 640, 727, 728])
def test_nothing_is_sent_for_a_double_case(day: int) -> None:
    """Whatever would be due that day: the one action closes it, and from then on it never wakes."""
    on = D + timedelta(day)
    double = Event(2, DOUBLE, on, {"of": "Z-7K3Q9", "reason": "ander_nummer"})
    record = Record((SICK, double))
    (closing,) = agenda(record, on).actions
    assert (closing.kind, closing.detail) == ("close", {"reason": "dubbel", "undone": []})
    closed = record.after([closing])
    for later in (on, on + timedelta(1), on + timedelta(400)):
        after = agenda(closed, later)
        assert (after.actions, after.next_wake) == ((), None)


def test_a_withdrawn_double_goes_on_where_it_was() -> None:
    """As if it had never been said; said again on the same day it closes again."""
    on = D + timedelta(10)
    double = Event(2, DOUBLE, on, {"of": "Z-7K3Q9", "reason": "ander_nummer"})
    closed = Record((SICK, double)).after(agenda(Record((SICK, double)), on).actions)
    withdrawn = Record((*closed.events, Event(3, "report_withdrawn", on, {"report": 2})), closed.effects)
    assert agenda(withdrawn, on).actions == agenda(Record((SICK,)), on).actions
    assert agenda(withdrawn, on).next_wake == agenda(Record((SICK,)), on).next_wake
    again = Record((*withdrawn.events, Event(4, DOUBLE, on, double.data)), withdrawn.effects)
    assert agenda(again, on).next_wake is None
