"""The list of cases: searched, filtered, as a page and as an Excel file."""

from urllib.parse import urlencode

from sqlmodel import col, select

from models.accounts.reach import visible_cases
from models.case_list import CaseFilter
from models.tables import Case, Employee
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, ShownPage, Visit
from spoorboek.desk.work.case_pages import file_answer
from spoorboek.desk.work.engine_bar import ENGINE_BAR
from spoorboek.desk.work.scopes import Whose, has_own_cases, own_reach, sees_more
from spoorboek.desk.work.work_pages import page_number
from tasks.case_state import current_day
from tasks.views.desk.case_search import all_found_cases, filter_choices, search_cases, weeks_asked
from tasks.views.desk.case_workbook import MEDIA_TYPE, case_workbook

CASES_PATH = "/zaken"
FILTERS = ("zoek", "werkgever", "casemanager", "stap", "stand", "week_van", "week_tot", "wie")
TICKED = "aangevinkt"  # of an address: every case on the page is ticked
LATE, ASKED, RECOVERED, FAILING, CLOSED = "te_laat", "vraag", "hersteld", "vast", "gesloten"
STANDS = (
    (LATE, "te laat"),
    (ASKED, "vragen van vóór de overname"),
    (RECOVERED, "hersteld, nog niet gesloten"),
    (FAILING, "loopt vast"),
    (CLOSED, "gesloten"),
)


def show_cases(visit: Visit) -> PageAnswer:
    """Show the cases that are asked, by the last day of the step that comes first."""
    asked = {name: visit.query.get(name, "") for name in FILTERS}
    data = {
        "found": search_cases(visit.record, asked["zoek"], _filter(visit), page=page_number(visit)),
        "asked": asked,
        "choices": filter_choices(visit.record, employers_seen(visit)),
        "stands": STANDS,
        "choice": has_own_cases(visit.viewer) and sees_more(visit.viewer),
        "whose": Whose.MINE if asked["wie"] == Whose.MINE else Whose.TEAM,
        "without_whose": urlencode({name: value for name, value in asked.items() if value and name != "wie"}),
        "ticked": TICKED in visit.query,
        "may_hand_over": visit.viewer.may(Permission.HAND_OVER),
        "address": urlencode({name: value for name, value in asked.items() if value}),
        "bar": ENGINE_BAR.lines(),
    }
    return ShownPage("werkplek/zaken.html", data)


def give_workbook(visit: Visit) -> PageAnswer:
    """Give the cases that are asked as an Excel file."""
    found = all_found_cases(visit.record, visit.query.get("zoek", ""), _filter(visit))
    return file_answer(case_workbook(found), MEDIA_TYPE, f"zaken-{visit.on.isoformat()}.xlsx", inline=False)


def _filter(visit: Visit) -> CaseFilter:
    reach, asked = visit.viewer.reach, visit.query
    if asked.get("wie") == Whose.MINE:
        reach = own_reach(reach)
    stand, weeks = asked.get("stand", ""), [_week_of(asked.get(name, "")) for name in ("week_van", "week_tot")]
    return CaseFilter(
        visible=None if reach.everyone else visible_cases(reach),
        employer=chosen_id(asked.get("werkgever", "")),
        contact=chosen_id(asked.get("casemanager", "")),
        step=asked.get("stap", ""),
        late=stand == LATE,
        closed=stand == CLOSED,
        asked=stand == ASKED,
        recovered=stand == RECOVERED,
        failing=stand == FAILING,
        wait_ends=weeks_asked(current_day(visit.record), *weeks),
    )


def _week_of(written: str) -> int | None:
    """Return a week of sickness as somebody typed it; None for what is none."""
    return int(written) if written.isascii() and written.isdecimal() and 0 < len(written) < 4 else None


def chosen_id(written: str) -> int | None:
    """Return the id that a choice sends; None for none, and for what cannot be one."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None


def employers_seen(visit: Visit) -> list[int] | None:
    """Return the ids of the employers that may be chosen; None for all."""
    if visit.viewer.reach.everyone:
        return None
    query = select(Employee.employer_id).join(Case, col(Case.employee_id) == col(Employee.id))
    return list(visit.record.exec(query.where(col(Case.id).in_(visible_cases(visit.viewer.reach))).distinct()))


CASE_LIST_PAGES = (
    DeskPage(CASES_PATH, "Zaken", Permission.READ_CASES, show_cases, in_menu=True),
    DeskPage(f"{CASES_PATH}.xlsx", "Zaken als Excel-bestand", Permission.READ_CASES, give_workbook),
)
