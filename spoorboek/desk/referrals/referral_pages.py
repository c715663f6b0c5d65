"""The page of the second track of a case: what is missing, what waits for a yes, offers, each referral, its verdict."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from sqlmodel import Session

from models.tables import Employee
from spoorboek import clock
from spoorboek.desk.permissions import Permission
from spoorboek.desk.referrals.action_forms import SmallForm, worded_refusal
from spoorboek.desk.referrals.message_fields import title_of_kind
from spoorboek.desk.referrals.message_forms import MORE, Addressed, TypedMessage, faults_by_field, made_message
from spoorboek.desk.referrals.message_page import message_page, require_fitting
from spoorboek.desk.referrals.referral_actions import after_recording, approved, prepared, refuse_if_overtaken
from spoorboek.desk.referrals.referral_approvals import approval_view, only_one_operator
from spoorboek.desk.referrals.referral_forms import (
    CASE_REFERRAL,
    Moment,
    choose_form,
    first_doubt_form,
    invoice_forms,
    move_forms,
    offer_form,
    preparation_forms,
    shortlist_forms,
)
from spoorboek.desk.visit import DeskPage, PageAnswer, Refused, ShownPage, Visit
from spoorboek.desk.work.case_pages import file_answer
from spoorboek.desk.work.recorded import recorded_notice
from spoorboek.desk.work.step_forms import ACTION, new_form_id, sent_form_id
from spoorboek.errors import InputError
from spoorboek.statute.reports.bureau_news import is_at_work
from tasks.capability_approval import preview_change
from tasks.case_state import CaseState, case_state_in
from tasks.channels.content import Address
from tasks.channels.fitting_kinds import fitting_kinds
from tasks.channels.receiving import operator_delivery, receive_within
from tasks.effects.questions import QUESTION_FORM, question_context
from tasks.effects.referral_content import FORM, referral_context
from tasks.outbox.mail_history import mail_history
from tasks.referral_approval import preview_referral, question_that_waits
from tasks.reports.once import Answer, record_directly
from tasks.reports.referral_reports import find_state
from tasks.views.bureau_messages_section import bureau_messages
from tasks.views.desk.referral_sheet import ReferralSheet, referral_sheet
from tasks.views.dossier_json import bureau_codes
from templates.bureau_messages import MessageError
from templates.document_maker import make_document

PREPARATION_ACTIONS = ("onderzoek", "haalbaarheid", "ingelicht", "profiel", "zoekgegevens")
REFERRAL_PATH = "/zaak/{zaak}/verwijzing"
RecordsReferral = Callable[[Session, Visit], str]


def show_second_track(visit: Visit) -> PageAnswer:
    """Show the second track of a case."""
    return _page(visit)


def take_preparation(visit: Visit) -> PageAnswer:
    """Record what who prepares filled in, and show the page with it; a refusal keeps what was typed."""
    return _take(visit, prepared)


def take_approval(visit: Visit) -> PageAnswer:
    """Record the yes or no of somebody who approves what another prepared."""
    return _take(visit, approved)


def _take(visit: Visit, recording: RecordsReferral) -> PageAnswer:
    def report(writing: Session) -> Answer:
        refuse_if_overtaken(writing, visit)
        return recording(writing, visit), [visit.case.number]

    try:
        answer = record_directly(visit.record, sent_form_id(visit), visit.viewer.code, report)
    except InputError as error:
        return _page(visit, str(error))
    return after_recording(visit, answer, CASE_REFERRAL) if answer.is_recorded else _page(visit, answer.message)


def _page(visit: Visit, refusal: str = "") -> PageAnswer:
    current = case_state_in(visit.record, visit.case.number)
    sheet, moment = referral_sheet(visit.record, visit.case, current), Moment(current, visit.viewer)
    prepares = moment.may_prepare or moment.may_approve
    alone = only_one_operator(visit.record, visit.viewer.code)
    data = {
        "number": visit.case.number,
        "name": visit.record.get_one(Employee, visit.case.employee_id).name,
        "sheet": sheet,
        "version": current.version,
        "refusal": worded_refusal(refusal, preparation_forms(moment).values()),
        "notice": recorded_notice(visit),
        "approval": approval_view(visit.record, moment, sheet, alone=alone) if prepares else None,
        "change": _change(visit, current) if prepares else "",
        "forms": _forms(visit, moment, sheet),
        "kinds": {
            each.number: [(kind, title_of_kind(kind)) for kind in fitting_kinds(each.facts)] if prepares else []
            for each in sheet.referrals
        },
        "messages": bureau_messages(
            visit.record,
            visit.case,
            mail_history(visit.record, visit.case.id),
            bureau_codes(visit.record, visit.case),
        ),
        "roles": current.edition.house.roles,
        "new_form": new_form_id,
        "may_prepare": moment.may_prepare,
        "refused_preparation": bool(refusal) and visit.text(ACTION) in PREPARATION_ACTIONS,
    }
    return ShownPage("werkplek/verwijzing.html", data, HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK)


def _forms(visit: Visit, moment: Moment, sheet: ReferralSheet) -> dict[str, Any]:
    """Return the forms that are valid now, each where it stands, with what was typed in the one that was refused."""

    def typed(form: SmallForm) -> SmallForm:
        return form.with_typed(visit)

    is_given = any(each.facts.passed("akkoord") and not each.facts.end for each in sheet.referrals)
    choosable = [each.number for each in sheet.offers if each.may_be_chosen and not is_given]
    first = min((each.number for each in sheet.offers if each.may_be_chosen or each.stand == "gekozen"), default=0)
    offers = {each.number: offer_form(moment, each) for each in sheet.referrals} if moment.may_approve else {}
    return {
        "needed": {step: typed(form) for step, form in preparation_forms(moment).items()},
        "doubt": typed(first_doubt_form(moment)) if moment.may_prepare and not sheet.has_begun else None,
        "shortlist": list(map(typed, shortlist_forms(moment, sheet))),
        "choose": {
            number: typed(choose_form(number, is_first=number == first)) for number in choosable if moment.may_prepare
        },
        "moves": {each.number: list(map(typed, move_forms(moment, each))) for each in sheet.referrals},
        "offers": {number: typed(form) for number, form in offers.items() if form},
        "invoices": {
            each.number: {number: typed(form) for number, form in invoice_forms(moment, each).items()}
            for each in sheet.referrals
        },
        "pass_on": typed(SmallForm("doorgeven", "Geef door aan het bureau", button="Ja, geef door", is_open=True)),
    }


def _change(visit: Visit, current: CaseState) -> str:
    """Return what a bureau at work would be told of a new functional profile; empty when it knows the newest."""
    if not any(map(is_at_work, current.plan.facts.referrals)):
        return ""
    try:
        return preview_change(visit.record, visit.case, current)
    except InputError:
        return ""


def give_preview(visit: Visit) -> PageAnswer:
    """Give a form exactly as it would go to a bureau today, as PDF."""
    current, record = case_state_in(visit.record, visit.case.number), visit.record
    if visit.path["stuk"] == "vraag":
        context = question_context(record, visit.case, current, question_that_waits(record, current))
        document = make_document(QUESTION_FORM, context)
    else:
        waiting = preview_referral(record, visit.case.number)
        document = make_document(FORM, referral_context(record, visit.case, current, waiting.row, waiting.prepared.key))
    return file_answer(document.content, document.media_type, f"voorbeeld-{document.file_name}")


def show_message(visit: Visit) -> PageAnswer:
    """Show the form with which a message of a bureau, that came by phone or on paper, is taken over."""
    return _message_page(visit, TypedMessage())


def take_message(visit: Visit) -> PageAnswer:
    """Receive what a bureau said in another way: it counts as each message of it."""
    typed, kind, form_id = TypedMessage(visit.form), visit.path["soort"], sent_form_id(visit)
    if visit.text(MORE):
        return _message_page(visit, typed)
    address = Address(visit.case.number, _number(visit))
    try:
        content = made_message(visit.form, Addressed(kind, *address, clock.today(), form_id))
    except MessageError as error:
        return _message_page(visit, TypedMessage(visit.form, faults_by_field(kind, error)))

    def report(writing: Session) -> Answer:
        refuse_if_overtaken(writing, visit)
        require_fitting(writing, kind, address)
        delivery = operator_delivery(writing, address.case, content, address.referral, visit.viewer.code)
        receipt = receive_within(writing, delivery)
        return receipt.sentence, list(receipt.to_wake)

    answer = record_directly(visit.record, form_id, visit.viewer.code, report)
    if not answer.is_recorded:
        return _message_page(visit, TypedMessage(visit.form, {"": answer.message}))
    return after_recording(visit, answer, CASE_REFERRAL)


def _message_page(visit: Visit, typed: TypedMessage) -> PageAnswer:
    current, kind, number = case_state_in(visit.record, visit.case.number), visit.path["soort"], _number(visit)
    back = CASE_REFERRAL.format(number=visit.case.number)
    facts = find_state(current, number)
    if kind not in fitting_kinds(facts):
        message = f"Verwijzing {number} staat op een andere stand. Er is niets vastgelegd."
        raise Refused(HTTPStatus.CONFLICT, "Dat kan nu niet", message, back)
    return message_page(kind, typed, f"verwijzing {number} · {visit.case.number}", back, current.version)


def _number(visit: Visit) -> int:
    written = visit.path["nummer"]
    if not (written.isascii() and written.isdecimal() and 0 < int(written[:3]) < 100):
        raise InputError("Deze verwijzing bestaat niet.")
    return int(written)


P = Permission
REFERRAL_PAGES = (
    DeskPage(
        REFERRAL_PATH,
        "Tweede spoor",
        P.READ_REFERRALS,
        show_second_track,
        take_preparation,
        P.PREPARE_REFERRALS,
        in_case=True,
    ),
    DeskPage(
        f"{REFERRAL_PATH}/akkoord",
        "Akkoord op verwijzing",
        P.READ_REFERRALS,
        show_second_track,
        take_approval,
        P.APPROVE_REFERRALS,
    ),
    DeskPage(f"{REFERRAL_PATH}/voorbeeld/{{stuk}}", "Voorbeeld", P.PREPARE_REFERRALS, give_preview),
    DeskPage(
        f"{REFERRAL_PATH}/{{nummer}}/bericht/{{soort}}",
        "Bericht van een bureau",
        P.PREPARE_REFERRALS,
        show_message,
        take_message,
    ),
)
