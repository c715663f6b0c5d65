"""The page of one step: why it has its day, and the forms to record that it is done, or later."""

from http import HTTPStatus

from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse

from models.accounts.desk_entries import first_recorded
from models.case_lookup import find_case, lock_case
from spoorboek.desk.actions.case_action import OfferedCase
from spoorboek.desk.actions.step_action_forms import step_links
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, ShownPage, Visit
from spoorboek.desk.work.recorded import AGAIN, RECORDED
from spoorboek.desk.work.step_forms import (
    ACTION,
    FINISH,
    POSTPONE,
    asked_step,
    sent_choice,
    sent_day,
    sent_form_id,
    step_form_data,
    way_back,
)
from spoorboek.desk.work.waking import wake_soon
from spoorboek.errors import InputError
from spoorboek.statute.facts import StepRef
from tasks.case_state import case_state_in
from tasks.reports.once import DirectAnswer, record_directly
from tasks.reports.step_reports import report_step_done, report_step_postponed
from tasks.views.desk.case_sheet import sheet_steps
from tasks.views.desk.meanwhile import last_step_report
from tasks.views.desk.step_reasons import step_reason

STEP_PATH = "/zaak/{zaak}/stap/{stap}/{keer}"


def show_step(visit: Visit) -> PageAnswer:
    """Show a step with the reason of its days, and its forms for who may record."""
    return _page(visit)


def take_step(visit: Visit) -> PageAnswer:
    """Record that a step is done, or that it comes later, and go back; a refusal says why, on the page of the step."""
    try:
        answer = _record(visit, asked_step(visit))
    except InputError as error:
        return _page(visit, str(error))
    if not answer.is_recorded:
        return _page(visit, answer.message)
    case = find_case(visit.record, visit.case.number)
    seq = first_recorded(visit.record, case, sent_form_id(visit))
    more = {RECORDED: f"{case.number}.{seq}", **({} if answer.to_wake else {AGAIN: "1"})}
    after = BackgroundTask(wake_soon, answer.to_wake)
    return RedirectResponse(way_back(visit, **more), HTTPStatus.SEE_OTHER, background=after)


def _record(visit: Visit, step: StepRef) -> DirectAnswer:
    """Record what the form says, by the report that its run form makes."""
    number, by, day = visit.case.number, visit.viewer.code, sent_day(visit)
    evidence, reason = sent_choice(visit, "bewijs", "evidence"), sent_choice(visit, "reden", "postpone")
    receipt = visit.text("ontvangstnummer") or None

    def done(writing: Session) -> tuple[str, list[str]]:
        refuse_stale(writing, visit, step)
        key, times = step
        said = report_step_done(writing, number, key, day, by, evidence=evidence, receipt=receipt, occurrence=times)
        return said, [number]

    def postponed(writing: Session) -> tuple[str, list[str]]:
        if reason is None:
            raise InputError("Kies waarom de stap later komt. Er is niets vastgelegd.")
        refuse_stale(writing, visit, step)
        key, times = step
        return report_step_postponed(writing, number, key, day, reason, by, occurrence=times), [number]

    reports = {FINISH: done, POSTPONE: postponed}
    if visit.text(ACTION) not in reports:
        raise InputError("Dit formulier is niet volledig. Laad de pagina opnieuw. Er is niets vastgelegd.")
    return record_directly(visit.record, sent_form_id(visit), by, reports[visit.text(ACTION)])


def refuse_stale(writing: Session, visit: Visit, step: StepRef) -> None:
    """Raise InputError when something was recorded of a step since the form was made; it says what, and by whom."""
    seen = visit.text("versie")
    if not (seen.isascii() and seen.isdecimal() and len(seen) < 7):
        return
    lock_case(writing, find_case(writing, visit.case.number))
    if last := last_step_report(writing, visit.case.number, step, after=int(seen)):
        raise InputError(f"Een ander was u voor. {last.sentence} Kijk of uw invoer nog nodig is.")


def _page(visit: Visit, refusal: str = "") -> PageAnswer:
    current, ref = case_state_in(visit.record, visit.case.number), asked_step(visit)
    found = [each for each in sheet_steps(current) if (each.step, each.occurrence) == ref]
    data = {
        "number": visit.case.number,
        "step": found[0] if found else None,
        "reason": step_reason(current, ref),
        "refusal": refusal,
        "back": way_back(visit),
        "may_record": visit.viewer.may(Permission.RECORD_STEPS),
        "has_profile": visit.viewer.may(Permission.RECORD_PROFILE),
        "forms": step_form_data(visit),
        "links": step_links(OfferedCase(visit, current), ref),
    }
    return ShownPage("werkplek/stap.html", data, HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK)


STEP_PAGES = (DeskPage(STEP_PATH, "Stap", Permission.READ_CASES, show_step, take_step, Permission.RECORD_STEPS),)
