"""Who is involved in a case: roles now and from a day on, contact data, and who stands in for whom."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlmodel import Session

from models.addressees import contact_in_role
from models.case_lookup import find_case
from models.people.case_roles import drop_planned_role, give_role, planned_roles, record_absence
from models.tables import Contact, Employee, Employer
from spoorboek.desk.people.choices import ME, Choice, chosen_contact, contact_choices
from spoorboek.desk.people.chosen_people import typed_contact
from spoorboek.desk.people.known_sick_page import is_within_reach
from spoorboek.desk.people.party_form import changed_values, party_fields, record_values, shown_values
from spoorboek.desk.people.typed_forms import FORM, FormState, form_frame, go_on, record_form, typed_day
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, ShownPage, Visit
from spoorboek.errors import InputError
from spoorboek.importing.identity.party_data import set_of_contact, set_of_person
from spoorboek.importing.typed_person import WrongFields
from spoorboek.statute.days.calendar import dutch_date
from tasks.case_state import case_state_in
from tasks.reports.once import Answer
from tasks.views.desk.involved_people import CASE_ROLES, involved_people, people_trace

INVOLVED_PATH = "/zaak/{zaak}/betrokkenen"
DONE = {
    "rol": "De rol is vastgelegd.",
    "gegevens": "De gegevens zijn vastgelegd.",
    "afwezig": "De afwezigheid is vastgelegd. Post gaat in die tijd naar de vervanger.",
    "plan": "De wijziging die gepland stond, gaat niet door.",
}
InvolvedRecorder = Callable[[Visit, Session, str, Mapping[str, str]], str]


def show_involved(visit: Visit) -> PageAnswer:
    """Show who is involved."""
    return _page(visit, FormState({}))


def take_involved(visit: Visit) -> PageAnswer:
    """Record what one of the forms says; a refusal stands at its field, in the form it came from."""
    typed = {name: visit.text(name) for name in visit.form}
    kind, _, of = typed.get(FORM, "").partition("-")
    record = RECORDERS.get(kind)
    number = visit.case.number

    def report(writing: Session) -> Answer:
        if record is None or not of:
            raise InputError("Dit formulier is niet volledig. Laad de pagina opnieuw.")
        return record(visit, writing, of, typed), [number]

    try:
        answer = record_form(visit, report)
        if not answer.is_recorded:
            raise InputError(answer.message)
    except WrongFields as error:
        return _page(visit, FormState(typed, error.complaints, form=typed.get(FORM, "")))
    except InputError as error:
        return _page(visit, FormState(typed, message=str(error), form=typed.get(FORM, "")))
    seen = is_within_reach(visit, number)
    return go_on(f"/zaak/{number}/betrokkenen?gedaan={DONE_BY_KIND[kind]}" if seen else "/zaken", answer)


def _give_role(visit: Visit, writing: Session, role: str, typed: Mapping[str, str]) -> str:
    if role not in CASE_ROLES:
        raise InputError("Deze rol bestaat niet. Laad de pagina opnieuw.")
    since = typed_day(typed, "vanaf")
    assert since is not None
    if since < visit.on:
        raise WrongFields({"vanaf": f"Kies vandaag ({dutch_date(visit.on)}) of een dag die nog komt."})
    contact = typed_contact(visit, writing, typed)
    current = contact_in_role(writing, visit.case, role)
    if current is not None and current.id == contact.id and since == visit.on:
        raise WrongFields({"wie": f"{contact.name} heeft deze rol al."})
    give_role(
        writing, find_case(writing, visit.case.number), role, contact, visit.viewer.code, on=visit.on, since=since
    )
    return "Vastgelegd."


def _change_contact(visit: Visit, writing: Session, role: str, typed: Mapping[str, str]) -> str:
    number, by = visit.case.number, visit.viewer.code
    changed = changed_values(_in_role(visit, writing, role), typed)
    return record_values(changed, lambda field, text: set_of_contact(writing, number, role, field, text, by))


def _change_employee(visit: Visit, writing: Session, _: str, typed: Mapping[str, str]) -> str:
    employee, by = writing.get_one(Employee, visit.case.employee_id), visit.viewer.code
    code, number = writing.get_one(Employer, employee.employer_id).code, employee.personnel_number
    changed = changed_values(employee, typed)
    return record_values(changed, lambda field, text: set_of_person(writing, code, number, field, text, by))


def _record_away(visit: Visit, writing: Session, role: str, typed: Mapping[str, str]) -> str:
    contact = _in_role(visit, writing, role)
    first = typed_day(typed, "van", needed=False)
    last = typed_day(typed, "tot", needed=False)
    chosen, offered = typed.get("vervanger", ""), contact_choices(writing, visit.viewer)
    substitute = chosen_contact(writing, visit.viewer, chosen, offered) if chosen else None
    if chosen and substitute is None:
        raise WrongFields({"vervanger": "Kies iemand uit de lijst."})
    if first is None and (last or substitute):
        raise WrongFields({"van": "Vul de eerste dag in, of maak alles leeg: dan is deze persoon er weer."})
    record_absence(writing, contact, first, last, substitute, visit.viewer.code)
    return "Vastgelegd."


def _drop_plan(visit: Visit, writing: Session, typed_id: str, _: Mapping[str, str]) -> str:
    for plan in planned_roles(writing, [visit.case.id]):
        if str(plan.id) == typed_id:
            drop_planned_role(writing, plan, visit.viewer.code)
            return "Vastgelegd."
    raise InputError("Deze wijziging staat niet meer gepland. Laad de pagina opnieuw.")


def _in_role(visit: Visit, reading: Session, role: str) -> Contact:
    contact = contact_in_role(reading, visit.case, role) if role in CASE_ROLES else None
    if contact is None:
        raise InputError("Niemand heeft deze rol nu. Geef de rol eerst aan iemand.")
    return contact


RECORDERS: Mapping[str, InvolvedRecorder] = {
    "rol": _give_role,
    "contact": _change_contact,
    "persoon": _change_employee,
    "afwezig": _record_away,
    "plan": _drop_plan,
}
DONE_BY_KIND = {"rol": "rol", "contact": "gegevens", "persoon": "gegevens", "afwezig": "afwezig", "plan": "plan"}


def _page(visit: Visit, state: FormState) -> ShownPage:
    record, case, viewer = visit.record, visit.case, visit.viewer
    employee = record.get_one(Employee, case.employee_id)
    people = involved_people(record, case, case_state_in(record, case.number).edition.house.roles, visit.on)
    may_record, sees_more = viewer.may(Permission.RECORD_FACTS), viewer.may(Permission.READ_DOCUMENTS)
    data: dict[str, Any] = {
        "number": case.number,
        "employee": employee,
        "employer": record.get_one(Employer, employee.employer_id).code if viewer.may(Permission.READ_OVERVIEW) else "",
        "values": shown_values(employee) if may_record or sees_more else None,
        "people": people,
        "contact_fields": party_fields(Contact),
        "employee_fields": party_fields(Employee),
        "contact_values": {each.role: shown_values(each.contact) for each in people if each.contact is not None},
        "trace": people_trace(record, case, people) if sees_more else [],
        "choices": [Choice(ME, f"ik: {viewer.name}"), *contact_choices(record, viewer)] if may_record else [],
        "state": state,
        "none_state": FormState({}),
        "may_record": may_record,
        "told": DONE.get(visit.query.get("gedaan", ""), ""),
        **form_frame(),
    }
    return ShownPage("werkplek/betrokkenen.html", data, state.status)


INVOLVED_PAGES = (
    DeskPage(
        INVOLVED_PATH, "Betrokkenen", Permission.READ_CASES, show_involved, take_involved, Permission.RECORD_FACTS,
        in_case=True,
    ),
)  # fmt: skip
