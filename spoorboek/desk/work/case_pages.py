"""The list of cases, and the page of one: the person, the weeks, the steps, the papers, and what was recorded."""

from urllib.parse import urlencode

from sqlmodel import col, select
from starlette.responses import Response

from models.accounts.reach import visible_cases
from models.case_list import CaseFilter
from models.tables import Case, Document, Employee
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, ShownPage, Visit
from spoorboek.desk.work.engine_bar import ENGINE_BAR
from spoorboek.desk.work.recorded import recorded_notice
from spoorboek.desk.work.scopes import Whose, own_reach
from spoorboek.desk.work.step_forms import step_form_data
from spoorboek.desk.work.work_pages import page_number
from spoorboek.errors import InputError
from tasks.case_state import case_state_in
from tasks.papers.paper_list import find_paper, list_papers, paper_file
from tasks.views.desk.case_papers import made_papers, read_document, title_of_document
from tasks.views.desk.case_search import all_found_cases, filter_choices, search_cases
from tasks.views.desk.case_sheet import case_sheet
from tasks.views.desk.case_workbook import MEDIA_TYPE, case_workbook

CASES_PATH, CASE_PATH = "/zaken", "/zaak/{zaak}"
SHOWN_INLINE = ("application/pdf", "image/png", "image/jpeg")
FILTERS = ("zoek", "werkgever", "casemanager", "stap", "stand", "wie")
LATE, CLOSED = "te_laat", "gesloten"


def show_cases(visit: Visit) -> PageAnswer:
    """Show the cases that are asked, by the last day of the step that comes first."""
    asked = {name: visit.query.get(name, "") for name in FILTERS}
    data = {
        "found": search_cases(visit.record, asked["zoek"], _filter(visit), page=page_number(visit)),
        "asked": asked,
        "choices": filter_choices(visit.record, _employers_seen(visit)),
        "address": urlencode({name: value for name, value in asked.items() if value}),
        "bar": ENGINE_BAR.lines(),
    }
    return ShownPage("werkplek/zaken.html", data)


def give_workbook(visit: Visit) -> PageAnswer:
    """Give the cases that are asked as an Excel file."""
    found = all_found_cases(visit.record, visit.query.get("zoek", ""), _filter(visit))
    return file_answer(case_workbook(found), MEDIA_TYPE, f"zaken-{visit.on.isoformat()}.xlsx", inline=False)


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
        "may_record": may(Permission.RECORD_STEPS),
        "notice": recorded_notice(visit),
        "bar": ENGINE_BAR.lines(),
        "back": f"/zaak/{visit.case.number}",
        "forms": step_form_data(visit),
    }
    return ShownPage("werkplek/zaak.html", data)


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


def _filter(visit: Visit) -> CaseFilter:
    reach, asked = visit.viewer.reach, visit.query
    if asked.get("wie") == Whose.MINE:
        reach = own_reach(reach)
    return CaseFilter(
        visible=None if reach.everyone else visible_cases(reach),
        employer=_number(asked.get("werkgever", "")),
        contact=_number(asked.get("casemanager", "")),
        step=asked.get("stap", ""),
        late=asked.get("stand") == LATE,
        closed=asked.get("stand") == CLOSED,
    )


def _number(written: str) -> int | None:
    """Return the id that a choice sends; None for none, and for what cannot be one."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None


def _employers_seen(visit: Visit) -> list[int] | None:
    """Return the ids of the employers that may be chosen; None for all."""
    if visit.viewer.reach.everyone:
        return None
    query = select(Employee.employer_id).join(Case, col(Case.employee_id) == col(Employee.id))
    return list(visit.record.exec(query.where(col(Case.id).in_(visible_cases(visit.viewer.reach))).distinct()))


CASE_PAGES = (
    DeskPage(CASES_PATH, "Zaken", Permission.READ_CASES, show_cases, in_menu=True),
    DeskPage(f"{CASES_PATH}.xlsx", "Zaken als Excel-bestand", Permission.READ_CASES, give_workbook),
    DeskPage(CASE_PATH, "Zaak", Permission.READ_CASES, show_case_page),
    DeskPage(f"{CASE_PATH}/stuk/{{nummer}}", "Document", Permission.READ_DOCUMENTS, show_document),
    DeskPage(f"{CASE_PATH}/stuk/{{nummer}}/bestand", "Document als bestand", Permission.READ_DOCUMENTS, give_document),
    DeskPage(f"{CASE_PATH}/ontvangen/{{nummer}}", "Ontvangen stuk", Permission.READ_DOCUMENTS, give_paper),
)
