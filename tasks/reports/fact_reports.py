"""Reports about the case itself: check a fact of `report_catalogue`, and record it as one event."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from models.case_lookup import find_case, lock_case
from models.people.case_roles import carry_roles
from models.record import open_case
from models.tables import CLOSED, Case, Employee
from spoorboek.errors import InputError
from spoorboek.statute.disputes import WAGE_GROUNDS
from spoorboek.statute.events import DEATH, EventKind
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.reports.withdrawn_events import without_withdrawn
from spoorboek.statute.timeline.relapse import employed_on, facts_for_next_case, is_same_case
from tasks.case_state import CaseState, case_state_in
from tasks.reports.dropped_mail import AFTER_DEATH, drop_mail
from tasks.reports.report_base import closed_error, numeric_date, record_report, require_past_day
from tasks.reports.report_catalogue import REPORTABLE_FACTS
from tasks.reports.report_fields import GivenFields, event_data, require_complete
from tasks.reports.report_wording import event_phrase
from tasks.reports.reportable_fact import ReportableFact

# Events of these kinds do not change `plan.facts`; documents, the agenda and the dossier read them.
NOT_IN_FACTS: tuple[EventKind, ...] = (
    "capability_changed",
    "bureau_answered",
    "reintegration_stuck",
    "wia_advance_granted",
    "paper_requested",
)


def report_fact(writing: Session, number: str, code: str, given: GivenFields, actor: str) -> tuple[str, list[str]]:
    """Record a fact of REPORTABLE_FACTS by its code; return a message in Dutch and the numbers of the cases to wake.

    A closed case accepts only facts that reopen it, such as another last day of the contract. Raises InputError when
    a field is missing, superfluous or impossible, and when the fact contradicts what is known or changes nothing.
    """
    fact = REPORTABLE_FACTS[code]
    require_complete(code, fact, given)
    if fact.kind == "relapsed" and given.on:
        return report_relapse(writing, number, given.on, actor)
    case = lock_case(writing, find_case(writing, number))
    closed = closed_error(case) if case.status == CLOSED else None
    if closed:
        refuse_followed_case(writing, case)
    current = case_state_in(writing, number)
    data = checked_data(current, code, given)
    after = record_report(writing, current, fact.kind, data, actor)
    if closed and after.agenda.next_wake is None:
        raise closed
    phrase = event_phrase(current, fact.kind, data)
    if not changes_facts(current, after.plan.facts, fact.kind, data):
        raise InputError(
            f"Dossier {current.number}: '{phrase}' verandert niets aan wat al vastligt. Er is niets vastgelegd."
        )
    if fact.kind == DEATH:
        dropped = drop_mail(writing, case, AFTER_DEATH)
        phrase += f"; het dossier eindigt, en post die klaarstond vervalt ({dropped})"
    return f"Dossier {current.number}: {phrase}.", [current.number]


def checked_data(current: CaseState, code: str, given: GivenFields) -> dict[str, Any]:
    """Return the data of the event of a fact; InputError for what cannot be reported of this case as it is now.

    Whether the facts then still agree is seen when they are folded.
    """
    fact = REPORTABLE_FACTS[code]
    require_complete(code, fact, given)
    _require_step(current, code, fact)
    data = event_data(current, fact, given)
    _refuse_other_ground(current, fact.kind, data)
    return data


def _require_step(current: CaseState, code: str, fact: ReportableFact) -> None:
    """Raise InputError when the rules in force lack the step a fact brings about: nothing would follow from it."""
    if fact.step and fact.step not in current.edition.rules.rows:
        raise InputError(
            f"'{code}' hoort bij een nieuwere versie van de regels dan hier geldt ({current.edition.rules.version}); "
            "er zou dus niets op volgen. Bekijk die versie met `spoorboek rules diff`, en laat haar ingaan met "
            "`spoorboek rules apply`. Er is niets vastgelegd."
        )


def _refuse_other_ground(current: CaseState, kind: EventKind, data: Mapping[str, Any]) -> None:
    """Raise InputError for a second ground of wage withheld, or warned of, on one day: it would replace the first."""
    facts = current.plan.facts
    if kind == "wage_withheld":
        what, day = "is het loon al opgeschort of gestopt", date.fromisoformat(data["from"])
        grounds = {each.from_: each.ground for each in facts.wage_measures}
    elif kind == "wage_warned":
        what, day = "is al gewaarschuwd", date.fromisoformat(data["on"])
        grounds = {each.on: each.ground for each in facts.wage_warnings}
    else:
        return
    if (ground := grounds.get(day)) and ground != data["reason"]:
        raise InputError(
            f"Op {numeric_date(day)} {what} op een andere grond ({WAGE_GROUNDS[ground].label}), en die zou hierdoor "
            "vervallen. Klopt die niet, trek die melding dan eerst in. Geldt zij ook, kies dan een andere dag. Er is "
            "niets vastgelegd."
        )


def changes_facts(current: CaseState, after: CaseFacts, kind: EventKind, data: Mapping[str, Any]) -> bool:
    """Tell whether a report changes what is known: a form that is submitted twice is recorded once.

    `after`: the facts with the report.
    """
    if kind not in NOT_IN_FACTS:
        return after != current.plan.facts
    earlier = [event.data for event in without_withdrawn(current.record.events) if event.kind == kind]
    if kind == "paper_requested":
        return dict(data) not in map(dict, earlier)  # each was made and sent
    return not earlier or dict(earlier[-1]) != data


def report_relapse(writing: Session, number: str, on: date, actor: str) -> tuple[str, list[str]]:
    """Record a new first sick day after recovery; return a message in Dutch and the numbers of the cases to wake.

    Within four weeks the case continues, whatever the cause, also when it was closed before the report; after that a
    new case is opened, with the facts about the person that still hold. Source: BW 7:629(10).
    """
    case = lock_case(writing, find_case(writing, number))
    refuse_followed_case(writing, case)
    current = case_state_in(writing, number)
    if died := current.plan.facts.died_on:
        raise InputError(
            f"De werknemer van dossier {current.number} is overleden op {numeric_date(died)}. Klopt dat niet, trek die "
            "melding dan eerst in."
        )
    day = require_past_day(current, on, "De nieuwe ziektedag")
    if is_same_case(current.plan.facts, day, current.edition.rules):
        record_report(writing, current, "relapsed", {"on": day}, actor)
        return f"Dossier {current.number} loopt door; opnieuw uitgevallen op {numeric_date(day)}.", [current.number]
    _refuse_after_contract_end(current, day)
    was_open = case.status != CLOSED
    if was_open:
        record_report(writing, current, "relapsed", {"on": day}, actor)
    new_case = _open_next_case(writing, case, current, day, actor)
    return f"Het oude dossier is geëindigd: nieuw dossier {new_case.number} vanaf {numeric_date(day)}.", [
        *([current.number] if was_open else []),
        new_case.number,
    ]


def refuse_followed_case(writing: Session, case: Case) -> None:
    """Raise InputError when the person has a newer case, which was opened because of how this one ended."""
    newer = select(col(Case.number)).where(col(Case.employee_id) == case.employee_id, col(Case.id) > case.id)
    if number := writing.scalars(newer.order_by(col(Case.id).desc())).first():
        raise InputError(
            f"Na dossier {case.number} is er al een nieuwer dossier van deze persoon: meld het op {number}."
        )


def _refuse_after_contract_end(current: CaseState, day: date) -> None:
    ended = current.plan.facts.contract_ends_on
    if ended and not employed_on(current.plan.facts, day):
        raise InputError(
            f"Het dienstverband van dossier {current.number} eindigde op {numeric_date(ended)}, vóór "
            f"{numeric_date(day)}. Klopt die einddatum niet, pas haar dan eerst aan."
        )


def _open_next_case(writing: Session, case: Case, current: CaseState, day: date, actor: str) -> Case:
    """Open the next case of the same person, with the same contacts."""
    employee = writing.get_one(Employee, case.employee_id)
    data = {"first_sick_day": day.isoformat(), **facts_for_next_case(current.plan.facts, day)}
    new_case = open_case(writing, employee, current.on, data, actor, previous=case)
    carry_roles(writing, case, new_case)
    return new_case
