"""What `spoorboek rules …` does: read the editions that are meant, ask the record, print."""

import json
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import Session

from models.case_numbers import normal_number
from models.connection import reading_session
from models.edition_history import EditionTexts, edition_history, edition_in_force, edition_text, edition_texts_in_force
from models.tables import HOUSE, RULES
from spoorboek.cli_operator import known_operator
from spoorboek.errors import InputError
from spoorboek.platform.record_access import open_record
from spoorboek.statute.editions.edition import (
    Edition,
    EditionNames,
    read_policy,
    read_rules,
    shipped_house,
    shipped_rules,
)
from spoorboek.statute.editions.migration_text import migration_json, migration_lines
from spoorboek.statute.explain.plan_text import align_columns
from spoorboek.statute.law.milestones import Rulebook
from tasks.case_state import CaseState, case_state_in
from tasks.edition_change import EditionProposal, edition_proposals
from tasks.edition_change import apply_edition as put_in_force

SAME = "Geen open zaak verandert."
HEADS = ("sinds", "regels", "huisbeleid", "door")


def diff(rules: str, house: str, shape: str) -> None:
    """Print for every open case what another edition would change."""
    with open_record(), reading_session() as reading:
        new, _ = meant(reading, rules, house)
        old = edition_in_force(reading).names
        found = list(edition_proposals(reading, new))
    if shape == "json":
        print(json.dumps(diff_json(old, new, found), ensure_ascii=False, indent=2))
    else:
        print(*diff_lines(old, new, found), sep="\n")


def apply(rules: str, house: str, by: str, *, accept_late: bool) -> None:
    """Put another edition in force and wake the cases it changed."""
    known_operator(by)
    with open_record() as reach:
        with reading_session() as reading:
            new, written = meant(reading, rules, house)
            if new.names == edition_in_force(reading).names:
                raise InputError(f"{_named(new.names)} gelden al. Geef een bestand met een nieuwe `version`.")
        changed = put_in_force(new, written, by, accept_late=accept_late)
        print(f"Van kracht: {_named(new.names)}. {len(changed)} {'zaak' if len(changed) == 1 else 'zaken'} gewijzigd.")
        if later := reach.wake([each.number for each in changed]):
            print(later)


def case_and_rules(number: str, rules: str) -> tuple[CaseState, Rulebook | None]:
    """Return where a case stands, and the rules a person means with a file or a version; None where none were named."""
    with open_record(), reading_session() as reading:
        current = case_state_in(reading, normal_number(number))
        return current, meant(reading, rules, "")[0].rules if rules else None


def list_() -> None:
    """Print since when which edition was in force."""
    with open_record(), reading_session() as reading:
        rows = [(f"{on:%d-%m-%Y}", rules, house, actor) for on, rules, house, actor in edition_history(reading)]
    print(*align_columns([HEADS, *rows]), sep="\n")


def show(version: str, *, house: bool) -> None:
    """Print a version as it was written."""
    with open_record(), reading_session() as reading:
        now = edition_texts_in_force(reading)
        text = _known(reading, HOUSE if house else RULES, version) if version else now.house if house else now.rules
    print(text, end="")


def meant(reading: Session, rules: str, house: str) -> tuple[Edition, EditionTexts]:
    """Return the edition a person means: files or versions; what is left out stays, both left out is the product's.

    Errors: InputError for a file that cannot be read, a version nobody knows, or a text that does not hold together.
    """
    now = edition_texts_in_force(reading)
    if not rules and not house:
        written = EditionTexts(shipped_rules(), shipped_house())
    else:
        written = EditionTexts(
            _text(reading, RULES, rules) if rules else now.rules, _text(reading, HOUSE, house) if house else now.house
        )
    book = read_rules(written.rules, rules or "De regels")
    return Edition(book, read_policy(written.house, house or "Het huisbeleid", book)), written


def diff_json(old: EditionNames, new: Edition, found: list[EditionProposal]) -> dict[str, object]:
    """Return what an edition changes as JSON."""
    return {
        "from": old._asdict(),
        "to": new.names._asdict(),
        "cases": [
            {"case": each.number, "problem": each.problem} | (migration_json(each.migration) if each.migration else {})
            for each in found
            if each.changes
        ],
        "unchanged": sum(not each.changes for each in found),
    }


def diff_lines(old: EditionNames, new: Edition, found: list[EditionProposal]) -> Iterator[str]:
    """Walk what an edition changes as lines, case by case, the counts last."""
    yield f"Van {_named(old)} naar {_named(new.names)}."
    changed = [each for each in found if each.changes]
    for each in changed:
        yield from ("", each.number)
        lines = migration_lines(each.migration, new) if each.migration else [f"Past niet: {each.problem}"]
        yield from (f"  {line}" for line in lines)
    yield ""
    if not changed:
        yield SAME
    yield from _count([each for each in changed if each.migration], found, "verandert", "veranderen")
    yield from _count([each for each in changed if not each.migration], found, "past niet", "passen niet")


def _count(some: list[EditionProposal], found: list[EditionProposal], one: str, more: str) -> Iterator[str]:
    if some:
        yield f"{len(some)} van {len(found)} open zaken {one if len(some) == 1 else more}."


def _text(reading: Session, kind: str, named: str) -> str:
    path = Path(named)
    if not path.exists():
        return _known(reading, kind, named)
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{named} kan niet worden gelezen ({type(error).__name__}). Geef een YAML-bestand.") from None


def _known(reading: Session, kind: str, version: str) -> str:
    text = edition_text(reading, kind, version)
    if text is None:
        raise InputError(f"'{version}' is geen bestand en geen bekende versie. Zie `spoorboek rules list`.")
    return text


def _named(names: EditionNames) -> str:
    return f"regels {names.rules} en huisbeleid {names.house}"
