"""A running platform keeps to itself: its files are its user's alone, and its secrets reach whom they are for."""

import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from cryptography.fernet import Fernet
from support.command_line import PATIENCE_SECONDS, Terminal, environment, spoorboek, terminal
from support.machine.other_users import rights
from support.platforms import free_port

from models.database_roles import APPLICATION, ENGINE, PASSWORD_FOLDER, ROLES
from spoorboek import clock
from spoorboek.platform.access_secret import access_file

SECRETS = {
    "SPOORBOEK_KEYS": Fernet.generate_key().decode(),
    "SPOORBOEK_SMTP_PASSWORD": "geheim-van-de-mailserver",
}
CASES = "Werkgever;Werkgever naam;Personeelsnummer;Naam;Eerste ziektedag\nacme;Acme;1;Kanarie Vogel;{day}\n"


@pytest.fixture(scope="module")
def home(room: Callable[[str], Path]) -> Path:
    """Make a data directory as an earlier version left it: open to everybody."""
    place = room("open") / "mijn gegevens"
    for folder in (place, place / "mail", place / "log"):
        folder.mkdir()
        folder.chmod(0o777)
    (place / "mail" / "oud.eml").write_text("Beste Kanarie")
    (place / "mail" / "oud.eml").chmod(0o666)
    return place


@pytest.fixture(scope="module")
def up(home: Path) -> Iterator[Terminal]:
    """Start `spoorboek up` under a umask that keeps nothing private, with secrets in its environment; report a case."""
    before = os.umask(0)
    try:
        with terminal(home, "up", SPOORBOEK_PORT=str(free_port()), **SECRETS) as started:
            started.wait_for("Stoppen: Ctrl-C")
            _import_a_case(home)
            yield started
    finally:
        os.umask(before)


def _import_a_case(home: Path) -> None:
    file = home.parent / "zaken.csv"
    file.write_text(CASES.format(day=clock.today() - timedelta(20)))
    command = [sys.executable, "-P", "-m", "spoorboek.cli", "import", str(file)]
    subprocess.run(command, check=True, capture_output=True, env=environment(home, **SECRETS))
    until = time.monotonic() + PATIENCE_SECONDS
    while len(list((home / "mail").glob("*.eml"))) < 2:
        assert time.monotonic() < until, "no mail was written"
        time.sleep(0.1)


def test_all_that_a_platform_writes_is_its_users_alone(up: Terminal, home: Path) -> None:
    """Whatever the umask: logs, mails, Prefect's files, the lock; and what others could read before no longer."""
    assert f"Rechten van {home} aangescherpt" in up.text
    assert rights(home) == (0o700 if os.geteuid() else 0o711)
    assert rights(home / "postgres") == 0o700
    written = [each for each in home.rglob("*") if home / "postgres" not in (each, *each.parents)]
    assert {each.name for each in written} >= {"access", "lock", "oud.eml", "server.log", "worker.log", "prefect"}
    assert {str(each): oct(rights(each)) for each in written if rights(each) & 0o077} == {}


def test_who_runs_it_as_root_is_told_who_runs_the_database(up: Terminal) -> None:
    """As root PostgreSQL is another user's; otherwise there is nothing to say."""
    assert ("Als root: PostgreSQL draait als gebruiker spoorboek-postgres" in up.text) is (os.geteuid() == 0)


def test_secrets_reach_the_worker_and_neither_postgresql_nor_the_server(up: Terminal) -> None:
    """Keys, passwords and the address of the record are in the environment of the worker alone."""
    found = {each.pid: " ".join(each.cmdline()) for each in psutil.Process(up.process.pid).children(recursive=True)}
    environments = {pid: Path(f"/proc/{pid}/environ").read_bytes().split(b"\0") for pid in found}
    workers = [pid for pid, command in found.items() if "worker start" in command]
    assert len(workers) == 1
    assert any("platform.prefect_server" in command for command in found.values())
    assert any("postgres" in command for command in found.values())
    names = {name.encode() for name in (*SECRETS, "SPOORBOEK_DATABASE_URL")}
    assert names <= {each.partition(b"=")[0] for each in environments[workers[0]]}
    for pid in found.keys() - set(workers):
        assert [each.partition(b"=")[0] for each in environments[pid] if each.startswith(b"SPOORBOEK_")] == []
        assert not any(secret.encode() in b"\0".join(environments[pid]) for secret in SECRETS.values())


def test_each_process_has_the_password_of_its_own_database_role_alone(up: Terminal, home: Path) -> None:
    """In its environment, never in its arguments; those of the owner of the tables and of the superuser are nowhere."""
    passwords = {role: (home / PASSWORD_FOLDER / role).read_text().strip().encode() for role in ROLES}
    told: dict[str, set[str]] = {}
    for process in psutil.Process(up.process.pid).children(recursive=True):
        place = Path(f"/proc/{process.pid}")
        assert not any(password in (place / "cmdline").read_bytes() for password in passwords.values())
        environ = (place / "environ").read_bytes()
        names = {"worker": "worker start", "server": "prefect_server"}
        name = next((name for name, word in names.items() if word in " ".join(process.cmdline())), "postgres")
        told.setdefault(name, set()).update(role for role, password in passwords.items() if password in environ)
    assert told == {"worker": {APPLICATION}, "server": {ENGINE}, "postgres": set()}


def test_an_installation_without_a_secret_gets_one_and_tells_it_once(up: Terminal, home: Path) -> None:
    """The next `up` of an older installation makes it; server and worker get it, no command line and no log has it."""
    secret = access_file(home).read_text().strip()
    assert f"Inloggen met: {secret}" in up.text
    assert rights(access_file(home)) == 0o600
    for process in psutil.Process(up.process.pid).children(recursive=True):
        assert secret not in " ".join(process.cmdline())
        found = secret.encode() in Path(f"/proc/{process.pid}/environ").read_bytes()
        assert found is any(word in " ".join(process.cmdline()) for word in ("prefect_server", "worker start"))
    logs = [*(home / "log").iterdir(), *(home / "prefect").rglob("*.toml")]
    assert [each.name for each in logs if secret in each.read_text(errors="replace")] == []


def test_a_command_that_has_another_secret_is_told(up: Terminal, home: Path) -> None:
    """After `access --new` the running server still wants the old one: one message, and what to do."""
    old = access_file(home).read_bytes()
    assert spoorboek(home, "access", "--new").returncode == 0
    said = spoorboek(home, "reconcile", **SECRETS)
    assert said.returncode == 2
    assert "vraagt een ander toegangswoord" in said.stderr
    assert "Traceback" not in said.stderr
    access_file(home).write_bytes(old)
    assert spoorboek(home, "reconcile", **SECRETS).returncode == 0


def test_the_sockets_of_the_database_are_behind_a_closed_door(up: Terminal, home: Path) -> None:
    """The server asks whoever reaches its socket for a password, and nobody else reaches it."""
    sockets = [each for each in (home / "postgres").iterdir() if stat.S_ISSOCK(each.lstat().st_mode)]
    assert len(sockets) == 1
    assert sockets[0].parent.stat().st_mode & 0o077 == 0
