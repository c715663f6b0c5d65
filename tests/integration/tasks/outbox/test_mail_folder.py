"""Mails as files: for their owner alone, through no link; a mail that cannot be written waits."""

import os
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from support.machine.other_users import give_away, rights

from models.tables import SENT, WAITING
from tasks.outbox.transport import MailFolder

Spoil = Callable[[Path, pytest.MonkeyPatch], None]


def mail(text: str = "Beste Kanarie") -> EmailMessage:
    """Write a mail."""
    written = EmailMessage()
    written["Message-ID"] = "<z-1-plan-1@spoorboek>"
    written.set_content(text)
    return written


@pytest.mark.parametrize("mask", [0o000, 0o077])
def test_a_mail_is_its_owners_alone_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    """The folder, the file, and nothing beside it; a repeat that finds an open file closes it."""
    folder = tmp_path / "mijn gegevens" / "mail"
    before = os.umask(mask)
    try:
        assert MailFolder(folder).deliver(mail()).status == SENT
        (file,) = folder.iterdir()
        file.chmod(0o644)
        assert MailFolder(folder).deliver(mail("Beste Vogel")).status == SENT
    finally:
        os.umask(before)
    assert [rights(each) for each in (folder.parent, folder, file)] == [0o700, 0o700, 0o600]
    assert list(folder.iterdir()) == [file]
    assert b"Vogel" in file.read_bytes()


def folder_is_a_link(folder: Path, _: pytest.MonkeyPatch) -> None:
    """Let the folder lead elsewhere."""
    (folder.parent / "elders").mkdir()
    folder.symlink_to(folder.parent / "elders")


def folder_is_a_link_to_nothing(folder: Path, _: pytest.MonkeyPatch) -> None:
    """Let the folder lead nowhere."""
    folder.symlink_to(folder.parent / "elders")


def folder_is_a_file(folder: Path, _: pytest.MonkeyPatch) -> None:
    """Let a file be in its place."""
    folder.write_text("van iemand")


def folder_is_anothers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be another user's, who lets everybody in."""
    folder.mkdir()
    folder.chmod(0o777)
    give_away(folder, monkeypatch)


def mail_is_a_link(folder: Path, _: pytest.MonkeyPatch) -> None:
    """Let the file lead elsewhere."""
    folder.mkdir()
    (folder.parent / "elders").write_text("van iemand")
    (folder / "z-1-plan-1.eml").symlink_to(folder.parent / "elders")


def mail_is_a_folder(folder: Path, _: pytest.MonkeyPatch) -> None:
    """Let a folder be in the place of the file."""
    (folder / "z-1-plan-1.eml").mkdir(parents=True)


@pytest.mark.parametrize(
    "spoil",
    [
        folder_is_a_link,
        folder_is_a_link_to_nothing,
        folder_is_a_file,
        folder_is_anothers,
        mail_is_a_link,
        mail_is_a_folder,
    ],
)
def test_a_mail_goes_nowhere_else_and_waits(tmp_path: Path, spoil: Spoil, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another put in the way is not written through; the error has no address and no path."""
    spoil(tmp_path / "mail", monkeypatch)
    before = {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()}
    delivery = MailFolder(tmp_path / "mail").deliver(mail())
    assert (delivery.status, delivery.unreachable) == (WAITING, True)
    assert delivery.error == "de map voor mail is niet te beschrijven (UnsafePlaceError)"
    assert {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()} == before
