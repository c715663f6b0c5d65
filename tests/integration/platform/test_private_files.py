"""Private files: for their owner alone whatever the umask, through no link, over nothing of somebody else."""

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.machine.other_users import give_away, rights

from spoorboek.private_files import (
    UnsafePlaceError,
    create_private_file,
    make_private_folder,
    open_private_file,
    write_private_file,
)

CONTENT = b"wat anderen niet mogen lezen\n" * 100
Spoil = Callable[[Path, pytest.MonkeyPatch], None]


@contextmanager
def umask(value: int) -> Iterator[None]:
    """Work under another umask for a while."""
    before = os.umask(value)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file grow over ten bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def open_for_append(path: Path) -> None:
    """Open a file that stays, as a log is, and write something."""
    with os.fdopen(open_private_file(path, os.O_WRONLY | os.O_APPEND), "ab") as file:
        file.write(b"regel\n")


def write(path: Path) -> None:
    """Write a file as a whole."""
    write_private_file(path, CONTENT)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o777])
@pytest.mark.parametrize("name", ["gewoon", "met een spatie", "é" * 100])
def test_rights_do_not_depend_on_the_umask(tmp_path: Path, mask: int, name: str) -> None:
    """Folders 0700, files 0600, also the folders that were made on the way."""
    folder = tmp_path / name / "diep"
    with umask(mask):
        make_private_folder(folder)
        write(folder / name)
        create_private_file(folder / "nieuw", CONTENT)
        open_for_append(folder / "log")
    assert [rights(each) for each in (folder.parent, folder)] == [0o700, 0o700]
    assert {each.name: rights(each) for each in folder.iterdir()} == {name: 0o600, "nieuw": 0o600, "log": 0o600}


def test_an_earlier_file_is_replaced_and_its_other_name_is_not_touched(tmp_path: Path) -> None:
    """An export that was open to all is private the next time; a hard link elsewhere keeps what it had."""
    target, other = tmp_path / "uit.pdf", tmp_path / "ander.pdf"
    target.write_bytes(b"oud")
    target.chmod(0o666)
    other.hardlink_to(target)
    write(target)
    assert (target.read_bytes(), rights(target), other.read_bytes()) == (CONTENT, 0o600, b"oud")


def link_to_a_file(path: Path, _: pytest.MonkeyPatch) -> None:
    """Put a link to a file of ours where we want to write."""
    (path.parent / "elders").write_bytes(b"van mij")
    path.symlink_to(path.parent / "elders")


def link_to_nothing(path: Path, _: pytest.MonkeyPatch) -> None:
    """Put a link to nothing there."""
    path.symlink_to(path.parent / "elders")


def link_to_itself(path: Path, _: pytest.MonkeyPatch) -> None:
    """Put a link there that leads nowhere but to itself."""
    path.symlink_to(path)


def folder_in_the_way(path: Path, _: pytest.MonkeyPatch) -> None:
    """Put a folder there."""
    path.mkdir()


def pipe_in_the_way(path: Path, _: pytest.MonkeyPatch) -> None:
    """Put a pipe there: who opens it to write would wait for ever."""
    os.mkfifo(path)


def file_of_another(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a file of another user there, that anyone may write."""
    path.write_bytes(b"van een ander")
    path.chmod(0o666)
    give_away(path, monkeypatch)


SPOILED: list[Spoil] = [
    link_to_a_file, link_to_nothing, link_to_itself, folder_in_the_way, pipe_in_the_way, file_of_another,
]  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILED, ids=lambda each: each.__name__)
@pytest.mark.parametrize("use", [write, open_for_append], ids=["write", "open"])
def test_what_is_no_file_of_ours_is_refused_and_stays(
    tmp_path: Path, use: Callable[[Path], None], spoil: Spoil, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links, folders, pipes and files of others are not written, not followed and not replaced; the place is named."""
    spoil(tmp_path / "doel", monkeypatch)
    before = {each.name: (each.lstat().st_ino, each.lstat().st_size) for each in tmp_path.iterdir()}
    with pytest.raises(UnsafePlaceError, match=str(tmp_path)):
        use(tmp_path / "doel")
    assert {each.name: (each.lstat().st_ino, each.lstat().st_size) for each in tmp_path.iterdir()} == before


@pytest.mark.parametrize("spoil", [link_to_a_file, link_to_nothing, folder_in_the_way])
def test_a_file_that_must_be_new_is_never_put_over_anything(
    tmp_path: Path, spoil: Spoil, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is there stays, a link to nothing too."""
    spoil(tmp_path / "doel", monkeypatch)
    with pytest.raises(FileExistsError):
        create_private_file(tmp_path / "doel", CONTENT)
    assert not (tmp_path / "elders").exists() or (tmp_path / "elders").read_bytes() == b"van mij"


def test_a_second_name_elsewhere_is_refused_for_a_file_that_stays(tmp_path: Path) -> None:
    """A log or lock that is a hard link would overwrite whatever it is the second name of."""
    (tmp_path / "elders").write_bytes(b"van mij")
    (tmp_path / "log").hardlink_to(tmp_path / "elders")
    with pytest.raises(UnsafePlaceError, match="hard link"):
        open_for_append(tmp_path / "log")
    assert (tmp_path / "elders").read_bytes() == b"van mij"


def test_a_folder_that_is_a_link_or_anothers_is_not_written_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder itself counts; a link higher in its path is the way of the machine, and is followed."""
    real = tmp_path / "echt" / "map"
    real.mkdir(parents=True)
    (tmp_path / "weg").symlink_to(tmp_path / "echt")
    (tmp_path / "koppeling").symlink_to(real)
    (tmp_path / "nergens").symlink_to(tmp_path / "weggehaald")
    write(tmp_path / "weg" / "map" / "a")
    for link in ("koppeling", "nergens"):
        for use in (make_private_folder, lambda path: write(path / "b")):
            with pytest.raises(UnsafePlaceError, match="koppeling"):
                use(tmp_path / link)
    give_away(real, monkeypatch)
    with pytest.raises(UnsafePlaceError, match="van een andere gebruiker"):
        write(real / "b")
    assert [each.name for each in real.iterdir()] == ["a"]
    assert not (tmp_path / "weggehaald").exists()


def test_a_full_disk_leaves_the_earlier_file_and_nothing_beside_it(tmp_path: Path) -> None:
    """All or nothing: no half-written file, no file under another name, no new file with half its content."""
    (tmp_path / "doel").write_bytes(b"eerder")
    with full_disk():
        with pytest.raises(OSError, match="File too large"):
            write(tmp_path / "doel")
        with pytest.raises(OSError, match="File too large"):
            create_private_file(tmp_path / "nieuw", CONTENT)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"doel": b"eerder"}
