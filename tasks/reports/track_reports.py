"""Reports about the trajectory of a referral: a file becomes events of codes, days and counts, and a sealed text.

A plan and an end move the referral as the table of arrows says, and no state is entered twice.
"""

import json
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlmodel import Session, col, select

from models.case_lookup import find_case
from models.identity.identities import keyed_hash
from models.tables import Case, Referral, TrackText
from spoorboek.clock import AMSTERDAM
from spoorboek.errors import InputError
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.events import EventKind
from spoorboek.statute.referrals.arrows import check_move, possible_moves, state_label
from spoorboek.statute.referrals.referral import PLACES, Move, ReferralFacts, ReferralState
from spoorboek.statute.reports.withdrawn_events import FOLLOWS, withdrawn_numbers
from spoorboek.statute.second_track.copied_text import normal_words
from spoorboek.statute.second_track.counted_progress import CountedProgress
from spoorboek.statute.second_track.file_reader import TrackFile, read_track_file
from spoorboek.statute.second_track.track_events import tracks_of
from spoorboek.statute.second_track.trajectory_codes import EXTENSION, PARTIES, REASON_TO_EXTEND
from tasks.case_state import CaseState
from tasks.reports.once import Answer
from tasks.reports.report_base import locked_case_state, record_report, require_past_day
from tasks.reports.report_wording import event_phrase

PROGRESS_ACTION = "Voortgang spoor 2 melden"
FILE_LABEL, TEXT_LABEL = "trajectbestand", "trajecttekst"
# By kind of report the state it brings a referral to, and how far a referral must be for it.
ENTERS: Mapping[EventKind, ReferralState] = MappingProxyType(
    {"trajectory_planned": "trajectplan", "trajectory_ended": "eindrapport"}
)
AFTER: Mapping[EventKind, ReferralState] = MappingProxyType(
    {
        "trajectory_planned": "intake_gehouden",
        "progress_reported": "intake_gehouden",
        "applications_reported": "intake_gehouden",
        "trajectory_changed": "aangemeld",
        "trajectory_ended": "trajectplan",
    }
)
# How a trajectory ended, as the state of its referral says it; one that stopped found no work.
RESULTS: Mapping[str, str] = MappingProxyType(
    {"baan": "werk", "uitkering": "uitkering", "herstel": "herstel", "gestopt": "geen_werk"}
)
BACK = "terug_in_eigen_bedrijf"  # why a trajectory stopped


def record_track_file(writing: Session, number: str, text: str, actor: str) -> Answer:
    """Record a file about a trajectory; return a message in Dutch and the numbers of the cases to wake.

    The same file once more records nothing. Raises InputError for a file that is not in order, a day in the future or
    before the sickness, and a referral the case does not have.
    """
    file = read_track_file(text)
    current = locked_case_state(writing, number)
    case = find_case(writing, number)
    referral = _referral(writing, case, current, file.referral)
    content = json.dumps(file.content, ensure_ascii=False, sort_keys=True)
    digest = keyed_hash(writing, FILE_LABEL, number, str(referral), content)
    known = _recorded(writing, case, digest)
    if known and known[-1].seq not in withdrawn_numbers(current.record.events):
        at = known[-1].recorded_at.astimezone(AMSTERDAM)
        return f"Dit bestand is al vastgelegd, op {at:%d-%m-%Y} om {at:%H:%M}; er is niets nog eens gedaan.", []
    told = [keyed_hash(writing, TEXT_LABEL, number, normal_words(each)) for each in file.told]
    message = record_track_events(writing, current, referral, _with_texts(file, digest, told), actor)
    writing.add(
        TrackText(
            case_id=case.id,
            seq=current.version + 1,
            referral=referral,
            attempt=len(known) + 1,
            kind=file.kind,
            digest=digest,
            content=content,
        )
    )
    writing.flush()
    return message, [number]


def report_counted_progress(
    writing: Session, number: str, progress: CountedProgress, actor: str, *, referral: int = 0
) -> str:
    """Record progress as codes, days and counts; return what was recorded, in Dutch. `referral` 0: the last.

    Raises InputError when it contradicts itself, for a day that cannot be, and when the referral is not so far.
    """
    current = locked_case_state(writing, number)
    about = _referral(writing, find_case(writing, number), current, referral)
    return record_track_events(writing, current, about, progress.events(), actor)


