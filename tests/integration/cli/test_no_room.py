"""A full disk, a file that may not grow and a disk that is only to be read: one message, and nothing half-written."""

import errno
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import OperationalError
from support.command_line import environment

from models.database_roles import PASSWORD_FOLDER, ROLES, read_password
from models.sealing.keys import add_key, create_keys, key_file
from spoorboek.cli.command_line import environment_error_message
from spoorboek.errors import PlatformError
from spoorboek.private_files import write_private_file

COMMAND = (sys.executable, "-P", "-m", "spoorboek.cli")
ROOM = 4096  # bytes a process may write to one file


def spoorboek_with_little_room(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command that may write no file of more than 4 kB."""
    limited = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))  # noqa: E731
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, check=False, env=environment(home), preexec_fn=limited
    )


def fill(disk: Path) -> None:
    """Write until nothing more fits."""
    with (disk / "vol").open("wb", buffering=0) as filler, suppress(OSError):
        while filler.write(b"x" * 4096):
            pass


@pytest.fixture
def full_disk(room: Callable[[str], Path]) -> Iterator[Path]:
    """Mount a small disk and fill it; only root can."""
    if os.geteuid() or not shutil.which("mount"):
        pytest.skip("mounting needs root")
    disk = room("schijf")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    fill(disk)
    yield disk
    subprocess.run(["umount", disk], check=True)


@pytest.fixture
def read_only(full_disk: Path) -> Path:
    """Make that disk one that is only to be read."""
    subprocess.run(["mount", "-o", "remount,ro", full_disk], check=True)
    return full_disk


def assert_one_message(result: subprocess.CompletedProcess[str]) -> None:
    """One message in Dutch, exit code 2, no traceback."""
    assert result.returncode == 2, result
    assert "Traceback" not in result.stderr
    assert "Errno" not in result.stderr
    assert 0 < len(result.stderr.strip().splitlines()) <= 3, result.stderr


def test_a_file_that_may_not_grow_is_not_left_half_written(tmp_path: Path) -> None:
    """An empty workbook is more than 4 kB: nothing stands there afterwards, or what stood there before."""
    target = tmp_path / "leeg.xlsx"
    target.write_bytes(b"van eerder")
    assert_one_message(spoorboek_with_little_room(tmp_path / "home", "import", "--template", str(target)))
    assert (target.read_bytes(), os.listdir(tmp_path)) == (b"van eerder", ["leeg.xlsx"])


@pytest.mark.parametrize("disk", ["full_disk", "read_only"])
def test_a_home_without_room_is_told(disk: str, request: pytest.FixtureRequest) -> None:
    """A command that has to make a home there says so once, and leaves nothing."""
    place: Path = request.getfixturevalue(disk)
    before = sorted(os.listdir(place))
    for arguments in (("case", "list"), ("up",), ("keys", "add")):
        result = subprocess.run(
            [*COMMAND, *arguments], capture_output=True, text=True, check=False, env=environment(place / "home")
        )
        assert "Traceback" not in result.stderr, (arguments, result.stderr)
        assert result.returncode == 2, (arguments, result)
    assert [name for name in sorted(os.listdir(place)) if name.endswith(".nieuw")] == []
    assert set(before) <= set(os.listdir(place))


def test_a_database_that_does_not_fit_is_told(full_disk: Path) -> None:
    """There is room for a folder, not for a database: one message that names the lack of room, and no half database.

    The passwords for it are there, each of them whole; the next start takes them.
    """
    subprocess.run(["mount", "-o", "remount,size=25m", full_disk], check=True)
    full_disk.chmod(0o711)
    passwords = []
    for arguments in (("case", "list"), ("up",)):
        result = subprocess.run(
            [*COMMAND, *arguments], capture_output=True, text=True, check=False, env=environment(full_disk / "home")
        )
        assert_one_message(result)
        assert "bijna geen ruimte meer" in result.stderr
        passwords.append({role: read_password(full_disk / "home", role) for role in ROLES})
    assert sorted(os.listdir(full_disk / "home")) == ["lock", PASSWORD_FOLDER]
    assert sorted(os.listdir(full_disk / "home" / PASSWORD_FOLDER)) == sorted(ROLES)
    assert passwords[0] == passwords[1]


def test_a_key_is_added_as_a_whole_or_not_at_all(full_disk: Path) -> None:
    """On a full disk the keys stay as they were, and nothing is left beside them."""
    (full_disk / "vol").unlink()
    create_keys(full_disk)
    before = key_file(full_disk).read_text()
    fill(full_disk)
    with pytest.raises(PlatformError):
        add_key(full_disk)
    assert key_file(full_disk).read_text() == before
    assert sorted(os.listdir(full_disk)) == ["keys", "vol"]


def test_output_to_a_full_disk_is_told(full_disk: Path, tmp_path: Path) -> None:
    """What is printed into a file on a full disk ends with one message, not with complaints of the interpreter."""
    with (full_disk / "uitvoer").open("w") as output:
        result = subprocess.run(
            [*COMMAND, "rules", "--help"],
            stdout=output, stderr=subprocess.PIPE, text=True, check=False, env=environment(tmp_path / "home"),
        )  # fmt: skip
    assert_one_message(result)
    assert "schijf is vol" in result.stderr


def test_a_mail_in_the_folder_is_whole(full_disk: Path) -> None:
    """A file that does not fit is not there."""
    with pytest.raises(OSError, match="No space"):
        write_private_file(full_disk / "mail.eml", b"x" * 8192)
    assert os.listdir(full_disk) == ["vol"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG])
def test_every_lack_of_room_has_a_message(number: int) -> None:
    """It names the place, when it is known."""
    assert "naar /plek: " in (environment_error_message(OSError(number, "…", "/plek")) or "")
    assert "worden geschreven: " in (environment_error_message(OSError(number, "…")) or "")


def test_a_database_without_room_is_told() -> None:
    """As PostgreSQL says it, with or without SQLAlchemy around it; other errors of the product stay errors."""
    full = psycopg.errors.DiskFull("could not extend file")
    for error in (full, OperationalError("insert", {}, full)):
        assert "schijf van de database is vol" in (environment_error_message(error) or "")
    assert environment_error_message(OSError(errno.ENOENT, "…")) is None


@pytest.fixture(autouse=True)
def unused(monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> None:
    """Let nothing of this run's own settings reach the keys."""
    monkeypatch.delenv("SPOORBOEK_KEYS", raising=False)
    fresh()
