"""What a person recorded of an employer, employee or contact, and what a file says otherwise: held, named, settled.

These values are personal, and an employer or contact has no case: so they stand beside the cases, sealed, where those
of a case are events.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast

from sqlalchemy import select
from sqlmodel import Session, col

from models.identity.identities import write_identity
from models.ledger.entries import record_correction
from models.tables import Contact, Employee, Employer, PartyValue
from spoorboek.errors import InputError
from spoorboek.importing.differences.known_case import TAKE
from spoorboek.importing.reading.column import CellKind
from spoorboek.outside.phone_numbers import shown_phone

Party = Employer | Employee | Contact


class PartyField(NamedTuple):
    """A value a person can record: its column, and how it is read."""

    column: str
    kind: CellKind


PARTY_FIELDS: Mapping[type[Party], Mapping[str, PartyField]] = {
    Employee: {
        "telefoon": PartyField("phone", "phone"),
        "e_mail": PartyField("email", "mail"),
        "adres": PartyField("address", "lines"),
        "postcode": PartyField("postcode", "home_postcode"),
        "woonplaats": PartyField("place", "text"),
        "functie": PartyField("function", "text"),
        "opleiding": PartyField("education", "text"),
        "aanhef": PartyField("salutation", "salutation"),
    },
    Employer: {
        "adres": PartyField("street", "lines"),
        "postcode": PartyField("postcode", "home_postcode"),
        "plaats": PartyField("place", "text"),
        "telefoon": PartyField("phone", "phone"),
    },
    Contact: {
        "e_mail": PartyField("email", "mail"),
        "telefoon": PartyField("phone", "phone"),
        "organisatie": PartyField("organisation", "text"),
        "aanhef": PartyField("salutation", "salutation"),
    },
}
NEEDED = ((Contact, "e_mail"),)  # mail of a role would go to nobody
OF_PARTIES = "gegevens"  # where a difference of a case has its number
NOUNS: Mapping[type[Party], str] = {Employee: "werknemer", Employer: "werkgever", Contact: "contactpersoon"}


class RecordedValues:
    """The values people recorded, beside a file that is being imported."""

    def __init__(self, reading: Session) -> None:
        self._rows = {_place(each): each for each in reading.scalars(select(PartyValue))}
        self._held: list[str] = []
        self._told: set[int] = set()  # an employer stands on many rows

    def writable(self, party: Party, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of a file without those that a person recorded; what differs is held."""
        kept = {column: value for column, value in values.items() if self._is_free(party, column)}
        for column, value in values.items():
            if column not in kept and value is not None and not same_value(getattr(party, column), value):
                self._hold(party, column, str(value))
        return kept

    def take_held(self) -> list[str]:
        """Return what was held since the last time, in Dutch and without a value."""
        held, self._held = self._held, []
        return held

    def _is_free(self, party: Party, column: str) -> bool:
        return (type(party), party.id, column) not in self._rows

    def _hold(self, party: Party, column: str, said: str) -> None:
        known = self._rows[type(party), party.id, column]
        if known.said != said:
            known.said, known.is_kept = said, False
        if not known.is_kept and known.id not in self._told:
            self._told.add(known.id)
            title = _title(type(party), column)
            self._held.append(
                f"aangehouden: {title} van de {NOUNS[type(party)]} is in het bestand anders dan iemand hier vastlegde"
            )


class HeldValue(NamedTuple):
    """A value of a party of which a file says otherwise: what is recorded, whose it is, and what stands here."""

    row: PartyValue
    whose: str
    title: str
    ours: str | None

    def __str__(self) -> str:
        """Name it with both values."""
        ours, said = value_in_words(self)
        return f"{OF_PARTIES} {self.row.id}: {self.title} van {self.whose} is hier {ours}, in het bestand {said}"


def value_in_words(held: HeldValue) -> tuple[str, str]:
    """Return what stands here and what the file says, as people read them."""
    return _shown(held.row.field, held.ours), _shown(held.row.field, held.row.said)


