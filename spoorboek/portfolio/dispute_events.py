"""Convert the facts of a dispute to the reports they are folded from."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.events import EventKind
from spoorboek.statute.facts import CaseFacts
from spoorboek.stories.story import Reported


def events_of_disputes(facts: CaseFacts) -> Iterator[Reported]:
    """Yield the reports about wage and expert opinions, each on the day it is about."""
    for warning in facts.wage_warnings:
        yield _report("wage_warned", warning.on, warning.ground, letter=warning.letter)
    for notice in facts.wage_notices:
        yield _report("wage_notified", notice.on, notice.ground)
    for measure in facts.wage_measures:
        start = {"from": measure.from_.isoformat(), "reason": measure.ground}
        yield Reported(measure.from_, 1, "wage_withheld", start)
        if measure.until:
            yield Reported(measure.until + DAY, 1, "wage_resumed", {"on": (measure.until + DAY).isoformat()})
    for opinion in facts.opinions:
        yield _report("opinion_asked", opinion.asked_on, opinion.question, by=opinion.by)
        if opinion.received_on and opinion.outcome:
            yield _report("opinion_received", opinion.received_on, opinion.outcome, by=opinion.by)


def _report(kind: EventKind, on: date, reason: str, **data: Any) -> Reported:
    return Reported(on, 1, kind, {"on": on.isoformat(), "reason": reason, **data})
