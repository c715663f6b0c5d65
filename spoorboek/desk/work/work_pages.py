"""The page one works from: what is late, asked, due, waited for, to approve or not delivered."""

from dataclasses import replace
from http import HTTPStatus

from models.accounts.account_roles import AccountRole
from models.worklists.open_steps import MANY, CaseScope, StepGroup
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, Refused, ShownPage, Visit
from spoorboek.desk.work.engine_bar import ENGINE_BAR
from spoorboek.desk.work.recorded import recorded_notice
from spoorboek.desk.work.scopes import Whose, case_scope, chosen_whose, has_own_cases, sees_more
from spoorboek.desk.work.step_forms import step_form_data
from tasks.views.desk.work_of_day import WorkOfDay, section_of, work_of_day

TODAY_PATH = "/vandaag"
ROWS = 100


def show_today(visit: Visit) -> PageAnswer:
    """Show the work of today, of who looks or of the team."""
    whose = chosen_whose(visit)
    data = {
        "work": _work(visit, case_scope(visit.record, visit.viewer, whose)),
        "notice": recorded_notice(visit),
        "back": f"{TODAY_PATH}?wie={whose}",
        **_frame(visit, whose),
    }
    return ShownPage("werkplek/vandaag.html", data)


def show_group(visit: Visit) -> PageAnswer:
    """Show one group of the work of today, a hundred steps a page."""
    asked, whose = visit.path["groep"], chosen_whose(visit)
    if asked not in list(StepGroup):
        raise Refused(
            HTTPStatus.NOT_FOUND, "Niet gevonden", "Deze lijst bestaat niet. Ga terug naar Vandaag.", TODAY_PATH
        )
    group, page = StepGroup(asked), page_number(visit)
    scope = case_scope(visit.record, visit.viewer, whose)
    section = section_of(visit.record, group, scope, page=page, size=ROWS, acts=_acts(visit))
    data = {
        "section": section,
        "page": page,
        "more": len(section.rows) == ROWS,
        "many": MANY,
        "notice": recorded_notice(visit),
        "back": f"{TODAY_PATH}/{group}?wie={whose}&blad={page}",
        **_frame(visit, whose),
    }
    return ShownPage("werkplek/groep.html", data)


def page_number(visit: Visit) -> int:
    """Return the page the address asks, from 1."""
    asked = visit.query.get("blad", "")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) < 6 else 1


def _work(visit: Visit, scope: CaseScope) -> WorkOfDay:
    """Return the work of a day, without referrals and post for who may read neither."""
    work = work_of_day(visit.record, scope, _acts(visit))
    approvals = work.approvals if visit.viewer.may(Permission.READ_REFERRALS) else ()
    return replace(work, approvals=approvals, failed=work.failed if visit.viewer.may(Permission.READ_DOCUMENTS) else ())


def _acts(visit: Visit) -> str:
    """Return the role whose steps alone are shown: of the company doctor, who does no other; empty: all."""
    return AccountRole.COMPANY_DOCTOR if visit.viewer.may(Permission.RECORD_PROFILE) else ""


def _frame(visit: Visit, whose: Whose) -> dict[str, object]:
    choice = has_own_cases(visit.viewer) and sees_more(visit.viewer)
    may_record = visit.viewer.may(Permission.RECORD_STEPS)
    forms = step_form_data(visit) if may_record else {}
    return {
        "whose": whose,
        "choice": choice,
        "may_record": may_record,
        "has_profile": visit.viewer.may(Permission.RECORD_PROFILE),
        "sees_mail": visit.viewer.may(Permission.MEND_MAIL),
        "sees_referrals": visit.viewer.may(Permission.READ_REFERRALS),
        "bar": ENGINE_BAR.lines(),
        "forms": forms,
    }


WORK_PAGES = (
    DeskPage(TODAY_PATH, "Vandaag", Permission.READ_CASES, show_today, in_menu=True),
    DeskPage(f"{TODAY_PATH}/{{groep}}", "Vandaag", Permission.READ_CASES, show_group),
)
