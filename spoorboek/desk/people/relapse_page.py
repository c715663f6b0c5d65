"""Sick again, on the page of a case: since when, what the four weeks make of it, and then recording it."""

from datetime import date

from spoorboek.desk.people.known_sick_page import recheck_relapse, take_checked_relapse
from spoorboek.desk.people.relapse_check import CHOICE, RelapseCheck, check_relapse
from spoorboek.desk.people.typed_forms import FormState, form_frame, sent_texts, typed_day
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, ShownPage, Visit
from spoorboek.errors import InputError
from spoorboek.importing.differences.recovery_rows import open_recovery
from spoorboek.importing.typed_person import WrongFields
from tasks.case_state import case_state_in

RELAPSE_PATH = "/zaak/{zaak}/opnieuw-ziek"


def show_relapse(visit: Visit) -> PageAnswer:
    """Ask since when somebody is sick again."""
    return _page(visit, FormState({}))


def take_relapse(visit: Visit) -> PageAnswer:
    """Show what follows; record it once that was chosen."""
    typed, number = sent_texts(visit, ("first_sick_day", CHOICE)), visit.case.number
    try:
        day = typed_day(typed, "first_sick_day")
        assert day is not None
        if typed[CHOICE]:
            return take_checked_relapse(visit, number, day, typed[CHOICE])
        return _page(visit, FormState(typed), check_relapse(visit.record, number, day, visit.viewer.code))
    except WrongFields as error:
        return _page(visit, FormState(typed, error.complaints))
    except InputError as error:
        return _page(visit, FormState(typed, message=str(error)), recheck_relapse(visit, number, typed))


def _page(visit: Visit, state: FormState, check: RelapseCheck | None = None) -> ShownPage:
    facts = case_state_in(visit.record, visit.case.number).plan.facts
    recovery = open_recovery(facts)
    since: date | None = recovery.from_ if recovery else None
    data = {"number": visit.case.number, "since": since, "state": state, "check": check, **form_frame()}
    return ShownPage("werkplek/opnieuw_ziek.html", data, state.status)


RELAPSE_PAGES = (DeskPage(RELAPSE_PATH, "Opnieuw ziek", Permission.RECORD_FACTS, show_relapse, take_relapse),)
