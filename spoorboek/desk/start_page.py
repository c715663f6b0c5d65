"""The page one comes to after logging in: what this account may do here."""

from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, ShownPage, Visit


def show_start(visit: Visit) -> PageAnswer:
    """Show who is logged in, in which roles, and the pages there are."""
    return ShownPage("werkplek/start.html", {"roles": [str(role) for role in visit.viewer.roles]})


START_PAGES = (DeskPage("/", "Start", Permission.OWN_ACCOUNT, show_start, in_menu=True),)
