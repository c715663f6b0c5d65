"""Which nightly backups stay: the last of so many days, weeks and months."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path

from spoorboek.platform.backup.backup import SUFFIX
from spoorboek.settings import Settings

NIGHTLY = "nacht"
NAME = re.compile(rf"{NIGHTLY}-(\d{{4}}-\d\d-\d\dT\d{{6}}){re.escape(SUFFIX)}")
PeriodOf = Callable[[date], tuple[int, ...]]
PERIODS: tuple[PeriodOf, ...] = (
    lambda day: (day.toordinal(),),
    lambda day: day.isocalendar()[:2],
    lambda day: (day.year, day.month),
)


def moments_to_keep(moments: Iterable[datetime], counts: Iterable[int]) -> set[datetime]:
    """Return the last moment of each of the newest days, weeks and months; `counts`: how many of each."""
    newest_first, kept = sorted(moments, reverse=True), set()
    for period, count in zip(PERIODS, counts, strict=True):
        last_of: dict[tuple[int, ...], datetime] = {}
        for moment in newest_first:
            last_of.setdefault(period(moment.date()), moment)
        kept |= set(list(last_of.values())[:count])
    return kept


def prune_backups(configuration: Settings) -> int:
    """Delete the nightly backups that need not be kept, and no other file; return how many."""
    found = {}
    for path in configuration.folder_of_backups.iterdir():
        if (name := NAME.fullmatch(path.name)) and path.is_file() and not path.is_symlink():
            found[datetime.fromisoformat(name[1])] = path
    kept = moments_to_keep(found, map(int, configuration.backups_kept.split(",")))
    old: list[Path] = [path for moment, path in found.items() if moment not in kept]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
