"""The compartment of the company doctor: what was asked and by when, the functional profile, and advice."""

from http import HTTPStatus

from sqlmodel import Session

from models.tables import Employee
from spoorboek.desk.permissions import Permission
from spoorboek.desk.referrals.action_forms import SmallField, SmallForm, asked_day, worded_refusal
from spoorboek.desk.referrals.referral_actions import after_recording, refuse_if_overtaken, sent_content
from spoorboek.desk.referrals.referral_forms import profile_form
from spoorboek.desk.visit import DeskPage, PageAnswer, ShownPage, Visit
from spoorboek.desk.work.recorded import recorded_notice
from spoorboek.desk.work.step_forms import ACTION, new_form_id, sent_day, sent_form_id
from spoorboek.errors import InputError
from tasks.case_state import case_state_in
from tasks.reports.fact_reports import report_fact
from tasks.reports.once import Answer, record_directly
from tasks.reports.preparation_content import PROFILE_FIELDS, report_profile
from tasks.reports.report_catalogue import FACTS_BY_ACTION
from tasks.reports.report_fields import GivenFields
from tasks.views.desk.profile_sheet import profile_sheet

PROFILE_PATH, CASE_PROFILE = "/zaak/{zaak}/profiel", "/zaak/{number}/profiel"
ADVICE_WORDS = {
    "advies_spoor_1": "Spoor 1: mogelijkheden bij de eigen werkgever",
    "advies_spoor_2": "Spoor 2: mogelijkheden bij een andere werkgever",
    "geen_mogelijkheden": "Geen benutbare mogelijkheden",
    "marginale_mogelijkheden": "Marginale mogelijkheden",
    "weer_mogelijkheden": "Mogelijkheden om te werken",
    "uitzicht_binnen_3_maanden": "Concreet uitzicht op terugkeer binnen drie maanden",
    "geen_uitzicht_binnen_3_maanden": "Geen concreet uitzicht op terugkeer binnen drie maanden",
}
ADVICE_FACTS = (*FACTS_BY_ACTION["Advies bedrijfsarts"], *FACTS_BY_ACTION["Mogelijkheden wijzigen"])
PROFILE, ADVICE = "profiel", "advies"
NOT_WHOLE_FORM = "Kies wat u adviseert. Er is niets vastgelegd."


def show_profile(visit: Visit) -> PageAnswer:
    """Show the compartment of the company doctor for one case."""
    return _page(visit)


def take_profile(visit: Visit) -> PageAnswer:
    """Record a functional profile or an advice; a refusal keeps what was typed."""

    def report(writing: Session) -> Answer:
        refuse_if_overtaken(writing, visit)
        return _recorded(writing, visit), [visit.case.number]

    try:
        answer = record_directly(visit.record, sent_form_id(visit), visit.viewer.code, report)
    except InputError as error:
        return _page(visit, str(error))
    return after_recording(visit, answer, CASE_PROFILE) if answer.is_recorded else _page(visit, answer.message)


def _recorded(writing: Session, visit: Visit) -> str:
    number, by = visit.case.number, visit.viewer.code
    if visit.text(ACTION) == PROFILE:
        return report_profile(writing, number, sent_content(visit, PROFILE_FIELDS), by)
    chosen = visit.text("wat")
    if visit.text(ACTION) != ADVICE or chosen not in ADVICE_FACTS:
        raise InputError(NOT_WHOLE_FORM)
    return report_fact(writing, number, chosen, GivenFields(sent_day(visit)), by)[0]


def _page(visit: Visit, refusal: str = "") -> PageAnswer:
    current = case_state_in(visit.record, visit.case.number)
    sheet, today = profile_sheet(visit.record, visit.case, current), current.on.isoformat()
    choices = {code: ADVICE_WORDS[code] for code in ADVICE_FACTS}
    fields = (SmallField("wat", "Advies", choices=choices), asked_day("Datum", today))
    forms = (
        SmallForm(ADVICE, "Advies vastleggen", fields, is_open=not sheet.advice),
        profile_form("Nieuw profiel vastleggen" if sheet.versions else "Profiel vastleggen", **sheet.newest),
    )
    data = {
        "number": visit.case.number,
        "name": visit.record.get_one(Employee, visit.case.employee_id).name,
        "sheet": sheet,
        "version": current.version,
        "refusal": worded_refusal(refusal, forms),
        "notice": recorded_notice(visit),
        "forms": [form.with_typed(visit) for form in forms] if visit.viewer.may(Permission.RECORD_PROFILE) else [],
        "new_form": new_form_id,
    }
    return ShownPage("werkplek/profiel.html", data, HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK)


PROFILE_PAGES = (
    DeskPage(
        PROFILE_PATH,
        "Profiel en advies",
        Permission.READ_PROFILE,
        show_profile,
        take_profile,
        Permission.RECORD_PROFILE,
        in_case=True,
    ),
)
