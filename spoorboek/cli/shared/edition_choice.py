"""Which edition of the rules and the house policy a person asks for: a file, or a version of the record."""

from pathlib import Path

from sqlmodel import Session

from models.case_numbers import normal_number
from models.connection import reading_session
from models.edition_history import EditionTexts, edition_text, edition_texts_in_force
from models.tables import HOUSE, RULES
from spoorboek.errors import InputError
from spoorboek.outside.files import read_outside_text
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.platform.record_access import open_record
from spoorboek.statute.bureau_services import REGISTERED_SERVICES
from spoorboek.statute.editions.edition import (
    Edition,
    read_policy,
    read_recorded_rules,
    read_rules,
    shipped_policy_text,
    shipped_rules_text,
)
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.policy.house_policy import HousePolicy
from tasks.case_state import CaseState, case_state_in


def requested_edition(reading: Session, rules: str, house: str) -> tuple[Edition, EditionTexts]:
    """Return the edition of these files or versions; what is left out stays, both left out is the product's own.

    A file has every step of the product; a version of the record is read as it is.
    Errors: InputError for a file that cannot be read, a version nobody knows, or a text that does not hold together.
    """
    in_force = edition_texts_in_force(reading)
    if not rules and not house:
        texts = EditionTexts(shipped_rules_text(), shipped_policy_text())
    else:
        texts = EditionTexts(
            _file_or_version_text(reading, RULES, rules) if rules else in_force.rules,
            _file_or_version_text(reading, HOUSE, house) if house else in_force.house,
        )
    read = read_rules if rules and Path(rules).exists() else read_recorded_rules
    book = read(texts.rules, rules or "De regels")
    policy = read_policy(texts.house, house or "Het huisbeleid", book)
    if house and Path(house).exists():
        _require_listed_services(house, policy)
    return Edition(book, policy), texts


def _require_listed_services(where: str, policy: HousePolicy) -> None:
    for code in policy.choices["service"]:
        if code not in REGISTERED_SERVICES:
            known = meant_or_known(code, REGISTERED_SERVICES)
            raise InputError(f"{where}: onbekende dienst '{code}' in `choices: service`. {known}")


def case_and_rules(number: str, rules: str) -> tuple[CaseState, Rulebook | None]:
    """Return the state of a case, and the rules of a file or a version; None where none were asked for."""
    with open_record(), reading_session() as reading:
        current = case_state_in(reading, normal_number(number))
        return current, requested_edition(reading, rules, "")[0].rules if rules else None


def known_edition_text(reading: Session, kind: str, version: str) -> str:
    """Return the text of a version of the record. Raises InputError for a version it does not have."""
    text = edition_text(reading, kind, version)
    if text is None:
        raise InputError(f"'{version}' is geen bestand en geen bekende versie. Zie `spoorboek rules list`.")
    return text


def _file_or_version_text(reading: Session, kind: str, file_or_version: str) -> str:
    path = Path(file_or_version)
    if not path.exists():
        return known_edition_text(reading, kind, file_or_version)
    return read_outside_text(path, "een YAML-bestand")
