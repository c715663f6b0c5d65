"""The pages of a bureau: its own referrals, what is asked of it, and a form for each message that it can send now."""

import re
from http import HTTPStatus

from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse

from models.accounts.reading_trail import note_reading
from models.tables.channel_tables import AT_DESK
from spoorboek import clock
from spoorboek.desk.permissions import Permission
from spoorboek.desk.referrals.message_fields import title_of_kind
from spoorboek.desk.referrals.message_forms import MORE, Addressed, TypedMessage, faults_by_field, made_message
from spoorboek.desk.referrals.message_page import message_page, require_fitting
from spoorboek.desk.visit import DeskPage, PageAnswer, Refused, ShownPage, Visit
from spoorboek.desk.work.case_pages import file_answer
from spoorboek.desk.work.step_forms import sent_form_id
from spoorboek.desk.work.waking import wake_soon
from spoorboek.desk.work.work_pages import page_number
from tasks.channels.content import Address
from tasks.channels.receiving import Delivery, receive_within
from tasks.reports.once import Answer, record_answer
from tasks.views.desk.bureau_referrals import ROWS_A_PAGE, BureauSheet, bureau_paper, bureau_rows, bureau_sheet
from templates.bureau_messages import MessageError

REFERRALS_PATH = "/verwijzingen"
REFERENCE_PATH = f"{REFERRALS_PATH}/{{kenmerk}}"
_REFERENCE = re.compile(r"(Z-[0-9A-Z]{5})-([1-9][0-9]?)", re.ASCII)
SENT = "verstuurd"
SELDOM = ("weigering", "factuur")  # what can nearly always be sent stands after what is asked
NOT_NOW = "Dit kan niet, zoals de verwijzing nu staat."
OF_OTHERS = "Deze verwijzing bestaat niet, of zij is niet van uw bureau."


def show_referrals(visit: Visit) -> PageAnswer:
    """Show the referrals of the bureau of who looks."""
    bureau, page = visit.viewer.reach.bureau, page_number(visit)
    rows = bureau_rows(visit.record, bureau, page=page) if bureau else []
    data = {"rows": rows, "page": page, "more": len(rows) == ROWS_A_PAGE}
    return ShownPage("werkplek/verwijzingen.html", data)


def show_referral(visit: Visit) -> PageAnswer:
    """Show one referral of the bureau, with what it can answer now."""
    sheet = _sheet(visit)
    titles = {kind: title_of_kind(kind) for kind in (*sheet.kinds, *(each.kind for each in sheet.sent))}
    kinds = sorted(sheet.kinds, key=lambda kind: kind in SELDOM)
    data = {"sheet": sheet, "kinds": kinds, "titles": titles, "sent": SENT in visit.query}
    return ShownPage("werkplek/verwijzing_bureau.html", data)


def show_answer(visit: Visit) -> PageAnswer:
    """Show the form for one kind of message."""
    return _answer_page(visit, _sheet(visit), TypedMessage())


def take_answer_form(visit: Visit) -> PageAnswer:
    """Receive what a bureau filled in, as a message of the bureau; a refusal keeps it and says what to mend."""
    sheet = _sheet(visit)
    typed = TypedMessage(visit.form)
    if visit.text(MORE):
        return _answer_page(visit, sheet, typed)
    kind, form_id, bureau = visit.path["soort"], sent_form_id(visit), visit.viewer.reach.bureau
    address = Address(sheet.case.number, sheet.number)
    try:
        content = made_message(visit.form, Addressed(kind, *address, clock.today(), form_id))
    except MessageError as error:
        return _answer_page(visit, sheet, TypedMessage(visit.form, faults_by_field(kind, error)))

    def report(writing: Session) -> Answer:
        require_fitting(writing, kind, address)
        delivery = Delivery(AT_DESK, content, bureau=bureau, address=address, actor=visit.viewer.code)
        receipt = receive_within(writing, delivery)
        return receipt.sentence, list(receipt.to_wake)

    answer = record_answer(visit.record, form_id, report)
    if not answer.is_recorded:
        return _answer_page(visit, _sheet(visit), TypedMessage(visit.form, {"": answer.message}))
    after = BackgroundTask(wake_soon, answer.to_wake)
    path = f"{REFERRALS_PATH}/{sheet.row.reference}?{SENT}=1"
    return RedirectResponse(path, HTTPStatus.SEE_OTHER, background=after)


def give_bureau_paper(visit: Visit) -> PageAnswer:
    """Give a paper that went to the bureau, as it went."""
    document = bureau_paper(visit.record, _sheet(visit), visit.path["nummer"])
    if document is None:
        raise Refused(HTTPStatus.NOT_FOUND, "Niet gevonden", OF_OTHERS, REFERRALS_PATH)
    return file_answer(document.content, document.media_type, document.file_name)


def _answer_page(visit: Visit, sheet: BureauSheet, typed: TypedMessage) -> ShownPage:
    """Return the page with the form of one kind of message; Refused for a kind that does not fit now."""
    kind = visit.path["soort"]
    if kind not in sheet.kinds:
        raise Refused(
            HTTPStatus.CONFLICT,
            "Dat kan nu niet",
            f"{NOT_NOW} Zij staat op ‘{sheet.row.stand}’ sinds {sheet.row.since:%d-%m-%Y}. Er is niets vastgelegd.",
            f"{REFERRALS_PATH}/{sheet.row.reference}",
        )
    reference = sheet.row.reference
    return message_page(kind, typed, reference, f"{REFERRALS_PATH}/{reference}", sheet.version)


def _sheet(visit: Visit) -> BureauSheet:
    """Return the referral the path names; one of another bureau answers as one that does not exist.

    Who read of whom is recorded in the ledger of the case, once the bureau may know who it is.
    """
    found, bureau = _REFERENCE.fullmatch(visit.path["kenmerk"]), visit.viewer.reach.bureau
    sheet = bureau_sheet(visit.record, bureau, found[1], int(found[2])) if found and bureau else None
    if sheet is None:
        raise Refused(HTTPStatus.NOT_FOUND, "Niet gevonden", OF_OTHERS, REFERRALS_PATH)
    note_reading(visit.record, sheet.case, visit.viewer.code, "Verwijzing van het bureau", clock.now())
    return sheet


BUREAU_PAGES = (
    DeskPage(REFERRALS_PATH, "Verwijzingen", Permission.ANSWER_REFERRALS, show_referrals, in_menu=True),
    DeskPage(REFERENCE_PATH, "Verwijzing", Permission.ANSWER_REFERRALS, show_referral),
    DeskPage(f"{REFERENCE_PATH}/stuk/{{nummer}}", "Stuk", Permission.ANSWER_REFERRALS, give_bureau_paper),
    DeskPage(f"{REFERENCE_PATH}/{{soort}}", "Antwoord", Permission.ANSWER_REFERRALS, show_answer, take_answer_form),
)
