"""The pages of actions on a case: what can be done now, the form of each, what would follow, and recording it."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse

from models.accounts.desk_entries import first_recorded
from models.case_lookup import find_case, lock_case
from spoorboek.desk.actions.action_table import CASE_ACTIONS, offered_fields, offered_themes
from spoorboek.desk.actions.case_action import DeskAction, OfferedCase
from spoorboek.desk.actions.form_fields import DeskField, UnfitFields, read_fields, typed_texts
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, GoTo, PageAnswer, Refused, ShownPage, Visit
from spoorboek.desk.work.recorded import AGAIN, RECORDED
from spoorboek.desk.work.step_forms import FORM_ID, new_form_id, sent_form_id
from spoorboek.desk.work.waking import wake_soon
from spoorboek.errors import InputError
from spoorboek.settings import settings
from spoorboek.statute.editions.plan_diff_text import plan_diff_rows
from tasks.case_state import case_state_in, mail_waits
from tasks.reports.once import Answer, record_directly, was_recorded
from tasks.reports.report_wording import event_sentence
from tasks.views.desk.foreseen import NOT_FORESEEN, foresee

ACTIONS_PATH, ACTION_PATH = "/zaak/{zaak}/acties", "/zaak/{zaak}/actie/{actie}"
WAY, VERSION = "stap_van_formulier", "versie"  # what a form is sent for, and the version of the case it was shown for
LOOK, RECORD = "bekijken", "vastleggen"  # of any other way the form is shown again
NOT_NOW = "Dit kan in deze zaak nu niet, of niet meer. Kies op de pagina Acties wat nu wel kan."
NOT_YOURS = "Uw rol legt dit niet vast. Vraag het wie dat wel doet."
WENT_ON = "De zaak is intussen verder."


def show_actions(visit: Visit) -> PageAnswer:
    """Show what who looks can record in this case now."""
    themes = offered_themes(_offer(visit))
    return ShownPage("werkplek/acties.html", {"number": visit.case.number, "themes": themes})


def show_action(visit: Visit) -> PageAnswer:
    """Show the form of an action; the address may say what is chosen in it at first."""
    offer = _offer(visit)
    action, fields = _asked(offer)
    return GoTo(action.address(offer.number)) if action.page else _form_page(offer, action, fields)


def take_action(visit: Visit) -> PageAnswer:
    """Show what would follow, let the form be changed, or record it; a refusal keeps what was typed."""
    offer, way = _offer(visit), visit.text(WAY)
    if way == RECORD and was_recorded(visit.record, sent_form_id(visit)):
        return _back_to_case(visit, again=True)
    action, fields = _asked(offer)
    try:
        if way == LOOK:
            return _preview(offer, action, fields)
        if way == RECORD:
            return _record(offer, action, fields)
    except InputError as error:
        return _form_page(offer, action, fields, error)
    return _form_page(offer, action, fields)


def _record(offer: OfferedCase, action: DeskAction, fields: Sequence[DeskField]) -> PageAnswer:
    visit = offer.visit
    report = action.report(offer, read_fields(visit, fields))

    def as_shown(writing: Session) -> Answer:
        if str(lock_case(writing, visit.case).version) != visit.text(VERSION):
            raise InputError(WENT_ON)
        return report(writing)

    answer = record_directly(visit.record, sent_form_id(visit), offer.by, as_shown)
    if answer.message == WENT_ON:
        return _preview(_offer(visit), action, fields)
    if not answer.is_recorded:
        raise InputError(answer.message)
    return _back_to_case(visit, answer.to_wake, again=not answer.to_wake)


def _back_to_case(visit: Visit, to_wake: Sequence[str] = (), *, again: bool) -> PageAnswer:
    """Go to the page of the case, which says what was recorded, and wake what has to wake once the answer left."""
    case = find_case(visit.record, visit.case.number)
    more = f"&{AGAIN}=1" if again else ""
    seq = first_recorded(visit.record, case, sent_form_id(visit))
    path = f"/zaak/{case.number}?{RECORDED}={case.number}.{seq}{more}"
    return RedirectResponse(path, HTTPStatus.SEE_OTHER, background=BackgroundTask(wake_soon, to_wake))


def _offer(visit: Visit) -> OfferedCase:
    return OfferedCase(visit, case_state_in(visit.record, visit.case.number))


def _asked(offer: OfferedCase) -> tuple[DeskAction, Sequence[DeskField]]:
    """Return the action a path names, with its fields; Refused for one that is not there, not now, or not theirs."""
    visit, back = offer.visit, ACTIONS_PATH.format(zaak=offer.number)
    action = CASE_ACTIONS.get(visit.path["actie"])
    if action is None:
        raise Refused(HTTPStatus.NOT_FOUND, "Niet gevonden", "Deze actie bestaat niet.", back)
    if not action.is_for(visit.viewer):
        raise Refused(HTTPStatus.FORBIDDEN, "Geen toegang", NOT_YOURS, back)
    fields = offered_fields(offer, action)
    if fields is None:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "Dat kan nu niet", NOT_NOW, back)
    return action, fields


def _form_page(
    offer: OfferedCase, action: DeskAction, fields: Sequence[DeskField], error: InputError | None = None
) -> PageAnswer:
    visit = offer.visit
    wrong: Mapping[str, str] = error.wrong if isinstance(error, UnfitFields) else {}
    data = {
        **_frame(offer, action),
        "fields": fields,
        "typed": typed_texts(visit, fields),
        "wrong": wrong,
        "refusal": str(error) if error else "",
        "hidden": {FORM_ID: visit.text(FORM_ID) or new_form_id(), WAY: LOOK},
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return ShownPage("werkplek/actie.html", data, status)


def _preview(offer: OfferedCase, action: DeskAction, fields: Sequence[DeskField]) -> PageAnswer:
    """Show what would follow; and, when the case went on since it was shown, what came in meanwhile."""
    visit = offer.visit
    report = action.report(offer, read_fields(visit, fields))
    foreseen = foresee(visit.record, report, offer.number)
    seen = visit.text(VERSION)
    number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 7 else offer.current.version
    since = [event_sentence(offer.current, event) for event in offer.current.record.events if event.seq > number]
    typed = {each.name: visit.text(each.name) for each in fields}
    data = {
        **_frame(offer, action),
        "foreseen": foreseen,
        "rows": list(plan_diff_rows(foreseen.changes)),
        "unforeseen": NOT_FORESEEN,
        "waits": mail_waits(visit.record) or "",
        "minutes": settings().recall_minutes,
        "since": since,
        "hidden": {**typed, FORM_ID: str(sent_form_id(visit)), VERSION: str(offer.current.version)},
    }
    return ShownPage("werkplek/actie_gevolg.html", data)


def _frame(offer: OfferedCase, action: DeskAction) -> dict[str, object]:
    address = ACTION_PATH.format(zaak=offer.number, actie=action.key)
    return {"number": offer.number, "action": action, "address": address, "way": WAY}


ACTION_PAGES = (
    DeskPage(ACTIONS_PATH, "Acties", Permission.SEE_ACTIONS, show_actions, in_case=True),
    DeskPage(ACTION_PATH, "Actie", Permission.SEE_ACTIONS, show_action, take_action),
)
