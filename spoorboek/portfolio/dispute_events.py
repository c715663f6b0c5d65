"""Convert the facts of a dispute to the reports they are folded from."""

from collections.abc import Iterator

from spoorboek.portfolio.reported_facts import reported, reported_on
from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.facts import CaseFacts
from spoorboek.stories.story import Reported


def events_of_disputes(facts: CaseFacts) -> Iterator[Reported]:
    """Yield the reports about wage and expert opinions, each on the day it is about."""
    for warning in facts.wage_warnings:
        yield reported_on(warning.on, "wage_warned", reason=warning.ground, letter=warning.letter)
    for notice in facts.wage_notices:
        yield reported_on(notice.on, "wage_notified", reason=notice.ground)
    for measure in facts.wage_measures:
        yield reported(measure.from_, "wage_withheld", reason=measure.ground, **{"from": measure.from_})
        if measure.until:
            yield reported_on(measure.until + DAY, "wage_resumed")
    for opinion in facts.opinions:
        yield reported_on(opinion.asked_on, "opinion_asked", reason=opinion.question, by=opinion.by)
        if opinion.received_on and opinion.outcome:
            yield reported_on(opinion.received_on, "opinion_received", reason=opinion.outcome, by=opinion.by)
