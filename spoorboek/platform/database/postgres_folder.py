"""The folder of the embedded PostgreSQL: its owner, its socket, and how to initialise it."""

import os
import shutil
import stat
import tempfile
from hashlib import sha256
from pathlib import Path

from models.database_roles import SUPERUSER, ensure_passwords, read_password
from spoorboek.platform.database.postgres_place import (
    DatabaseFolderError,
    choose_cluster_folder,
    database_entry,
    has_cluster,
    reachable_programs,
    system_user,
)
from spoorboek.platform.database.postgres_roles import run_as, set_superuser_password, write_access_rules
from spoorboek.platform.disk_space import space_problem
from spoorboek.platform.home_rights import let_pass, make_home
from spoorboek.private_files import ROOT_USER, make_private_folder

LONGEST_SOCKET = 107 - len("/.s.PGSQL.5432.lock")  # bytes of a socket's folder. Source: unix(7)


def prepare(home: Path) -> None:
    """Initialise the database cluster of a data directory, unless it has one. After an interruption it starts over.

    Whether new or not, it asks whoever connects for a password; a new one has that of its superuser.
    As root the cluster is of a user of its own; where that user cannot get, it is kept in the state folder of the
    system, with a link to it in the data directory. Raises DatabaseFolderError with what is wrong or the output of
    `initdb`, OSError for a folder of another user.
    """
    make_home(home)
    ensure_passwords(home)
    entry, user, group = database_entry(home), os.geteuid(), os.getegid()
    if user == ROOT_USER:
        user, group = system_user()
        let_pass(home)
    if has_cluster(entry, user, group):
        write_access_rules(entry, identity_of(entry))
        return
    folder = choose_cluster_folder(home, user, group)
    unfinished = folder.with_name(f"{folder.name}.onaf")
    shutil.rmtree(unfinished, ignore_errors=True)
    make_private_folder(unfinished)
    os.chown(unfinished, user, group)
    _run_initdb(unfinished, user, group)
    write_access_rules(unfinished, (user, group))
    set_superuser_password(unfinished, read_password(home, SUPERUSER), (user, group))
    unfinished.rename(folder)
    if folder != entry:
        entry.symlink_to(folder)


def owner_of(folder: Path) -> tuple[int, int]:
    """Return the user and group the server of a folder runs as; (0, 0): the current user."""
    return identity_of(folder) if os.geteuid() == ROOT_USER else (0, 0)


def identity_of(folder: Path) -> tuple[int, int]:
    """Return user and group id of a cluster."""
    known = folder.stat()
    return known.st_uid, known.st_gid


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
    # Nobody can connect until there is a password.
    command = [str(reachable_programs() / "initdb"), "-D", str(folder), "-U", SUPERUSER, "--auth=reject", *locale]
    result = run_as((user, group), command, folder)
    if result.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        reason = space_problem(folder.parent) or result.stderr.strip()
        raise DatabaseFolderError(f"De database in {folder.parent} kan niet worden gemaakt:\n{reason}")
