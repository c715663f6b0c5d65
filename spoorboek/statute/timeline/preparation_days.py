"""The days of the preparation of a second track, as anchors for the plan."""

from collections.abc import Mapping
from datetime import date

from spoorboek.statute.days.calendar import add_months
from spoorboek.statute.second_track_facts import ORDERED, Preparation


def preparation_days(known: Preparation) -> dict[str, date | None]:
    """Return the day of each part of the preparation that is there; None for what is not.

    A haalbaarheidsonderzoek that is ordered from the bureau is part of the track itself: nothing is left to prepare.
    """
    study = known.feasibility
    return {
        "considered": known.considered_on,
        "assessment": known.assessment.on if known.assessment and known.assessment.outcome else None,
        "feasibility": (study.done_on or (study.asked_on if study.by == ORDERED else None)) if study else None,
        "profile": known.profile.on if known.profile else None,
        "informed": known.informed_on,
        "search_data": known.search_data.on if known.search_data else None,
        "prospect_ends": None,
    }


def days_under_a_prospect(known: Preparation, prospect: date, lost: date | None) -> Mapping[str, date | None]:
    """Return the anchors that a prospect of return changes: its end is prepared for, and it takes away earlier doubt.

    `lost`: the day on which it turned out to be gone.
    """
    ends = add_months(prospect, 3)
    doubted = known.considered_on if lost or (known.considered_on or date.min) > prospect else None
    return {"prospect_ends": min(ends, lost or ends), "considered": doubted}
