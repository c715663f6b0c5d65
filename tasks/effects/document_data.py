"""Read from the record what a document may say about a case, as the context of its template."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session

from models.addressees import addressee_in_role
from models.tables import Case, Employee, Employer
from spoorboek.statute.actions import Action
from spoorboek.statute.days.calendar import DAY, add_months
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.plan import Milestone
from spoorboek.statute.reports.withdrawn_events import without_withdrawn
from spoorboek.statute.timeline.interruptions import sickness_days_of
from tasks.case_state import CaseState
from tasks.effects.carried_over import carried_over
from tasks.effects.letterhead_data import letterhead_of_employer
from tasks.effects.riv_inventory import riv_inventory
from tasks.effects.wage_details import opinion_price, wage_details
from templates.document_context import DocumentContext, EmployeeDetails, EmployerDetails, PersonDetails
from templates.dutch_filters import bsn_gemaskeerd
from templates.party_texts import address_lines, printed_phone
from templates.plan_dates import plan_dates
from templates.template_catalogue import find_template


def document_context(reading: Session, case: Case, current: CaseState, action: Action, key: str) -> DocumentContext:
    """Read the template context of document `key` for this action; what is not known stays None.

    The document number is still to be set, with `with_number`.
    """
    employee = reading.get_one(Employee, case.employee_id)
    about = action.detail.get("about")
    # A paper that was asked for is no version of an earlier one: each is about a day of its own.
    ref = StepRef(action.step, action.attempt if about else action.occurrence)
    casemanager = person_in_role(reading, case, current, "casemanager")
    return DocumentContext(
        case_number=case.number,
        document_number="",
        version=1 if about else action.attempt,
        rules=current.plan.rules,
        today=current.on,
        step=ref,
        first_sick_day=current.plan.facts.first_sick_day,
        employer=employer_details(reading, reading.get_one(Employer, employee.employer_id)),
        employee=_employee(employee),
        dates=plan_dates(current.plan, ref),
        wait_ends_on=current.plan.wait_ends_on,
        addressee=person_in_role(reading, case, current, find_template(key).receiver),
        signer=casemanager,
        casemanager=casemanager,
        bedrijfsarts=person_in_role(reading, case, current, "bedrijfsarts"),
        inventory=riv_inventory(current),
        wage=wage_details(current, ref),
        carried=carried_over(reading, current, key, ref),
        about_on=date.fromisoformat(about) if about else None,
        **_course_fields(current, ref),
    )


def with_number(context: DocumentContext, number: str) -> DocumentContext:
    """Return the context with the number of the document within the case."""
    return replace(context, document_number=number)


def person_in_role(reading: Session, case: Case, current: CaseState, role: str) -> PersonDetails | None:
    """Return who has a role today, as a document names them; None when nobody has."""
    contact = addressee_in_role(reading, case, role, current.on)
    if contact is None:
        return None
    return PersonDetails(
        name=contact.name,
        role=current.edition.house.roles[role],
        salutation=contact.salutation,
        organisation=contact.organisation,
        email=contact.email,
        phone=printed_phone(contact.phone),
    )


def milestone_of(current: CaseState, ref: StepRef) -> Milestone | None:
    """Return the milestone of a step; None for the dossier itself."""
    return next((milestone for milestone in current.plan if milestone.ref == ref), None)


def _course_fields(current: CaseState, ref: StepRef) -> dict[str, Any]:
    """Return the context fields about the course of the case: recovery, contract end, sanction, percentage."""
    facts, milestone = current.plan.facts, milestone_of(current, ref)
    return {
        "worked_percentage": _percentage(current),
        "recovered_on": facts.recoveries[-1].from_ if facts.recoveries else None,
        "closed_on": current.plan.closed_on or current.plan.ends_on,
        "died_on": facts.died_on,
        "death_benefit": _death_benefit(facts),
        "close_reason": current.plan.close_reason,
        "contract_ends_on": facts.contract_ends_on,
        "leaves_own_risk": facts.leaves_own_risk,
        "days_sick_on_leaving": _days_sick_on_leaving(facts),
        "sanction_decided_on": facts.sanction.decided_on if facts.sanction else None,
        "wia_decided_on": facts.wia_decision.on if facts.wia_decision else None,
        "aow_on": facts.aow_on,
        "opinion_price": opinion_price(current, "expert_opinion_employer"),
        "variant": milestone.variant if milestone else None,
    }


def _days_sick_on_leaving(facts: CaseFacts) -> int | None:
    """Return the days of sickness between the first sick day and the last day of the employment."""
    return sickness_days_of(facts).index(facts.contract_ends_on) if facts.contract_ends_on else None


def _death_benefit(facts: CaseFacts) -> tuple[date, date] | None:
    """Return the first and last day of the benefit to those left behind. Source: BW 7:674(2)."""
    return (facts.died_on + DAY, add_months(facts.died_on, 1)) if facts.died_on else None


def _percentage(current: CaseState) -> int | None:
    """Return the percentage as of the latest day it was reported for; of two reports for one day the later holds."""
    changes = [event for event in without_withdrawn(current.record.events) if event.kind == "capability_changed"]
    latest = max(changes, key=lambda event: (str(event.data["from"]), event.seq), default=None)
    return int(latest.data["percentage"]) if latest else None


def employer_details(reading: Session, row: Employer) -> EmployerDetails:
    """Return what a document says of an employer, with the letterhead that holds for it."""
    return EmployerDetails(
        name=row.name,
        code=row.code,
        letterhead=letterhead_of_employer(reading, row.id, row.name),
        address=address_lines(row.street, row.postcode, row.place),
        loonheffingennummer=row.loonheffingennummer,
        phone=printed_phone(row.phone),
    )


def _employee(row: Employee) -> EmployeeDetails:
    return EmployeeDetails(
        name=row.name,
        birth_date=row.birth_date,
        bsn_masked=bsn_gemaskeerd(row.bsn) if row.bsn else None,
        personnel_number=row.personnel_number,
        function=row.function,
        hours_per_week=row.hours_per_week,
        address=address_lines(row.address, row.postcode, row.place),
        email=row.email,
        phone=printed_phone(row.phone),
        education=row.education,
        salutation=row.salutation,
    )
