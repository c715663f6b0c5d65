"""The command line in this process: quicker than one of its own, and the same words and exit codes."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlmodel import Session

NOBODY = "http://127.0.0.1:9/api"
CHANGED = ("PREFECT_API_URL", "PREFECT_HOME", "DO_NOT_TRACK", "PREFECT_LOGGING_LEVEL")


class Said(NamedTuple):
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def typed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fresh: Callable[[], None], tmp_path: Path
) -> Callable[..., Said]:
    """Return a way to type a command, with no Prefect server in reach and no data directory but one of its own."""
    from spoorboek.cli import main

    if "SPOORBOEK_HOME" not in os.environ:
        monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path / "var"))
    for name in CHANGED:
        monkeypatch.setenv(name, NOBODY if name == "PREFECT_API_URL" else "")
        if name != "PREFECT_API_URL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "120")

    def run(*words: object) -> Said:
        fresh()
        monkeypatch.setattr(sys, "argv", ["spoorboek", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Said(int(ended.value.code or 0), said.out, said.err)

    return run


def mail_day_line(session: Session) -> str:
    """Return what a command adds about mail that follows; empty on a day on which mail goes."""
    from tasks.case_state import mail_waits  # the record: only for who asks

    waits = mail_waits(session)
    return f"{waits}\n" if waits else ""
