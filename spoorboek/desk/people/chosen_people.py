"""Who is meant by a form that gives somebody a role: one of the list, who looks, or somebody new."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from models.tables import Contact
from spoorboek.desk.people.choices import chosen_contact, contact_choices
from spoorboek.desk.visit import Visit
from spoorboek.importing.people_writer import add_contact, find_contact
from spoorboek.importing.reading.cell_text import WrongCell
from spoorboek.importing.reading.cells import read_cell
from spoorboek.importing.reading.column import CellKind
from spoorboek.importing.rows import ContactPart
from spoorboek.importing.typed_person import EXPECTED, WrongFields

SOMEBODY_NEW = "nieuw"
OF_NEW: Mapping[str, CellKind] = {"naam": "text", "mail": "mail"}


def typed_contact(visit: Visit, writing: Session, typed: Mapping[str, str]) -> Contact:
    """Return who was chosen, or a new contact with the name and address that were typed.

    Raises WrongFields for somebody who was not offered, and for a name or address that is none.
    """
    chosen = typed.get("wie", "")
    if chosen != SOMEBODY_NEW:
        contact = chosen_contact(writing, visit.viewer, chosen, contact_choices(writing, visit.viewer))
        if contact is None:
            raise WrongFields({"wie": "Kies iemand uit de lijst, of ‘iemand anders’ met naam en e-mailadres."})
        return contact
    read: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, kind in OF_NEW.items():
        try:
            read[name] = read_cell(kind, typed.get(name, ""))
        except WrongCell as error:
            wrong[name] = EXPECTED.get(kind, str(error))
            continue
        if read[name] is None:
            wrong[name] = "Vul dit in."
    if wrong:
        raise WrongFields(wrong)
    part = ContactPart(read["naam"], read["mail"])
    return find_contact(writing, part) or add_contact(writing, part)
