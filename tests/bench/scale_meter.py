"""What the processes of a platform use, what its databases hold and read, and the curves that become of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psutil
import psycopg
from bench.processors import own_seconds, processor_seconds
from bench.scale_chart import PROCESSOR, Curve, Curves
from psycopg import sql

from spoorboek.platform.database.postgres import CASES, PREFECT, Postgres
from spoorboek.platform.up import Platform

LARGE = 5_000  # rows of a table that nobody should read from end to end
ROOM = """
    select c.relname, pg_table_size(c.oid), pg_indexes_size(c.oid), coalesce(s.n_dead_tup, 0)
    from pg_class c left join pg_stat_user_tables s on s.relid = c.oid
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
"""
READ = "select relname, seq_tup_read from pg_stat_user_tables where schemaname = 'public' and n_live_tup > %s"


class Meter:
    """The meter of one platform. `size`: how many cases there are now; `curves`: what was measured."""

    def __init__(self, platform: Platform) -> None:
        assert platform.database
        self.platform, self.database, self.size = platform, platform.database, 0
        self.curves: Curves = {}
        self._read: Mapping[str, int] = {}

    def processor(self) -> Mapping[str, float]:
        """Return the seconds of the processors of each child, and of this process (`own`), until now."""
        used = {child.name: processor_seconds(psutil.Process(child.pid)) for child in self.platform.children}
        return used | {"own": own_seconds()}

    @contextmanager
    def measuring(self, what: str, times: int = 1, *, drawn: bool = True) -> Iterator[None]:
        """Measure a block that does something so many times: the seconds of the processors for one, in all."""
        before = self.processor()
        yield
        after = self.processor()
        used = {name: (after[name] - before.get(name, 0)) / times for name in after}
        self.note(what, PROCESSOR, sum(used.values()), drawn=drawn)
        self.note(f"… of which PostgreSQL, {what}", PROCESSOR, used["postgresql"])

    def note(self, what: str, unit: str, value: float, *, drawn: bool = False) -> None:
        """Note what was measured at the size of now."""
        self.curves.setdefault(what, Curve(unit, drawn=drawn)).values[self.size] = value

    def note_room(self) -> None:
        """Note how large both databases are, what of it are indexes, and how many rows are dead."""
        for name, tables in room(self.database).items():
            rows, indexes, dead = (sum(each[place] for each in tables.values()) for place in range(3))
            self.note(f"room of a case, {name}", "KB", (rows + indexes) / self.size / 1000)
            self.note(f"… of which indexes, {name}", "%", 100 * indexes / (rows + indexes))
            self.note(f"dead rows, {name}", "rows", dead)
            for table, (own, of_indexes, _) in sorted(tables.items(), key=lambda each: -sum(each[1][:2]))[:5]:
                self.note(f"… {name}.{table}, of which indexes", "KB", (own + of_indexes) / self.size / 1000)
                self.note(f"… {name}.{table}, its indexes", "KB", of_indexes / self.size / 1000)

    def begin_reading(self) -> None:
        """Count from now on what is read of large tables from end to end."""
        self._read = self._reads()

    def note_reading(self, what: str) -> None:
        """Note the rows of large tables that were read from end to end since that was begun, by table."""
        now = self._reads()
        read = {name: now[name] - self._read.get(name, 0) for name in now}
        self.note(f"rows read from end to end, {what}", "rows", sum(read.values()))
        for name, count in read.items():
            if count:
                self.note(f"… {name}, {what}", "rows", count)

    def tell(self) -> None:
        """Print what was measured at this size, for who waits for the next."""
        for what, curve in self.curves.items():
            if self.size in curve.values:
                print(f"{self.size:,}  {what}: {curve.values[self.size]:,.4g} {curve.unit}", flush=True)  # noqa: T201

    def _reads(self) -> dict[str, int]:
        found = {}
        for name in (CASES, PREFECT):
            with psycopg.connect(self.database.url(name)) as connection:
                found |= {f"{name}.{table}": count for table, count in connection.execute(READ, (LARGE,))}
        return found


def room(database: Postgres) -> dict[str, dict[str, tuple[int, int, int]]]:
    """Return per database and table the bytes of its rows, of its indexes, and how many rows are dead."""
    found = {}
    for name in (CASES, PREFECT):
        with psycopg.connect(database.url(name)) as connection:
            found[name] = {row[0]: (row[1], row[2], row[3]) for row in connection.execute(sql.SQL(ROOM))}
    return found
