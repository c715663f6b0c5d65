"""Report sick somebody who is known: a first case, the case that goes on, or the next one, as the law says."""

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus

from sqlmodel import Session, col, select

from models.accounts.reach import visible_cases
from models.case_lookup import find_case
from models.people.case_roles import carry_roles
from models.tables import Case
from spoorboek.desk.people.relapse_check import CHOICE, RelapseCheck, check_relapse, record_relapse
from spoorboek.desk.people.sick_search import SICK_PATH
from spoorboek.desk.people.typed_forms import FormState, form_frame, go_on, record_form, sent_texts, typed_day
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, Refused, ShownPage, Visit
from spoorboek.errors import InputError
from spoorboek.importing.import_file import wait_for_import
from spoorboek.importing.typed_person import WrongFields, read_person, write_person
from tasks.reports.once import Answer
from tasks.views.desk.known_employees import KnownEmployee, Standing, known_employees

KNOWN_PATH = f"{SICK_PATH}/bekend/{{werknemer}}"
FIELDS = ("first_sick_day", "reported_on", CHOICE)
CANNOT = (Standing.SICK, Standing.DOUBLE, Standing.DECEASED)


def show_known(visit: Visit) -> PageAnswer:
    """Ask since when somebody is sick."""
    known = _known(visit)
    day = visit.query.get("dag", "")
    return _page(known, FormState({"first_sick_day": day, "reported_on": visit.on.isoformat()}))


def take_known(visit: Visit) -> PageAnswer:
    """Record that somebody who is known is sick; after a recovery only what was shown and chosen."""
    known, typed = _known(visit), sent_texts(visit, FIELDS)
    try:
        if known.standing is Standing.RECOVERED:
            return _take_relapse(visit, known, typed)
        return _take_first(visit, known, typed)
    except WrongFields as error:
        return _page(known, FormState(typed, error.complaints))
    except InputError as error:
        check = recheck_relapse(visit, known.case or "", typed) if known.standing is Standing.RECOVERED else None
        return _page(known, FormState(typed, message=str(error)), check)


def case_page_after(visit: Visit, number: str, seq: int) -> str:
    """Return the page of a case with the notice of what was recorded; that of the search when it is out of reach."""
    if not is_within_reach(visit, number):
        return f"{SICK_PATH}?gemeld={number}"
    return f"/zaak/{number}?vastgelegd={number}.{seq}"


def is_within_reach(visit: Visit, number: str) -> bool:
    """Tell whether a case is within reach of who looks, after what was just recorded; the reach is that of before."""
    seen = select(Case.id).where(Case.number == number, col(Case.id).in_(visible_cases(visit.viewer.reach)))
    return visit.record.exec(seen).first() is not None


def write_sick_report(visit: Visit, writing: Session, typed: dict[str, str]) -> tuple[str, Sequence[str]]:
    """Write a sick report as a row of a file would be; return the number of its case, and the cases to wake.

    Raises WrongFields and InputError with what is wrong, and for a period of sickness that is over.
    """
    row = read_person({key: text for key, text in typed.items() if text}, visit.on, needed=("first_sick_day",))
    report = write_person(writing, row, visit.on, visit.viewer.code)
    if report.number is None:
        why = report.what[0] if report.what else "er verandert niets"
        raise InputError(f"Hier volgt geen zaak uit: {why}. Kijk de eerste ziektedag na.")
    return report.number, report.woken


def _take_first(visit: Visit, known: KnownEmployee, typed: dict[str, str]) -> PageAnswer:
    """Open a case for somebody without one, or whose last one was closed."""
    typed_day(typed, "first_sick_day")
    numbers: list[str] = []
    person = {
        "employer_code": known.employer_code,
        "personnel_number": known.personnel_number,
        "name": known.name,
        "first_sick_day": typed["first_sick_day"],
        "reported_on": typed["reported_on"],
    }

    def report(writing: Session) -> Answer:
        wait_for_import(writing)
        fresh = _able(_known(visit))
        number, woken = write_sick_report(visit, writing, person)
        if fresh.case:
            carry_roles(writing, find_case(writing, fresh.case), find_case(writing, number))
        numbers.append(number)
        return f"Zaak {number} is geopend.", list(woken)

    answer = record_form(visit, report)
    if not answer.is_recorded:
        raise InputError(answer.message)
    if not numbers:  # this form was recorded before
        again = _known(visit)
        return go_on(case_page_after(visit, again.case or "", 1) + "&al=1", answer)
    return go_on(case_page_after(visit, numbers[0], 1), answer)


def _take_relapse(visit: Visit, known: KnownEmployee, typed: dict[str, str]) -> PageAnswer:
    """Record that somebody is sick again, once the outcome was shown and chosen."""
    day, number = typed_day(typed, "first_sick_day"), known.case or ""
    assert day is not None
    if not typed[CHOICE]:
        check = check_relapse(visit.record, number, day, visit.viewer.code)
        return _page(known, FormState(typed), check)
    return take_checked_relapse(visit, number, day, typed[CHOICE])


def take_checked_relapse(visit: Visit, number: str, day: date, chosen: str) -> PageAnswer:
    """Record a relapse with the outcome that was chosen, and go to the case that goes on or begins.

    Raises InputError when it is refused.
    """
    woken: list[str] = []

    def report(writing: Session) -> Answer:
        words, cases = record_relapse(writing, number, day, chosen, visit.viewer.code)
        woken.extend(cases)
        return words, cases

    answer = record_form(visit, report)
    if not answer.is_recorded:
        raise InputError(answer.message)
    target = find_case(visit.record, woken[-1] if woken else number)
    seq = 1 if target.number != number else target.version
    return go_on(case_page_after(visit, target.number, seq) + ("" if woken else "&al=1"), answer)


def recheck_relapse(visit: Visit, number: str, typed: dict[str, str]) -> RelapseCheck | None:
    """Return what follows now of a choice that was refused; None when none was made, or nothing can follow."""
    try:
        day = typed_day(typed, "first_sick_day")
        return check_relapse(visit.record, number, day, visit.viewer.code) if day and typed[CHOICE] else None
    except InputError:
        return None


def _able(known: KnownEmployee) -> KnownEmployee:
    """Raise InputError when meanwhile a case goes on."""
    if known.standing in (*CANNOT, Standing.RECOVERED):
        raise InputError(f"Intussen is dit vastgelegd in zaak {known.case}. Open die zaak en kijk wat er staat.")
    return known


def _known(visit: Visit) -> KnownEmployee:
    asked = visit.path["werknemer"]
    ids = [int(asked)] if asked.isascii() and asked.isdecimal() and len(asked) < 10 else []
    found = known_employees(visit.record, visit.viewer.reach, ids)
    if not found:
        gone = "Deze werknemer bestaat niet, of u hebt er geen toegang toe. Zoek opnieuw."
        raise Refused(HTTPStatus.NOT_FOUND, "Niet gevonden", gone, SICK_PATH)
    return found[0]


def _page(known: KnownEmployee, state: FormState, check: RelapseCheck | None = None) -> ShownPage:
    data = {"known": known, "state": state, "check": check, "able": known.standing not in CANNOT, **form_frame()}
    return ShownPage("werkplek/ziek_bekend.html", data, state.status)


KNOWN_PAGES = (DeskPage(KNOWN_PATH, "Ziek melden", Permission.RECORD_FACTS, show_known, take_known),)
