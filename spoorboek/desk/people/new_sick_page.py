"""Report sick somebody who is not known yet; who may be there already is shown, and a person decides."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlmodel import Session, col, select

from models.accounts.reach import visible_employees
from models.case_lookup import find_case
from models.people.case_roles import give_role
from models.tables import Employee, RecordedAction
from spoorboek.desk.people.choices import ME, Choice, chosen_contact, contact_choices, employer_choices
from spoorboek.desk.people.known_sick_page import case_page_after, write_sick_report
from spoorboek.desk.people.sick_search import SICK_PATH
from spoorboek.desk.people.typed_forms import FormState, form_frame, go_on, record_form, sent_texts
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, GoTo, PageAnswer, ShownPage, Visit
from spoorboek.desk.work.step_forms import sent_form_id
from spoorboek.errors import InputError
from spoorboek.importing.identity.recognition import find_lookalikes
from spoorboek.importing.import_file import wait_for_import
from spoorboek.importing.reading.columns import SOMEBODY_ELSE
from spoorboek.importing.rows import CaseRow
from spoorboek.importing.typed_person import WrongFields, read_person
from tasks.reports.once import Answer
from tasks.views.desk.known_employees import known_employees

NEW_PATH = f"{SICK_PATH}/nieuw"
WHO = (
    *("employer_code", "name", "salutation", "personnel_number", "birth_date", "bsn"),
    *("email", "phone", "address", "home_postcode", "place"),
)
WORK = ("function", "hours_per_week", "contract_ends_on", "safety_net")
SICKNESS = ("first_sick_day", "reported_on")
SUPERVISOR = ("leidinggevende", "leidinggevende_mail")
OF_PERSON = (*WHO, *WORK, *SICKNESS, *SUPERVISOR)
MANAGER, SAME_PERSON = "casemanager", "wie"
SAME, BESIDE, OTHER = "dezelfde", "naast", "ander"


class ShownLookalike(NamedTuple):
    """Somebody who may be the person that was typed. `name` is empty for who is out of reach of who looks.

    `may_be_beside`, `may_be_other`: whether it can be another employment, or another person.
    """

    id: int
    name: str
    personnel_number: str
    shared: str
    may_be_beside: bool
    may_be_other: bool


def show_new_person(visit: Visit) -> PageAnswer:
    """Ask who is sick, and since when."""
    first = {"reported_on": visit.on.isoformat(), "name": visit.query.get("naam", "")[:100]}
    return _page(visit, FormState(first))


def take_new_person(visit: Visit) -> PageAnswer:
    """Record the person and the case; who may be known already is asked about first."""
    typed = sent_texts(visit, (*OF_PERSON, MANAGER, SAME_PERSON))
    try:
        row = _row(visit, typed)
        alike = find_lookalikes(visit.record, row)
        known = visit.record.get(RecordedAction, sent_form_id(visit))
        if alike and known is not None:
            return _again(visit, alike[0].employee.id)
        shown = _shown(visit, row, [(each.employee, each.shared) for each in alike])
        if shown:
            return _settle(visit, typed, shown)
        return _record(visit, typed)
    except WrongFields as error:
        return _page(visit, FormState(typed, error.complaints))
    except InputError as error:
        return _page(visit, FormState(typed, message=str(error)))


def _settle(visit: Visit, typed: dict[str, str], shown: Sequence[ShownLookalike]) -> PageAnswer:
    """Go on as was decided about who may be known, or ask it."""
    choice, _, of = typed[SAME_PERSON].partition(":")
    chosen = next((each for each in shown if str(each.id) == of and each.name), None)
    if choice == SAME and chosen:
        return GoTo(f"{SICK_PATH}/bekend/{chosen.id}?dag={quote(typed['first_sick_day'])}")
    if choice == BESIDE and chosen and chosen.may_be_beside:
        return _record(visit, {**typed, "other_employment": chosen.personnel_number})
    if choice == OTHER and all(each.may_be_other for each in shown):
        return _record(visit, {**typed, "other_employment": SOMEBODY_ELSE})
    return _page(visit, FormState(typed), shown)


def _record(visit: Visit, typed: dict[str, str]) -> PageAnswer:
    numbers: list[str] = []
    person = {key: typed[key] for key in (*OF_PERSON, "other_employment") if typed.get(key)}

    def report(writing: Session) -> Answer:
        wait_for_import(writing)
        if find_lookalikes(writing, read_person(person, visit.on)):
            raise InputError(
                "Intussen legde een collega deze werknemer vast. Stuur het formulier nog eens, en kies wie het is."
            )
        number, woken = write_sick_report(visit, writing, person)
        _give_manager(visit, writing, number, typed[MANAGER])
        numbers.append(number)
        return f"Zaak {number} is geopend.", list(woken)

    answer = record_form(visit, report)
    if not answer.is_recorded:
        raise InputError(answer.message)
    return go_on(case_page_after(visit, numbers[0], 1) if numbers else SICK_PATH, answer)


def _again(visit: Visit, employee_id: int) -> PageAnswer:
    """Go to the case of a form that was sent before."""
    known = known_employees(visit.record, visit.viewer.reach, [employee_id])
    return GoTo(f"{case_page_after(visit, known[0].case, 1)}&al=1" if known and known[0].case else SICK_PATH)


def _row(visit: Visit, typed: dict[str, str]) -> CaseRow:
    """Read what was typed. Raises WrongFields for what is wrong, and for an employer or casemanager not offered."""
    wrong: dict[str, str] = {}
    try:
        person = {key: typed[key] for key in OF_PERSON}
        row = read_person(person, visit.on, needed=("first_sick_day",))
    except WrongFields as error:
        wrong.update(error.complaints)
    if typed["employer_code"] not in {each.value for each in employer_choices(visit.record, visit.viewer)}:
        wrong["employer_code"] = "Kies een werkgever uit de lijst."
    offered = {"", ME, *(each.value for each in contact_choices(visit.record, visit.viewer))}
    if typed[MANAGER] not in offered:
        wrong[MANAGER] = "Kies iemand uit de lijst."
    if wrong:
        raise WrongFields(wrong)
    return row


def _give_manager(visit: Visit, writing: Session, number: str, chosen: str) -> None:
    if not chosen:
        return
    contact = chosen_contact(writing, visit.viewer, chosen, contact_choices(writing, visit.viewer))
    if contact is None:
        nobody = "Bij uw account staat geen naam en e-mailadres. Kies een ander, of vraag de beheerder."
        raise WrongFields({MANAGER: nobody})
    give_role(writing, find_case(writing, number), MANAGER, contact, visit.viewer.code, on=visit.on)


def _shown(visit: Visit, row: CaseRow, alike: Sequence[tuple[Employee, str]]) -> list[ShownLookalike]:
    """Return who may be the person, as far as who looks may see them."""
    ids = [employee.id for employee, _ in alike]
    query = select(Employee.id).where(
        col(Employee.id).in_(ids), col(Employee.id).in_(visible_employees(visit.viewer.reach))
    )
    seen = set(visit.record.exec(query))
    bsn = row.employee.bsn
    shown = []
    for employee, shared in alike:
        same_number = "nummer" in shared
        name = employee.name if employee.id in seen else ""
        may_be_other = not same_number and not (bsn and bsn == employee.bsn)
        shown.append(
            ShownLookalike(employee.id, name, employee.personnel_number, _same(shared), not same_number, may_be_other)
        )
    return shown


def _same(shared: str) -> str:
    """Say what two people share as it stands behind a name."""
    return shared.replace("een persoon met deze", "zelfde").replace("dit ", "zelfde ")


def _page(visit: Visit, state: FormState, alike: Sequence[ShownLookalike] = ()) -> ShownPage:
    data: dict[str, Any] = {
        "state": state,
        "alike": alike,
        "employers": employer_choices(visit.record, visit.viewer),
        "managers": [Choice(ME, f"ik: {visit.viewer.name}"), *contact_choices(visit.record, visit.viewer)],
        **form_frame(),
    }
    return ShownPage("werkplek/ziek_nieuw.html", data, state.status)


NEW_PAGES = (
    DeskPage(NEW_PATH, "Nieuwe werknemer ziek melden", Permission.RECORD_FACTS, show_new_person, take_new_person),
)
