"""The papers of a case: bring one in, say what it is, let in or do away with what stands apart."""

from http import HTTPStatus
from urllib.parse import quote

from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse

from models.accounts.waiting_uploads import answers_of, find_upload, keep_upload
from models.tables import ReceivedPaper, WaitingUpload
from models.tables.paper_tables import BY_DESK, QUARANTINED, RECEIVED
from models.tables.upload_tables import PAPER_TO_NAME
from spoorboek import clock
from spoorboek.desk.files.paper_forms import paper_form_data, sent_paper, sent_paper_number
from spoorboek.desk.permissions import Permission
from spoorboek.desk.sent_files import UploadLimits
from spoorboek.desk.visit import DeskPage, PageAnswer, ShownPage, Visit
from spoorboek.desk.work.step_forms import ACTION, sent_form_id
from spoorboek.desk.work.waking import wake_soon
from spoorboek.errors import InputError
from spoorboek.statute.dossier.paper_kinds import kind_label
from tasks.case_state import case_state_in
from tasks.papers.file_kinds import MOST_BYTES
from tasks.papers.paper_list import find_paper
from tasks.papers.receiving import IncomingPaper, PaperReceipt, receive_paper
from tasks.papers.refusals import PAPER_WORDS, UnfitFile
from tasks.papers.screening.proposing import propose_paper
from tasks.papers.screening.quarantine import reject_paper, release_paper
from tasks.papers.telling import tell_of_refusal
from tasks.reports.once import Answer, DirectAnswer, record_directly
from tasks.views.desk.paper_sheet import paper_sheet

PAPERS_PATH = "/zaak/{zaak}/stukken"
NAMING_PATH = f"{PAPERS_PATH}/soort/{{sleutel}}"
PAPER_UPLOAD = UploadLimits(MOST_BYTES)
TAKE, RELEASE, REJECT = "opnemen", "vrijgeven", "wegdoen"
SCANNED = ("besmet", "niet_gescand")
GONE = "Dit bestand is er niet meer: het wacht ten hoogste een uur. Kies het nog eens."


def show_papers(visit: Visit) -> PageAnswer:
    """Show what came in and what should, with the form to bring in a paper for who may."""
    return _papers_page(visit)


def take_papers(visit: Visit) -> PageAnswer:
    """Take in a paper, or decide about one that stands apart; a refusal says why, above the same form."""
    try:
        if visit.text(ACTION) == TAKE:
            return _brought(visit)
        if visit.text(ACTION) in (RELEASE, REJECT):
            return _decided(visit)
        raise InputError("Dit formulier is niet volledig. Laad de pagina opnieuw. Er is niets vastgelegd.")
    except InputError as error:
        return _papers_page(visit, str(error))


def show_naming(visit: Visit) -> PageAnswer:
    """Ask what the paper is that was just sent."""
    waiting = _waiting(visit)
    return _naming_page(visit, waiting) if waiting else _papers_page(visit, GONE)


def take_naming(visit: Visit) -> PageAnswer:
    """Take in the paper that waited, as what a person says it is; or forget it."""
    waiting = _waiting(visit)
    if waiting is None:
        return _papers_page(visit, GONE)
    if visit.text(ACTION) == REJECT:
        visit.record.delete(waiting)
        return RedirectResponse(_papers_path(visit), HTTPStatus.SEE_OTHER)
    try:
        paper = sent_paper(visit, waiting.content or b"", waiting.file_name)
        if not paper.kind:
            raise InputError("Kies wat voor stuk het is.")
        answer = _received(visit, paper)
    except InputError as error:
        return _naming_page(visit, waiting, str(error))
    visit.record.delete(waiting)
    return answer


def _brought(visit: Visit) -> PageAnswer:
    sent = visit.file("bestand")
    if sent is None:
        raise InputError("Kies een bestand.")
    paper = sent_paper(visit, sent.read(), sent.name)
    if not paper.kind:
        try:
            proposal = propose_paper(visit.record, visit.case, paper.content, sent.name)
        except UnfitFile as error:
            raise InputError(f"Niet aangenomen: {PAPER_WORDS[error.reason]}. Er is niets bewaard.") from None
        if not proposal.is_certain:
            return _kept_to_name(visit, paper)
    return _received(visit, paper)


def _kept_to_name(visit: Visit, paper: IncomingPaper) -> PageAnswer:
    """Keep the file for a short while, so that nobody has to choose it again to say what it is."""
    answers = {"afzender": visit.text("afzender"), "datum": paper.dated.isoformat() if paper.dated else ""}
    kept = keep_upload(
        visit.record,
        visit.viewer.account,
        PAPER_TO_NAME,
        paper.content,
        paper.file_name or "",
        clock.now(),
        case_id=visit.case.id,
        answers=answers,
    )
    return RedirectResponse(f"{_papers_path(visit)}/soort/{kept.key}", HTTPStatus.SEE_OTHER)


