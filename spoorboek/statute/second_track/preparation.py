"""What still holds a referral back: pure, from the facts of a case alone."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from spoorboek.statute.days.calendar import DAY, dutch_date
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.second_track_facts import FEASIBILITY_PARTIES, ORDERED, TRACK_2

ASSESSMENT, STUDY = "arbeidsdeskundig_onderzoek", "haalbaarheidsonderzoek"
PROFILE, INFORMED, SEARCH = "functioneel_profiel", "informeren_spoor_2", "zoekgegevens_spoor_2"
Targets = Mapping[str, date]
NO_TARGETS: Targets = MappingProxyType({})
WhyMissing = Callable[[CaseFacts, date, date | None], str | None]


class Missing(NamedTuple):
    """One thing a referral waits for: the step that asks for it, who must supply it, why (Dutch), and by when.

    `by`: the planned day; None where the plan names none.
    """

    step: str
    role: str
    why: str
    by: date | None = None


def missing(
    facts: CaseFacts, on: date, *, letter_on: date | None = None, targets: Targets = NO_TARGETS
) -> tuple[Missing, ...]:
    """Return what still holds a referral back on a day, in the order in which people deal with it; empty: it may go.

    `letter_on`: the day on which the letter about the second track went to the employee. `targets`: the planned day of
    each step. Four eyes come after this: the approval of a referral is a step of its own.
    Source: BW 7:658a(5): only what a bureau needs, and all of that; docs/wet/second-track.md, What a referral needs.
    """
    found = ((step, role, reason(facts, on, letter_on)) for step, (role, reason) in NEEDED.items())
    return tuple(Missing(step, role, why, targets.get(step)) for step, role, why in found if why)


def informed_on(facts: CaseFacts, letter_on: date | None) -> date | None:
    """Return the first day on which the employee was told of the second track, by a person or by the letter."""
    days = (facts.preparation.informed_on, facts.done.get(StepRef(INFORMED)), letter_on)
    return min((day for day in days if day), default=None)


def complete_from(facts: CaseFacts, on: date, letter_on: date | None = None) -> date | None:
    """Return the first day, this one or the next, on which nothing is missing any more as things are; None: neither.

    Whoever was told today may be referred tomorrow.
    """
    return next((day for day in (on, on + DAY) if not missing(facts, day, letter_on=letter_on)), None)


def _no_outcome(facts: CaseFacts, on: date, _: date | None) -> str | None:
    found = facts.preparation.assessment
    if found is None or found.on > on:
        return "de uitkomst van het arbeidsdeskundig onderzoek, of waarom die er niet is"
    if found.outcome is None or found.outcome in TRACK_2:
        return None
    if any(advice.track == 2 and advice.on > found.on for advice in facts.advice):
        return None
    return (
        f"een advies spoor 2 van na het arbeidsdeskundig onderzoek van {dutch_date(found.on)}, dat niet naar het "
        "tweede spoor wijst"
    )


def _no_study(facts: CaseFacts, on: date, _: date | None) -> str | None:
    study = facts.preparation.feasibility
    if study is None:
        return (
            None
            if _done(facts, STUDY, on)
            else "de uitkomst van het haalbaarheidsonderzoek, of de opdracht ervoor aan het bureau"
        )
    if study.outcome == "niet_haalbaar":
        return "een nieuwe uitkomst: het haalbaarheidsonderzoek zegt dat het tweede spoor nu niet haalbaar is"
    if study.outcome or (study.by == ORDERED and study.asked_on and study.asked_on <= on):
        return None
    return f"de uitkomst van het haalbaarheidsonderzoek door {FEASIBILITY_PARTIES[study.by]}"


def _no_profile(facts: CaseFacts, on: date, _: date | None) -> str | None:
    known = facts.preparation.profile or _done(facts, PROFILE, on)
    return None if known else "het functionele profiel van de bedrijfsarts"


def _not_informed(facts: CaseFacts, on: date, letter_on: date | None) -> str | None:
    told = informed_on(facts, letter_on)
    if told is None or told > on:
        return "dat de werknemer over het tweede spoor hoort"
    return "een dag tussen het inlichten van de werknemer en de verwijzing" if told == on else None


def _no_search_data(facts: CaseFacts, on: date, _: date | None) -> str | None:
    known = facts.preparation.search_data or _done(facts, SEARCH, on)
    return None if known else "de zoekgegevens: regio, uren, niveau, bereikbaarheid en vervoer"


def _done(facts: CaseFacts, step: str, on: date) -> bool:
    day = facts.done.get(StepRef(step))
    return day is not None and day <= on


# By step: who must supply it, and why it is still missing (None: it is there).
NEEDED: Mapping[str, tuple[str, WhyMissing]] = MappingProxyType(
    {
        ASSESSMENT: ("casemanager", _no_outcome),
        STUDY: ("casemanager", _no_study),
        PROFILE: ("bedrijfsarts", _no_profile),
        INFORMED: ("casemanager", _not_informed),
        SEARCH: ("casemanager", _no_search_data),
    }
)
