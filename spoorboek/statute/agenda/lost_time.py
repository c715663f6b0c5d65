"""What the product did, as far as can be known, in days of which the record was lost."""

from datetime import date

from spoorboek.statute.actions import EffectKey, Record, through_first_move
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.errors import FactsError
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline


def effects_of_days(record: Record, rules: Rulebook, policy: HousePolicy, first: date, last: date) -> set[EffectKey]:
    """Return the effects that fall due from `first` through `last`, wake by wake, after those of the record.

    Every event of the record counts from the first day: what was reported again after a restore was known in the days
    that were lost. What an action leaves, such as the state of a referral, counts from then on; where the record says
    otherwise already, what comes after it cannot be told. Raises FactsError for events that contradict each other.
    """
    before, day = set(record.effects), first
    plan = timeline(fold_events(record.events, rules), rules)
    while day <= last:
        while (agenda := make_agenda(plan, record, policy, day)).actions:
            recorded = len(record.events)
            record = record.after(through_first_move(agenda.actions))
            if len(record.events) > recorded:
                try:
                    plan = timeline(fold_events(record.events, rules), rules)
                except FactsError:
                    return set(record.effects) - before
        if agenda.next_wake is None:
            break
        day = agenda.next_wake
    return set(record.effects) - before
