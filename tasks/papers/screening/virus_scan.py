"""Let a command look for viruses in a file that came in. What it cannot tell counts as not looked at.

`SPOORBOEK_SCAN_COMMAND` names it; it gets the file on its standard input, or, where it says `{bestand}`, in a file that
only this user can read and that is gone afterwards. Exit code 0: clean; 1: infected; any other: it could not tell.
"""

import os
import shlex
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import Literal

from spoorboek.errors import SpoorboekError
from spoorboek.private_files import create_private_file, make_private_folder
from spoorboek.settings import settings

ScanReason = Literal["besmet", "niet_gescand"]
PLACE, FOLDER = "{bestand}", "inkomend"
CLEAN, INFECTED = 0, 1  # exit codes, as of clamdscan
SEARCHED = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def scan_file(content: bytes) -> ScanReason | None:
    """Return why a file may not come in; None when it is clean, or when no command is set."""
    configured = settings()
    if not configured.scan_command:
        return None
    command = shlex.split(configured.scan_command)
    try:
        with _given(command, content) as (words, given):
            code = _run(words, given, configured.scan_seconds)
    except (OSError, SpoorboekError):
        return "niet_gescand"
    if code == CLEAN:
        return None
    return "besmet" if code == INFECTED else "niet_gescand"


@contextmanager
def _given(command: Sequence[str], content: bytes) -> Iterator[tuple[list[str], bytes | None]]:
    """Yield the command, and what it gets on its standard input."""
    if not any(PLACE in word for word in command):
        yield list(command), content
        return
    folder = settings().home / FOLDER
    make_private_folder(folder)
    path = folder.resolve() / f"scan-{token_hex(8)}"
    try:
        create_private_file(path, content)
        yield [word.replace(PLACE, str(path)) for word in command], None
    finally:
        with suppress(FileNotFoundError):
            path.unlink()


def _run(command: list[str], given: bytes | None, seconds: int) -> int | None:
    """Run the command without our settings, which hold keys; return its exit code, None when it took too long."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE if given is not None else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=Path("/"),
        env={"PATH": SEARCHED, "LANG": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        process.communicate(given, timeout=seconds)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None
    return process.returncode
