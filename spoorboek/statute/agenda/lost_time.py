"""What the product did, as far as can be known, in days of which the record was lost."""

from datetime import date

from spoorboek.statute.actions import EffectKey, Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.plan import Plan
from spoorboek.statute.policy.house_policy import HousePolicy


def effects_of_days(plan: Plan, record: Record, policy: HousePolicy, first: date, last: date) -> set[EffectKey]:
    """Return the effects that fall due from `first` through `last`, wake by wake, after those of the record.

    Every event of the record counts from the first day: what was reported again after a restore was known in the days
    that were lost.
    """
    before, day = set(record.effects), first
    while day <= last:
        agenda = make_agenda(plan, record, policy, day)
        while agenda.actions:
            record = record.after(agenda.actions)
            agenda = make_agenda(plan, record, policy, day)
        if agenda.next_wake is None:
            break
        day = agenda.next_wake
    return set(record.effects) - before
