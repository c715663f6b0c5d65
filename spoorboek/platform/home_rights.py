"""The rights of a data directory: for the user of Spoorboek alone, also one that an earlier version left open.

As root the directory itself can be passed, not read: PostgreSQL runs as another user, and its folder lies in it.
"""

import os
import stat
from pathlib import Path

from spoorboek.errors import PlatformError
from spoorboek.outside.files import reason_of
from spoorboek.private_files import FILE_MODE, FOLDER_MODE, OTHERS, ROOT_USER, make_private_folder

PASSABLE_MODE = 0o711
DEMO_HOME = "demo"  # a data directory inside a data directory; it holds a file with its own name
WRITTEN_BY_US = ("log", "mail", "prefect", "documenten", "wachtwoorden", "reservekopie", "anchors", "inbox")
OF_A_DATABASE = ("postgres", "postgres.onaf")
KEY_FILE, LEDGER_KEY_FILE, BACKUP_KEY_FILE, ACCESS_FILE = "keys", "ledger.key", "backup-key", "access"
SECRETS = frozenset(
    (KEY_FILE, LEDGER_KEY_FILE, BACKUP_KEY_FILE, ACCESS_FILE)
)  # never mended here: found open, one must know
OURS = frozenset((*WRITTEN_BY_US, *OF_A_DATABASE, DEMO_HOME, "lock"))
SYSTEM_PLACES = ("/etc", "/media", "/mnt", "/opt", "/run", "/srv", "/usr/local", "/var/lib", "/var/opt")


class HomeUnusable(PlatformError):
    """De gegevensmap is niet te gebruiken."""


def home_mode() -> int:
    """Return the rights of a data directory itself."""
    return FOLDER_MODE if os.geteuid() else PASSABLE_MODE


def make_home(home: Path) -> None:
    """Create a data directory when it is missing. A link to a directory is followed: it is the user's own setting.

    Raises HomeUnusable when it cannot be created, UnsafePlaceError for a link to nothing.
    """
    try:
        if not home.is_dir():
            make_private_folder(home, home_mode())
    except OSError as error:
        raise HomeUnusable(unwritable_home_text(home, error)) from None


def tighten_home(home: Path) -> str | None:
    """Take the rights of others on a data directory and what is in it away; return what to tell, None if nothing was.

    A folder that serves others too, such as /tmp or /srv, keeps its own rights and what is not ours. No link is
    followed, and the files with secrets are left alone. Raises HomeUnusable for a directory of another user.
    """
    try:
        if not home.is_dir():
            return None
        place = home.resolve()
        mended = False
        if not _serves_others_too(place):
            _refuse_another_owner(place)
            mended = _tighten(place, home_mode())
        mended |= _tighten_entries(place)
    except OSError as error:
        raise HomeUnusable(
            f"De rechten van de gegevensmap {home} kunnen niet worden aangescherpt ({reason_of(error)}). "
            "Kies een andere map met SPOORBOEK_HOME."
        ) from None
    return f"Rechten van {home} aangescherpt: andere gebruikers kunnen er niet meer bij" if mended else None


def tighten_below(folder: Path) -> None:
    """Tighten all that is in a folder; its own rights go first, so that nobody else can put a link in between."""
    for root, folders, files in os.walk(folder):
        for name in folders:
            _tighten(Path(root, name), FOLDER_MODE)
        for name in files:
            _tighten(Path(root, name), FILE_MODE)


def let_pass(home: Path) -> None:
    """Let other users pass through a data directory of this user, not read it, unless it serves others too."""
    found = home.stat()
    if not _serves_others_too(home) and found.st_uid == os.geteuid():
        home.chmod(stat.S_IMODE(found.st_mode) | PASSABLE_MODE)


def unwritable_home_text(home: Path, error: OSError) -> str:
    """Return what to tell of a data directory that cannot be created or written."""
    return (
        f"De gegevensmap {home} kan niet worden gemaakt of beschreven ({reason_of(error)}). "
        "Geef er rechten op, of kies een andere map met SPOORBOEK_HOME."
    )


def _refuse_another_owner(home: Path) -> None:
    if home.stat().st_uid != os.geteuid():
        raise HomeUnusable(
            f"De gegevensmap {home} is van een andere gebruiker, die er alles in kan vervangen. "
            "Start Spoorboek als die gebruiker, of kies een eigen map met SPOORBOEK_HOME."
        )


def _serves_others_too(place: Path) -> bool:
    """Tell whether a folder is one of the machine, or above the user's own, or the own folder of root."""
    own = _own_folder()
    below = [*map(Path, SYSTEM_PLACES), own if os.geteuid() == ROOT_USER else own.parent]
    return bool(place.stat().st_mode & stat.S_ISVTX) or any(each.is_relative_to(place) for each in below)


def _own_folder() -> Path:
    """Return the user's own folder; the root of the machine for a user without one, as in some containers."""
    folder = Path(os.path.expanduser("~"))
    return folder.resolve() if folder.is_absolute() else Path("/")


def _tighten_entries(home: Path) -> bool:
    """Tighten what is in a data directory: all of it, or what is ours when it is also somebody's own folder."""
    mended, ours_only = False, _serves_others_too(home) or home == _own_folder()
    for entry in sorted(home.iterdir()):
        if entry.is_symlink() or entry.name in SECRETS or (ours_only and entry.name not in OURS):
            continue
        if entry.name == DEMO_HOME and (entry / DEMO_HOME).is_file() and entry.stat().st_uid == os.geteuid():
            mended |= tighten_home(entry) is not None
        elif entry.is_dir():
            opened = _tighten(entry, FOLDER_MODE, of_database=entry.name in OF_A_DATABASE)
            mended |= opened
            if opened and entry.name in WRITTEN_BY_US:
                tighten_below(entry)
        else:
            mended |= _tighten(entry, FILE_MODE)
    return mended


def _tighten(path: Path, mode: int, *, of_database: bool = False) -> bool:
    """Take away what goes beyond these rights; return whether it was anything. Links and others' files are left."""
    try:
        found = path.lstat()
        ours = found.st_uid == os.geteuid() or (of_database and os.geteuid() == ROOT_USER)
        loose = ours and not stat.S_ISLNK(found.st_mode) and found.st_mode & OTHERS & ~mode
        if loose:
            path.chmod(found.st_mode & (stat.S_IRWXU | mode))
    except FileNotFoundError:  # a running platform has files that come and go
        return False
    return bool(loose)
