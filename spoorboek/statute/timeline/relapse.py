"""Relapse after a recovery: decide whether it is the same case or a new one, and what the new one inherits."""

from dataclasses import replace
from datetime import date

from spoorboek.statute.days.calendar import DAY, dutch_date
from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import CaseFacts, Recovery
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.timeline.timeline import timeline


def is_same_case(facts: CaseFacts, day: date, rules: Rulebook | None = None) -> bool:
    """Return whether sickness from `day` on, after a recovery that still lasts, belongs to this case.

    The plan decides, so that days of leave inside the recovery are counted correctly; a case that had closed for
    another reason by then is not continued. `rules`: those in force (default: the shipped rules). FactsError when
    nobody recovered before that day. Source: BW 7:629(10).
    """
    plan = timeline(_with_relapse(facts, day), rules)
    return plan.next_first_sick_day is None and day <= plan.ends_on


def employed_on(facts: CaseFacts, day: date) -> bool:
    """Return whether the employment, as far as known, still lasts on a day."""
    ends = min((end for end in (facts.contract_ends_on, facts.died_on) if end), default=None)
    return ends is None or day <= ends


def facts_for_next_case(facts: CaseFacts, day: date) -> dict[str, str]:
    """Return the facts that remain valid in a next case from `day` on, as data of its sick report.

    The safety net is included too: a superfluous report to UWV can be withdrawn, a forgotten one costs a fine.
    """
    ends = facts.contract_ends_on
    known = {
        "contract_ends_on": ends.isoformat() if ends and day <= ends else None,
        "aow_on": facts.aow_on.isoformat() if facts.aow_on else None,
        "safety_net": facts.safety_net,
    }
    return {name: value for name, value in known.items() if value}


def _with_relapse(facts: CaseFacts, day: date) -> CaseFacts:
    open_recovery = next((item for item in facts.recoveries if item.until is None), None)
    if open_recovery is None or day <= open_recovery.from_:
        since = f"hersteld per {dutch_date(open_recovery.from_)}" if open_recovery else "geen herstel gemeld"
        raise FactsError(
            f"Opnieuw uitgevallen op {dutch_date(day)} kan niet: {since}. Leg eerst het herstel ervóór vast."
        )
    others = tuple(item for item in facts.recoveries if item is not open_recovery)
    return replace(facts, recoveries=(*others, Recovery(open_recovery.from_, day - DAY)))
