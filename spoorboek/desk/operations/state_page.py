"""The page for who keeps the installation: how each part is, what to do, and which versions run."""

from spoorboek.desk.operations.installation_state import installation_state
from spoorboek.desk.operations.looks import LOOKS
from spoorboek.desk.operations.state_lines import StateLevel, state_lines
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, ShownPage, Visit
from spoorboek.platform.watch.observing import shipped
from spoorboek.settings import settings

STATE_PATH = "/toestand"
PATIENCE_SECONDS = 2.0  # the page does not wait longer for Prefect


def show_state(visit: Visit) -> PageAnswer:
    """Show how the installation is."""
    looked = LOOKS.engine.within(PATIENCE_SECONDS)
    state = installation_state(visit.record, settings())
    lines = state_lines(looked.seen, state, shipped(), answered=looked.answered)
    data = {
        "lines": lines,
        "wrong": sum(line.level is StateLevel.WRONG for line in lines),
        "look": sum(line.level is StateLevel.LOOK for line in lines),
        "versions": state.versions,
        "at": state.now,
    }
    return ShownPage("werkplek/toestand.html", data)


STATE_PAGES = (DeskPage(STATE_PATH, "Toestand", Permission.READ_STATE, show_state, in_menu=True),)
