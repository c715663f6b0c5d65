"""The days of a dispute that each create an occurrence of a milestone."""

from collections.abc import Iterator
from datetime import date, timedelta

from spoorboek.statute.disputes import OPINION_OUTCOMES, ExpertOpinion, WageMeasure
from spoorboek.statute.facts import CaseFacts, Spell, StepRef

REVIEW = "herbeoordeling_loonmaatregel"
FIRST_REVIEW, NEXT_REVIEW = timedelta(days=14), timedelta(days=28)  # norms of the house; the law names no day


def dispute_days(facts: CaseFacts) -> dict[str, list[date]]:
    """List the days of each kind of report, oldest first; of a day that several reports share, it stands once each."""
    measures = facts.wage_measures
    return {
        "refusal": [spell.from_ for spell in facts.refusals],
        "wage_warned": [warning.on for warning in facts.wage_warnings],
        "wage_warning_letter": [warning.on for warning in facts.wage_warnings if warning.letter],
        "wage_suspended": [measure.from_ for measure in measures if measure.suspends],
        "wage_stopped": [measure.from_ for measure in measures if not measure.suspends],
        "wage_resumed": [measure.until + timedelta(days=1) for measure in measures if measure.until],
        "wage_review": [day for _, day in wage_reviews(facts)],
        "opinion_asked": [opinion.asked_on for opinion in facts.opinions],
        "opinion_received": [received_on(opinion) for opinion in opinions_received(facts)],
    }


def first_act(facts: CaseFacts, refusal: Spell) -> date | None:
    """Return the first warning, notice or day of withheld wage in the time a refusal lasts; None when there is none."""
    last = refusal.until or date.max
    acts = [
        *(warning.on for warning in facts.wage_warnings),
        *(notice.on for notice in facts.wage_notices),
        *(max(each.from_, refusal.from_) for each in facts.wage_measures if each.lasts_on(refusal.from_)),
        *(each.from_ for each in facts.wage_measures),
    ]
    return min((day for day in acts if refusal.from_ <= day <= last), default=None)


def wage_reviews(facts: CaseFacts) -> Iterator[tuple[WageMeasure, date]]:
    """Yield the reviews of each wage measure: two weeks after it began, then four weeks after each one done.

    A review that the end of the measure overtook is among them; it lapses.
    """
    occurrence = 0
    for measure in facts.wage_measures:
        day: date | None = measure.from_ + FIRST_REVIEW
        while day is not None:
            yield measure, day
            occurrence += 1
            done = facts.done.get(StepRef(REVIEW, occurrence))
            day = done + NEXT_REVIEW if done and measure.lasts_on(done + NEXT_REVIEW) else None


def opinions_received(facts: CaseFacts) -> list[ExpertOpinion]:
    """List the opinions that were received, in the order of receipt."""
    return sorted((opinion for opinion in facts.opinions if opinion.received_on), key=received_on)


def received_on(opinion: ExpertOpinion) -> date:
    """Return the day on which an opinion was received; `date.max` when it was not."""
    return opinion.received_on or date.max


def advice_days(facts: CaseFacts, plan_done: date | None) -> list[date]:
    """List the days after the plan on which an advice, or an opinion, asked for another one."""
    advised = {*(advice.on for advice in facts.advice), *adjusting_days(facts)}
    return sorted(day for day in advised if plan_done and day > plan_done)


def adjusting_days(facts: CaseFacts) -> Iterator[date]:
    """Yield the days on which an opinion was received that asks for another plan."""
    for opinion in opinions_received(facts):
        if opinion.outcome and OPINION_OUTCOMES[opinion.outcome].adjusts:
            yield received_on(opinion)
