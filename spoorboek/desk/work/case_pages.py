"""The page of one case: the person, the weeks, the steps, the papers, and what was recorded."""

from starlette.responses import Response

from models.tables import OPEN, Document
from spoorboek.desk.actions.recall_pages import mail_of_person
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, ShownPage, Visit
from spoorboek.desk.work.engine_bar import ENGINE_BAR
from spoorboek.desk.work.recorded import recorded_notice
from spoorboek.desk.work.step_forms import step_form_data
from spoorboek.errors import InputError
from spoorboek.statute.agenda.next_step import is_recovered
from tasks.case_state import CaseState, case_state_in
from tasks.papers.paper_list import find_paper, list_papers, paper_file
from tasks.views.desk.case_papers import made_papers, read_document, title_of_document
from tasks.views.desk.case_sheet import case_sheet

CASE_PATH = "/zaak/{zaak}"
SHOWN_INLINE = ("application/pdf", "image/png", "image/jpeg")


def show_case_page(visit: Visit) -> PageAnswer:
    """Show one case."""
    may, current = visit.viewer.may, case_state_in(visit.record, visit.case.number)
    papers, referrals = may(Permission.READ_DOCUMENTS), may(Permission.READ_REFERRALS)
    messages = may(Permission.PREPARE_REFERRALS)
    data = {
        "sheet": case_sheet(visit.record, visit.case, current),
        "made": made_papers(visit.record, visit.case, messages=messages) if papers else None,
        "received": list_papers(visit.record, current) if papers else None,
        "referrals": referrals,
        "sickness": _sickness(visit, current),
        "may_record": may(Permission.RECORD_STEPS),
        "notice": recorded_notice(visit),
        "post": mail_of_person(visit, current) if may(Permission.RECORD_STEPS) else None,
        "bar": ENGINE_BAR.lines(),
        "back": f"/zaak/{visit.case.number}",
        "forms": step_form_data(visit),
    }
    return ShownPage("werkplek/zaak.html", data)


def _sickness(visit: Visit, current: CaseState) -> tuple[str, str] | None:
    """Return path and words of what is reported most of this person now: recovery, or a relapse after it.

    A relapse may come to be known after the four weeks, when the case has closed, and still belong to it.
    """
    if not visit.viewer.may(Permission.RECORD_FACTS):
        return None
    if is_recovered(current.plan):
        return f"/zaak/{visit.case.number}/opnieuw-ziek", "Opnieuw ziek melden"
    return (f"/zaak/{visit.case.number}/actie/hersteld", "Hersteld melden") if visit.case.status == OPEN else None


def show_document(visit: Visit) -> PageAnswer:
    """Show a document as text, with a link to it as it was sent."""
    document = _document(visit)
    data = {
        "number": visit.case.number,
        "document": document,
        "heading": title_of_document(document.template),
        "lines": (document.text or "").splitlines(),
    }
    return ShownPage("werkplek/document.html", data)


def give_document(visit: Visit) -> PageAnswer:
    """Give a document as it was sent."""
    document = _document(visit)
    return file_answer(document.content, document.media_type, document.file_name)


def give_paper(visit: Visit) -> PageAnswer:
    """Give a paper as it came in; one in quarantine is not given."""
    number = visit.path["nummer"]
    if not (number.isascii() and number.isdecimal() and len(number) < 5):
        raise InputError("Dit stuk bestaat niet.")
    name, content = paper_file(visit.record, visit.case.number, int(number))
    kind = find_paper(visit.record, visit.case.number, int(number)).media_type
    return file_answer(content, kind or "application/octet-stream", name)


def file_answer(content: bytes, media_type: str, name: str, *, inline: bool = True) -> Response:
    """Return a file; only what a browser shows without running anything is shown, the rest is saved."""
    way = "inline" if inline and media_type in SHOWN_INLINE else "attachment"
    safe = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._- ") else "-" for sign in name)
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'{way}; filename="{safe}"'})


def _document(visit: Visit) -> Document:
    messages = visit.viewer.may(Permission.PREPARE_REFERRALS)
    return read_document(visit.record, visit.case, visit.path["nummer"], messages=messages)


CASE_PAGES = (
    DeskPage(CASE_PATH, "Zaak", Permission.READ_CASES, show_case_page),
    DeskPage(f"{CASE_PATH}/stuk/{{nummer}}", "Document", Permission.READ_DOCUMENTS, show_document),
    DeskPage(f"{CASE_PATH}/stuk/{{nummer}}/bestand", "Document als bestand", Permission.READ_DOCUMENTS, give_document),
    DeskPage(f"{CASE_PATH}/ontvangen/{{nummer}}", "Ontvangen stuk", Permission.READ_DOCUMENTS, give_paper),
)
