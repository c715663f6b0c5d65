"""PostgreSQL's own programs for backups: find those of the right version, and run them without a secret in sight."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO

from psycopg import pq
from sqlalchemy import URL

from spoorboek.errors import PlatformError
from spoorboek.platform.child_processes import receives_system_only
from spoorboek.platform.database.postgres_place import PROGRAMS

USUAL_PLACES = ("/usr/lib/postgresql/{}/bin", "/usr/pgsql-{}/bin", "/opt/homebrew/opt/postgresql@{}/bin")
VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


class MissingProgram(PlatformError):
    """Een programma van PostgreSQL ontbreekt."""


class ProgramFailed(PlatformError):
    """Een programma van PostgreSQL is mislukt."""


def find_program(name: str, major: int) -> Path:
    """Return a program of this major version: from the wheel, the path or a usual place; raises MissingProgram."""
    on_path = shutil.which(name)
    places = [PROGRAMS / name, *([Path(on_path)] if on_path else [])]
    places += [Path(place.format(major), name) for place in USUAL_PLACES]
    versions = {place: version for place in places if (version := _major_version(place))}
    for place, version in versions.items():
        if version == major:
            return place
    found = ", ".join(sorted({str(version) for version in versions.values()})) or "geen"
    raise MissingProgram(
        f"De databaseserver is PostgreSQL {major}, en daarvoor is {name} van versie {major} nodig (gevonden: {found}). "
        f"Installeer postgresql-client-{major}, of zet {name} van die versie op het pad (PATH)."
    )


@contextmanager
def dump_of(url: URL, snapshot: str, major: int) -> Iterator[IO[bytes]]:
    """Yield the dump of a database (custom format) as it is at an exported snapshot; raises ProgramFailed."""
    command: list[str | Path] = [find_program("pg_dump", major), "--format=custom", f"--snapshot={snapshot}"]
    command += ["--no-password", "--no-owner", "--no-privileges"]
    with _running("pg_dump", command, url, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield process.stdout


@contextmanager
def restoring(url: URL, major: int) -> Iterator[IO[bytes]]:
    """Yield a file to write a dump to, which is restored in one transaction; raises ProgramFailed."""
    program = find_program("pg_restore", major)
    command: list[str | Path] = [
        program,
        "--no-password",
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
    ]
    command += ["--dbname", url.database or ""]
    with _running("pg_restore", command, url, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        yield process.stdin


@contextmanager
def _running(name: str, command: list[str | Path], url: URL, **pipes: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program to its end; an error of the block ends it. Its address and password are in no argument."""
    environment = {each: value for each, value in os.environ.items() if receives_system_only(each)}
    process = subprocess.Popen(
        command, env={**environment, **libpq_environment(url)}, stderr=subprocess.PIPE, **pipes  # type: ignore[call-overload]
    )  # fmt: skip
    try:
        yield process
    except BrokenPipeError:  # it has ended by itself: below is why
        pass
    except BaseException:
        process.kill()
        process.communicate()
        raise
    _, errors = process.communicate()
    if process.returncode:
        said = (errors.decode(errors="replace").strip().splitlines() or ["zonder melding"])[0]
        raise ProgramFailed(f"{name} is mislukt: {said}")


def libpq_environment(url: URL) -> dict[str, str]:
    """Return the variables from which PostgreSQL's programs take the parts of a URL."""
    names = {each.keyword.decode(): each.envvar.decode() for each in pq.Conninfo.get_defaults() if each.envvar}
    return {names[part]: value for part, value in connection_parts(url).items() if part in names}


def connection_parts(url: URL) -> dict[str, str]:
    """Return the parts of a URL by the names of libpq, which does not read every URL that SQLAlchemy writes."""
    parts = {"host": url.host, "port": url.port, "user": url.username, "password": url.password, "dbname": url.database}
    return {name: str(value) for name, value in {**parts, **url.query}.items() if value is not None}


@cache
def _major_version(program: Path) -> int | None:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, cwd="/").stdout
    except OSError:
        return None
    found = VERSION.search(said)
    return int(found[1]) if found else None
