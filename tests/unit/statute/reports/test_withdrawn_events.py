"""A report that was wrong is withdrawn by its number: it counts as never made, and what remains must hold together."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.actions import Record
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.reports.withdrawn_events import (
    NOT_WITHDRAWABLE,
    find_withdrawable,
    unnamed_move,
    withdrawn_numbers,
    without_withdrawn,
)

D = date(2026, 1, 5)
Told = tuple[EventKind, dict[str, Any]]
SICK: Told = ("sick_reported", {"first_sick_day": D.isoformat()})
RECOVERED: Told = ("recovered", {"from": "2026-02-02"})
RELAPSED: Told = ("relapsed", {"on": "2026-02-16"})
STEP = {"step": "probleemanalyse", "occurrence": 1}
PLANNED: Told = ("trajectory_planned", {"referral": 1, "on": "2026-03-02"})
MOVED: Told = ("referral_moved", {"referral": 1, "to": "trajectplan", "on": "2026-03-02"})


def events(*told: Told) -> list[Event]:
    """Make events, the sick report first as number 1."""
    return [Event(seq, kind, D + timedelta(seq), data) for seq, (kind, data) in enumerate((SICK, *told), 1)]


def unnumbered(*told: Told) -> CaseFacts:
    """Return the facts without the numbers of what was recorded once."""
    return replace(fold_events(events(*told)), numbers={})


def taking_back(seq: object) -> Told:
    """Withdraw the report of a number."""
    return ("report_withdrawn", {"report": seq})


@pytest.mark.parametrize(
    "wrong",
    [
        RECOVERED,
        ("leave_recorded", {"from": "2026-02-02", "until": "2026-05-24", "same_cause": True}),
        ("advised", {"on": "2026-03-02", "track": 2}),
        ("sanction_decided", {"on": "2027-12-20"}),
        ("extended", {"until": "2028-06-01"}),
        ("reintegration_stuck", {"on": "2026-03-02", "reason": "passend_werk"}),
        ("possibilities_changed", {"from": "2026-03-02", "possible": False}),
        ("contract_end_set", {"on": "2026-06-30"}),
        ("first_day_corrected", {"first_sick_day": "2026-01-02"}),
        ("step_postponed", {**STEP, "target_on": "2026-02-15", "reason": "in_overleg"}),
        ("deviated", {**STEP, "agreed_on": "2026-03-15", "reason": "onderzoek_loopt"}),
    ],
    ids=lambda told: told[0],
)
def test_what_is_withdrawn_counts_as_never_reported(wrong: Told) -> None:
    """The facts with a report and its withdrawal are the facts without either; with the report they were others.

    Only the number that a step had stays taken.
    """
    assert fold_events(events(wrong)) != fold_events(events())
    assert unnumbered(wrong, taking_back(2)) == fold_events(events())


def test_the_report_before_it_holds_again() -> None:
    """Where a report took the place of an earlier one, its withdrawal brings that back."""
    ends = [("contract_end_set", {"on": day}) for day in ("2026-06-30", "2026-09-30")]
    assert fold_events(events(*ends, taking_back(3))).contract_ends_on == date(2026, 6, 30)  # type: ignore[arg-type]


def test_a_withdrawn_report_may_be_made_again() -> None:
    """It is then a report of its own, with its own number, and may be withdrawn once more."""
    again = (RECOVERED, taking_back(2), RECOVERED)
    assert fold_events(events(*again)) == fold_events(events(RECOVERED))
    assert unnumbered(*again, taking_back(4)) == fold_events(events())
    assert withdrawn_numbers(events(*again, taking_back(4))) == {2, 4}


def test_the_answer_of_a_bureau_can_be_withdrawn() -> None:
    """Nobody agreed then, and nobody declined; an answer before it holds again."""
    answer: Told = ("bureau_answered", {"referral": 1, "answer": "akkoord", "on": "2026-03-02"})
    assert RecordIndex(Record(tuple(events(answer)))).answers.keys() == {1}
    assert RecordIndex(Record(tuple(events(answer, taking_back(2))))).answers == {}


@pytest.mark.parametrize(
    ("told", "seq", "message"),
    [
        ((), 1, "Melding 1 (6 januari 2026) kan niet worden ingetrokken. Zonder ziekmelding is er geen zaak"),
        ((), 2, "Melding 2 is er niet. Kies een nummer van 1 t/m 1."),
        ((), 7, "Melding 7 is er niet. Kies een nummer van 1 t/m 1."),
        ((), None, "Melding None is er niet"),
        ((("step_done", {**STEP, "on": "2026-02-02"}),), 2, "Trek de afronding van de stap zelf in."),
        ((("step_withdrawn", STEP),), 2, "Rond de stap weer af."),
        ((("step_retriggered", {**STEP, "mode": "herstel"}),), 2, "Wat opnieuw is uitgevoerd, is al gebeurd."),
        ((("rules_changed", {}),), 2, "Dat legde Spoorboek zelf vast bij een wijziging van de regels."),
        ((RECOVERED, taking_back(2)), 3, "Leg wat was ingetrokken opnieuw vast."),
        ((RECOVERED, taking_back(2)), 2, "Melding 2 (7 januari 2026) is al ingetrokken."),
    ],
)
def test_what_cannot_be_withdrawn_is_refused(told: tuple[Told, ...], seq: object, message: str) -> None:
    """The sick report, what has its own way back, what the product made, what is not there, and the same twice."""
    with pytest.raises(FactsError) as refused:
        without_withdrawn(events(*told, taking_back(seq)))
    assert message in str(refused.value)


def test_what_remains_must_hold_together() -> None:
    """A recovery cannot go while the relapse after it stands; the statute says what is wrong, in either order."""
    with pytest.raises(FactsError, match="Terugval op 16 februari 2026 zonder herstel ervoor"):
        fold_events(events(RECOVERED, RELAPSED, taking_back(2)))
    assert unnumbered(RECOVERED, RELAPSED, taking_back(3), taking_back(2)) == fold_events(events())


def test_the_order_in_which_events_are_read_tells_nothing() -> None:
    """Their numbers do: read backwards they stand or fall as they do read forwards."""
    told = events(RECOVERED, taking_back(2), RECOVERED)
    assert without_withdrawn(reversed(told)) == without_withdrawn(told) == (told[0], told[3])


def test_only_what_was_reported_before_can_be_withdrawn() -> None:
    """A withdrawal does not reach ahead of itself."""
    early = [replace(event, seq=seq) for event, seq in zip(events(RECOVERED, taking_back(3)), (1, 3, 2), strict=True)]
    with pytest.raises(FactsError, match=r"Melding 3 is er niet. Kies een nummer van 1 t/m 1\."):
        without_withdrawn(early)


@pytest.mark.parametrize("kind", NOT_WITHDRAWABLE)
def test_what_has_another_way_back_says_which(kind: EventKind) -> None:
    """By kind of event, to the last word."""
    told = [Event(1, "sick_reported", D, {}), Event(2, kind, date(2026, 3, 2), {})]
    with pytest.raises(FactsError) as refused:
        find_withdrawable(2, told, 3, ())
    assert str(refused.value) == f"Melding 2 (2 maart 2026) kan niet worden ingetrokken. {NOT_WITHDRAWABLE[kind]}"


def test_what_was_recorded_with_a_report_goes_with_it_alone() -> None:
    """It cannot be taken back by itself; with its report it goes, and its number counts as withdrawn."""
    told = [PLANNED, ("referral_moved", {"referral": 1, "to": "trajectplan", "on": "2026-03-02", "follows": 2})]
    message = "Melding 3 (8 januari 2026) hoort bij melding 2. Trek die in; dan gaat deze mee."
    with pytest.raises(FactsError) as refused:
        without_withdrawn(events(*told, taking_back(3)))  # type: ignore[arg-type]
    assert str(refused.value) == message
    all_ = events(*told, taking_back(2))  # type: ignore[arg-type]
    assert [event.seq for event in without_withdrawn(all_)] == [1]
    assert withdrawn_numbers(all_) == {2, 3}


def test_a_withdrawal_of_before_names_what_goes_with_it() -> None:
    """Events that did not name their report go because the withdrawal names them."""
    told = events(PLANNED, MOVED, ("report_withdrawn", {"report": 2, "with": [3]}), RECOVERED)
    assert [event.seq for event in without_withdrawn(told)] == [1, 5]
    assert withdrawn_numbers(told) == {2, 3}


@pytest.mark.parametrize("state", ["gereed", "uitvraag", "aangemeld", "verlopen"])
def test_a_state_the_product_brought_about_is_told_anew(state: str) -> None:
    """What Spoorboek recorded itself is no report of a person."""
    with pytest.raises(FactsError) as refused:
        without_withdrawn(events(("referral_moved", {"referral": 1, "to": state}), taking_back(2)))
    assert str(refused.value) == (
        "Melding 2 (7 januari 2026) kan niet worden ingetrokken. Dat legde Spoorboek zelf vast; leg vast hoe de "
        "verwijzing er nu voor staat."
    )


def test_a_state_that_a_person_reported_is_withdrawn() -> None:
    """Such as an intake that was not held."""
    held: Told = ("referral_moved", {"referral": 1, "to": "intake", "on": "2026-03-02"})
    assert [event.seq for event in without_withdrawn(events(held, taking_back(2)))] == [1]


ENDED: Told = ("trajectory_ended", {"referral": 2})


@pytest.mark.parametrize(
    ("report", "after", "follows"),
    [
        (PLANNED, MOVED, True),
        (ENDED, ("referral_moved", {"referral": 2, "to": "eindrapport"}), True),
        (PLANNED, ("referral_moved", {"referral": 1, "to": "eindrapport"}), False),
        (PLANNED, ("referral_moved", {"referral": 2, "to": "trajectplan"}), False),
        (PLANNED, ("referral_moved", {**MOVED[1], "follows": 2}), False),
        (PLANNED, ("referral_confirmed", MOVED[1]), False),
        (("progress_reported", PLANNED[1]), MOVED, False),
    ],
)
def test_a_move_of_before_belongs_to_the_report_right_before_it(report: Told, after: Told, follows: bool) -> None:
    """Of the same referral, to the state that such a report brings about; what names its report needs no guess."""
    told = events(report, after, MOVED)
    assert unnamed_move(told[1], told) == (told[2] if follows else None)


def test_a_report_with_nothing_after_it_brought_no_move() -> None:
    """Nor one that something else came after first."""
    alone = events(PLANNED)
    assert unnamed_move(alone[1], alone) is None
    later = events(PLANNED, RECOVERED, MOVED)
    assert unnamed_move(later[1], later) is None
