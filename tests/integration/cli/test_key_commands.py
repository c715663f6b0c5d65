"""`spoorboek keys …`: a new key goes first, everything is sealed anew, and then the old one can go."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session, select
from support.command_in_process import Said
from support.sealed_values import place, raw

from models.sealing.crypto import Keyring
from models.tables import Case, Employee

Typed = Callable[..., Said]


@pytest.fixture
def key_file(keys: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the key of this test run in a file, as the embedded default does."""
    path = tmp_path / "keys"
    path.write_text(f"{keys[0]}\n")
    path.chmod(0o600)
    monkeypatch.delenv("SPOORBOEK_KEYS")
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    return path


def test_a_key_is_added_and_everything_put_under_it(
    typed: Typed, make_case: Callable[..., Case], session: Session, key_file: Path
) -> None:
    """After `add` and `rotate` the new key alone opens the record; rotating twice changes nothing."""
    make_case()
    old = key_file.read_text()
    added = typed("keys", "add")
    assert (added.code, added.err) == (0, "")
    assert str(key_file) in added.out
    assert "reservekopie" in added.out
    new, *older = key_file.read_text().splitlines()
    assert older == old.split()
    assert new not in added.out
    rotated = typed("keys", "rotate")
    assert (rotated.code, rotated.err) == (0, "")
    assert int(rotated.out.split()[0]) > 3
    assert typed("keys", "rotate").out.startswith("0 gegevens")
    sealed, where = raw(session, "employee.name", 1), place(session, "employee.name", 1)
    assert Keyring([new]).unseal(sealed, where) == b"T. Kanarie"
    key_file.write_text(f"{new}\n")
    assert typed("case", "list").code == 0
    assert session.exec(select(Employee.name)).one() == "T. Kanarie"


def test_keys_of_the_environment_are_not_ours_to_write(typed: Typed, database_url: str) -> None:
    """Where SPOORBOEK_KEYS holds them, the message says what to do instead."""
    refused = typed("keys", "add")
    assert (refused.code, refused.out) == (2, "")
    assert "SPOORBOEK_KEYS" in refused.err


def test_a_lost_key_file_is_told(typed: Typed, database_url: str, key_file: Path) -> None:
    """Nothing is made up in its place."""
    key_file.unlink()
    refused = typed("keys", "add")
    assert (refused.code, "ontbreekt" in refused.err, key_file.exists()) == (2, True, False)


def test_a_new_managed_database_gets_its_first_key(typed: Typed, blank_database_url: str, key_file: Path) -> None:
    """Only where nothing was ever sealed; the message says to keep it and to spread it."""
    key_file.unlink()
    made = typed("keys", "add")
    assert (made.code, made.err, len(key_file.read_text().split())) == (0, "", 1)
    assert "Eerste sleutel" in made.out
    assert "reservekopie" in made.out
