"""What a letter says about wage that may be, is or was withheld, from the facts of the case."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.disputes import SUSPENSION, WAGE_GROUNDS
from spoorboek.statute.errors import NotInForce
from spoorboek.statute.facts import StepRef
from spoorboek.statute.timeline.dispute_days import ended_measures, stops, suspensions, warning_letters
from tasks.case_state import CaseState
from templates.document_context import WageDetails

OPINION_WITHIN = timedelta(days=14)  # norm of the house; the law names no last day to ask for an opinion


def wage_details(current: CaseState, ref: StepRef) -> WageDetails | None:
    """Return the wage measure or warning that a step is about; None for every other step."""
    found = _ground_and_days(current, ref)
    if found is None:
        return None
    code, days = found
    ground = WAGE_GROUNDS[code]
    return WageDetails(
        article=_ordinal(ground.article),
        suspends=code == SUSPENSION,
        says=ground.says,
        asks=ground.asks,
        price=opinion_price(current, "expert_opinion_employee"),
        opinion_by=current.on + OPINION_WITHIN,
        **days,
    )


def _ground_and_days(current: CaseState, ref: StepRef) -> tuple[str, Mapping[str, Any]] | None:
    """Return the ground and the days of the warning or measure of a step."""
    facts, number = current.plan.facts, ref.occurrence
    if ref.key == "waarschuwing_loon":
        warning = warning_letters(facts)[number]
        target = next(milestone.target_on for milestone in current.plan if milestone.ref == ref)
        return warning.ground, {"answer_by": max(target or current.on, current.on)}
    measures = _MEASURES_OF.get(ref.key)
    if measures is None:
        return None
    measure = measures(facts)[number]
    resumed = measure.until + DAY if measure.until else None
    return measure.ground, {"from_on": measure.from_, "until_on": measure.until, "resumed_on": resumed}


_MEASURES_OF = {
    "kennisgeving_loonopschorting": suspensions,
    "kennisgeving_loonstop": stops,
    "hervatting_loon": ended_measures,
}
_LID_WORDS = {"lid 3": "derde lid", "lid 6": "zesde lid"}


def _ordinal(article: str) -> str:
    """Write a place in an article as letters do: `derde lid, onder c`."""
    lid, onder, letter = article.partition(" onder ")
    return f"{_LID_WORDS[lid]}, onder {letter}" if onder else _LID_WORDS[lid]


def opinion_price(current: CaseState, value: str) -> int | None:
    """Return what an opinion of UWV's expert costs today, in euro, by the name of its value; None when not known."""
    try:
        return current.edition.rules.values[value].period(current.on).value
    except NotInForce:
        return None
