"""A repair that UWV did not find: decided late it takes days off the sanction, decided in time it changes nothing."""

from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.days.calendar import atw_extended
from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.facts import CaseFacts, RefusedRepair, Sanction
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)  # a Monday; UWV decides about the sanction by D+685, which ends on D+727+364
END = 727 + 364


def on(number: int) -> date:
    """Return a number of days after D."""
    return D + timedelta(number)


def late_from(reported: int) -> int:
    """Return the first day on which a decision on a report of repair is late."""
    return (atw_extended(on(reported + 21)) - D).days + 1


def ends(*refused: tuple[int, int], decided: int = 680, repaired: tuple[int, int] | None = None) -> int:
    """Return the last day of a sanction with these refused repairs, as days after D."""
    repairs = tuple(RefusedRepair(on(reported), on(found)) for reported, found in refused)
    last = [on(day) for day in repaired] if repaired else [repairs[-1].reported_on, None]
    plan = timeline(CaseFacts(D, sanction=Sanction(on(decided), *last, refused=repairs)))
    due = plan.milestone("einde_loonsanctie").due_on
    assert due
    return (due - D).days


@pytest.mark.parametrize("reported", [800, 803, 1000])
@pytest.mark.parametrize(("after", "earlier"), [(-2, 0), (-1, 0), (0, 1), (1, 2), (29, 30)])
def test_each_day_a_refusal_is_late_takes_a_day_off(reported: int, after: int, earlier: int) -> None:
    """On the last day for it it is in time, also where that day moves over a weekend. Source: WIA 25(14)."""
    assert ends((reported, late_from(reported) + after)) == END - earlier


def test_late_refusals_add_up_with_each_other_and_with_a_late_sanction() -> None:
    """Each counts from its own report; the sanction never ends before the wait does."""
    first, second = (800, late_from(800) + 4), (900, late_from(900) + 9)
    assert ends(first, second) == END - 5 - 10
    assert ends(first, second, decided=690) == END - 5 - 10 - 5
    assert ends((730, late_from(730) + 400)) == 727


def test_a_repair_that_is_found_later_ends_it_earlier_still() -> None:
    """Six weeks after UWV found it, less the days of the refusal before it."""
    refused = (800, late_from(800) + 4)
    assert ends(refused, repaired=(900, 910)) == 910 + 42 - 5


def test_the_decision_is_there_once_refused_and_awaited_again_after_another_report() -> None:
    """The step of UWV is done by any answer to the last report."""
    once = Sanction(on(680), on(800), refused=(RefusedRepair(on(800), on(815)),))
    again = once._replace(repair_reported_on=on(900))
    plans = [timeline(CaseFacts(D, sanction=each)).milestone("besluit_bekortingsverzoek") for each in (once, again)]
    assert [(plan.status, plan.due_on) for plan in plans] == [
        ("gedaan", atw_extended(on(821))),
        ("gepland", atw_extended(on(921))),
    ]


def folded(*reports: tuple[EventKind, int]) -> CaseFacts:
    """Fold reports about a sanction of D+680."""
    known: list[tuple[EventKind, dict[str, Any]]] = [
        ("sick_reported", {"first_sick_day": D.isoformat()}),
        ("sanction_decided", {"on": on(680).isoformat()}),
        *((kind, {"on": on(day).isoformat()}) for kind, day in reports),
    ]
    return fold_events(Event(seq, kind, on(1200), data) for seq, (kind, data) in enumerate(known, start=1))


def test_a_refusal_belongs_to_the_last_report_before_it() -> None:
    """In whatever order they are recorded."""
    refused = (RefusedRepair(on(800), on(815)), RefusedRepair(on(850), on(880)))
    facts = folded(("repair_refused", 880), ("repair_reported", 850), ("repair_reported", 800), ("repair_refused", 815))
    assert facts.sanction
    assert facts.sanction.refused == refused


@pytest.mark.parametrize(
    "reports",
    [
        [("repair_refused", 815)],
        [("repair_reported", 816), ("repair_refused", 815)],
        [("repair_reported", 800), ("repair_refused", 815), ("repair_refused", 816)],
        [("repair_reported", 800), ("repair_refused", 815), ("repair_decided", 820)],
    ],
)
def test_a_refusal_of_nothing_is_refused(reports: list[tuple[EventKind, int]]) -> None:
    """Before any report, twice of one report, and of a report that was granted."""
    with pytest.raises(FactsError, match=r"geen herstel gemeld|ook toegewezen"):
        folded(*reports)