def _received(visit: Visit, paper: IncomingPaper) -> PageAnswer:
    """Register a paper once, by the function that commands, folder and mail call; go to what became of it."""
    receipts: list[PaperReceipt] = []

    def receive(writing: Session) -> Answer:
        receipt = receive_paper(writing, visit.case.number, paper, visit.viewer.code)
        if receipt.reason in SCANNED:
            tell_of_refusal(writing, receipt, paper)
        receipts.append(receipt)
        return receipt.message, receipt.to_wake

    return _gone_on(visit, _recorded(visit, receive), receipts)


def _decided(visit: Visit) -> PageAnswer:
    number, by, paper = visit.case.number, visit.viewer.code, sent_paper_number(visit)
    receipts: list[PaperReceipt] = []

    def release(writing: Session) -> Answer:
        receipts.append(release_paper(writing, number, paper, by))
        return receipts[0].message, receipts[0].to_wake

    def reject(writing: Session) -> Answer:
        return reject_paper(writing, number, paper, by), []

    return _gone_on(visit, _recorded(visit, release if visit.text(ACTION) == RELEASE else reject), receipts)


def _recorded(visit: Visit, report: object) -> DirectAnswer:
    answer = record_directly(visit.record, sent_form_id(visit), visit.viewer.code, report)  # type: ignore[arg-type]
    if not answer.is_recorded:
        raise InputError(answer.message)
    return answer


def _gone_on(visit: Visit, answer: DirectAnswer, receipts: list[PaperReceipt]) -> PageAnswer:
    """Go to the paper that has to be looked at, or to the list, which tells of the paper by its number."""
    path = _papers_path(visit)
    if receipts and receipts[0].stand == RECEIVED:
        path += f"/{receipts[0].number}"
    elif receipts:
        path += f"?stuk={receipts[0].number}"
    after = BackgroundTask(wake_soon, answer.to_wake)
    return RedirectResponse(path, HTTPStatus.SEE_OTHER, background=after)


def _waiting(visit: Visit) -> WaitingUpload | None:
    found = find_upload(visit.record, visit.viewer.account, PAPER_TO_NAME, visit.path["sleutel"], clock.now())
    return found if found and found.case_id == visit.case.id and found.content is not None else None


def _papers_path(visit: Visit) -> str:
    return PAPERS_PATH.format(zaak=quote(visit.case.number))


def _papers_page(visit: Visit, refusal: str = "") -> PageAnswer:
    current = case_state_in(visit.record, visit.case.number)
    data = {
        "number": visit.case.number,
        "sheet": paper_sheet(visit.record, visit.case, current),
        "refusal": refusal,
        "told": _told(visit),
        "may_record": visit.viewer.may(Permission.RECORD_PAPERS),
        "form": paper_form_data(visit),
    }
    return ShownPage("werkplek/stukken.html", data, HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK)


def _told(visit: Visit) -> str:
    """Say what became of the paper an address names, when it is this person who brought it and it was not taken."""
    asked = visit.query.get("stuk", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 5):
        return ""
    try:
        row: ReceivedPaper = find_paper(visit.record, visit.case.number, int(asked))
    except InputError:
        return ""
    if row.actor != visit.viewer.code or row.way != BY_DESK or row.reason is None:
        return ""
    where = "Het staat apart; zie hieronder." if row.stand == QUARANTINED else "Het is niet bewaard."
    return f"{kind_label(row.kind)} is niet aangenomen: {PAPER_WORDS[row.reason]}. {where}"


def _naming_page(visit: Visit, waiting: WaitingUpload, refusal: str = "") -> PageAnswer:
    try:
        proposal = propose_paper(visit.record, visit.case, waiting.content or b"", waiting.file_name)
    except UnfitFile as error:
        return _papers_page(visit, PAPER_WORDS[error.reason])
    data = {
        "number": visit.case.number,
        "name": waiting.file_name,
        "refusal": refusal,
        "form": paper_form_data(visit, proposal, answers_of(waiting)),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
    return ShownPage("werkplek/stuk_soort.html", data, status)


READ, RECORD = Permission.READ_DOCUMENTS, Permission.RECORD_PAPERS
PAPER_PAGES = (
    DeskPage(PAPERS_PATH, "Stukken", READ, show_papers, take_papers, RECORD, in_case=True, uploads=PAPER_UPLOAD),
    DeskPage(NAMING_PATH, "Wat voor stuk is dit?", RECORD, show_naming, take_naming),
)
