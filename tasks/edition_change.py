"""Change the edition of all open cases: list what a new edition would change, and put it in force."""

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
from tasks.outbox.question_lists import AskedCase, queue_question_lists
from templates.template_catalogue import catalogue


class EditionProposal(NamedTuple):
    """What a new edition changes for one case; `problem` when the case cannot be planned under it.

    `version` and `effects` are the counts of events and effects in its record when this was computed.
    """

    number: str
    version: int
    effects: int
    migration: Migration | None
    problem: str | None = None

    @property
    def changes(self) -> bool:
        """Tell whether the new edition changes the case, or cannot plan it."""
        return bool(self.migration) or self.problem is not None


def edition_proposals(reading: Session, new: Edition) -> Iterator[EditionProposal]:
    """Yield what a new edition would change for each open case; nothing is written.

    Errors: InputError when the edition asks for a step the product does not know or a document it cannot make.
    """
    refuse_unknown(new)
    old, on = edition_in_force(reading), current_day(reading)
    for case in open_cases(reading):
        yield _propose(reading, case, old, new, on)


def apply_edition(new: Edition, texts: EditionTexts, actor: str, *, accept_late: bool = False) -> list[EditionProposal]:
    """Put an edition in force for all open cases at once; return the cases it changed, to be woken.

    One transaction: the texts, the edition in force, and one event for each case that changes. No case is awake
    meanwhile. All proposals are computed before that transaction; only those of cases that changed since are computed
    again in it. Errors: InputError for a version stored with another text; NotInOrder when a case cannot be planned
    under the new rules, or a step would be late at once and that was not accepted.
    """
    with session() as reading:
        refuse_reuse(reading, new, texts)
        prepared = {each.number: each for each in edition_proposals(reading, new)}
    with session() as writing:
        wait_for_wakes(writing)
        old, on = edition_in_force(writing), current_day(writing)
        cases = open_cases(writing)
        proposals = [
            _still_valid(prepared.get(case.number), case) or _propose(writing, case, old, new, on) for case in cases
        ]
        refuse_unready(proposals, accept_late)
        put_edition_in_force(writing, new, texts, on, actor)
        changed = [
            (case, each)
            for case, each in zip(cases, proposals, strict=True)
            if _append_change(writing, case, each, on, actor)
        ]
        queue_question_lists(writing, _asked_anew(changed), new, on)
        return [each for _, each in changed]


def _asked_anew(changed: Sequence[tuple[Case, EditionProposal]]) -> Iterator[AskedCase]:
    """Yield the cases with questions whose ladder begins with this change."""
    for case, each in changed:
        if each.migration and each.migration.questions:
            yield AskedCase(case, each.migration.questions)


def refuse_unready(proposals: Sequence[EditionProposal], accept_late: bool) -> None:
    """Raise NotInOrder for cases that cannot be planned, or for steps late at once, unless `accept_late`."""
    problems = [f"{each.number}: {each.problem}" for each in proposals if each.problem]
    if problems:
        raise NotInOrder("\n".join(["Niet toegepast: deze zaken passen niet onder de nieuwe regels.", *problems]))
    late = [f"{each.number}: {ref.key}" for each in proposals if each.migration for ref in each.migration.late_at_once]
    if late and not accept_late:
        message = "Niet toegepast: deze stappen zouden meteen te laat zijn. Geef --accept-late als dat klopt."
        raise NotInOrder("\n".join([message, *late]))


def refuse_unknown(new: Edition) -> None:
    """Raise InputError for a step the product does not know, or a document without template."""
    if unknown_steps := new.rules.rows.keys() - shipped_edition().rules.rows.keys():
        raise InputError(
            f"Regels {new.names.rules}: {', '.join(sorted(unknown_steps))} kent deze versie van Spoorboek niet. "
            "Installeer eerst de versie die deze stap meebrengt."
        )
    if unknown_documents := new.house.documents.keys() - catalogue().keys():
        raise InputError(
            f"Huisbeleid {new.names.house}: voor {', '.join(sorted(unknown_documents))} is geen sjabloon. "
            f"Bekend zijn: {', '.join(catalogue())}."
        )


def _propose(reading: Session, case: Case, old: Edition, new: Edition, on: date) -> EditionProposal:
    try:
        migration = plan_migration(load_record(reading, case), old, new, on)
    except InputError as error:
        return EditionProposal(case.number, case.version, case.effects, None, str(error))
    return EditionProposal(case.number, case.version, case.effects, migration)


def _still_valid(prepared: EditionProposal | None, case: Case) -> EditionProposal | None:
    return prepared if prepared and (prepared.version, prepared.effects) == (case.version, case.effects) else None


def _append_change(writing: Session, case: Case, proposal: EditionProposal, on: date, actor: str) -> bool:
    """Append the event of a case that changes; return whether one was appended."""
    if not proposal.migration:
        return False
    append_event(writing, case, "rules_changed", on, proposal.migration.data, actor)
    return True
