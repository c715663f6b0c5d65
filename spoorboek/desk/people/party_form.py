"""The values of an employee, employer or contact as a form: what differs is recorded, as by the command."""

from collections.abc import Callable, Mapping

from spoorboek.importing.differences.party_values import NEEDED, PARTY_FIELDS, Party
from spoorboek.importing.identity.party_data import EMPTY
from spoorboek.importing.reading.cell_text import WrongCell
from spoorboek.importing.reading.cells import read_cell
from spoorboek.importing.reading.column import CellKind
from spoorboek.importing.typed_person import EXPECTED, WrongFields
from spoorboek.outside.phone_numbers import shown_phone

FIELD_LABELS: Mapping[str, str] = {"e_mail": "E-mailadres"}
INPUT_TYPES: Mapping[str, str] = {"mail": "email", "phone": "tel"}  # by kind of cell; else text


def party_fields(table: type[Party]) -> list[tuple[str, str, str]]:
    """Return the fields of a form about a party: its name, what people read, and the type of its input."""
    return [
        (field, FIELD_LABELS.get(field, field.capitalize()), INPUT_TYPES.get(at.kind, "text"))
        for field, at in PARTY_FIELDS[table].items()
    ]


def shown_values(party: Party) -> dict[str, str]:
    """Return what stands in the fields of a party."""
    return {field: _shown(at.kind, getattr(party, at.column)) for field, at in PARTY_FIELDS[type(party)].items()}


def changed_values(party: Party, typed: Mapping[str, str]) -> dict[str, str]:
    """Return by field what was typed otherwise than it is, EMPTY for nothing. Raises WrongFields for what is wrong."""
    changed, wrong = {}, {}
    for field, at in PARTY_FIELDS[type(party)].items():
        try:
            value = read_cell(at.kind, typed.get(field, ""))
        except WrongCell as error:
            wrong[field] = EXPECTED.get(at.kind, str(error)[:1].upper() + str(error)[1:])
            continue
        if value is None and (type(party), field) in NEEDED:
            wrong[field] = "Dit kan niet leeg zijn: hierheen gaat de post van deze rol."
        elif _plain(value) != _plain(getattr(party, at.column)):
            changed[field] = EMPTY if value is None else typed[field]
    if wrong:
        raise WrongFields(wrong)
    return changed


def _shown(kind: CellKind, value: str | None) -> str:
    return shown_phone(value) if value and kind == "phone" else value or ""


def _plain(value: str | None) -> str:
    """Return a value as one line, as a field shows it."""
    return " ".join((value or "").split())


def record_values(changed: Mapping[str, str], record: Callable[[str, str], str]) -> str:
    """Record each changed value by its command; return the answers."""
    return " ".join(record(field, typed) for field, typed in changed.items())
