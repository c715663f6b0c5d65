"""The troubles there are, since when, and whether operations knows: kept in HOME, so that a restart forgets none.

Not in a database, for it is needed most when there is none.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flows.watch.troubles import Trouble
from spoorboek.errors import PlatformError
from spoorboek.private_files import write_private_file

FILE = "watch.json"
SILENCE = timedelta(hours=1)  # in which operations is not told again of what comes and goes


@dataclass
class Entry:
    """A trouble: since when it lasts, when operations was told, and since when it is over; ISO, empty for not."""

    since: str
    told: str = ""
    over: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError or TypeError for what is no moment."""
        datetime.fromisoformat(self.since)
        for moment in filter(None, (self.told, self.over)):
            datetime.fromisoformat(moment)


class Register:
    """The register of one data directory. `file`: its name there."""

    def __init__(self, home: Path, file: str = FILE) -> None:
        self._file, self._entries = home / file, dict[str, Entry]()
        with suppress(
            OSError, ValueError, KeyError, TypeError, AttributeError
        ):  # damaged: begun anew, at worst told again
            known = json.loads(self._file.read_text(encoding="utf-8"))["troubles"]
            self._entries = {key: Entry(**entry) for key, entry in known.items()}

    def note(self, troubles: Iterable[Trouble], now: datetime) -> None:
        """Note which troubles there are now, and that somebody looked; write the file, when there is room for it."""
        present = {trouble.key for trouble in troubles}
        for key, entry in list(self._entries.items()):
            if key in present and entry.over:
                self._entries[key] = Entry(now.isoformat(), entry.told)
            elif key not in present:
                entry.over = entry.over or now.isoformat()
                if now - datetime.fromisoformat(entry.over) > SILENCE:
                    del self._entries[key]
        for key in present:
            self._entries.setdefault(key, Entry(now.isoformat()))
        kept = {"looked": now.isoformat(), "troubles": {key: asdict(each) for key, each in self._entries.items()}}
        with suppress(OSError, PlatformError):
            write_private_file(self._file, json.dumps(kept, indent=1).encode())

    def since(self, key: str) -> datetime:
        """Return since when a trouble lasts."""
        return datetime.fromisoformat(self._entries[key].since)

    def untold(self, troubles: Sequence[Trouble], now: datetime) -> list[Trouble]:
        """List those of these troubles of which operations was not told since they began, nor in the last hour."""
        return [trouble for trouble in troubles if self._is_untold(self._entries[trouble.key], now)]

    def mark_told(self, keys: Collection[str], now: datetime) -> None:
        """Note that operations was told of these troubles."""
        for key in keys:
            if entry := self._entries.get(key):
                entry.told = now.isoformat()

    def _is_untold(self, entry: Entry, now: datetime) -> bool:
        if not entry.told:
            return True
        told = datetime.fromisoformat(entry.told)
        return told < datetime.fromisoformat(entry.since) and now - told > SILENCE


def looked_at(home: Path) -> datetime | None:
    """Return when a running `spoorboek up` last looked; None when it never did."""
    try:
        return datetime.fromisoformat(json.loads((home / FILE).read_text(encoding="utf-8"))["looked"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
