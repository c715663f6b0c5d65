"""What a file says otherwise than a person recorded: kept or taken over, one by one, as the commands do."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import NamedTuple

from sqlmodel import Session, col, select
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse

from models.accounts.reach import visible_cases
from models.tables import Case, Employee
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, ShownPage, Visit
from spoorboek.desk.work.step_forms import new_form_id, sent_form_id
from spoorboek.desk.work.waking import wake_soon
from spoorboek.errors import InputError
from spoorboek.importing.differences.holding import DIFFERENCE_TITLES, shown_value
from spoorboek.importing.differences.known_case import KEEP, TAKE
from spoorboek.importing.differences.party_values import (
    OF_PARTIES,
    HeldValue,
    list_values,
    settle_value,
    value_in_words,
)
from spoorboek.importing.differences.settling import list_differences, settle_difference
from tasks.reports.once import Answer, record_directly

DIFFERENCES_PATH = "/import/verschillen"
SETTLED = {KEEP: "Vastgelegd: wat hier staat, blijft.", TAKE: "Vastgelegd: het bestand is overgenomen."}


class DifferenceRow(NamedTuple):
    """A difference on the page: where it is settled, its number there, who it is about, and both values."""

    place: str
    id: int
    who: str
    title: str
    ours: str
    file: str


def show_differences(visit: Visit) -> PageAnswer:
    """Show what waits for a decision, within reach."""
    return _page(visit)


def take_difference(visit: Visit) -> PageAnswer:
    """Settle one difference, once."""
    place, number, choice = visit.text("waar"), visit.text("nummer"), visit.text("besluit")
    known = {(row.place, str(row.id)): row for row in _rows(visit)}
    row, by = known.get((place, number)), visit.viewer.code
    try:
        if row is None or choice not in SETTLED:
            raise InputError("Over dit verschil is al besloten. Hieronder staat wat nog wacht.")
        found = row

        def settle(writing: Session) -> Answer:
            if found.place == OF_PARTIES:
                return settle_value(writing, found.id, choice, by), []
            return settle_difference(writing, found.place, found.id, choice, by)

        answer = record_directly(visit.record, sent_form_id(visit), by, settle)
        if not answer.is_recorded:
            raise InputError(answer.message)
    except InputError as error:
        return _page(visit, str(error))
    after = BackgroundTask(wake_soon, answer.to_wake)
    return RedirectResponse(f"{DIFFERENCES_PATH}?gedaan={choice}", HTTPStatus.SEE_OTHER, background=after)


def _page(visit: Visit, refusal: str = "") -> PageAnswer:
    data = {
        "rows": list(_rows(visit)),
        "told": SETTLED.get(visit.query.get("gedaan", ""), ""),
        "refusal": refusal,
        "new_form": new_form_id,
    }
    return ShownPage("werkplek/verschillen.html", data, HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK)


def _rows(visit: Visit) -> Iterator[DifferenceRow]:
    """Yield the differences of cases and people within reach; those of a contact only for who sees everybody."""
    seen = visible_cases(visit.viewer.reach)
    query = select(Case.number, Employee.name).join(Employee, col(Employee.id) == col(Case.employee_id))
    held = list_differences(visit.record)
    among = query.where(col(Case.number).in_({each.number for each in held}), col(Case.id).in_(seen))
    names = dict(visit.record.exec(among).all())
    for each in held:
        if each.number in names:
            found = each.difference
            title, values = DIFFERENCE_TITLES[found.field], (shown_value(found.ours), shown_value(found.file))
            yield DifferenceRow(each.number, found.seq or 0, names[each.number], title, *values)
    for value in list_values(visit.record):
        if _is_within(visit, value):
            ours, said = value_in_words(value)
            yield DifferenceRow(OF_PARTIES, value.row.id, value.whose, value.title, ours, said)


def _is_within(visit: Visit, value: HeldValue) -> bool:
    reach, row = visit.viewer.reach, value.row
    if reach.everyone:
        return True
    employee = visit.record.get(Employee, row.employee_id) if row.employee_id else None
    return (employee.employer_id if employee else row.employer_id) in reach.employers


DIFFERENCE_PAGES = (DeskPage(DIFFERENCES_PATH, "Verschillen", Permission.IMPORT, show_differences, take_difference),)
