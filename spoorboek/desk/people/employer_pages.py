"""Employers: who they are, what holds in all their cases, and their letterhead."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from sqlmodel import Session
from starlette.responses import Response

from models.edition_history import edition_in_force
from models.people.case_roles import give_employer_role
from models.tables import Employer
from spoorboek.desk.people.choices import ME, Choice, contact_choices
from spoorboek.desk.people.chosen_people import typed_contact
from spoorboek.desk.people.party_form import changed_values, party_fields, record_values, shown_values
from spoorboek.desk.people.typed_forms import FORM, FormState, form_frame, go_on, record_form, typed_day
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, Refused, ShownPage, Viewer, Visit
from spoorboek.desk.work.case_pages import file_answer
from spoorboek.errors import InputError
from spoorboek.importing.identity.party_data import set_of_employer
from spoorboek.importing.typed_person import WrongFields
from spoorboek.statute.facts import Agreement
from spoorboek.statute.law.retention import OWN_RISKS
from spoorboek.statute.reports.settlements import MOST_WEEKS
from tasks.papers.letterhead_recording import LetterheadChange, record_letterhead
from tasks.reports.employer_agreement import record_employer_agreement
from tasks.reports.once import Answer
from tasks.retention.decisions import record_own_risks
from tasks.views.desk.employer_sheet import employer_sheet, listed_employers, logo_of, seen_employer
from tasks.views.desk.involved_people import CASE_ROLES

EMPLOYERS_PATH = "/werkgevers"
EMPLOYER_PATH = f"{EMPLOYERS_PATH}/{{code}}"
EmployerRecorder = Callable[[Visit, Session, Employer, Mapping[str, str]], Answer]


def show_employers(visit: Visit) -> PageAnswer:
    """List the employers within reach."""
    return ShownPage("werkplek/werkgevers.html", {"rows": listed_employers(visit.record, visit.viewer.reach)})


def show_employer(visit: Visit) -> PageAnswer:
    """Show one employer."""
    return _page(visit, FormState({}))


def take_employer(visit: Visit) -> PageAnswer:
    """Record what one of the forms says; a refusal stands at its field."""
    employer, typed = _employer(visit), {name: visit.text(name) for name in visit.form}
    if not may_change(visit.viewer, employer):
        only = "U ziet deze werkgever door uw eigen zaken. Wie alle zaken ervan ziet, kan dit wijzigen."
        raise Refused(HTTPStatus.FORBIDDEN, "Geen toegang", only, f"{EMPLOYERS_PATH}/{quote(employer.code)}")
    form = typed.get(FORM, "")

    def report(writing: Session) -> Answer:
        if form not in RECORDERS:
            raise InputError("Dit formulier is niet volledig. Laad de pagina opnieuw.")
        return RECORDERS[form](visit, writing, employer, typed)

    try:
        answer = record_form(visit, report)
        if not answer.is_recorded:
            raise InputError(answer.message)
    except WrongFields as error:
        return _page(visit, FormState(typed, error.complaints, form=form))
    except InputError as error:
        return _page(visit, FormState(typed, message=str(error), form=form))
    return go_on(f"{EMPLOYERS_PATH}/{quote(employer.code)}?gedaan={form}", answer)


def give_logo(visit: Visit) -> PageAnswer:
    """Give the picture on the letters of an employer."""
    logo = logo_of(visit.record, _employer(visit))
    if logo is None:
        raise Refused(HTTPStatus.NOT_FOUND, "Niet gevonden", "Dit briefhoofd heeft geen beeld.", EMPLOYERS_PATH)
    answer: Response = file_answer(logo, "image/png", "briefhoofd.png")
    return answer


def may_change(viewer: Viewer, employer: Employer) -> bool:
    """Tell whether somebody may record facts about an employer: it holds in all cases, so all must be within reach."""
    all_cases = viewer.reach.everyone or employer.id in viewer.reach.employers
    return all_cases and viewer.may(Permission.RECORD_FACTS)


def _record_values(visit: Visit, writing: Session, employer: Employer, typed: Mapping[str, str]) -> Answer:
    changed, by = changed_values(employer, typed), visit.viewer.code
    return record_values(changed, lambda field, text: set_of_employer(writing, employer.code, field, text, by)), []


def _record_risks(visit: Visit, writing: Session, employer: Employer, typed: Mapping[str, str]) -> Answer:
    risks = [risk for risk in OWN_RISKS if risk in visit.form.get("risico", ())]
    first, last = typed_day(typed, "vanaf", needed=False), typed_day(typed, "tot", needed=False)
    if (first or last) and "zw" not in risks:
        raise WrongFields({"vanaf": "De dagen horen bij de Ziektewet. Vink die aan, of maak de dagen leeg."})
    if last and (first is None or last < first):
        raise WrongFields({"tot": "Deze dag hoort na een eerste dag te liggen. Vul die in, of wijzig deze."})
    return record_own_risks(writing, employer.code, risks or ["geen"], visit.viewer.code, visit.on, first, last)


def _record_agreement(visit: Visit, writing: Session, employer: Employer, typed: Mapping[str, str]) -> Answer:
    first, last = typed_day(typed, "sinds"), typed_day(typed, "eind", needed=False)
    assert first is not None
    if last and last < first:
        raise WrongFields({"eind": "Deze dag ligt vóór de eerste. Wijzig een van beide."})
    weeks = [_typed_weeks(typed, name) for name in ("loon", "verbod")]
    return record_employer_agreement(
        writing, employer, Agreement(first, last, typed.get("bron", ""), *weeks), visit.viewer.code
    )


def _typed_weeks(typed: Mapping[str, str], name: str) -> int:
    text = typed.get(name, "") or "0"
    if not (text.isascii() and text.isdecimal() and len(text) < 5 and int(text) <= MOST_WEEKS):
        raise WrongFields({name: f"Geef een aantal weken, van 0 tot en met {MOST_WEEKS}."})
    return int(text)


def _record_letterhead(visit: Visit, writing: Session, employer: Employer, typed: Mapping[str, str]) -> Answer:
    change = LetterheadChange(None, *(typed.get(name, "") for name in ("kleur", "retour", "alt")))
    return record_letterhead(writing, employer.code, change, visit.viewer.code), []


def _record_role(visit: Visit, writing: Session, employer: Employer, typed: Mapping[str, str]) -> Answer:
    if typed.get("rol") not in CASE_ROLES:
        raise WrongFields({"rol": "Kies een rol uit de lijst."})
    give_employer_role(writing, employer, typed["rol"], typed_contact(visit, writing, typed), visit.viewer.code)
    return "Vastgelegd.", []


RECORDERS: Mapping[str, EmployerRecorder] = {
    "gegevens": _record_values,
    "eigenrisico": _record_risks,
    "regeling": _record_agreement,
    "briefhoofd": _record_letterhead,
    "rol": _record_role,
}


def _employer(visit: Visit) -> Employer:
    found = seen_employer(visit.record, visit.viewer.reach, visit.path["code"])
    if found is None:
        gone = "Deze werkgever bestaat niet, of u hebt er geen toegang toe. Zoek hem in de lijst."
        raise Refused(HTTPStatus.NOT_FOUND, "Niet gevonden", gone, EMPLOYERS_PATH)
    return found


def _page(visit: Visit, state: FormState) -> ShownPage:
    record, viewer, employer = visit.record, visit.viewer, _employer(visit)
    house, may = edition_in_force(record).house, may_change(viewer, employer)
    data: dict[str, Any] = {
        "sheet": employer_sheet(record, viewer.reach, employer),
        "fields": party_fields(Employer),
        "values": shown_values(employer),
        "may_change": may,
        "sources": list(house.choices["agreement"].items()),
        "roles": [(role, house.roles.get(role, role)) for role in CASE_ROLES],
        "choices": [Choice(ME, f"ik: {viewer.name}"), *contact_choices(record, viewer)] if may else [],
        "picked_risks": visit.form.get("risico", ()),
        "state": state,
        "none_state": FormState({}),
        "told": "Vastgelegd." if visit.query.get("gedaan", "") in RECORDERS else "",
        **form_frame(),
    }
    return ShownPage("werkplek/werkgever.html", data, state.status)


EMPLOYER_PAGES = (
    DeskPage(EMPLOYERS_PATH, "Werkgevers", Permission.READ_OVERVIEW, show_employers, in_menu=True),
    DeskPage(
        EMPLOYER_PATH, "Werkgever", Permission.READ_OVERVIEW, show_employer, take_employer, Permission.RECORD_FACTS
    ),
    DeskPage(f"{EMPLOYER_PATH}/briefhoofd.png", "Briefhoofd", Permission.READ_OVERVIEW, give_logo),
)
