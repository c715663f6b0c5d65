"""Report sick, the first page: look for who it is, or go on to somebody who is not known yet."""

from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, ShownPage, Visit
from tasks.views.desk.known_employees import MOST_SHOWN, find_known

SICK_PATH = "/ziek-melden"


def show_sick_search(visit: Visit) -> PageAnswer:
    """Ask who is sick, and show who fits."""
    asked = visit.query.get("zoek", "").strip()
    found = find_known(visit.record, visit.viewer.reach, asked) if asked else ()
    data = {"asked": asked, "found": found, "is_full": len(found) == MOST_SHOWN}
    return ShownPage("werkplek/ziek_zoeken.html", data)


SEARCH_PAGES = (DeskPage(SICK_PATH, "Ziek melden", Permission.RECORD_FACTS, show_sick_search, in_menu=True),)
