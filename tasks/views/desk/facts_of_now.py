"""Which facts can be reported of a case now: those of which a report would be taken on at least one of a few days.

The checks are those of the report itself, so no second list says what is valid when.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from spoorboek.errors import InputError
from spoorboek.statute.actions import Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.editions.what_if import facts_with
from spoorboek.statute.events import Event
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.relapse import employed_on, is_same_case
from spoorboek.statute.timeline.timeline import timeline
from tasks.case_state import CaseState
from tasks.reports.fact_reports import changes_facts, checked_data
from tasks.reports.report_catalogue import REPORTABLE_FACTS
from tasks.reports.report_fields import AgreedWeeks, GivenFields
from tasks.reports.reportable_fact import FactDay, ReportableFact

_LATER = timedelta(28)
_PERCENTAGES, _WEEKS = (50, 25), (8, 4)  # of two one is another than what is known


def facts_of_now(current: CaseState) -> list[str]:
    """List the codes of the facts that can be reported of a case as it is now, in the order of the catalogue."""
    return [code for code in REPORTABLE_FACTS if can_be_reported(current, code)]


def can_be_reported(current: CaseState, code: str) -> bool:
    """Tell whether a report of a fact would be taken on some day; the record itself is not asked."""
    fact = REPORTABLE_FACTS[code]
    if fact.after and not _has_begun(current, fact.after):
        return False
    return any(_is_taken(current, code, fact, given) for given in _tries(current, fact))


def _has_begun(current: CaseState, step: str) -> bool:
    return any(state.ref.key == step and state.status not in ("gepland", "vervallen") for state in current.agenda.steps)


def _is_taken(current: CaseState, code: str, fact: ReportableFact, given: GivenFields) -> bool:
    try:
        if fact.kind == "relapsed" and given.on and _opens_another(current, given.on):
            return True
        data, rules = checked_data(current, code, given), current.edition.rules
        after = facts_with(current.record.events, [(fact.kind, data)], rules)
        if current.agenda.next_wake is None:  # a closed case takes what reopens it
            said = Event(current.version + 1, fact.kind, current.on, data)
            record = Record((*current.record.events, said), current.record.effects)
            plan = timeline(fold_events(record.events, rules), rules)
            if make_agenda(plan, record, current.edition.house, current.on).next_wake is None:
                return False
    except InputError:
        return False
    return changes_facts(current, after, fact.kind, data)


def _opens_another(current: CaseState, day: date) -> bool:
    """Tell whether sickness on this day is another case of who is still employed; InputError while sickness lasts."""
    facts = current.plan.facts
    if facts.died_on or is_same_case(facts, day, current.edition.rules):
        return False
    return not facts.contract_ends_on or employed_on(facts, day)


def _tries(current: CaseState, fact: ReportableFact) -> Iterator[GivenFields]:
    """Yield ways to fill in the form of a fact: on a few days, with one of its choices each."""
    reasons = list(fact.reasons(current.edition.house)) if fact.asks == "reason" else [None]
    source = next(iter(current.edition.house.choices["agreement"]), "")
    for on in _days(current, fact.on):
        for until in _days(current, fact.until, on):
            for number, reason in enumerate((reasons * 2)[: max(len(reasons), 2)]):
                yield GivenFields(
                    on,
                    until,
                    reason,
                    _PERCENTAGES[number % 2] if fact.asks == "percentage" else None,
                    0,
                    AgreedWeeks(source, *_WEEKS) if fact.asks == "weeks" else None,
                )


def _days(current: CaseState, day: FactDay | None, after: date | None = None) -> list[date | None]:
    """Return days on which something may be reported; None where it has no day. `after`: the first day of a period."""
    if day is None:
        return [None]
    on, first = current.on, current.plan.facts.first_sick_day
    if after is not None:
        return [after + _LATER, after, *([] if day.needed else [None])]
    found = [on, on - DAY, on - _LATER, first + DAY, first]
    if day.when not in ("sick", "after_week_8"):
        found.append(first - DAY)
    if day.when == "any":
        found = [on + _LATER, *found]
    return list(dict.fromkeys(found))
