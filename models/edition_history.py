"""The editions of rules and house policy: the one in force, and all earlier ones, to recompute an earlier plan."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.tables import HOUSE, RULES, EditionInForce, EditionText
from spoorboek.errors import InputError, PlatformError
from spoorboek.statute.editions.edition import (
    Edition,
    read_policy,
    read_recorded_rules,
    shipped_edition,
    shipped_policy_text,
    shipped_rules_text,
)

_parsed_editions: dict[tuple[str, str], Edition] = {}  # by the hashes of both texts: parsed once per process


class EditionTexts(NamedTuple):
    """The YAML texts of an edition: its rules and its house policy."""

    rules: str
    house: str


class UnreadableEdition(PlatformError):
    """De regels die van kracht zijn, kan deze versie van Spoorboek niet lezen."""


def edition_in_force(reading: Session) -> Edition:
    """Return the edition in force; the shipped one in a database that holds none.

    Raises UnreadableEdition when this version of the product cannot read it.
    """
    hashes = reading.execute(_hashes_in_force()).first()
    if hashes is None:
        return shipped_edition()
    key = (hashes[0], hashes[1])
    if key not in _parsed_editions:
        _parsed_editions[key] = _parse(edition_texts_in_force(reading))
    return _parsed_editions[key]


def edition_texts_in_force(reading: Session) -> EditionTexts:
    """Return the texts of the edition in force."""
    rules, house = aliased(EditionText), aliased(EditionText)
    found = reading.execute(_select_texts(rules.content, house.content, rules=rules, house=house)).first()
    return EditionTexts(*found) if found else EditionTexts(shipped_rules_text(), shipped_policy_text())


def edition_text(reading: Session, kind: str, version: str) -> str | None:
    """Return the text of a version; None when it is not stored."""
    query = select(col(EditionText.content)).where(col(EditionText.kind) == kind, col(EditionText.version) == version)
    return reading.scalars(query).one_or_none()


def edition_history(reading: Session) -> Sequence[Row[Any]]:
    """List which versions came into force when, and by whom, oldest first."""
    columns: list[Any] = [EditionInForce.on_day, EditionInForce.rules, EditionInForce.house, EditionInForce.actor]
    return reading.execute(select(*columns).order_by(col(EditionInForce.id))).all()


def put_edition_in_force(writing: Session, edition: Edition, texts: EditionTexts, on: date, actor: str) -> None:
    """Put an edition in force and store its texts. Raises InputError for a version stored with another text."""
    refuse_reuse(writing, edition, texts)
    _store_text(writing, RULES, edition.names.rules, texts.rules)
    _store_text(writing, HOUSE, edition.names.house, texts.house)
    names = edition.names
    writing.add(EditionInForce(on_day=on, rules=names.rules, house=names.house, actor=actor))
    writing.flush()


def remember_shipped(writing: Session, on: date) -> None:
    """Put the shipped edition in force in a database that holds none; people apply later ones."""
    if writing.scalars(select(col(EditionInForce.id)).limit(1)).first() is None:
        put_edition_in_force(
            writing, shipped_edition(), EditionTexts(shipped_rules_text(), shipped_policy_text()), on, "spoorboek"
        )


def refuse_reuse(reading: Session, edition: Edition, texts: EditionTexts) -> None:
    """Raise InputError for a version that is stored with another text."""
    for kind, version, text in zip((RULES, HOUSE), edition.names, texts, strict=True):
        known = edition_text(reading, kind, version)
        if known is not None and known != text:
            raise InputError(
                f"Versie {version} is al bekend met een andere inhoud. Geef het bestand een nieuwe `version`."
            )


def _store_text(writing: Session, kind: str, version: str, text: str) -> None:
    known = edition_text(writing, kind, version)
    if known is None:
        digest = sha256(text.encode()).hexdigest()
        writing.add(EditionText(kind=kind, version=version, sha256=digest, content=text))


@cache
def _hashes_in_force() -> Select[Any]:
    """Make the query once: each page asks it several times."""
    rules, house = aliased(EditionText), aliased(EditionText)
    return _select_texts(rules.sha256, house.sha256, rules=rules, house=house)


def _select_texts(*columns: Any, rules: Any, house: Any) -> Select[Any]:
    """Select columns of the rules and the house policy of the edition in force."""
    newest = select(EditionInForce).order_by(col(EditionInForce.id).desc()).limit(1).subquery()
    return (
        select(*columns)
        .select_from(newest)
        .join(rules, and_(rules.kind == RULES, rules.version == newest.c.rules))
        .join(house, and_(house.kind == HOUSE, house.version == newest.c.house))
    )


def _parse(texts: EditionTexts) -> Edition:
    try:
        rules = read_recorded_rules(texts.rules, "De regels die van kracht zijn")
        return Edition(rules, read_policy(texts.house, "Het huisbeleid dat van kracht is", rules))
    except InputError as error:
        raise UnreadableEdition(
            f"{error} Deze versie van Spoorboek kan er niet mee werken. Start de vorige versie en pas daarmee eerst "
            "regels toe die beide kunnen lezen (`spoorboek rules apply`)."
        ) from error
