"""Another edition for all open cases: what it would change, and putting it in force."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from models.case_lookup import open_cases
from models.connection import session, wait_for_wakes
from models.edition_history import EditionTexts, edition_in_force, put_edition_in_force, refuse_reuse
from models.record import append_event, load_record
from models.tables import Case
from spoorboek.errors import InputError, NotInOrder
from spoorboek.statute.editions.edition import Edition, shipped_edition
from spoorboek.statute.editions.migration import Migration, plan_migration
from tasks.case_state import current_day
from templates.template_catalogue import catalogue


class EditionProposal(NamedTuple):
    """What another edition does to one case; `problem` where it cannot be planned under it.

    `version` and `effects` count what was in its record when this was worked out.
    """

    number: str
    version: int
    effects: int
    migration: Migration | None
    problem: str | None = None

    @property
    def changes(self) -> bool:
        """Tell whether the case is any different."""
        return bool(self.migration) or self.problem is not None


def edition_proposals(reading: Session, new: Edition) -> Iterator[EditionProposal]:
    """Walk the open cases with what a new edition would do to each; nothing is written.

    Errors: InputError when the edition asks for a step the product does not know or a document it cannot make.
    """
    refuse_unknown(new)
    old, on = edition_in_force(reading), current_day(reading)
    for case in open_cases(reading):
        yield _proposal(reading, case, old, new, on)


def apply_edition(
    new: Edition, written: EditionTexts, actor: str, *, accept_late: bool = False
) -> list[EditionProposal]:
    """Put an edition in force for all open cases at once; return the cases it changed, to be woken.

    One transaction: the texts, the edition in force, and one event for each case that changes. No case is awake
    meanwhile. What takes long is worked out before that; only cases that moved since are worked out again.
    Errors: InputError for a version known with another text; NotInOrder when a case cannot be planned under the new
    rules, or a step would be late at once and that was not accepted.
    """
    with session() as reading:
        refuse_reuse(reading, new, written)
        known = {each.number: each for each in edition_proposals(reading, new)}
    with session() as writing:
        wait_for_wakes(writing)
        old, on = edition_in_force(writing), current_day(writing)
        cases = open_cases(writing)
        found = [_still_true(known.get(case.number), case) or _proposal(writing, case, old, new, on) for case in cases]
        refuse_unready(found, accept_late)
        put_edition_in_force(writing, new, written, on, actor)
        return [each for case, each in zip(cases, found, strict=True) if _recorded(writing, case, each, on, actor)]


def refuse_unready(found: Sequence[EditionProposal], accept_late: bool) -> None:
    """Refuse to apply what cannot be planned, and what would be late at once unless that is accepted: NotInOrder."""
    problems = [f"{each.number}: {each.problem}" for each in found if each.problem]
    if problems:
        raise NotInOrder("\n".join(["Niet toegepast: deze zaken passen niet onder de nieuwe regels.", *problems]))
    late = [f"{each.number}: {ref.key}" for each in found if each.migration for ref in each.migration.late_at_once]
    if late and not accept_late:
        message = "Niet toegepast: deze stappen zouden meteen te laat zijn. Geef --accept-late als dat klopt."
        raise NotInOrder("\n".join([message, *late]))


def refuse_unknown(new: Edition) -> None:
    """Refuse a step nobody could report done, and a document no template makes; InputError."""
    if strange := new.rules.rows.keys() - shipped_edition().rules.rows.keys():
        raise InputError(
            f"Regels {new.names.rules}: {', '.join(sorted(strange))} kent deze versie van Spoorboek niet. "
            "Installeer eerst de versie die deze stap meebrengt."
        )
    if unknown := new.house.documents.keys() - catalogue().keys():
        raise InputError(
            f"Huisbeleid {new.names.house}: voor {', '.join(sorted(unknown))} is geen sjabloon. "
            f"Bekend zijn: {', '.join(catalogue())}."
        )


def _proposal(reading: Session, case: Case, old: Edition, new: Edition, on: date) -> EditionProposal:
    try:
        migration = plan_migration(load_record(reading, case), old, new, on)
    except InputError as error:
        return EditionProposal(case.number, case.version, case.effects, None, str(error))
    return EditionProposal(case.number, case.version, case.effects, migration)


def _still_true(known: EditionProposal | None, case: Case) -> EditionProposal | None:
    return known if known and (known.version, known.effects) == (case.version, case.effects) else None


def _recorded(writing: Session, case: Case, found: EditionProposal, on: date, actor: str) -> bool:
    """Append the event of a case that changes; tell whether there was one."""
    if not found.migration:
        return False
    append_event(writing, case, "rules_changed", on, found.migration.data, actor)
    return True
