"""Change the register of bureaus: values by the key of their import column, each change with who, when and what."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, SQLModel, col

from models.bureaus.register import OF_TERMS, terms_of
from models.tables import Bureau, BureauAct, BureauCertificate, BureauContact, BureauPrice, BureauTerms
from models.tables.bureau_tables import CHANGED, ENROLLED
from spoorboek.errors import InputError

CERTIFICATE, PRICE = "certificate_", "price_"  # of a key, before the code of a choice list
OF_BUREAU = ("name", "email", "regions", "services", "active", "rank")
CONTACT_ROLES = ("contactpersoon", "contact_intake", "contact_facturen")
OF_CONTACT = {"name": "", "email": "_mail", "phone": "_phone"}  # by column: how its key ends after the role
SEALED = ("name", "email")  # and all of contacts: what they held is not kept in a trace

Values = Mapping[str, Any]
Change = tuple[str, Any, Any]  # key of the column, value before, value after


class InvalidTerms(InputError):
    """Wat er staat, kan niet samen met wat al bekend is."""


def enrol_bureau(writing: Session, code: str, values: Values, actor: str, on: date) -> Bureau:
    """Add a bureau with these values to the register."""
    own = {key: _stored(values[key]) for key in OF_BUREAU if key in values}
    bureau = Bureau(code=code, **own)
    writing.add(bureau)
    writing.flush()
    changes = [*((key, None, value) for key, value in own.items()), *_changes_beside(writing, bureau, values)]
    _keep_trace(writing, bureau, ENROLLED, changes, actor, on, None)
    return bureau


def change_bureau(
    writing: Session, bureau: Bureau, values: Values, actor: str, on: date, reason: str | None = None
) -> list[str]:
    """Change these values of a bureau, and return the keys of those that were otherwise; None makes a value empty.

    `reason`: code of a choice list, kept with the change. Raises InvalidTerms when the whole would contradict itself.
    """
    changes = [*_set(bureau, {key: values[key] for key in OF_BUREAU if key in values})]
    writing.add(bureau)
    changes += _changes_beside(writing, bureau, values)
    if changes:
        _keep_trace(writing, bureau, CHANGED, changes, actor, on, reason)
    return [key for key, _, _ in changes]


def _changes_beside(writing: Session, bureau: Bureau, values: Values) -> list[Change]:
    """Write what stands in tables of its own, and return what changed."""
    return [
        *_terms(writing, bureau, values),
        *(change for role in CONTACT_ROLES for change in _contact(writing, bureau, role, values)),
        *_certificates(writing, bureau, values),
        *_prices(writing, bureau, values),
    ]


def _terms(writing: Session, bureau: Bureau, values: Values) -> Iterator[Change]:
    given = {key: values[key] for key in OF_TERMS if key in values}
    if not given:
        return
    terms = terms_of(writing, bureau) or BureauTerms(bureau_id=bureau.id)
    changes = list(_set(terms, given))
    if terms.contract_from and terms.contract_until and terms.contract_until < terms.contract_from:
        raise InvalidTerms(
            f"het contract van bureau {bureau.code} zou eindigen ({terms.contract_until:%d-%m-%Y}) vóór het begint "
            f"({terms.contract_from:%d-%m-%Y}). Geef beide dagen."
        )
    if changes:
        writing.add(terms)
    yield from changes


def _contact(writing: Session, bureau: Bureau, role: str, values: Values) -> Iterator[Change]:
    """Write a contact; another name is another person, of whom nothing of the one before is kept."""
    keys = {column: f"{role}{ending}" for column, ending in OF_CONTACT.items()}
    given = {column: values[key] for column, key in keys.items() if key in values}
    if not given:
        return
    of_role = (col(BureauContact.bureau_id) == bureau.id) & (col(BureauContact.role) == role)
    contact = writing.scalars(select(BureauContact).where(of_role)).one_or_none()
    contact = contact or BureauContact(bureau_id=bureau.id, role=role)
    if "name" in given and given["name"] != contact.name:
        given = {**dict.fromkeys(OF_CONTACT), **given}
    changes = [(keys[column], was, becomes) for column, was, becomes in _set(contact, given)]
    if changes:
        writing.add(contact)
    yield from changes


def _certificates(writing: Session, bureau: Bureau, values: Values) -> Iterator[Change]:
    for key, until in _with_prefix(values, CERTIFICATE):
        code = key.removeprefix(CERTIFICATE)
        known = writing.get(BureauCertificate, (bureau.id, code))
        if (before := known.valid_until if known else None) == until:
            continue
        certificate = known or BureauCertificate(bureau_id=bureau.id, code=code)
        certificate.valid_until = until
        writing.add(certificate)
        yield key, before, until


def _prices(writing: Session, bureau: Bureau, values: Values) -> Iterator[Change]:
    """Write prices from their first day on; those of before stay, and hold until that day."""
    first = values.get("prices_from")
    for key, cents in _with_prefix(values, PRICE):
        if first is None or cents is None:
            continue
        service = key.removeprefix(PRICE)
        known = writing.get(BureauPrice, (bureau.id, service, first))
        price = known or BureauPrice(bureau_id=bureau.id, service=service, from_on=first, cents=cents)
        last = values.get("prices_until", known.until_on if known else None)
        before = (known.cents, known.until_on) if known else None
        if before == (cents, last):
            continue
        price.cents, price.until_on = cents, last
        writing.add(price)
        yield key, before and [before[0], _shown(before[1])], [cents, _shown(first), _shown(last)]


def _with_prefix(values: Values, prefix: str) -> Iterator[tuple[str, Any]]:
    return ((key, value) for key, value in values.items() if key.startswith(prefix))


def _set(row: SQLModel, given: Values) -> Iterator[Change]:
    """Set the values of a row that differ, and yield them; one that every row must have cannot become empty."""
    for name, value in given.items():
        before, after = getattr(row, name), _stored(value)
        if before != after:
            setattr(row, name, after)
            yield name, before, after


def _stored(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _keep_trace(
    writing: Session, bureau: Bureau, kind: str, changes: list[Change], actor: str, on: date, reason: str | None
) -> None:
    detail: dict[str, Any] = {"changed": {key: _trace(key, before, after) for key, before, after in changes}}
    if reason:
        detail["reason"] = reason
    writing.add(BureauAct(bureau_id=bureau.id, on_day=on, kind=kind, actor=actor, detail=detail))
    writing.flush()


def _trace(key: str, before: Any, after: Any) -> Any:
    """Return what a trace says of one change: values before and after, and of what is sealed only that it changed."""
    return "gewijzigd" if key in SEALED or key.startswith(CONTACT_ROLES) else [_shown(before), _shown(after)]


def _shown(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
