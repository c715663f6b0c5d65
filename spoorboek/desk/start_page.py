"""The page one comes to after logging in: what this account may do here."""

from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, GoTo, PageAnswer, ShownPage, Visit


def show_start(visit: Visit) -> PageAnswer:
    """Go to the work of today; for who works on no case, show who is logged in, in which roles, and the pages."""
    if visit.viewer.may(Permission.READ_CASES):
        return GoTo("/vandaag")
    return ShownPage("werkplek/start.html", {"roles": [str(role) for role in visit.viewer.roles]})


START_PAGES = (DeskPage("/", "Start", Permission.OWN_ACCOUNT, show_start),)
