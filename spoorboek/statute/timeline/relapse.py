"""Falling ill again after a recovery: the same case or the next one, and what the next one takes along."""

from dataclasses import replace
from datetime import date

from spoorboek.statute.days.calendar import DAY, dutch_date
from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import CaseFacts, Recovery
from spoorboek.statute.timeline.timeline import timeline


def is_same_case(facts: CaseFacts, day: date) -> bool:
    """Tell whether sickness from `day` on, after a recovery that still lasts, belongs to this case.

    The plan decides, so that days of leave inside the recovery count as they should; a case that had ended otherwise
    by then does not go on. FactsError when nobody recovered before that day. Source: BW 7:629(10).
    """
    plan = timeline(_relapsed(facts, day))
    return plan.next_first_sick_day is None and day <= plan.ends_on


def employed_on(facts: CaseFacts, day: date) -> bool:
    """Tell whether the employment, as far as known, still lasts on a day."""
    return facts.contract_ends_on is None or day <= facts.contract_ends_on


def facts_for_next_case(facts: CaseFacts, day: date) -> dict[str, str]:
    """Return what is known of the person and still holds in a next case from `day` on, as data of its sick report.

    The safety net is taken along too: a report too many to UWV is withdrawn, a forgotten one costs a fine.
    """
    ends = facts.contract_ends_on
    known = {
        "contract_ends_on": ends.isoformat() if ends and day <= ends else None,
        "aow_on": facts.aow_on.isoformat() if facts.aow_on else None,
        "safety_net": facts.safety_net,
    }
    return {name: value for name, value in known.items() if value}


def _relapsed(facts: CaseFacts, day: date) -> CaseFacts:
    lasting = next((item for item in facts.recoveries if item.until is None), None)
    if lasting is None or day <= lasting.from_:
        since = f"hersteld per {dutch_date(lasting.from_)}" if lasting else "geen herstel gemeld"
        raise FactsError(
            f"Opnieuw uitgevallen op {dutch_date(day)} kan niet: {since}. Leg eerst het herstel ervóór vast."
        )
    others = tuple(item for item in facts.recoveries if item is not lasting)
    return replace(facts, recoveries=(*others, Recovery(lasting.from_, day - DAY)))
