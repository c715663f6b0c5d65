"""The page one comes to after logging in: what this account may do here."""

from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, GoTo, PageAnswer, ShownPage, Visit


def show_start(visit: Visit) -> PageAnswer:
    """Go to the work of today, the referrals of a bureau, or the state of the installation; show others their roles."""
    if visit.viewer.may(Permission.READ_CASES):
        return GoTo("/vandaag")
    if visit.viewer.may(Permission.ANSWER_REFERRALS):
        return GoTo("/verwijzingen")
    if visit.viewer.may(Permission.READ_STATE):
        return GoTo("/toestand")
    return ShownPage("werkplek/start.html", {"roles": [str(role) for role in visit.viewer.roles]})


START_PAGES = (DeskPage("/", "Start", Permission.OWN_ACCOUNT, show_start),)
