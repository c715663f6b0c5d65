"""Convert the preparation of a second track to the reports it is folded from."""

from collections.abc import Iterator
from datetime import date

from spoorboek.statute.events import EventKind
from spoorboek.statute.facts import CaseFacts
from spoorboek.stories.story import Reported


def events_of_preparation(facts: CaseFacts) -> Iterator[Reported]:
    """Yield the reports about what a referral needs, each on the day it is about."""
    known = facts.preparation
    if known.considered_on:
        yield _report("second_track_considered", known.considered_on)
    if (found := known.assessment) is not None:
        yield _report("assessment_recorded", found.on, outcome=found.outcome, absence=found.absence)
    if (study := known.feasibility) is not None:
        if study.asked_on:
            yield _report("feasibility_asked", study.asked_on, by=study.by)
        if study.done_on:
            yield _report("feasibility_recorded", study.done_on, by=study.by, reason=study.outcome)
    if known.profile:
        yield _report("profile_recorded", known.profile.on, source=known.profile.source)
    if known.informed_on:
        yield _report("employee_informed", known.informed_on)
    if known.search_data:
        yield _report("search_data_recorded", known.search_data.on)


def _report(kind: EventKind, on: date, **data: str | None) -> Reported:
    given = {name: value for name, value in data.items() if value is not None}
    return Reported(on, 1, kind, {"on": on.isoformat(), **given})
