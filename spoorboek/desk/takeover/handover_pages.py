"""Cases that are ticked in the list go to a colleague: first who and from when, then what became of each."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from sqlmodel import Session, col, or_, select

from models.accounts.reach import visible_cases
from models.addressees import CASE_MANAGER, contact_in_role
from models.tables import Account, Case, Contact
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, ShownPage, Visit
from spoorboek.desk.work.case_list_pages import CASES_PATH, employers_seen
from spoorboek.desk.work.step_forms import new_form_id, sent_form_id, written_day
from spoorboek.desk.work.waking import wake_soon
from spoorboek.errors import InputError
from spoorboek.importing.people_writer import add_contact, find_contact
from spoorboek.importing.rows import ContactPart
from spoorboek.statute.days.calendar import dutch_date
from tasks.effects.hand_overs import MANAGERS, CaseToHand, HandedCase, hand_over
from tasks.reports.once import Answer, record_directly
from tasks.views.desk.case_search import filter_choices
from tasks.views.desk.step_rows import read_names

HANDOVER_PATH = f"{CASES_PATH}/overdragen"
CHOSEN, COLLEAGUE, FROM_DAY, GO = "z", "collega", "vanaf", "overdragen"
_OFFER = re.compile(r"(Z-[0-9A-Z]{5})(?:\.([0-9]{1,9}))?")
_COLLEAGUE = re.compile(r"([ac])([0-9]{1,9})")
MOST_CASES = 500
NONE_CHOSEN = "Vink in de lijst eerst de zaken aan die u wilt overdragen."


class GivenBack(NamedTuple):
    """Cases that can go back: to whom, and which; `form_id`: of the form that does so."""

    contact: Contact
    numbers: Sequence[str]
    form_id: str


def take_handover(visit: Visit) -> PageAnswer:
    """Ask to whom the ticked cases go; or hand them over, and say what became of each."""
    numbers = [found for each in visit.form.get(CHOSEN, ()) if (found := _OFFER.fullmatch(each))][:MOST_CASES]
    cases = _cases(visit, {found[1] for found in numbers})
    if not cases:
        return _page(visit, [], NONE_CHOSEN)
    offered = [CaseToHand(found[1], int(found[2])) for found in numbers if found[2] and found[1] in cases]
    if visit.text("doe") != GO:
        return _page(visit, _offers(visit, list(cases.values())))
    handed, said = list[HandedCase](), "Dit is al overgedragen; er is niets nog eens gedaan."

    def report(writing: Session) -> Answer:
        nonlocal said
        to, since = _colleague(visit, writing), written_day(visit.text(FROM_DAY))
        form_id = sent_form_id(visit)
        handed[:] = hand_over(writing, offered, to, visit.viewer.code, since=since, form_id=form_id)
        gone = [each.number for each in handed if not each.refusal]
        if not gone:
            raise InputError("Er is niets overgedragen.")
        later = f", vanaf {dutch_date(since)}" if since > visit.on else ""
        said = f"{_counted(gone)} {'is' if len(gone) == 1 else 'zijn'} overgedragen aan {to.name}{later}."
        return said, gone

    answer = record_directly(visit.record, sent_form_id(visit), visit.viewer.code, report)
    if not answer.is_recorded:
        return _page(visit, offered, answer.message, handed)
    return _done(visit, said, handed, answer.to_wake)


def _cases(visit: Visit, numbers: set[str]) -> dict[str, Case]:
    """Return those of these cases that may be seen, by number."""
    query = select(Case).where(col(Case.number).in_(numbers), col(Case.id).in_(visible_cases(visit.viewer.reach)))
    return {case.number: case for case in visit.record.exec(query.order_by(col(Case.number)))}


def _offers(visit: Visit, cases: Sequence[Case]) -> list[CaseToHand]:
    managers = {case.number: contact_in_role(visit.record, case, CASE_MANAGER) for case in cases}
    return [CaseToHand(number, found.id if found else 0) for number, found in managers.items()]


def colleague_choices(visit: Visit) -> list[tuple[str, str]]:
    """List to whom cases can go: who manages cases within reach, and who has an account for it; by name."""
    contacts = filter_choices(visit.record, employers_seen(visit)).managers
    managing = [col(Account.roles).contains([str(role)]) for role in MANAGERS]
    accounts = visit.record.exec(select(Account).where(col(Account.active), or_(*managing)))
    choices = {f"c{id_}": name for id_, name in contacts}
    for each in accounts:
        if each.contact_ids:
            choices.setdefault(f"c{each.contact_ids[0]}", each.name or each.code)
        elif each.name and each.email:
            choices[f"a{each.id}"] = each.name
    return sorted(choices.items(), key=lambda choice: choice[1].casefold())


def _colleague(visit: Visit, writing: Session) -> Contact:
    """Return who was chosen, as a contact of the record. Raises InputError for anybody who was not offered."""
    chosen = visit.text(COLLEAGUE)
    found = _COLLEAGUE.fullmatch(chosen)
    if found is None or chosen not in dict(colleague_choices(visit)):
        raise InputError("Kies een collega uit de lijst.")
    if found[1] == "c":
        return writing.get_one(Contact, int(found[2]))
    account = writing.get_one(Account, int(found[2]))
    part = ContactPart(account.name or "", account.email or "")
    contact = find_contact(writing, part) or add_contact(writing, part)
    account.contact_ids = [contact.id]  # so that what is handed over is seen at once, and not from the next login on
    writing.add(account)
    writing.flush()
    return contact


def _page(visit: Visit, offered: Sequence[CaseToHand], wrong: str = "", handed: Sequence[HandedCase] = ()) -> ShownPage:
    cases = _cases(visit, {each.number for each in offered})
    book = read_names(visit.record, {case.employee_id for case in cases.values()}, ())
    data: dict[str, Any] = {
        "offered": offered,
        "names": {number: book.people.get(case.employee_id, "") for number, case in cases.items()},
        "colleagues": colleague_choices(visit),
        "chosen": visit.text(COLLEAGUE),
        "since": visit.text(FROM_DAY) or visit.on.isoformat(),
        "today": visit.on.isoformat(),
        "wrong": wrong,
        "refused": [each for each in handed if each.refusal],
        "form_id": new_form_id(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return ShownPage("werkplek/overdragen.html", data, status)


def _done(visit: Visit, message: str, handed: Sequence[HandedCase], to_wake: Sequence[str]) -> ShownPage:
    """Say what became of each case, with the way to hand back what went at once."""
    back = defaultdict[int, list[HandedCase]](list)
    for each in handed:
        if each.former is not None and not each.refusal:
            back[each.former.id].append(each)
    seen = _cases(visit, {each.number for each in handed})
    now = {offer.number: offer.manager for offer in _offers(visit, list(seen.values()))}
    offered = dict(colleague_choices(visit))
    book = read_names(visit.record, {case.employee_id for case in seen.values()}, ())
    data: dict[str, Any] = {
        "message": message,
        "names": {number: book.people.get(case.employee_id, "") for number, case in seen.items()},
        "refused": [each for each in handed if each.refusal],
        "back": [
            GivenBack(former, [f"{each.number}.{now[each.number]}" for each in cases], new_form_id())
            for cases in back.values()
            if (former := cases[0].former) and f"c{former.id}" in offered and _went(cases, now)
        ],
        "today": visit.on.isoformat(),
    }
    after = (lambda: wake_soon(to_wake)) if to_wake else None
    return ShownPage("werkplek/overgedragen.html", data, after=after)


def _went(cases: Sequence[HandedCase], now: Mapping[str, int]) -> bool:
    """Tell whether cases are of another now, and may still be seen: what is planned did not go yet."""
    return all(each.former is not None and now.get(each.number, each.former.id) != each.former.id for each in cases)


def _counted(numbers: Sequence[str]) -> str:
    return "1 zaak" if len(numbers) == 1 else f"{len(numbers)} zaken"


HANDOVER_PAGES = (DeskPage(HANDOVER_PATH, "Overdragen", Permission.HAND_OVER, None, take_handover),)
