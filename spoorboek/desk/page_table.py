"""Every page of the desk: the app serves these and nothing else, and the test of all roles walks the same table."""

from collections.abc import Sequence
from typing import NamedTuple

from spoorboek.desk.account_pages import ACCOUNTS_PAGES
from spoorboek.desk.actions.action_pages import ACTION_PAGES
from spoorboek.desk.actions.recall_pages import RECALL_PAGES
from spoorboek.desk.entering import ENTERING_PAGES
from spoorboek.desk.files.checking_pages import CHECKING_PAGES
from spoorboek.desk.files.difference_pages import DIFFERENCE_PAGES
from spoorboek.desk.files.import_pages import IMPORT_PAGES
from spoorboek.desk.files.paper_pages import PAPER_PAGES
from spoorboek.desk.files.post_pages import POST_PAGES
from spoorboek.desk.link_pages import LINK_PAGES
from spoorboek.desk.oidc.outside_pages import OUTSIDE_PAGES
from spoorboek.desk.operations.run_link import RUN_PAGES
from spoorboek.desk.operations.state_page import STATE_PAGES
from spoorboek.desk.overview.overview_pages import OVERVIEW_PAGES
from spoorboek.desk.overview.workforce_page import WORKFORCE_PAGES
from spoorboek.desk.own_account import ACCOUNT_PAGES, ACCOUNT_PATH
from spoorboek.desk.people.bureau_pages import REGISTER_PAGES
from spoorboek.desk.people.employer_pages import EMPLOYER_PAGES
from spoorboek.desk.people.involved_page import INVOLVED_PAGES
from spoorboek.desk.people.known_sick_page import KNOWN_PAGES
from spoorboek.desk.people.new_sick_page import NEW_PAGES
from spoorboek.desk.people.relapse_page import RELAPSE_PAGES
from spoorboek.desk.people.sick_search import SEARCH_PAGES
from spoorboek.desk.referrals.bureau_pages import BUREAU_PAGES
from spoorboek.desk.referrals.profile_pages import PROFILE_PAGES
from spoorboek.desk.referrals.referral_pages import REFERRAL_PAGES
from spoorboek.desk.start_page import START_PAGES
from spoorboek.desk.takeover.handover_pages import HANDOVER_PAGES
from spoorboek.desk.takeover.overname_pages import OVERNAME_PAGES
from spoorboek.desk.takeover.row_pages import ROW_PAGES
from spoorboek.desk.trail_pages import TRAIL_PAGES
from spoorboek.desk.visit import DeskPage
from spoorboek.desk.work.case_list_pages import CASE_LIST_PAGES
from spoorboek.desk.work.case_pages import CASE_PAGES
from spoorboek.desk.work.step_pages import STEP_PAGES
from spoorboek.desk.work.work_pages import WORK_PAGES

PAGES: tuple[DeskPage, ...] = (
    *START_PAGES,
    *WORK_PAGES,
    *CASE_LIST_PAGES,
    *CASE_PAGES,
    *STEP_PAGES,
    *ACTION_PAGES,
    *PAPER_PAGES,
    *INVOLVED_PAGES,
    *REFERRAL_PAGES,
    *HANDOVER_PAGES,
    *SEARCH_PAGES,
    *NEW_PAGES,
    *KNOWN_PAGES,
    *RELAPSE_PAGES,
    *OVERNAME_PAGES,
    *ROW_PAGES,
    *EMPLOYER_PAGES,
    *REGISTER_PAGES,
    *RECALL_PAGES,
    *PROFILE_PAGES,
    *BUREAU_PAGES,
    *CHECKING_PAGES,
    *IMPORT_PAGES,
    *DIFFERENCE_PAGES,
    *POST_PAGES,
    *OVERVIEW_PAGES,
    *WORKFORCE_PAGES,
    *ENTERING_PAGES,
    *LINK_PAGES,
    *OUTSIDE_PAGES,
    *TRAIL_PAGES,
    *STATE_PAGES,
    *RUN_PAGES,
    *ACCOUNTS_PAGES,
    *ACCOUNT_PAGES,
)
MOST_IN_MENU = 6  # without unfolding
DAILY = ("/vandaag", "/zaken", "/ziek-melden", "/overname", "/post", "/overzicht")
MOST_USED = ("/zaak/{zaak}/acties", "/zaak/{zaak}/stukken", "/zaak/{zaak}/betrokkenen", "/zaak/{zaak}/verwijzing")


class Menu(NamedTuple):
    """The pages in the menu of somebody: those of each day, and the others, which unfold."""

    daily: Sequence[DeskPage]
    others: Sequence[DeskPage]


def menu_of(permissions: frozenset[str]) -> Menu:
    """Return the menu of somebody with these permissions; a short one is not divided. One's own account is apart."""
    shown = [page for page in PAGES if page.in_menu and page.permission in permissions and page.path != ACCOUNT_PATH]
    if len(shown) <= MOST_IN_MENU:
        return Menu(shown, ())
    daily = [page for page in shown if page.path in DAILY]
    return Menu(
        sorted(daily, key=lambda page: DAILY.index(page.path)), [page for page in shown if page.path not in DAILY]
    )


def pages_of_case(permissions: frozenset[str], number: str) -> list[tuple[str, str]]:
    """List path and title of the pages beside that of a case, for somebody with these permissions: most used first."""
    shown = [page for page in PAGES if page.in_case and page.permission in permissions]
    place = {path: position for position, path in enumerate(MOST_USED)}
    shown.sort(key=lambda page: place.get(page.path, len(place)))
    return [(page.path.format(zaak=number), page.title) for page in shown]
