"""The key file: for one user alone, or it is not used; and never half a file beside it."""

import os
import resource
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from support.machine.other_users import give_away, rights

from models.ledger.ledger_key import create_ledger_key, read_ledger_key
from models.sealing.keys import add_key, create_keys, key_file, read_keys
from spoorboek.errors import PlatformError
from spoorboek.platform.backup.backup_key import ensure_backup_key, read_backup_key
from spoorboek.settings import Settings


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a data directory with a space in its path and a key of its own."""
    place = tmp_path / "mijn gegevens"
    create_keys(place)
    return place


def use(home: Path) -> list[str]:
    """Read the keys of a data directory."""
    return read_keys(Settings(home=home, keys=None))


@pytest.mark.parametrize("mask", [0o000, 0o077])
def test_a_key_file_is_its_owners_alone_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    """The file and the folder that was made for it, also after a key was added."""
    before = os.umask(mask)
    try:
        create_keys(tmp_path / "nieuw")
        add_key(tmp_path / "nieuw")
    finally:
        os.umask(before)
    assert (rights(tmp_path / "nieuw"), rights(key_file(tmp_path / "nieuw"))) == (0o700, 0o600)
    assert len(use(tmp_path / "nieuw")) == 2


@pytest.mark.parametrize("loose", [0o644, 0o640, 0o604, 0o620, 0o660, 0o777, 0o601])
@pytest.mark.parametrize("reader", [use, add_key], ids=["read", "add"])
def test_a_key_file_others_may_use_is_refused_with_what_mends_it(
    home: Path, reader: Callable[[Path], object], loose: int
) -> None:
    """The message holds the command, ready for a shell, and no key; after that command it works."""
    path, text = key_file(home), key_file(home).read_text()
    path.chmod(loose)
    with pytest.raises(PlatformError, match="ook voor anderen") as refused:
        reader(home)
    assert f"chmod 600 '{path}'" in str(refused.value)
    assert text.strip() not in str(refused.value)
    assert (path.read_text(), rights(path)) == (text, loose)
    path.chmod(0o600)
    reader(home)


@pytest.mark.parametrize(
    ("name", "read", "advice"),
    [
        ("keys", read_keys, "spoorboek keys add"),
        ("ledger.key", read_ledger_key, "verify --since"),
        ("backup-key", read_backup_key, "houd die buiten bereik"),
    ],
)
def test_each_key_that_others_could_read_has_its_own_advice(
    home: Path, name: str, read: Callable[[Settings], object], advice: str
) -> None:
    """Another data key mends nothing where the key of the ledger or of the backups was seen."""
    own = Settings(home=home, keys=None, ledger_key=None, backup_key=None)
    create_ledger_key(home)
    ensure_backup_key(own)
    (home / name).chmod(0o644)
    with pytest.raises(PlatformError, match="ook voor anderen") as refused:
        read(own)
    assert advice in str(refused.value)
    assert ("keys add" in str(refused.value)) == (name == "keys")


def test_a_key_file_of_another_user_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its owner could read and replace every key; the message says whose it has to become."""
    give_away(key_file(home), monkeypatch)
    for reader in (use, add_key):
        with pytest.raises(PlatformError, match="van een andere gebruiker") as refused:
            reader(home)
        assert "chown" in str(refused.value)
        assert "chmod 600" in str(refused.value)


def test_a_disk_that_is_full_leaves_no_half_key_file(home: Path) -> None:
    """The keys are as they were, nothing lies beside them, and the next time it works."""
    before = key_file(home).read_text()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
    try:
        with pytest.raises(PlatformError, match="er is niets gewijzigd"):
            add_key(home)
        with pytest.raises(PlatformError, match="er is niets gewijzigd"):
            create_keys(home / "tweede")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert {each.name for each in home.rglob("*")} == {"keys", "tweede"}
    assert key_file(home).read_text() == before
    add_key(home)
    assert len(use(home)) == 2


@pytest.mark.parametrize("step", ["open", "replace", "fsync"])
def test_a_step_that_fails_leaves_the_keys_as_they_were(home: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be written, a disk that went away: one message, and no second file."""
    before, real = key_file(home).read_text(), getattr(os, step)

    def fail(*arguments: object, **named: object) -> object:
        if step == "open" and not int(str(arguments[1])) & os.O_CREAT:
            return real(*arguments, **named)
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as broken:
        broken.setattr(os, step, fail)
        with pytest.raises(PlatformError, match="de schijf is alleen te lezen"):
            add_key(home)
    assert {each.name: each.read_text() for each in home.iterdir()} == {"keys": before}


def test_what_an_interrupted_addition_left_does_not_block_the_next(home: Path) -> None:
    """An earlier version wrote `keys.nieuw`, and refused for ever when it was still there."""
    (home / "keys.nieuw").write_text("half")
    add_key(home)
    assert len(use(home)) == 2


def test_a_key_file_that_is_a_link_is_read_but_never_written_through(home: Path, tmp_path: Path) -> None:
    """Where somebody keeps the keys elsewhere they stay there; adding one says that the place itself is to be named."""
    elsewhere = tmp_path / "kluis"
    key_file(home).rename(elsewhere)
    key_file(home).symlink_to(elsewhere)
    (key,) = use(home)
    with pytest.raises(PlatformError, match="koppeling"):
        add_key(home)
    assert elsewhere.read_text().split() == [key]
    elsewhere.chmod(0o644)
    with pytest.raises(PlatformError, match="ook voor anderen"):
        use(home)


def test_a_folder_or_a_link_to_nothing_is_no_key_file(tmp_path: Path) -> None:
    """Neither is taken for an empty file, and no key is made through a link."""
    (tmp_path / "a").mkdir()
    key_file(tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    key_file(tmp_path / "b").symlink_to(tmp_path / "nergens")
    with pytest.raises(PlatformError, match="niet te lezen"):
        use(tmp_path / "a")
    with pytest.raises(PlatformError, match="ontbreekt"):
        use(tmp_path / "b")
    with pytest.raises(PlatformError, match="nooit overschreven"):
        create_keys(tmp_path / "b")
    assert not (tmp_path / "nergens").exists()
    assert Fernet(create_keys(tmp_path / "c").read_text().strip())
