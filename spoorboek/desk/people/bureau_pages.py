"""The register of bureaus: who is in it, what each promised and kept, and changes with their trace."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from sqlmodel import Session, col, select

from models.bureaus.changes import CERTIFICATE, PRICE
from models.edition_history import edition_in_force
from models.tables import Bureau
from spoorboek.desk.people.typed_forms import FORM, FormState, form_frame, go_on, record_form
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, Refused, ShownPage, Visit
from spoorboek.errors import InputError
from spoorboek.importing.assignments import read_assignments
from spoorboek.importing.reading.cell_text import WrongCell
from spoorboek.importing.reading.cells import read_cell
from spoorboek.importing.reading.column import Column
from spoorboek.importing.reading.columns import CONTACT_ROLES, bureau_columns
from spoorboek.importing.typed_person import EXPECTED, WrongFields
from spoorboek.statute.policy.house_policy import HousePolicy
from tasks.reports.bureau_reports import record_bureau_change
from tasks.reports.once import Answer
from tasks.views.bureau_register import bureau_json
from tasks.views.desk.bureau_sheet import kept_words, price_lines, register_changes, register_rows, shown_day

REGISTER_PATH = "/bureaus"
BUREAU_PATH = f"{REGISTER_PATH}/{{code}}"
GROUPS: Mapping[str, tuple[str, tuple[str, ...]]] = {  # by form: its title, and how the keys of its columns begin
    "algemeen": ("Algemeen", ("name", "email", "regions", "rank", "active")),
    "aanbod": ("Diensten en specialismen", ("services", "specialisms")),
    "voorwaarden": ("Voorwaarden", ("contract_from", "contract_until", "capacity", "waiting_days")),
    "contacten": ("Contactpersonen", tuple(CONTACT_ROLES)),
    "certificaten": ("Certificaten", (CERTIFICATE,)),
    "tarieven": ("Nieuwe tarieven", ("prices_", PRICE)),
}
LISTS = {"services": "service", "specialisms": "specialism"}  # chosen by ticking: the choice list
REASON = "reden"
TYPES = {"date": "date", "mail": "email", "phone": "tel"}


def show_register(visit: Visit) -> PageAnswer:
    """List the bureaus."""
    rows = register_rows(visit.record, edition_in_force(visit.record).house)
    return ShownPage("werkplek/bureaus.html", {"rows": rows})


def show_bureau(visit: Visit) -> PageAnswer:
    """Show one bureau."""
    return _page(visit, FormState({}))


def take_bureau(visit: Visit) -> PageAnswer:
    """Record what one of the forms changes; a refusal stands at its field."""
    code, form = _code(visit), visit.text(FORM)
    typed = {name: visit.text(name) for name in visit.form}

    def report(writing: Session) -> Answer:
        house = edition_in_force(writing).house
        if form not in GROUPS:
            raise InputError("Dit formulier is niet volledig. Laad de pagina opnieuw.")
        changed = _changed(visit, bureau_json(writing, code), _columns(house, form), house)
        if not changed:
            raise InputError("Dit staat er al zo. Wijzig eerst een veld.")
        values = read_assignments([f"{column.title}={text}" for column, text in changed.items()], house)
        return record_bureau_change(writing, code, values, visit.viewer.code, _reason(typed, values, house)), []

    try:
        answer = record_form(visit, report)
        if not answer.is_recorded:
            raise InputError(answer.message)
    except WrongFields as error:
        return _page(visit, FormState(typed, error.complaints, form=form))
    except InputError as error:
        return _page(visit, FormState(typed, message=str(error), form=form))
    return go_on(f"{REGISTER_PATH}/{quote(code)}?gedaan={form}", answer)


def _changed(
    visit: Visit, found: Mapping[str, Any], columns: Iterable[Column], house: HousePolicy
) -> dict[Column, str]:
    """Return what differs from what stands there, as it was typed. Raises WrongFields for what cannot be read."""
    changed, wrong = {}, {}
    for column in columns:
        text, shown = visit.text(column.key), register_value(found, column.key)
        if column.key in LISTS:
            ticked = [code for code in house.choices[LISTS[column.key]] if code in visit.form.get(column.key, ())]
            text, shown = ", ".join(ticked), ", ".join(sorted(shown.split(", ")) if shown else ())
            same = set(text.split(", ")) == set(shown.split(", "))
        else:
            same = text == shown
        if same or (column.key not in LISTS and column.key not in visit.form):
            continue
        try:
            read_cell(column.kind, text)
            changed[column] = text
        except WrongCell as error:
            wrong[column.key] = EXPECTED.get(column.kind, str(error)[:1].upper() + str(error)[1:])
    if wrong:
        raise WrongFields(wrong)
    return changed


def _reason(typed: Mapping[str, str], values: Mapping[str, Any], house: HousePolicy) -> str | None:
    """Return why a bureau is taken out of use; a reason that was chosen beside something else is left."""
    if values.get("active") is not False:
        return None
    if typed.get(REASON) not in house.choices["bureau_inactive"]:
        raise WrongFields({REASON: "Kies waarom dit bureau niet meer wordt gevraagd."})
    return typed[REASON]


def register_value(found: Mapping[str, Any], key: str) -> str:
    """Return what stands in the field of a column for a bureau; prices begin empty, for each day has its own."""
    if key == "regions":
        return " ".join(found["regions"]) or "landelijk"
    if key == "active":
        return "ja" if found["active"] else "nee"
    if key in LISTS:
        return ", ".join(found[key])
    if key.startswith(CERTIFICATE):
        return str(found["certificates"].get(key.removeprefix(CERTIFICATE), ""))
    role = next((each for each in CONTACT_ROLES if key == each or key.startswith(f"{each}_")), None)
    if role:
        part = {"": "name", "_mail": "email", "_phone": "phone"}[key.removeprefix(role)]
        return found["contacts"].get(role, {}).get(part) or ""
    value = found.get(key)
    return "" if value is None else str(value)


def _columns(house: HousePolicy, form: str) -> list[Column]:
    return [column for column in bureau_columns(house.choices) if column.key.startswith(GROUPS[form][1])]


def _groups(found: Mapping[str, Any], house: HousePolicy) -> list[tuple[str, str, list[Column], bool]]:
    """Return the forms of the page: key, title, columns, and whether something stands in one of them."""
    by_form = [(form, title, _columns(house, form)) for form, (title, _) in GROUPS.items()]
    return [
        (form, title, columns, any(register_value(found, column.key) for column in columns))
        for form, title, columns in by_form
    ]


def _code(visit: Visit) -> str:
    """Return the code of the bureau the path names, exactly as it is known."""
    known = visit.record.exec(select(Bureau.code).where(col(Bureau.code) == visit.path["code"])).one_or_none()
    if known is None:
        gone = "Dit bureau staat niet in het register. Zoek het in de lijst."
        raise Refused(HTTPStatus.NOT_FOUND, "Niet gevonden", gone, REGISTER_PATH)
    return known


def _page(visit: Visit, state: FormState) -> ShownPage:
    house = edition_in_force(visit.record).house
    found, columns = bureau_json(visit.record, _code(visit)), bureau_columns(house.choices)
    data: dict[str, Any] = {
        "found": found,
        "groups": _groups(found, house),
        "shown": {column.key: register_value(found, column.key) for column in columns},
        "lists": {key: list(house.choices[kind].items()) for key, kind in LISTS.items()},
        "ticked": {key: visit.form.get(key, ()) if state.form == "aanbod" else found[key] for key in LISTS},
        "reasons": list(house.choices["bureau_inactive"].items()),
        "prices": price_lines(found, house),
        "said": {column.key: shown_day(register_value(found, column.key)) for column in columns},
        "types": TYPES,
        "yes_no": (("ja", "ja"), ("nee", "nee")),
        "kept": kept_words(found),
        "changes": register_changes(found, {column.key: column.title for column in columns}, house),
        "may_change": visit.viewer.may(Permission.PREPARE_REFERRALS),
        "state": state,
        "none_state": FormState({}),
        "told": "Vastgelegd." if visit.query.get("gedaan", "") in GROUPS else "",
        **form_frame(),
    }
    return ShownPage("werkplek/bureau.html", data, state.status)


REGISTER_PAGES = (
    DeskPage(REGISTER_PATH, "Bureaus", Permission.READ_REGISTER, show_register, in_menu=True),
    DeskPage(BUREAU_PATH, "Bureau", Permission.READ_REGISTER, show_bureau, take_bureau, Permission.PREPARE_REFERRALS),
)
