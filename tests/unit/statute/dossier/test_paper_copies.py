"""Copies of papers: who is owed one since when, and what a person says was given."""

from datetime import date
from typing import Any

from spoorboek.statute.dossier.agreed_plan import NOTHING_AGREED, agreed_plan
from spoorboek.statute.dossier.dossier_record import dossier_of
from spoorboek.statute.dossier.paper_copies import HandedCopy, OwedCopy, handed_copies, owed_copies, report_copied_on
from spoorboek.statute.events import Event, EventKind

Told = tuple[EventKind, str, dict[str, Any]]
PLANNED = {"activities": [], "personal_profile": True, "signed": {}}


def confirmed(on: str, paper: int, *copies: str) -> Told:
    """Confirm a paper, of which these roles must get a copy."""
    return "document_confirmed", on, {"paper": paper, "type": "plan_van_aanpak", "on": on, "copies": [*copies]}


def given(on: str, paper: int, to: str, way: str) -> Told:
    """Say that somebody got a copy of a paper."""
    return "paper_copy_given", on, {"paper": paper, "to": to, "on": on, "way": way}


def events(*told: Told) -> list[Event]:
    """Make events, numbered from 1 in this order."""
    return [Event(seq, kind, date.fromisoformat(on), data) for seq, (kind, on, data) in enumerate(told, 1)]


def test_each_copy_is_owed_once_since_the_first_confirmation() -> None:
    """By paper and role, in that order; one who confirms a paper again begins no new term."""
    told = events(
        confirmed("2026-03-09", 2, "werknemer"),
        confirmed("2026-03-03", 1, "werknemer", "bedrijfsarts"),
        confirmed("2026-03-20", 1, "werknemer"),
        ("document_confirmed", "2026-03-21", {"paper": 3, "type": "plan_van_aanpak", "on": "2026-03-21"}),
        given("2026-03-09", 9, "werknemer", "per_post"),
    )
    owed = owed_copies(reversed(told))
    assert owed == (
        OwedCopy(1, "bedrijfsarts", date(2026, 3, 3)),
        OwedCopy(1, "werknemer", date(2026, 3, 3)),
        OwedCopy(2, "werknemer", date(2026, 3, 9)),
    )
    assert [copy.name for copy in owed][:2] == ["afschrift bedrijfsarts stuk 1", "afschrift werknemer stuk 1"]


def test_what_was_withdrawn_is_owed_and_given_no_more() -> None:
    """A confirmation, a copy and a copy of the report that a person takes back count as never told."""
    told = events(
        confirmed("2026-03-03", 1, "werknemer"),
        given("2026-03-04", 1, "werknemer", "per_post"),
        ("report_copy_given", "2026-03-05", {"on": "2026-03-05"}),
    )
    assert len(owed_copies(told)) == len(handed_copies(told)) == 1
    back = [("report_withdrawn", "2026-03-06", {"report": number}) for number in (1, 2, 3)]
    gone = [
        *told,
        *(Event(seq, "report_withdrawn", date(2026, 3, 6), data) for seq, (_, _, data) in enumerate(back, 4)),
    ]
    assert (owed_copies(gone), handed_copies(gone), report_copied_on(gone)) == ((), (), None)


def test_copies_are_given_in_the_order_they_were_recorded() -> None:
    """Each with its day and the way it went; the day a report says, not that on which it was recorded."""
    told = events(
        given("2026-03-09", 2, "werknemer", "aangetekend"),
        given("2026-03-04", 1, "werknemer", "overhandigd"),
        confirmed("2026-03-09", 2, "werknemer"),
    )
    assert handed_copies(told) == (
        HandedCopy(2, "werknemer", date(2026, 3, 9), "aangetekend"),
        HandedCopy(1, "werknemer", date(2026, 3, 4), "overhandigd"),
    )


def test_the_last_copy_of_the_report_counts() -> None:
    """Whatever the order in which it was told, and None while nobody says so."""
    told = events(
        ("report_copy_given", "2027-11-20", {"on": "2027-11-18"}),
        ("report_copy_given", "2027-11-21", {"on": "2027-11-02"}),
    )
    assert report_copied_on(told) == date(2027, 11, 18)
    assert report_copied_on(()) is None


def test_a_dossier_holds_what_the_events_tell() -> None:
    """Papers that UWV asks, tracks, what was agreed, copies owed and given; nothing where nothing was told."""
    received = {"step": "plan_van_aanpak", "occurrence": 1, "from": "werkgever", "on": "2026-03-02"}
    told = events(
        ("document_received", "2026-03-02", {**received, "paper": 1, "type": "plan_van_aanpak"}),
        ("document_received", "2026-03-02", {**received, "paper": 2, "type": "zoekgegevens"}),
        ("plan_agreed", "2026-03-02", {"on": "2026-03-02", "goal": "eigen_werk"}),
        ("trajectory_planned", "2027-01-04", {**PLANNED, "referral": 1, "on": "2027-01-04"}),
        confirmed("2026-03-03", 1, "werknemer"),
        given("2026-03-04", 1, "werknemer", "per_post"),
        ("report_copy_given", "2027-11-20", {"on": "2027-11-18"}),
    )
    dossier = dossier_of(iter(told))
    assert [paper.number for paper in dossier.papers] == [1]
    assert [track.referral for track in dossier.tracks] == [1]
    assert dossier.agreed == agreed_plan(told) != NOTHING_AGREED
    assert dossier.owed == (OwedCopy(1, "werknemer", date(2026, 3, 3)),)
    assert dossier.copied == {(1, "werknemer"): date(2026, 3, 4)}
    assert dossier.report_copied == date(2027, 11, 18)
    empty = dossier_of(())
    assert (empty.papers, empty.tracks, empty.agreed, empty.owed, empty.copied) == ((), (), NOTHING_AGREED, (), {})
