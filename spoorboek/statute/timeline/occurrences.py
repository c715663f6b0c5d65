"""The occurrences of steps that answer reports: each keeps the number of what it answers, in the order of the days."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import count
from typing import TypeVar

from spoorboek.statute.disputes import OPINION_OUTCOMES, ExpertOpinion, WageMeasure
from spoorboek.statute.facts import CaseFacts, StepRef

_T = TypeVar("_T")
Named = Sequence[tuple[str, _T]]
REVIEW, REVIEWS = "herbeoordeling_loonmaatregel", "wage_review"
FIRST_REVIEW, NEXT_REVIEW = timedelta(days=14), timedelta(days=28)  # norms of the house; the law names no day


def numbered(facts: CaseFacts, series: str, named: Named[_T]) -> dict[int, _T]:
    """Return what a series holds by the number it was first recorded under, in the order given.

    What has no number, because no report of it was recorded, gets the next one.
    """
    known = facts.numbers.get(series)
    if not known:
        return dict(enumerate((each for _, each in named), start=1))
    fresh = count(max(known.values()) + 1)
    return {known[name] if name in known else next(fresh): each for name, each in named}


def by_day(days: Sequence[date]) -> Named[date]:
    """Name each day by itself."""
    return [(day.isoformat(), day) for day in days]


def clipped_talks(facts: CaseFacts) -> Named[date]:
    """Return the days of talks about a settlement; of those from before the sickness the one recorded first counts."""
    known, first = facts.numbers.get("settlement", {}), facts.first_sick_day
    names: dict[date, str] = {}
    for began in sorted({item.from_ for item in facts.settlement}):
        day, name = max(began, first), began.isoformat()
        if day not in names or known.get(name, 0) < known.get(names[day], 0):
            names[day] = name
    return [(name, day) for day, name in sorted(names.items())]


def opinion_name(on: date, by: str, code: str) -> str:
    """Name a question to UWV's expert, or its outcome: several may be of one day."""
    return f"{on.isoformat()} {by} {code}"


def opinions_asked(facts: CaseFacts) -> dict[int, ExpertOpinion]:
    """Return the questions to UWV's expert by number, in the order of asking."""
    return numbered(facts, "opinion_asked", asked_opinions(facts))


def opinions_received(facts: CaseFacts) -> dict[int, ExpertOpinion]:
    """Return the opinions that were received by number, in the order of receipt."""
    return numbered(facts, "opinion_received", received_opinions(facts))


def asked_opinions(facts: CaseFacts) -> Named[ExpertOpinion]:
    """Return the questions to UWV's expert with their names, in the order of asking."""
    return [(opinion_name(each.asked_on, each.by, each.question), each) for each in facts.opinions]


def received_opinions(facts: CaseFacts) -> Named[ExpertOpinion]:
    """Return the opinions that were received with their names, in the order of receipt."""
    received = sorted((opinion for opinion in facts.opinions if opinion.received_on), key=received_on)
    return [(opinion_name(received_on(each), each.by, each.outcome or ""), each) for each in received]


def received_on(opinion: ExpertOpinion) -> date:
    """Return the day on which an opinion was received; `date.max` when it was not."""
    return opinion.received_on or date.max


def advice_days(facts: CaseFacts, plan_done: date | None) -> list[date]:
    """List the days after the plan on which an advice, or an opinion, asked for another one."""
    advised = {*(advice.on for advice in facts.advice), *adjusting_days(facts)}
    return sorted(day for day in advised if plan_done and day > plan_done)


def adjusting_days(facts: CaseFacts) -> list[date]:
    """List the days on which an opinion was received that asks for another plan."""
    received = (opinion for _, opinion in received_opinions(facts))
    return [received_on(each) for each in received if each.outcome and OPINION_OUTCOMES[each.outcome].adjusts]


def review_name(measure_from: date, turn: int) -> str:
    """Name a review of a wage measure: the first day of the measure, and which of its reviews it is, from 1."""
    return f"{measure_from.isoformat()} {turn}"


def wage_reviews(facts: CaseFacts) -> dict[int, tuple[WageMeasure, date]]:
    """Return the reviews of wage measures by number: two weeks after the begin, then four weeks after each one done.

    A review that the end of the measure overtook is among them; it lapses.
    """
    return {number: (measure, day) for number, _, measure, day in _reviews(facts)}


def review_names(facts: CaseFacts) -> list[str]:
    """List the names of the reviews of wage measures, measure by measure."""
    return [name for _, name, _, _ in _reviews(facts)]


def _reviews(facts: CaseFacts) -> list[tuple[int, str, WageMeasure, date]]:
    known: Mapping[str, int] = facts.numbers.get(REVIEWS, {})
    fresh, reviews = count(max(known.values(), default=0) + 1), []
    for measure in facts.wage_measures:
        day: date | None = measure.from_ + FIRST_REVIEW
        for turn in count(1):
            if day is None:
                break
            name = review_name(measure.from_, turn)
            number = known[name] if name in known else next(fresh)
            reviews.append((number, name, measure, day))
            done = facts.done.get(StepRef(REVIEW, number))
            day = done + NEXT_REVIEW if done and measure.lasts_on(done + NEXT_REVIEW) else None
    return reviews
