"""The forms of a step: *gedaan op …* and *uitstellen*: what they offer, and what they send."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID, uuid4

from markupsafe import Markup

from models.edition_history import edition_in_force
from spoorboek.desk.actions.form_fields import read_typed_day
from spoorboek.desk.visit import Visit
from spoorboek.errors import InputError
from spoorboek.statute.facts import StepRef

FORM_ID, ACTION, DAY, BACK = "formulier", "actie", "datum", "terug"
NOT_APPLICABLE = "nvt:"  # before the reason, of an answer that a step was not needed
FINISH, POSTPONE = "gedaan", "uitstellen"
_OWN_PATHS = re.compile(r"/(vandaag(/[a-z_]+)?|zaken|overname|zaak/Z-[0-9A-Z]{5}(/overname)?)")
_KEPT = ("wie", "blad", "zoek", "werkgever", "casemanager", "stap", "stand", "week_van", "week_tot")


def step_form_data(visit: Visit) -> dict[str, Any]:
    """Return what the forms in a row offer. Each form has an id of its own, by which it acts once."""
    choices = edition_in_force(visit.record).house.choices
    return {
        "new_form": new_form_id,
        "reasons": _options(choices["postpone"]),
        "evidence": _options(choices["evidence"]),
        "answers": _options({"niet_gedaan": "Niet gedaan", **not_applicable_choices(choices)}),
        "today": visit.on.isoformat(),
    }


def new_form_id() -> str:
    """Draw an id for a form that is shown, by which it acts once."""
    return str(uuid4())


def not_applicable_choices(choices: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return the answers that say why a step was not needed, as a form sends them, with their words."""
    return {f"{NOT_APPLICABLE}{code}": label for code, label in choices["not_applicable"].items()}


def _options(choices: Mapping[str, str]) -> Markup:
    """Write a choice list once for all rows."""
    option = Markup('<option value="{}">{}</option>')
    return Markup("").join(option.format(code, label) for code, label in choices.items())


def sent_form_id(visit: Visit) -> UUID:
    """Return the id of the form that was sent. Raises InputError for a form that no page of ours made."""
    try:
        return UUID(visit.text(FORM_ID))
    except ValueError:
        raise InputError("Dit formulier is niet volledig. Laad de pagina opnieuw. Er is niets vastgelegd.") from None


def sent_day(visit: Visit, name: str = DAY) -> date:
    """Return the day that was filled in, as the browser sends it or as people write it. Raises InputError for none."""
    typed = visit.text(name)
    if not typed:
        raise InputError("Vul een datum in. Er is niets vastgelegd.")
    return written_day(typed)


def written_day(typed: str) -> date:
    """Return a day as a browser sends it or as people write it. Raises InputError for what is none."""
    try:
        return read_typed_day(typed)
    except InputError as wrong:
        raise InputError(f"{wrong} Er is niets vastgelegd.") from None


def sent_choice(visit: Visit, name: str, choices: str) -> str | None:
    """Return a code that was chosen, None for none. Raises InputError for one that the house policy does not know."""
    chosen = visit.text(name)
    if chosen and chosen not in edition_in_force(visit.record).house.choices[choices]:
        raise InputError("Kies iets uit de lijst. Er is niets vastgelegd.")
    return chosen or None


def asked_step(visit: Visit) -> StepRef:
    """Return the step a path names. Raises InputError for what cannot be one."""
    key, number = visit.path["stap"], visit.path["keer"]
    if not (number.isascii() and number.isdecimal() and len(number) < 4):
        raise InputError("Deze stap bestaat niet.")
    return StepRef(key, int(number))


def way_back(visit: Visit, **more: str) -> str:
    """Return the page to go back to: one of ours that was asked, else that of the case; `more` is added to it."""
    asked = urlsplit(visit.text(BACK) or visit.query.get(BACK, ""))
    own = not (asked.scheme or asked.netloc) and _OWN_PATHS.fullmatch(asked.path)
    path = asked.path if own else f"/zaak/{visit.case.number}"
    kept = {name: value for name, value in parse_qsl(asked.query) if name in _KEPT} if own else {}
    query = urlencode({**kept, **more})
    return f"{path}?{query}" if query else path
