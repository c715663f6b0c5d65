"""The bureau as its starter sees it: a child process that is told the days and says what came and went."""

import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from types import TracebackType
from typing import Any, NamedTuple

from spoorboek.errors import PlatformError

STOP_SECONDS = 10


class BureauEndedError(PlatformError):
    """Het programma van een bureau is gestopt."""


class BureauDay(NamedTuple):
    """What a bureau did on a day: kinds received since the day before, kinds sent with their outcome, its next day."""

    day: date
    received: tuple[str, ...]
    sent: tuple[tuple[str, str], ...]
    next_day: date | None


class OtherSide:
    """A bureau in a process of its own.

    `module`: what runs it. `configuration`: as that module reads it.
    """

    def __init__(self, module: str, configuration: Mapping[str, Any]) -> None:
        pipe = subprocess.PIPE
        # In a session of its own: Ctrl-C is for whoever started it, and ends it by closing its input.
        self._process = subprocess.Popen(
            [sys.executable, "-m", module], stdin=pipe, stdout=pipe, text=True, start_new_session=True
        )
        self._write(json.dumps(dict(configuration)))

    def live(self, day: date) -> BureauDay:
        """Tell the bureau which day it is; return what it did. Raises BureauEndedError when it is gone."""
        assert self._process.stdout is not None
        self._write(day.isoformat())
        line = self._process.stdout.readline()
        if not line:
            raise BureauEndedError(f"Het programma van een bureau stopte, met {self._process.wait(STOP_SECONDS)}.")
        said = json.loads(line)
        sent = tuple((each["soort"], each["uitkomst"]) for each in said["verstuurd"])
        next_day = said["verder"] and date.fromisoformat(said["verder"])
        return BureauDay(day, tuple(said["ontvangen"]), sent, next_day)

    @property
    def ended_with(self) -> int | None:
        """Return the exit code of its process; None while it runs."""
        return self._process.poll()

    def __enter__(self) -> "OtherSide":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(STOP_SECONDS)

    def _write(self, line: str) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it is gone; what it says next tells
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()
