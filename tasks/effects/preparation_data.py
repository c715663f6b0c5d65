"""What is known of the preparation of a referral, with its content: for the form, and for what still holds it back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from models.second_track.preparation_content import ProfileContent, SearchContent, read_content
from models.tables import ELSEWHERE, SENT, CaseEffect, Message
from spoorboek.statute.facts import StepRef
from spoorboek.statute.second_track.preparation import (
    ASSESSMENT,
    PROFILE,
    SEARCH,
    STUDY,
    Missing,
    informed_on,
    missing,
)
from spoorboek.statute.second_track_facts import LIMIT_RUBRICS, PROFILE_SOURCES, TRANSPORTS, WORKING_LEVELS
from tasks.case_state import CaseState
from templates.document_context import EmployeeDetails

LETTER = "informatie_spoor_2"
TRACKS = {"spoor_1": (1,), "spoor_2": (2,), "beide": (1, 2)}


class KnownPreparation(NamedTuple):
    """The content of functional profile and search data as it is now, and when the letter really went."""

    profile: ProfileContent | None
    search: SearchContent | None
    letter_on: date | None


def known_preparation(reading: Session, current: CaseState) -> KnownPreparation:
    """Read the content of the versions that the facts name, and the day on which the letter to the employee went."""
    known = current.plan.facts.preparation
    profile = read_content(reading, current.case_id, ProfileContent, known.profile.number) if known.profile else None
    search = (
        read_content(reading, current.case_id, SearchContent, known.search_data.number) if known.search_data else None
    )
    return KnownPreparation(profile, search, letter_sent_on(reading, current))


def letter_sent_on(reading: Session, current: CaseState) -> date | None:
    """Return the day on which the letter about the second track really went; one that came back did not."""
    query = (
        select(col(CaseEffect.on_day), col(Message.sent_at), col(Message.status), col(Message.delivered_on))
        .join(Message, col(Message.effect_id) == col(CaseEffect.id))
        .where(
            col(CaseEffect.case_id) == current.case_id, col(CaseEffect.name) == LETTER, col(CaseEffect.kind) == "mail"
        )
    )
    went = []
    for on_day, sent_at, status, delivered_on in reading.exec(query):
        if status == SENT:
            went.append(on_day if current.virtual or sent_at is None else max(on_day, sent_at.date()))
        elif status == ELSEWHERE:
            went.append(delivered_on or on_day)
    return min(went, default=None)


def preparation_missing(reading: Session, current: CaseState) -> tuple[Missing, ...]:
    """Return what still holds a referral back today: the facts, their content, and a letter that really went."""
    known, facts = known_preparation(reading, current), current.plan.facts
    targets = {each.key: each.target_on for each in current.plan if each.target_on}
    held = missing(facts, current.on, letter_on=known.letter_on, targets=targets)
    return (*held, *(each for each in _without_content(known) if each.step not in {one.step for one in held}))


def preparation_details(current: CaseState, known: KnownPreparation) -> dict[str, Any]:
    """Return the fields of a referral that the preparation fills in."""
    facts = current.plan.facts
    found, study, profile = facts.preparation.assessment, facts.preparation.feasibility, facts.preparation.profile
    return {
        "informed_on": informed_on(facts, known.letter_on),
        "assessment_on": found.on if found and found.outcome else facts.done.get(StepRef(ASSESSMENT)),
        "assessment_tracks": TRACKS.get(found.outcome, ()) if found and found.outcome else (),
        "feasibility_on": study.done_on if study else facts.done.get(StepRef(STUDY)),
        "functional_source": PROFILE_SOURCES[profile.source] if profile else None,
        "functional_on": profile.on if profile else None,
        **dict(zip(("possibilities", "limits"), work_terms(known.profile), strict=True)),
        "search": tuple(_search(known)),
    }


class BroadTerms(NamedTuple):
    """What a bureau that is only asked may know: choice-list terms that tell nobody who it is about.

    `region`: the first two digits of the postcode; `level`, `rubrics`, `transport` and `sector`: codes, the last empty
    when nobody told it; hours as a text.
    """

    region: str
    level: str
    hours_per_week: str
    rubrics: tuple[str, ...]
    transport: tuple[str, ...]
    sector: str = ""


def broad_terms(known: KnownPreparation) -> BroadTerms | None:
    """Return the broad terms of a question to bureaus; None while profile or search data are missing.

    Source: BW 7:658a(5): only what is necessary; docs/wet/second-track.md, What a referral needs.
    """
    if known.profile is None or known.search is None:
        return None
    search = known.search
    rubrics = known.profile.rubrics
    return BroadTerms(search.region, search.level, search.hours_per_week, rubrics, search.transport, search.sector)


def with_search_data(employee: EmployeeDetails, known: KnownPreparation) -> EmployeeDetails:
    """Return who the employee is, reached as the search data say."""
    search = known.search
    if search is None:
        return employee
    return replace(
        employee,
        phone=search.phone or employee.phone,
        email=search.email or employee.email,
        education=employee.education or f"niveau {WORKING_LEVELS[search.level]}",
    )


def work_terms(profile: ProfileContent | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a functional profile says can be done, and what can not, as lines; none without one."""
    if profile is None:
        return (), ()
    day = f", {profile.hours_per_day} uur per dag" if profile.hours_per_day else ""
    rubrics = ", ".join(LIMIT_RUBRICS[code] for code in profile.rubrics)
    limits = (f"rubrieken: {rubrics}", profile.limits) if rubrics else (profile.limits,)
    return (f"{profile.hours_per_week} uur per week{day}", profile.possibilities), limits


def _search(known: KnownPreparation) -> Iterator[str]:
    if (search := known.search) is not None:
        minutes = f", hoogstens {search.travel_minutes} minuten reizen" if search.travel_minutes else ""
        yield f"{search.hours_per_week} uur per week in postcodegebied {search.region}{minutes}"
        if search.transport:
            yield f"vervoer: {', '.join(TRANSPORTS[code] for code in search.transport)}"
        if search.wishes:
            yield f"wensen: {search.wishes}"


def _without_content(known: KnownPreparation) -> Iterator[Missing]:
    """Yield what is recorded as done without the content that would go to a bureau."""
    if known.profile is None:
        yield Missing(PROFILE, "bedrijfsarts", "de inhoud van het functionele profiel")
    if known.search is None:
        yield Missing(SEARCH, "casemanager", "de inhoud van de zoekgegevens")
