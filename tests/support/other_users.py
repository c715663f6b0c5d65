"""Files of somebody else, also where the tests do not run as root."""

import os
from pathlib import Path

import pytest

SOMEBODY = 54321  # no user of this machine has this id


def give_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a file or folder be another user's: as root by giving it away, otherwise by being somebody else from now."""
    if os.geteuid() == 0:
        os.chown(path, SOMEBODY, SOMEBODY, follow_symlinks=False)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: SOMEBODY)


def rights(path: Path) -> int:
    """Return who may do what with a file or folder."""
    return path.lstat().st_mode & 0o777
