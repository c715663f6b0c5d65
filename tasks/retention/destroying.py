"""Carry out what a person approved: in the record, the folder for mail, and the list that a restore repeats."""

import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, func, select

from models.case_lookup import lock_case
from models.case_numbers import normal_number
from models.connection import owner_engine
from models.destruction import content_tables, destroy_case, destroy_person
from models.tables import CLOSED, EMPTIED, Case, DigestLine, Employee, Message, RetentionAct
from models.tables.retention_tables import DESTROYED, LEFT
from spoorboek.errors import InputError
from spoorboek.private_files import make_private_folder, open_private_file
from spoorboek.settings import Settings, settings
from tasks.case_state import case_state_in
from tasks.outbox.transport import mail_file_name
from tasks.outbox.undelivered import has_undecided_mail
from tasks.retention.proposals import Proposal, proposals

PERMITTED, PERSON = "mag_weg", "persoon"
SYSTEM = "spoorboek"
LIST_NAME = "vernietigd"
UNDECIDED = "er is post die nog wacht of niet bezorgd is. Handel die eerst af: `spoorboek mail list` en `mail held`."


class Destruction(NamedTuple):
    """One line of the list of destructions: what it is about, the number of the case, the day, who approved it."""

    about: str
    number: str
    on: date
    actor: str


def destructions_file(configuration: Settings) -> Path:
    """Return the file that lists what was destroyed, codes and days only; a restore reads it."""
    return configuration.home / LIST_NAME


def permitted(reading: Session, numbers: Iterable[str], on: date) -> list[Proposal]:
    """Return what may be destroyed of these cases, or of all when none is named.

    Raises InputError that names every case that may not; then nothing is destroyed.
    """
    wanted = {normal_number(number) for number in numbers}
    found = [each for each in proposals(reading, on) if each.number in wanted or not wanted]
    allowed = [each for each in found if each.status == PERMITTED]
    if refused := sorted(wanted - {each.number for each in allowed}):
        raise InputError(
            f"Niets vernietigd: {', '.join(refused)} mag niet (meer) weg. `spoorboek retention list --all` zegt waarom."
        )
    return allowed


def carry_out(proposal: Proposal, actor: str, on: date) -> None:
    """Destroy one dossier or person for good, in one transaction of the owner of the tables.

    The list of destructions is written before it is committed: what was approved is repeated after a restore, whatever
    happens next. Raises InputError when mail of the case still waits for somebody.
    """
    configuration = settings()
    with Session(owner_engine(configuration)) as writing:
        case = _locked(writing, proposal.number)
        mails = _destroy(writing, proposal.about, case, actor, on)
        _list(configuration, Destruction(proposal.about, proposal.number, on, actor))
        writing.commit()
    for message_id in mails:
        (configuration.mail_folder / mail_file_name(message_id)).unlink(missing_ok=True)


def free_the_space() -> bool:
    """Let the database write its tables anew, without what was destroyed; nobody can use them meanwhile.

    Returns False when others kept a table busy for half a minute: then what is left of it is overwritten later.
    """
    with owner_engine(settings()).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("set lock_timeout = '30s'"))
        try:
            _write_anew(connection)
        except OperationalError as error:
            if not isinstance(error.orig, LockNotAvailable):
                raise
            return False
    return True


def _write_anew(connection: Connection) -> None:
    for name in sorted({str(Employee.__tablename__), *(each.name for each in content_tables())}):
        connection.execute(text(f'vacuum (full) "{name}"'))


def repeat_destructions() -> int:
    """Destroy again, in a record that was just restored, what the list says was destroyed; return how many."""
    configuration, repeated = settings(), 0
    for done in listed_destructions(destructions_file(configuration)):
        with Session(owner_engine(configuration)) as writing:
            case = writing.exec(select(Case).where(Case.number == done.number)).one_or_none()
            if case is not None and not _is_done(writing, done.about, case):
                _destroy(writing, done.about, case, done.actor, done.on, anyway=True)
                writing.commit()
                repeated += 1
    return repeated


def listed_destructions(path: Path) -> Sequence[Destruction]:
    """Read a list of destructions; a missing file is an empty list. Raises InputError for a line it cannot read."""
    if not path.exists():
        return []
    try:
        lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [Destruction(about, number, date.fromisoformat(day), actor) for about, number, day, actor in lines]
    except (OSError, ValueError):
        raise InputError(f"{path} is geen lijst van vernietigingen. Zet het bestand terug zoals het was.") from None


def _destroy(writing: Session, about: str, case: Case, actor: str, on: date, *, anyway: bool = False) -> Sequence[str]:
    """Destroy a dossier or a person; return the Message-IDs of its mails, and of the digests they went in.

    `anyway`: also when mail waits. A digest in the folder for mail goes as a whole, for it tells of this case too; what
    it says of others stays with their mails.
    """
    if about == PERSON:
        destroy_person(writing, writing.get_one(Employee, case.employee_id), actor, on)
        return []
    mails = [*writing.exec(select(Message.message_id).where(Message.case_id == case.id))]
    mails += filter(None, writing.exec(select(DigestLine.goes_as).where(DigestLine.case_id == case.id)))
    if not anyway and has_undecided_mail(writing, case.id):
        raise InputError(f"{case.number}: {UNDECIDED}")
    _remember_leaving(writing, case, on)
    destroy_case(writing, case, actor, on)
    return mails


def _locked(writing: Session, number: str) -> Case:
    case = lock_case(writing, writing.exec(select(Case).where(Case.number == number)).one())
    if case.status not in (CLOSED, EMPTIED):
        raise InputError(f"{number} is weer geopend en wordt niet vernietigd.")
    return case


def _is_done(reading: Session, about: str, case: Case) -> bool:
    if about != PERSON:
        return case.status == EMPTIED
    of_person = RetentionAct.employee_id == case.employee_id, RetentionAct.kind == DESTROYED
    return bool(reading.exec(select(func.count()).select_from(RetentionAct).where(*of_person)).one())


def _list(configuration: Settings, done: Destruction) -> None:
    path = destructions_file(configuration)
    make_private_folder(path.parent)
    with os.fdopen(open_private_file(path, os.O_WRONLY | os.O_APPEND), "a", encoding="utf-8") as file:
        file.write(f"{done.about} {done.number} {done.on.isoformat()} {done.actor}\n")
        file.flush()
        os.fsync(file.fileno())


def _remember_leaving(writing: Session, case: Case, on: date) -> None:
    """Keep the end of the employment when only the dossier knew it: the term of the person counts from it."""
    known = select(func.count()).where(RetentionAct.employee_id == case.employee_id, col(RetentionAct.kind) == LEFT)
    ends = case_state_in(writing, case.number).plan.facts.contract_ends_on
    if ends and ends <= on and not writing.exec(known).one():
        detail = {"on": ends.isoformat()}
        writing.add(RetentionAct(employee_id=case.employee_id, on_day=on, kind=LEFT, actor=SYSTEM, detail=detail))
