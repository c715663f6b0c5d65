"""Files and folders for their owner alone, whatever the umask: the one place that writes what others may not read.

No link is followed, and nothing of another user is written: a file is written anew beside its target, and then takes
its place. In a folder of root the owner may write too, such as the system's folder for temporary files.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import IO

from spoorboek.errors import PlatformError

FILE_MODE, FOLDER_MODE = 0o600, 0o700
OTHERS = 0o077  # the bits of group and world
ROOT_USER = 0
UNLINKED = os.O_NOFOLLOW | os.O_CLOEXEC


class UnsafePlaceError(PlatformError):
    """Op deze plaats kan niet veilig worden geschreven."""


def make_private_folder(path: Path, mode: int = FOLDER_MODE) -> None:
    """Create a folder, and the missing ones above it, with these rights; an existing one keeps its rights.

    Raises UnsafePlaceError when it is a link or another user's, OSError when it cannot be created.
    """
    if not path.parent.exists():
        make_private_folder(path.parent, mode)
    try:
        path.mkdir(mode)
    except FileExistsError:
        with _opened_folder(path):
            return
    path.chmod(mode)  # the umask may have taken more than others have


def write_private_file(path: Path, content: bytes, *, durable: bool = False) -> None:
    """Write a file as a whole or not at all, in the place of an earlier one; `durable`: on the disk when this returns.

    Raises what `private_file_writer` does.
    """
    with private_file_writer(path, durable=durable) as file:
        file.write(content)


@contextmanager
def private_file_writer(path: Path, *, durable: bool = False) -> Iterator[IO[bytes]]:
    """Yield a file to write and read, which takes its place at the end of the block as a whole, or not at all.

    Raises UnsafePlaceError when the folder or the earlier file is a link or another user's, or no folder and no file;
    OSError when it cannot be written. Then the earlier file is as it was, and nothing is left beside it.
    """
    beside = f".spoorboek-{token_hex(8)}.nieuw"
    with _opened_folder(path.parent) as folder:
        _refuse_unsafe_target(path, folder)
        try:
            with _new_file(beside, folder, durable=durable) as file:
                yield file
            os.replace(beside, path.name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:  # also Ctrl-C
            with suppress(OSError):
                os.unlink(beside, dir_fd=folder)
            raise
        if durable:
            _sync_folder(folder)


def create_private_file(path: Path, content: bytes) -> None:
    """Write a file that must not exist yet, onto the disk. Raises FileExistsError, also for a link, and as above."""
    with _opened_folder(path.parent) as folder:
        try:
            with _new_file(path.name, folder, durable=True) as file:
                file.write(content)
        except FileExistsError:
            raise
        except BaseException:
            with suppress(OSError):
                os.unlink(path.name, dir_fd=folder)
            raise
        _sync_folder(folder)


def open_private_file(path: Path, flags: int) -> int:
    """Open a file that stays, such as a log or a lock, created when it is missing; return its descriptor.

    Raises UnsafePlaceError when it is a link, another user's, no file, or has a second name elsewhere; OSError.
    """
    with suppress(FileNotFoundError):
        _refuse_unsafe_file(path, path.lstat())
    descriptor = os.open(path, flags | os.O_CREAT | os.O_NONBLOCK | UNLINKED, FILE_MODE)
    try:
        found = os.fstat(descriptor)
        _refuse_unsafe_file(path, found)
        if found.st_nlink > 1:
            raise UnsafePlaceError(f"{path} staat ook onder een andere naam (hard link). Haal het bestand daar weg.")
        os.fchmod(descriptor, FILE_MODE)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


@contextmanager
def _new_file(name: str, folder: int, *, durable: bool) -> Iterator[IO[bytes]]:
    descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL | UNLINKED, FILE_MODE, dir_fd=folder)
    with os.fdopen(descriptor, "w+b") as file:
        os.fchmod(descriptor, FILE_MODE)
        yield file
        file.flush()
        if durable:
            os.fsync(descriptor)


def _sync_folder(folder: int) -> None:
    with suppress(OSError):  # the file is complete; not every file system knows this for a folder
        os.fsync(folder)


@contextmanager
def _opened_folder(path: Path) -> Iterator[int]:
    """Open a folder that is no link and belongs to this user or to root: what it is now, it stays until the end."""
    if path.is_symlink():
        raise UnsafePlaceError(_link_text(path))
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | UNLINKED)
    except NotADirectoryError:
        raise UnsafePlaceError(f"{path} is geen map. Kies een andere plaats.") from None
    try:
        if os.fstat(descriptor).st_uid not in (os.geteuid(), ROOT_USER):
            raise UnsafePlaceError(f"De map {path} is van een andere gebruiker. Kies een map van uzelf.")
        yield descriptor
    finally:
        os.close(descriptor)


def _refuse_unsafe_target(path: Path, folder: int) -> None:
    with suppress(FileNotFoundError):
        _refuse_unsafe_file(path, os.stat(path.name, dir_fd=folder, follow_symlinks=False))


def _refuse_unsafe_file(path: Path, found: os.stat_result) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise UnsafePlaceError(_link_text(path))
    if not stat.S_ISREG(found.st_mode):
        raise UnsafePlaceError(f"{path} is geen gewoon bestand. Kies een andere naam, of haal het weg.")
    if found.st_uid != os.geteuid():
        raise UnsafePlaceError(
            f"Het bestand {path} is van een andere gebruiker. Kies een andere naam, of haal het weg."
        )


def _link_text(path: Path) -> str:
    return f"{path} is een koppeling (symbolische link); daar wordt niet doorheen geschreven. Geef de plaats zelf op."
