"""The script that makes passwords: new ones, each where it is read, for its owner alone, once."""

import re
import subprocess
from pathlib import Path

from support.machine.ways_to_run import DEPLOYMENTS

SCRIPT = DEPLOYMENTS / "secrets.sh"
ADDRESS = re.compile(r"://(?P<role>\w*):(?P<word>[0-9a-f]{48})@(?P<host>[\w.-]+):\d+/\w+")


def made(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the script."""
    command = ["sh", str(SCRIPT), str(folder), *words]
    return subprocess.run(command, capture_output=True, text=True)


def test_what_it_makes_fits_together(tmp_path: Path) -> None:
    """The password of each address is the one its role gets, no two are the same, and none is shown."""
    ran = made(tmp_path, "db.bedrijf.nl", "redis")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    files = {file.name: file.read_text() for file in tmp_path.iterdir()}
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o400}
    words = []
    for name in ("owner-database-url", "database-url", "prefect-database-url", "redis-url"):
        found = ADDRESS.search(files[name])
        assert found
        words.append(found["word"])
        assert found["host"] == ("redis" if name == "redis-url" else "db.bedrijf.nl")
        given = "requirepass {}" if name == "redis-url" else f"CREATE ROLE {found['role']} LOGIN PASSWORD '{{}}'"
        assert given.format(found["word"]) in files["redis.conf" if name == "redis-url" else "roles.sql"]
    words += [files["monitor-token"].strip(), files["postgres-password"].strip()]
    assert len(set(words)) == len(words) == 6


def test_it_makes_nothing_twice(tmp_path: Path) -> None:
    """A second time everything stays as it was, and the exit code says so; without a folder nothing is made."""
    made(tmp_path)
    before = {file.name: file.read_text() for file in tmp_path.iterdir()}
    again = made(tmp_path)
    assert again.returncode == 2
    assert "exists" in again.stderr
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == before
    nowhere = made(tmp_path / "none")
    assert nowhere.returncode == 2
    assert not (tmp_path / "none").exists()
