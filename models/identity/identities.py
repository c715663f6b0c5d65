"""The one identity rule: when two ways of writing a person, an employer or a bureau mean the same one.

A number or code is compared after Unicode normalisation, without space around it, without regard to capitals and
without leading zeros; it is shown as it was first written. See docs/decisions/023-one-identity-rule.md.
"""

import hmac
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple, TypeVar

from sqlmodel import Session

from models.tables import Bureau, Employee, Employer, KeyCheck, PersonIdentity

Coded = TypeVar("Coded", Employer, Bureau)


class IdentityHashes(NamedTuple):
    """The keyed hashes by which a person is recognised at one employer; None for what is not known of the person."""

    number: str
    bsn: str | None = None
    birth: str | None = None


class Likeness(NamedTuple):
    """What two people have in common who may be one: a label for the hash, what it is called, and the values."""

    label: str
    called: str
    values: tuple[str, str]


def likeness(name: str, birth_date: date | None, email: str | None) -> Likeness | None:
    """Return by what somebody without BSN may be recognised: name and birth date; without one, name and address."""
    if birth_date:
        return Likeness("geboren", "deze naam en geboortedatum", (identity(name), birth_date.isoformat()))
    return Likeness("e-mail", "deze naam en dit e-mailadres", (identity(name), identity(email))) if email else None


def identity(written: str) -> str:
    """Return what a number, code or name is compared by: `00123` and `123` are the same, and so are `A1` and `a1`."""
    folded = unicodedata.normalize("NFKC", written)
    for _ in range(2):  # folding may bring forth what is normalised further, and that what is folded further
        folded = unicodedata.normalize("NFKC", folded.casefold())
    words = " ".join(folded.split())
    return words.lstrip("0 ") or words[-1:]


def identity_hashes(
    reading: Session, employer_code: str, number: str, bsn: str | None = None, alike: Likeness | None = None
) -> IdentityHashes:
    """Return the hashes of a person at an employer: of the personnel number, the BSN, and the likeness."""
    employer = identity(employer_code)
    return IdentityHashes(
        keyed_hash(reading, "personeelsnummer", employer, identity(number)),
        keyed_hash(reading, "bsn", employer, bsn) if bsn else None,
        keyed_hash(reading, alike.label, employer, *alike.values) if alike else None,
    )


def hashes_of(reading: Session, employee: Employee, employer_code: str) -> IdentityHashes:
    """Return the hashes of an employee as recorded."""
    alike = likeness(employee.name, employee.birth_date, employee.email)
    return identity_hashes(reading, employer_code, employee.personnel_number, employee.bsn, alike)


def write_identity(writing: Session, employee: Employee, employer_code: str, *, is_new: bool = False) -> PersonIdentity:
    """Add what a new employee is recognised by, or renew it after a change; the caller saw to it that it is free.

    An employee whose number another already had when this rule came keeps none. `is_new`: it is certain to have none
    yet, so the database need not be asked.
    """
    hashes = hashes_of(writing, employee, employer_code)
    known = None if is_new else writing.get(PersonIdentity, employee.id)
    row = known or PersonIdentity(employee_id=employee.id, number_hash=hashes.number)
    row.bsn_hash, row.birth_hash = hashes.bsn, hashes.birth
    writing.add(row)
    return row


def by_identity(rows: Iterable[Coded]) -> Mapping[str, Coded]:
    """Return employers or bureaus by what their code is compared by; the one that was first keeps the place."""
    found: dict[str, Coded] = {}
    for row in sorted(rows, key=lambda row: row.id):
        found.setdefault(identity(row.code), row)
    return found


def keyed_hash(reading: Session, label: str, *parts: str) -> str:
    """Return a keyed hash under a label of its own; its key is derived from the secret of the lookup hashes."""
    key = hmac.digest(reading.get_one(KeyCheck, 1).token, label.encode(), "sha256")
    return hmac.digest(key, "\0".join(parts).encode(), "sha256").hex()
