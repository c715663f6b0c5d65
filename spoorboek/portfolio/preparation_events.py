"""Convert the preparation of a second track to the reports it is folded from."""

from collections.abc import Iterator

from spoorboek.portfolio.reported_facts import reported_on
from spoorboek.statute.facts import CaseFacts
from spoorboek.stories.story import Reported


def events_of_preparation(facts: CaseFacts) -> Iterator[Reported]:
    """Yield the reports about what a referral needs, each on the day it is about."""
    known = facts.preparation
    if known.considered_on:
        yield reported_on(known.considered_on, "second_track_considered")
    if (found := known.assessment) is not None:
        yield reported_on(found.on, "assessment_recorded", outcome=found.outcome, absence=found.absence)
    if (study := known.feasibility) is not None:
        if study.asked_on:
            yield reported_on(study.asked_on, "feasibility_asked", by=study.by)
        if study.done_on:
            yield reported_on(study.done_on, "feasibility_recorded", by=study.by, reason=study.outcome)
    if known.profile:
        yield reported_on(known.profile.on, "profile_recorded", source=known.profile.source)
    if known.informed_on:
        yield reported_on(known.informed_on, "employee_informed")
    if known.search_data:
        yield reported_on(known.search_data.on, "search_data_recorded")
