"""A record of before the ledger: its chains are closed as they are, never rewritten, and keyed from there."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlmodel import select
from support.hostile.ledger_attack import Attack, checked
from support.repository import TESTS

from models.connection import case_engine, snapshot_session
from models.connection import session as new_session
from models.ledger.ledger_key import WrongLedgerKeyError
from models.record import append_event
from models.schema import check_database, ensure_ledger_key, migrate_database
from models.tables import Case
from spoorboek.clock import today
from spoorboek.errors import PlatformError
from spoorboek.platform.database.postgres_place import PROGRAMS

OLDER = TESTS / "homes" / "before_the_rooms"
BROKEN = "Zaak {}: gebeurtenis 1 is gewijzigd of verplaatst (controlegetal klopt niet)."


@pytest.fixture
def older(blank_database_url: str, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> str:
    """Restore the record of an older home, not yet migrated; return the number of one of its cases."""
    url = make_url(blank_database_url)
    place = ["-h", str(url.query["host"]), "-U", str(url.username), "-d", str(url.database)]
    environment = {**os.environ, **({"PGPASSWORD": url.password} if url.password else {})}
    command = [str(PROGRAMS / "pg_restore"), *place, "--no-owner", "--exit-on-error", str(OLDER / "cases.dump")]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    monkeypatch.setenv("SPOORBOEK_KEYS", (OLDER / "keys").read_text().strip())
    fresh()
    with case_engine().connect() as connection:
        return str(connection.execute(text("select min(number) from case_file")).scalar_one())


def hashes() -> list[bytes]:
    """Return every hash of every event and effect."""
    union = "select hash from case_event union all select hash from effect order by 1"
    with case_engine().connect() as connection:
        return list(connection.execute(text(union)).scalars())


def test_chains_of_before_are_closed_and_not_rewritten(older: str, attack: Attack) -> None:
    """Nothing of the old chains changes; all is stated in the ledger, and verify is green, also after a new event."""
    before = hashes()
    assert "Afgesloten" not in (migrate_database() or "")
    assert hashes() == before
    assert checked() == []
    with new_session() as writing:
        for case in writing.exec(select(Case)).all():
            append_event(writing, case, "capability_changed", today(), {"percentage": 20}, "operator-1")
    assert checked() == []
    migrate_database()
    assert checked() == []


def test_a_broken_chain_is_named_then_and_ever_after(older: str, attack: Attack) -> None:
    """It is closed as it is: named when the ledger opens, and by verify from then on."""
    attack_old = f"update case_event set actor = 'x' where seq = 1 and case_id = {_case_id(older)}"
    with case_engine().begin() as connection:  # the ledger, and what guards it, is not there yet
        connection.execute(text("alter table case_event disable trigger append_only"))
        connection.execute(text(attack_old))
    assert BROKEN.format(older) in (migrate_database() or "")
    assert checked() == [BROKEN.format(older)]


def test_an_event_of_before_stays_what_it_was(older: str, attack: Attack) -> None:
    """Plain hashes can be computed by anybody; the closing entry holds the last one, and nobody can write that anew."""
    migrate_database()
    attack(f"update case_event set actor = 'x' where seq = 1 and case_id = {_case_id(older)}")
    assert BROKEN.format(older) in checked()


def test_a_ledger_that_was_emptied_is_not_opened_again(database_url: str, attack: Attack) -> None:
    """Whoever empties the ledger does not get a new one over what was changed: it stops, and says so."""
    attack("delete from ledger_entry", "delete from ledger_head")
    for start in (migrate_database, check_database):
        with pytest.raises(WrongLedgerKeyError, match="SPOORBOEK_LEDGER_KEY"):
            start()


def test_another_key_is_refused(
    database_url: str, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None], tmp_path: Path
) -> None:
    """A ledger begun with one key is not gone on with another."""
    monkeypatch.setenv("SPOORBOEK_LEDGER_KEY", "A" * 43 + "=")
    fresh()
    with pytest.raises(WrongLedgerKeyError):
        migrate_database()


@pytest.mark.parametrize("text_of_key", ["", "kort", "é" * 44, "A" * 60])
def test_a_malformed_key_is_refused_without_quoting_it(
    database_url: str, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None], text_of_key: str
) -> None:
    """What is no key of 32 bytes is one clear message."""
    monkeypatch.setenv("SPOORBOEK_LEDGER_KEY", text_of_key)
    fresh()
    with pytest.raises(PlatformError, match="geen geldige sleutel") as refused:
        migrate_database()
    assert text_of_key not in str(refused.value) or not text_of_key


def test_a_lost_key_is_never_replaced(
    database_url: str, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None], tmp_path: Path
) -> None:
    """With a ledger in the database no key is made: the message says where to get the old one."""
    monkeypatch.delenv("SPOORBOEK_LEDGER_KEY")
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()
    assert ensure_ledger_key(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(PlatformError, match="reservekopie"):
        migrate_database()


def test_the_first_key_is_for_its_owner_alone(
    blank_database_url: str, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None], tmp_path: Path
) -> None:
    """A database without a ledger gets a key file of its own, 0600, once; one that others can read is refused."""
    monkeypatch.delenv("SPOORBOEK_LEDGER_KEY")
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()
    made = ensure_ledger_key(tmp_path)
    assert made is not None
    assert made.stat().st_mode & 0o777 == 0o600
    assert ensure_ledger_key(tmp_path) is None
    migrate_database()
    with snapshot_session() as reading:
        assert reading.exec(select(Case)).all() == []
    made.chmod(0o640)
    fresh()
    with pytest.raises(PlatformError, match="chmod 600"):
        migrate_database()


def _case_id(number: str) -> int:
    with case_engine().connect() as connection:
        found = connection.execute(text("select id from case_file where number = :number"), {"number": number})
        return int(found.scalar_one())
