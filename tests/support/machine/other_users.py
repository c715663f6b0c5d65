"""Files of somebody else, also where the tests do not run as root."""

import os
import subprocess
from pathlib import Path

import pytest

SOMEBODY = 54321  # no user of this machine has this id
NOBODY = 65534
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")


def give_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a file or folder be another user's: as root by giving it away, otherwise by being somebody else from now."""
    if os.geteuid() == 0:
        os.chown(path, SOMEBODY, SOMEBODY, follow_symlinks=False)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: SOMEBODY)


def rights(path: Path) -> int:
    """Return who may do what with a file or folder."""
    return path.lstat().st_mode & 0o777


def as_nobody(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command as the user `nobody`, who owns nothing of ours; only root can."""
    return subprocess.run(
        list(map(str, command)), user=NOBODY, group=NOBODY, extra_groups=[], cwd="/", env={"PATH": os.defpath},
        capture_output=True, text=True, errors="replace", check=False, timeout=60,
    )  # fmt: skip