def record_value(writing: Session, party: Party, field: str, value: str | None, actor: str) -> None:
    """Write a value a person gives, None for none: from now on no file turns it back.

    `field`: a key of PARTY_FIELDS.
    """
    kind, column = str(type(party).__tablename__), PARTY_FIELDS[type(party)][field].column
    setattr(party, column, value)
    if isinstance(party, Employer) and column == "postcode":
        party.postcode_area = value and value[:2]
    writing.add(party)
    if isinstance(party, Employee) and column == "email":
        write_identity(writing, party, writing.get_one(Employer, party.employer_id).code)
    of_party = col(getattr(PartyValue, f"{kind}_id")) == party.id
    known = writing.scalars(select(PartyValue).where(of_party, col(PartyValue.field) == column)).one_or_none()
    row = known or PartyValue(field=column, actor=actor)
    setattr(row, f"{kind}_id", party.id)
    row.actor, row.said, row.is_kept = actor, None, False
    writing.add(row)
    record_correction(writing, kind, party.id, column, actor)


def list_values(reading: Session) -> list[HeldValue]:
    """List the values of which a file says otherwise, and about which nobody decided; the oldest first."""
    rows = reading.scalars(select(PartyValue).where(~col(PartyValue.is_kept)).order_by(col(PartyValue.id))).all()
    return list(_waiting(reading, [row for row in rows if row.said is not None]))


def settle_value(writing: Session, number: int, choice: str, actor: str) -> str:
    """Record what a person decided about a value, and with TAKE what the file says; return a message in Dutch.

    `number`: as the list shows it. Raises InputError for one that does not wait for a decision.
    """
    found = next((each for each in list_values(writing) if each.row.id == number), None)
    if found is None:
        raise InputError(
            f"Bij de gegevens wacht geen verschil {number} op een besluit. `spoorboek difference list` toont wat er "
            "wacht."
        )
    party = _party(writing, found.row)
    if choice == TAKE:
        record_value(writing, party, _title(type(party), found.row.field), found.row.said, actor)
    else:
        found.row.is_kept, found.row.actor = True, actor
        writing.add(found.row)
    kept = "het bestand is overgenomen" if choice == TAKE else "wat hier staat blijft"
    return f"Vastgelegd: {found.title} van {found.whose}, {kept}. Hetzelfde bestand vraagt dit niet nog eens."


def same_value(ours: Any, said: Any) -> bool:
    """Compare two values; text that differs only in how its accents are encoded is the same."""
    if isinstance(ours, str) and isinstance(said, str):
        return unicodedata.normalize("NFC", ours) == unicodedata.normalize("NFC", said)
    return bool(ours == said)


def _waiting(reading: Session, rows: list[PartyValue]) -> Iterator[HeldValue]:
    for row in rows:
        party = _party(reading, row)
        ours = getattr(party, row.field)
        if not same_value(ours, row.said):
            yield HeldValue(row, _whose(reading, party), _title(type(party), row.field), ours)


def _place(row: PartyValue) -> tuple[type[Party], int, str]:
    for table in PARTY_FIELDS:
        if (party_id := getattr(row, f"{table.__tablename__}_id")) is not None:
            return table, party_id, row.field
    raise ValueError(f"value {row.id} is of nobody")


def _party(reading: Session, row: PartyValue) -> Party:
    table, party_id, _ = _place(row)
    party: Any = reading.get_one(table, party_id)
    return cast("Party", party)


def _whose(reading: Session, party: Party) -> str:
    if isinstance(party, Employee):
        employer = reading.get_one(Employer, party.employer_id)
        return f"personeelsnummer {party.personnel_number} (werkgever {employer.code})"
    return f"werkgever {party.code}" if isinstance(party, Employer) else f"contactpersoon {party.name}"


def _title(table: type[Party], column: str) -> str:
    return next(title for title, field in PARTY_FIELDS[table].items() if field.column == column)


def _shown(field: str, value: str | None) -> str:
    if value is None:
        return "leeg"
    return shown_phone(value) if field == "phone" else value
