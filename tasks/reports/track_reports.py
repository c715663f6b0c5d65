"""Reports about the trajectory of a referral: a file becomes events of codes, days and counts, and a sealed text."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.case_lookup import find_case
from models.identity.identities import keyed_hash
from models.tables import Case, Referral, TrackText
from spoorboek.clock import AMSTERDAM
from spoorboek.errors import InputError
from spoorboek.statute.events import EventKind
from spoorboek.statute.reports.withdrawn_events import withdrawn_numbers
from spoorboek.statute.second_track.copied_text import normal_words
from spoorboek.statute.second_track.file_reader import TrackFile, read_track_file
from spoorboek.statute.second_track.track_events import tracks_of
from tasks.case_state import CaseState
from tasks.reports.once import Answer
from tasks.reports.report_base import locked_case_state, record_report, require_past_day
from tasks.reports.report_wording import event_phrase

FILE_LABEL, TEXT_LABEL = "trajectbestand", "trajecttekst"


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


def record_track_events(
    writing: Session,
    current: CaseState,
    referral: int,
    events: list[tuple[EventKind, Mapping[str, Any]]],
    actor: str,
) -> str:
    """Append events of a trajectory and return what was recorded, in Dutch; InputError for a day that cannot be."""
    phrases = []
    for kind, data in events:
        for name in ("on", "from", "until") if kind != "trajectory_changed" else ("on",):
            if name in data:
                require_past_day(current, date.fromisoformat(data[name]), "De dag")
        for party, day in data.get("signed", {}).items():
            require_past_day(current, date.fromisoformat(day), f"De handtekening van de {party} van")
        whole = {"referral": referral, **data}
        record_report(writing, current, kind, whole, actor)
        phrases.append(event_phrase(current, kind, whole))
    return f"Vastgelegd in dossier {current.number}: {'; '.join(phrases)}."


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
