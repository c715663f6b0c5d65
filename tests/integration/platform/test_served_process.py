"""A process of `spoorboek serve` that cannot begin ends by itself, in time, with a code that says why."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.platforms import free_port

from flows.upkeep.incoming_mail import READING, IncomingRound, take_incoming
from models.connection import LockLostError, case_engine, held_lock, try_lock
from spoorboek.platform.first_secrets import make_secrets

COMMAND = [sys.executable, "-P", "-m", "spoorboek.cli", "serve"]
FILES = {"KEYS": "keys", "LEDGER_KEY": "ledger.key", "BACKUP_KEY": "backup-key", "API_SECRET": "api-secret"}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Tell of an installation whose database nobody runs."""
    make_secrets(tmp_path / "geheim")
    told = {
        "HOME": str(tmp_path / "huis"),
        "DATABASE_URL": f"postgresql://toepassing:geheim@127.0.0.1:{free_port()}/spoorboek",
        "API_URL": f"http://127.0.0.1:{free_port()}",
        **{f"{name}_FILE": str(tmp_path / "geheim" / file) for name, file in FILES.items()},
    }
    return {"PATH": "/usr/bin:/bin"} | {f"SPOORBOEK_{name}": value for name, value in told.items()}


def test_what_is_missing_ends_it_at_once(tmp_path: Path) -> None:
    """With code 2: starting it again is of no use. Nothing is written before."""
    told = {"PATH": "/usr/bin:/bin", "SPOORBOEK_HOME": str(tmp_path / "huis")}
    ended = subprocess.run([*COMMAND, "services"], env=told, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "SPOORBOEK_REDIS_URL" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "huis").exists()


def test_what_stays_away_ends_it_after_a_while(environment: dict[str, str]) -> None:
    """With code 3, and the log says for what it waited; no password is in it."""
    told = environment | {"SPOORBOEK_WAIT_SECONDS": "1"}
    ended = subprocess.run([*COMMAND, "worker"], env=told, capture_output=True, text=True, check=False)
    assert ended.returncode == 3, ended.stderr
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert lines[0]["message"].startswith("Wacht: De zaakdatabase ")
    assert "Na 1 seconden wachten stopt dit proces." in ended.stderr
    assert "geheim@" not in ended.stdout + ended.stderr


def test_one_that_waits_stops_at_once(environment: dict[str, str]) -> None:
    """With code 0: it was asked to, and had begun nothing."""
    with subprocess.Popen([*COMMAND, "inbox"], env=environment, stdout=subprocess.PIPE, text=True) as waiting:
        assert waiting.stdout
        assert "Wacht" in waiting.stdout.readline()
        waiting.send_signal(signal.SIGTERM)
        assert waiting.wait(10) == 0


@pytest.mark.usefixtures("database_url")
def test_who_finds_another_reading_the_post_reads_nothing() -> None:
    """Two that read one mailbox at once would each take the same mail."""
    with try_lock(READING) as free:
        assert free
        assert take_incoming(pytest.fail) == IncomingRound()


@pytest.mark.usefixtures("database_url")
def test_one_process_leads_until_its_connection_ends() -> None:
    """Another waits for its turn; one that lost the lock is told so before it does anything more."""
    with held_lock("leidt", lambda: False) as check:
        assert check
        check()
        with held_lock("leidt", lambda: False) as other:
            assert other is None
        with case_engine().connect() as connection:
            connection.exec_driver_sql(
                "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()"
            )
        with pytest.raises(LockLostError):
            check()
        with held_lock("leidt", lambda: False) as other:
            assert other
