"""Carry out a destruction a person approved: in the record, in the folder of mails, and on the list a restore repeats."""

import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from models.case_lookup import find_case, lock_case
from models.case_numbers import normal_number
from models.destruction import destroy_case, destroy_person
from models.tables import WAITING, Case, Employee, Message, RetentionAct
from models.tables.retention_tables import LEFT
from spoorboek.errors import InputError
from spoorboek.private_files import make_private_folder, open_private_file
from spoorboek.settings import settings
from tasks.case_state import case_state_in
from tasks.outbox.transport import mail_file
from tasks.retention.proposals import Proposal, proposals

PERMITTED = "mag_weg"
SYSTEM = "spoorboek"


class Destruction(NamedTuple):
    """One line of the list of destructions: what it is about, the number of the case, the day, who approved it."""

    about: str
    number: str
    on: date
    actor: str


def destructions_file() -> Path:
    """Return the file that lists what was destroyed: codes and days only, to be kept apart from the database."""
    return settings().home / "vernietigd.txt"


def permitted(reading: Session, numbers: Iterable[str], on: date) -> list[Proposal]:
    """Return what may be destroyed of these cases, or of all when none is named.

    Raises InputError that names every case that may not, and destroys nothing.
    """
    wanted = {normal_number(number) for number in numbers}
    found = [each for each in proposals(reading, on) if each.number in wanted or not wanted]
    allowed = [each for each in found if each.status == PERMITTED]
    if refused := sorted(wanted - {each.number for each in allowed}):
        raise InputError(
            f"Niets vernietigd: {', '.join(refused)} mag niet (meer) weg. `spoorboek retention list --all` zegt waarom."
        )
    return allowed


def carry_out(writing: Session, proposal: Proposal, actor: str, on: date) -> None:
    """Destroy a dossier or a person for good, in the transaction of `writing`, which the caller commits.

    The list of destructions is written first: one that was approved is repeated after a restore, whatever happens next.
    Raises InputError when post of the case still waits.
    """
    case = lock_case(writing, find_case(writing, proposal.number))
    if proposal.about == "persoon":
        _list(Destruction(proposal.about, case.number, on, actor))
        destroy_person(writing, writing.get_one(Employee, case.employee_id), actor, on)
        return
    mails = _mails(writing, case)
    _remember_leaving(writing, case, on)
    _list(Destruction(proposal.about, case.number, on, actor))
    destroy_case(writing, case, actor, on)
    for message_id in mails:
        mail_file(settings().mail_folder, message_id).unlink(missing_ok=True)


def listed_destructions(path: Path) -> Sequence[Destruction]:
    """Read a list of destructions; a missing file is an empty list. Raises InputError for a line it cannot read."""
    if not path.exists():
        return []
    try:
        lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [Destruction(about, number, date.fromisoformat(day), actor) for about, number, day, actor in lines]
    except (OSError, ValueError):
        raise InputError(f"{path} is geen lijst van vernietigingen. Zet het bestand terug zoals het was.") from None


def _list(done: Destruction) -> None:
    path = destructions_file()
    make_private_folder(path.parent)
    with os.fdopen(open_private_file(path, os.O_WRONLY | os.O_APPEND), "a", encoding="utf-8") as file:
        file.write(f"{done.about} {done.number} {done.on.isoformat()} {done.actor}\n")
        file.flush()
        os.fsync(file.fileno())


def _mails(reading: Session, case: Case) -> Sequence[str]:
    waiting = select(func.count()).where(Message.case_id == case.id, Message.status == WAITING)
    if reading.exec(waiting).one():
        raise InputError(f"{case.number}: er wacht nog post. Laat haar eerst versturen, of maak haar af.")
    return reading.exec(select(Message.message_id).where(Message.case_id == case.id)).all()


def _remember_leaving(writing: Session, case: Case, on: date) -> None:
    """Keep the end of the employment when only the dossier knew it: the term of the person counts from it."""
    known = select(func.count()).where(RetentionAct.employee_id == case.employee_id, col(RetentionAct.kind) == LEFT)
    ends = case_state_in(writing, case.number).plan.facts.contract_ends_on
    if ends and ends <= on and not writing.exec(known).one():
        detail = {"on": ends.isoformat()}
        writing.add(RetentionAct(employee_id=case.employee_id, on_day=on, kind=LEFT, actor=SYSTEM, detail=detail))
