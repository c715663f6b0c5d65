"""What a row of a file says of a second track that runs already; what is known here, a file does not turn back."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from spoorboek.errors import InputError
from spoorboek.importing.differences.known_case import Difference, KnownPerson, RowFact, held
from spoorboek.importing.running_track import TrackPart
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.referrals.arrows import state_label
from spoorboek.statute.referrals.referral import ReferralFacts

BUREAU_DIFFERS, END_DIFFERS = "track_bureau", "track_ends_on"
UNSENT = ("concept", "gereed")  # of a referral no bureau knows of


class TrackConflict(InputError):
    """Het traject van de regel past niet bij de zaak."""


def track_of_row(track: TrackPart, known: KnownPerson, facts: CaseFacts, on: date) -> Iterator[RowFact | Difference]:
    """Yield what a row adds, taken over on a day: a referral the case does not have, or how much further it is.

    A referral that began here is kept here: the file says nothing of it. So is one that ended; and another bureau than
    has the case is held for a person.
    """
    running = [each for each in facts.referrals if each.end is None and each.state not in UNSENT]
    of_bureau = [each for each in facts.referrals if known.bureaus.get(each.number) == track.bureau]
    if running and running[-1] not in of_bureau:
        yield from held(known, BUREAU_DIFFERS, known.bureaus.get(running[-1].number), track.bureau)
    elif not of_bureau:
        number = max((*known.bureaus, *(each.number for each in facts.referrals)), default=0) + 1
        yield from _told(number, [*track.moves(on)], track, on)
    elif (ours := of_bureau[-1]).end is None and ours.taken_over_on:
        yield from _further(ours, track, known, on)


def refuse_after_closing(track: TrackPart | None, known: KnownPerson) -> None:
    """Raise TrackConflict for a track that a closed case does not have."""
    if track and known.closed_on and track.bureau not in known.bureaus.values():
        raise TrackConflict(
            f"de zaak is gesloten op {dutch_date(known.closed_on)}, en een traject bij dit bureau is hier niet bekend. "
            "Maak de kolommen van het tweede spoor leeg, of heropen eerst de zaak."
        )


def _further(ours: ReferralFacts, track: TrackPart, known: KnownPerson, on: date) -> Iterator[RowFact | Difference]:
    """Yield the states beyond the one that is known; a day of before is history already."""
    moves = [move for move in track.moves(on, after=ours.stage) if date.fromisoformat(move["on"]) >= ours.since]
    yield from _told(ours.number, moves, track, on)
    named = [move["until"] for move in moves if "until" in move]
    if track.ends_on and not named and ours.ends_on != track.ends_on:
        yield from held(known, END_DIFFERS, str(ours.ends_on) if ours.ends_on else None, str(track.ends_on))


def _told(number: int, moves: list[dict[str, Any]], track: TrackPart, on: date) -> Iterator[RowFact]:
    for move in moves:
        yield RowFact("referral_moved", {"referral": number, **move}, _text(move, track, on))


def _text(move: dict[str, Any], track: TrackPart, on: date) -> str:
    day = date.fromisoformat(move["on"])
    text = f"tweede spoor bij {track.bureau}: {state_label(move['to'])} op {dutch_date(day)}"
    return f"{text}; de termijnen tellen vanaf {dutch_date(on)}" if move["to"] == track.state else text
