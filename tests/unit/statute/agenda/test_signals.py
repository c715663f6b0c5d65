"""What a reminder, a late mark and a rung say of themselves: to whom, before which date, how many days late."""

from support.hand_made_plans import D, day, live, milestone, plan, reported

from spoorboek.statute.actions import Action
from spoorboek.statute.events import EventKind

STEP = "melding_42_weken"
REPORT = milestone(STEP, 10, 50, 57)


def signals(actions: list[Action]) -> list[tuple[int, str, str, dict[str, object]]]:
    """Return the signals of a step: on which day after the first sick day, what, its name, and what it says."""
    kinds = ("reminder", "late", "escalation")
    return [((each.on - D).days, each.kind, each.name, dict(each.detail)) for each in actions if each.kind in kinds]


def test_every_signal_says_to_whom_it_goes_and_why_now() -> None:
    """Seven days before the target, three before the last day, and the whole ladder after it, to the last word."""
    assert signals(live(list(range(10, 90)), plan(REPORT))[1]) == [
        (50 - 7, "reminder", "streef-7", about("target_on", 7, 50)),
        (57 - 3, "reminder", "uiterlijk-3", about("due_on", 3, 57)),
        (57 + 1, "late", day(57).isoformat(), {}),
        (57 + 1, "escalation", "1", {"to": "casemanager", "rung": 1, "days_late": 1}),
        (57 + 3, "escalation", "2", {"to": "leidinggevende", "rung": 2, "days_late": 3}),
        (57 + 7, "escalation", "3", {"to": "hr", "rung": 3, "days_late": 7}),
        (57 + 14, "escalation", "4", {"to": "directie", "rung": 4, "days_late": 14}),
    ]


def about(anchor: str, days: int, of: int) -> dict[str, object]:
    """Return what a reminder says: so many days before which date, and which day that is."""
    return {"to": "casemanager", "before": anchor, "days": days, "date": day(of).isoformat()}


def test_after_a_standstill_only_the_highest_rung_speaks() -> None:
    """Woken on day 65, eight days late: rung 3, with the days it really is late; the lower ones are skipped by name."""
    actions = live([10, 65], plan(REPORT))[1]
    assert signals(actions)[-1] == (65, "escalation", "3", {"to": "hr", "rung": 3, "days_late": 8})
    skipped = [(each.name, dict(each.detail)) for each in actions if each.kind == "skip" and "escalation" in each.name]
    assert skipped == [("escalation:1", {"why": "hogere_trede"}), ("escalation:2", {"why": "hogere_trede"})]


def test_a_date_that_moves_is_late_again_from_the_new_day() -> None:
    """Late on day 58, then the last day moves to day 70: a mark and a ladder of its own, counted from there."""
    moved = milestone(STEP, 10, 60, 70)
    actions = live([*range(10, 60), *range(60, 80)], plan(REPORT), plan(moved))[1]
    late = [(offset, name) for offset, kind, name, _ in signals(actions) if kind == "late"]
    assert late == [(71, day(70).isoformat())]


def test_a_step_triggered_twice_counts_its_attempts() -> None:
    """`opnieuw` makes the next attempt of that step alone; another step keeps its first."""
    again: tuple[EventKind, dict[str, object]] = (
        "step_retriggered",
        {"step": STEP, "occurrence": 1, "mode": "opnieuw"},
    )
    record = reported(again, again)
    other = milestone("probleemanalyse", 10, 50, 57)
    actions = live([21], plan(REPORT, other), record=record)[1]
    attempts = {(each.step, each.attempt) for each in actions if each.kind == "document"}
    assert {(STEP, 3), ("probleemanalyse", 1)} <= attempts