def record_track_events(
    writing: Session,
    current: CaseState,
    referral: int,
    events: list[tuple[EventKind, Mapping[str, Any]]],
    actor: str,
) -> str:
    """Append events of a trajectory, move its referral with them, and return what was recorded, in Dutch.

    Raises InputError for a day that cannot be, and for a report that comes before its referral is so far.
    """
    phrases = []
    for kind, data in events:
        for name in ("on", "from", "until") if kind != "trajectory_changed" else ("on",):
            if name in data:
                require_past_day(current, date.fromisoformat(data[name]), "De dag")
        for party, day in data.get("signed", {}).items():
            require_past_day(current, date.fromisoformat(day), f"De handtekening van {PARTIES[party]} van")
        whole = {"referral": referral, **data}
        current = record_report(writing, current, kind, whole, actor)
        phrases.append(event_phrase(current, kind, whole))
        current, moved = follow_track(writing, current, kind, whole, actor)
        phrases += [moved] if moved else []
    return f"Vastgelegd in dossier {current.number}: {'; '.join(phrases)}."


def follow_track(
    writing: Session, current: CaseState, kind: EventKind, data: Mapping[str, Any], actor: str
) -> tuple[CaseState, str]:
    """Move a referral where a report about its trajectory brings it; return the case, and what was moved, in Dutch.

    Nothing moves where the referral is that far already, or ended after it began: the report then is a later version,
    or evidence. Raises InputError when the referral is not so far that such a report can be about it.
    """
    referral = next((each for each in current.plan.facts.referrals if each.number == data["referral"]), None)
    if referral is None or kind not in AFTER:
        return current, ""
    move = _move(kind, data, referral)
    if move is not None and move.to in possible_moves(referral):
        said = {name: _plain(value) for name, value in move._asdict().items() if value is not None}
        moved = {"referral": referral.number, **said, FOLLOWS: current.version}
        after = record_report(writing, current, "referral_moved", moved, actor)
        return after, f"verwijzing {referral.number}: {state_label(move.to)}"
    reached = furthest(referral)
    enough = move.to if move and kind in ENTERS and not referral.end else AFTER[kind]
    if reached < PLACES[enough]:
        if move is not None:
            check_move(referral.number, referral, move)
        raise InputError(
            f"Verwijzing {referral.number} staat op ‘{state_label(referral.state)}’ sinds "
            f"{dutch_date(referral.since)}; dit kan pas vanaf ‘{state_label(enough)}’. Leg eerst het eerdere vast."
        )
    return current, ""


def furthest(referral: ReferralFacts) -> int:
    """Return how far along the path a referral ever was."""
    return max((PLACES[move.to] for move in referral.moves if move.to in PLACES), default=0)


def _with_texts(file: TrackFile, digest: str, told: list[str]) -> list[tuple[EventKind, Mapping[str, Any]]]:
    """Return the events of a file with its hash, and a report with the hashes of its texts."""
    texts: dict[str, Any] = {"texts": sorted(set(told))} if told else {}
    return [
        (kind, {**data, "file": digest, **(texts if kind == "progress_reported" else {})}) for kind, data in file.events
    ]


def _referral(reading: Session, case: Case, current: CaseState, wanted: int) -> int:
    """Return the referral a file is about: the one it names, else the last; 1 for a track arranged elsewhere."""
    numbers = set(reading.exec(select(Referral.number).where(Referral.case_id == case.id)))
    numbers |= {track.referral for track in tracks_of(current.record.events)}
    known = numbers or {1}
    if wanted and wanted not in known:
        raise InputError(
            f"Dossier {current.number} heeft geen verwijzing {wanted}. Kies uit: {', '.join(map(str, sorted(known)))}."
        )
    return wanted or max(known)


def _recorded(reading: Session, case: Case, digest: str) -> list[TrackText]:
    query = select(TrackText).where(TrackText.case_id == case.id, TrackText.digest == digest)
    return list(reading.exec(query.order_by(col(TrackText.seq))))


def _move(kind: EventKind, data: Mapping[str, Any], referral: ReferralFacts) -> Move | None:
    """Return the state that a report brings a referral to; None when it brings it nowhere."""
    if kind == "trajectory_changed" and data["what"] == EXTENSION:
        return _extension(data, referral)
    if kind not in ENTERS:
        return None
    move = Move(ENTERS[kind], date.fromisoformat(data["on"]))
    if kind == "trajectory_planned":
        last = max((each["until"] for each in data["activities"]), default="")
        return move._replace(until=date.fromisoformat(last)) if last >= data["on"] else move
    result = "eigen_werk" if data.get("reason") == BACK else RESULTS[data["result"]]
    starts_on = date.fromisoformat(data["starts_on"]) if "starts_on" in data else None
    return move._replace(result=result, starts_on=starts_on)


def _extension(data: Mapping[str, Any], referral: ReferralFacts) -> Move | None:
    """Return the move of an extension, at the earliest on the day of the last move; None when it is known, or over."""
    on, until = max(date.fromisoformat(data["on"]), referral.since), date.fromisoformat(data["until"])
    if until < on or (referral.ends_on and until <= referral.ends_on):
        return None
    return Move("verlengd", on, until=until, reason=REASON_TO_EXTEND[data["reason"]])


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
