"""Report sick, the first page: look for who it is, or go on to somebody who is not known yet."""

import re

from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, ShownPage, Visit
from tasks.views.desk.known_employees import MOST_SHOWN, find_known

SICK_PATH = "/ziek-melden"
NUMBER = re.compile(r"Z-[0-9A-Z]{5}")


def show_sick_search(visit: Visit) -> PageAnswer:
    """Ask who is sick, and show who fits."""
    asked = visit.query.get("zoek", "").strip()
    found = find_known(visit.record, visit.viewer.reach, asked) if asked else ()
    told = visit.query.get("gemeld", "")
    data = {
        "told": told if NUMBER.fullmatch(told) else "",
        "asked": asked,
        "found": found,
        "is_full": len(found) == MOST_SHOWN,
    }
    return ShownPage("werkplek/ziek_zoeken.html", data)


SEARCH_PAGES = (DeskPage(SICK_PATH, "Ziek melden", Permission.RECORD_FACTS, show_sick_search, in_menu=True),)
