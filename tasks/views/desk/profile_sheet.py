"""What the company doctor was asked and recorded about one case: functional profile and advice, in terms of work."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session

from models.second_track.preparation_content import ProfileContent, all_content
from models.tables import Case
from spoorboek.statute.agenda.next_step import judged_day
from spoorboek.statute.events import Event
from spoorboek.statute.facts import StepRef
from spoorboek.statute.reports.withdrawn_events import without_withdrawn
from spoorboek.statute.second_track_facts import LIMIT_RUBRICS, PROFILE_SOURCES
from tasks.case_state import CaseState
from tasks.reports.report_base import UNFINISHED
from tasks.reports.report_wording import event_sentence
from tasks.views.dossier_json import event_actors

DOCTOR = "bedrijfsarts"
OF_DOCTOR = ("advised", "possibilities_changed", "possibilities_marginal", "prospect_recorded")


class AskedOfDoctor(NamedTuple):
    """A step on which the company doctor is to act: since when that was asked (None: not yet), and by when."""

    what: str
    asked_on: date | None
    by: date | None
    is_late: bool


class ProfileVersion(NamedTuple):
    """One version of the functional profile. `on`: the day of its source; `rubrics`: in words."""

    number: int
    on: date | None
    source: str
    recorded_on: date
    by: str
    hours: str
    possibilities: str
    limits: str
    rubrics: Sequence[str]


class AdviceLine(NamedTuple):
    """An advice that was recorded: its sentence, and who recorded it on which day."""

    words: str
    on: date
    by: str


@dataclass(frozen=True, slots=True)
class ProfileSheet:
    """The compartment of the company doctor. `versions`, `advice`: the newest first."""

    asked: Sequence[AskedOfDoctor]
    versions: Sequence[ProfileVersion]
    advice: Sequence[AdviceLine]
    newest: dict[str, Any]


def profile_sheet(reading: Session, case: Case, current: CaseState) -> ProfileSheet:
    """Return what the company doctor was asked and recorded. `newest`: the fields of the last version, for its form."""
    actors = event_actors(reading, case)
    versions = list(_versions(reading, case, current, actors))
    advice = [
        AdviceLine(event_sentence(current, event), event.on, actors.get(event.seq, ""))
        for event in without_withdrawn(current.record.events)
        if event.kind in OF_DOCTOR
    ]
    return ProfileSheet(_asked(current), versions[::-1], advice[::-1], _newest(reading, case, current))


def _asked(current: CaseState) -> list[AskedOfDoctor]:
    """List the steps that are open and on which the company doctor acts, the first to pass at the head."""
    rows = current.edition.rules.rows
    states = [
        state for state in current.agenda.steps if state.status in UNFINISHED and DOCTOR in rows[state.ref.key].who
    ]
    found = [
        AskedOfDoctor(current.title_of(state), _since(current, state.ref), judged_day(state), state.status == "te_laat")
        for state in states
    ]
    return sorted(found, key=lambda each: each.by or date.max)


def _since(current: CaseState, ref: StepRef) -> date | None:
    """Return the day on which a mail about a step first went out."""
    days = [
        effect.on
        for key, effect in current.record.effects.items()
        if (key.step, key.occurrence, key.kind) == (ref.key, ref.occurrence, "mail")
    ]
    return min(days, default=None)


def _versions(reading: Session, case: Case, current: CaseState, actors: dict[int, str]) -> Iterator[ProfileVersion]:
    told = {event.data.get("number"): event for event in _profile_events(current)}
    for row, content in all_content(reading, case.id):
        event = told.get(row.number)
        if row.kind != ProfileContent.KIND or event is None:
            continue
        day = f", {content['hours_per_day']} per dag" if content.get("hours_per_day") else ""
        yield ProfileVersion(
            number=row.number,
            on=date.fromisoformat(event.data["on"]),
            source=PROFILE_SOURCES[event.data["source"]],
            recorded_on=row.on_day,
            by=actors.get(event.seq, row.recorded_by),
            hours=f"{content['hours_per_week']} uur per week{day}",
            possibilities=content["possibilities"],
            limits=content["limits"],
            rubrics=[LIMIT_RUBRICS[code] for code in content.get("rubrics", ())],
        )


def _profile_events(current: CaseState) -> list[Event]:
    return [each for each in without_withdrawn(current.record.events) if each.kind == "profile_recorded"]


def _newest(reading: Session, case: Case, current: CaseState) -> dict[str, Any]:
    events = _profile_events(current)
    number = events[-1].data.get("number") if events else None
    for row, content in all_content(reading, case.id):
        if row.kind == ProfileContent.KIND and row.number == number:
            return {
                "bron": events[-1].data["source"],
                "uren_per_week": content["hours_per_week"],
                "uren_per_dag": content.get("hours_per_day", ""),
                "mogelijkheden": content["possibilities"],
                "beperkingen": content["limits"],
                "rubrieken": tuple(content.get("rubrics", ())),
            }
    return {}
