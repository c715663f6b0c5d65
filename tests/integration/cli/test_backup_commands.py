"""`spoorboek backup`, `restore` and `mail …` on a real server: whole, checked, private, and never half."""

import os
import resource
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pyrage.x25519 import Identity
from sqlalchemy import make_url, text
from sqlmodel import Session, select
from support.command_in_process import Said
from support.outbox_samples import queue

from models.connection import case_engine, forget_engine
from models.tables import Case, CaseEvent, Message, Restore
from spoorboek import clock
from tasks.outbox.mail_queue import SendRound, send_due

Typed = Callable[..., Said]
MakeCase = Callable[..., Case]
BY = ("--door", "operator-1")


@pytest.fixture
def home(room: Callable[[str], Path], database_url: str, server: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set a data directory in which the user of PostgreSQL may pass, and an owner who may make a database."""
    folder = room("terug") / "gegevens"
    monkeypatch.setenv("SPOORBOEK_HOME", str(folder))
    monkeypatch.setenv("SPOORBOEK_OWNER_DATABASE_URL", server.url(make_url(database_url).database))
    return folder


@pytest.fixture
def beside(server: Any) -> Iterator[psycopg.Connection]:
    """Connect to the server as its superuser, beside the record."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def tidy_server(database_url: str, beside: psycopg.Connection) -> Iterator[None]:
    """Drop what a restore kept aside."""
    yield
    forget_engine()
    for name in names_of(beside, make_url(database_url).database or ""):
        beside.execute(f'drop database "{name}" with (force)'.encode())


def names_of(server: psycopg.Connection, name: str) -> list[str]:
    """List the databases beside one that carry its name."""
    rows = server.execute("select datname from pg_database where datname like %s", (f"{name}\\_%",))
    return [row[0] for row in rows]


def leave(session: Session) -> None:
    """Close every connection this test has to the record."""
    session.close()
    session.get_bind().dispose()  # type: ignore[union-attr]
    forget_engine()


def restore(typed: Typed, session: Session, file: Path, *words: str) -> Said:
    """Close every connection of this test, and restore."""
    leave(session)
    return typed("restore", file, *BY, "--yes", *words)


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """Let no file grow over a size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_backup_is_whole_private_and_checked(typed: Typed, make_case: MakeCase, home: Path) -> None:
    """The first makes the key, names it and not its text; both are their owner's alone; the copy was tried."""
    make_case(), make_case()
    made = typed("backup")
    assert (made.code, made.err) == (0, "")
    (file,) = (home / "reservekopie").iterdir()
    assert [stat.S_IMODE(each.stat().st_mode) for each in (file, home / "backup-key", file.parent)] == [
        0o600,
        0o600,
        0o700,
    ]
    assert str(file) in made.out
    assert "van 2 zaken klopt elk controlegetal" in made.out
    assert "Nieuwe sleutel" in made.out
    assert (home / "backup-key").read_text().strip() not in made.out  # nobody looks on
    assert b"Kanarie" not in file.read_bytes()
    assert list(home.glob("proef-*")) == []
    assert "Nieuwe sleutel" not in typed("backup").out


def test_no_file_is_replaced_unasked(typed: Typed, make_case: MakeCase, home: Path) -> None:
    """Without a terminal the answer is no; with --overwrite it is yes."""
    make_case()
    target = home / "mijn.age"
    assert typed("backup", target).code == 0
    first = target.read_bytes()
    refused = typed("backup", target)
    assert (refused.code, target.read_bytes() == first) == (2, True)
    assert "niet vervangen" in refused.err
    assert typed("backup", target, "--overwrite").code == 0
    assert target.read_bytes() != first


def test_a_full_disk_gives_one_message_and_no_half_file(typed: Typed, make_case: MakeCase, home: Path) -> None:
    """Neither the target nor what lay beside it for a moment is there."""
    make_case()
    assert typed("backup", home / "een.age").code == 0
    before = sorted(home.iterdir())
    with full_disk(20_000):
        failed = typed("backup", home / "twee.age")
    assert failed.code == 2
    assert "kan niet worden geschreven" in failed.err
    assert "Traceback" not in failed.err
    assert sorted(home.iterdir()) == before


@pytest.mark.usefixtures("tidy_server")
def test_a_restore_brings_back_that_moment_and_keeps_the_rest(
    typed: Typed, make_case: MakeCase, session: Session, home: Path, server: Any
) -> None:
    """The record is as it was, the one that stood is kept under another name, and the lost time is named."""
    first = make_case().number
    typed("backup", home / "een.age")
    second = make_case().number
    done = restore(typed, session, home / "een.age")
    assert (done.code, done.err) == (0, "")
    assert "Voer opnieuw in wat tussen" in done.out
    assert session.exec(select(Case.number)).all() == [first]
    lost = session.exec(select(Restore)).one()
    assert (lost.actor, lost.from_day, lost.until_day) == ("operator-1", clock.today(), clock.today())
    kept = done.out.partition("als database ")[2].partition(".")[0]
    with psycopg.connect(server.url(kept)) as old:
        numbers = {row[0] for row in old.execute("select number from case_file")}
    assert numbers == {first, second}
    assert typed("verify").code == 0


@pytest.mark.usefixtures("tidy_server")
def test_mail_that_waited_is_held_until_somebody_decides(
    typed: Typed, make_case: MakeCase, session: Session, home: Path
) -> None:
    """It is not sent by itself; the list names it without a person; released it goes once, marked it never does."""
    case = make_case()
    queue(session, case, "een"), queue(session, case, "twee"), queue(session, case, "drie")
    typed("backup", home / "een.age")
    assert send_due() == SendRound(delivered=3)
    assert "3 mails stonden klaar" in restore(typed, session, home / "een.age").out
    assert send_due() == SendRound()
    shown = typed("mail", "held")
    assert (shown.code, shown.out.count("ligt in de map")) == (0, 3)
    assert "Kanarie" not in shown.out
    assert "Renée" not in shown.out
    rows = session.exec(select(Message.id).order_by(Message.id)).all()  # type: ignore[arg-type]
    assert typed("mail", "release", "--nr", rows[0], *BY).out.startswith("1 vrijgegeven; 2 nog aangehouden.")
    assert typed("mail", "sent", "--found", *BY).out.startswith("2 aangemerkt als al verstuurd; 0 nog aangehouden.")
    assert send_due() == SendRound(delivered=1)
    assert typed("mail", "held").out == "Er is geen aangehouden post.\n"
    events = session.exec(select(CaseEvent).where(CaseEvent.kind == "held_mail_decided").order_by(CaseEvent.seq)).all()  # type: ignore[arg-type]
    assert [(each.actor, each.data["decision"], len(each.data["mails"])) for each in events] == [
        ("operator-1", "vrijgegeven", 1),
        ("operator-1", "al_verstuurd", 2),
    ]
    assert typed("verify").code == 0


def corrupt_chain(as_owner: Callable[[str], None]) -> None:
    """Change an event behind the back of its chain."""
    as_owner("alter table case_event disable trigger append_only")
    as_owner("update case_event set actor = 'iemand'")
    as_owner("alter table case_event enable always trigger append_only")


def test_a_record_that_is_not_whole_gives_no_backup(
    typed: Typed, make_case: MakeCase, as_owner: Callable[[str], None], home: Path
) -> None:
    """What was found is told, and no file pretends to be a way back."""
    make_case()
    corrupt_chain(as_owner)
    failed = typed("backup", home / "een.age")
    assert failed.code == 2
    assert "De reservekopie klopt niet" in failed.err
    assert "is gewijzigd of verplaatst" in failed.err
    assert not (home / "een.age").exists()


def cut(file: Path) -> None:
    """Lose the end of a file."""
    file.write_bytes(file.read_bytes()[:-1])


def change_key(file: Path) -> None:
    """Have the key of another installation."""
    (file.parent / "backup-key").write_text(f"{Identity.generate()}\n")


def lose_key(file: Path) -> None:
    """Have no key."""
    (file.parent / "backup-key").unlink()


def open_key(file: Path) -> None:
    """Let others read the key."""
    (file.parent / "backup-key").chmod(0o644)


def spoil_key(file: Path) -> None:
    """Have something else in the place of the key."""
    (file.parent / "backup-key").write_text("geheim-en-geen-sleutel\n")


REFUSALS = {
    cut: "beschadigd of niet volledig",
    change_key: "hoort bij een andere sleutel",
    lose_key: "De sleutel van de reservekopieën ontbreekt",
    open_key: "ook voor anderen",
    spoil_key: "geen sleutel van reservekopieën",
    Path.unlink: "niet te openen",
}


@pytest.mark.parametrize("harm", REFUSALS)
def test_what_cannot_be_restored_changes_nothing(
    typed: Typed,
    make_case: MakeCase,
    session: Session,
    home: Path,
    beside: psycopg.Connection,
    harm: Callable[[Path], None],
) -> None:
    """One message that says what is wrong; the record is as it was, and no database is left beside it."""
    number = make_case().number
    typed("backup", home / "een.age")
    harm(home / "een.age")
    refused = restore(typed, session, home / "een.age")
    assert (refused.code, refused.out) == (2, "")
    assert REFUSALS[harm] in refused.err
    assert "geheim" not in refused.err
    assert session.exec(select(Case.number)).all() == [number]
    assert names_of(beside, case_engine().url.database or "") == []


def test_a_backup_of_a_newer_version_is_refused(
    typed: Typed, make_case: MakeCase, as_owner: Callable[[str], None], home: Path
) -> None:
    """Older code does not open it; the record stays."""
    make_case()
    typed("backup", home / "een.age")
    as_owner("update alembic_version set version_num = '9999'")
    refused = typed("backup", home / "twee.age")
    assert refused.code == 2
    assert "nieuwere versie" in refused.err
    assert not (home / "twee.age").exists()


def test_a_restore_waits_for_nobody(typed: Typed, make_case: MakeCase, session: Session, home: Path) -> None:
    """While anything else is connected to the record nothing is put in its place."""
    make_case()
    typed("backup", home / "een.age")
    with case_engine().connect() as other:
        other.execute(text("select 1"))
        refused = typed("restore", home / "een.age", *BY, "--yes")
    assert refused.code == 2
    assert "nog met de zaakdatabase gewerkt" in refused.err


def test_a_restore_is_asked_for(typed: Typed, make_case: MakeCase, session: Session, home: Path) -> None:
    """Without --yes and without a terminal nothing happens; what is no code of an operator is refused first."""
    make_case()
    typed("backup", home / "een.age")
    leave(session)
    assert "Er is niets teruggezet" in typed("restore", home / "een.age", *BY).err
    refused = typed("restore", home / "een.age", "--door", "Wie dan ook", "--yes")
    assert (refused.code, refused.out) == (2, "")
    assert "zoals `operator-1`" in refused.err


def test_the_nights_keep_what_is_set(
    typed: Typed, make_case: MakeCase, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A nightly backup deletes those that are too old, and nothing else."""
    make_case()
    monkeypatch.setenv("SPOORBOEK_BACKUPS_KEPT", "2,0,0")
    folder = home / "reservekopie"
    home.mkdir(mode=0o711)
    folder.mkdir(mode=0o700)
    days = [clock.now() - timedelta(days=number) for number in range(1, 5)]
    for name in ("spoorboek-2020-01-01T000000.age", *(f"nacht-{day:%Y-%m-%dT043000}.age" for day in days)):
        (folder / name).write_bytes(b"")
    made = typed("backup", "--nightly")
    assert (made.code, made.err) == (0, "")
    assert "3 oude reservekopieën weggehaald" in made.out
    assert len(list(folder.glob("nacht-*"))) == 2
    assert (folder / "spoorboek-2020-01-01T000000.age").exists()
    assert os.path.getsize(max(folder.glob("nacht-*"))) > 0
