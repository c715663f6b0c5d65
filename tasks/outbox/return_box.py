"""The mailbox mail comes back to: a folder on disk, or of an IMAP server. What was read is moved, never deleted.

Reports about mail go to one folder beside it, answers of bureaus to another, all else to a third, for a person.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from imaplib import IMAP4
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol

from imap_tools import AND, MailBox
from imap_tools.errors import ImapToolsError

from spoorboek.errors import InputError
from spoorboek.settings import Settings, settings
from tasks.outbox.transport import tls_context

REPORTS, OTHERS, ANSWERS = "Spoorboek-gelezen", "Spoorboek-overig", "Spoorboek-bureaus"
MOST_BYTES = 15_000_000  # of a mail: a paper of 10 MB as mail writes it
MOST_AT_ONCE = 200  # mails in a round; the next round goes on
IMAP_SECONDS = 30
MAILDIR = ("cur", "new", "tmp")


class ReturnBoxError(InputError):
    """De mailbox voor teruggekomen mail is niet te lezen."""


class ReturnedMail(NamedTuple):
    """A mail in the box, as it is, and what names it there."""

    key: str
    raw: bytes


class ReturnBox(Protocol):
    """A mailbox: what came in, what was read before, and moving what was read."""

    def unread(self) -> Iterator[ReturnedMail]:
        """Yield the mails that came in."""

    def read_since(self, day: date) -> Iterator[ReturnedMail]:
        """Yield the reports that were read since a day."""

    def put_away(self, key: str, folder: str) -> None:
        """Move a mail that came in to REPORTS, ANSWERS or OTHERS."""


@contextmanager
def open_return_box(configuration: Settings | None = None) -> Iterator[ReturnBox | None]:
    """Yield the configured box, None when there is none. Raises ReturnBoxError, in Dutch and without a secret."""
    configuration = configuration or settings()
    if configuration.returns is not None:
        yield ReturnFolder(configuration.returns)
    elif configuration.imap_host is not None:
        with _logged_in(configuration) as mailbox:
            yield ImapBox(mailbox, configuration.imap_folder)
    else:
        yield None


class ReturnFolder:
    """A maildir, or a folder with .eml files."""

    def __init__(self, path: Path) -> None:
        if not path.is_dir():
            raise ReturnBoxError(
                f"De map {path} voor teruggekomen mail bestaat niet. Maak haar, of pas SPOORBOEK_RETURNS aan."
            )
        self._path, self._is_maildir = path, (path / "new").is_dir() and (path / "cur").is_dir()

    def unread(self) -> Iterator[ReturnedMail]:
        """Yield the mails that came in, the oldest names first."""
        folders = [self._path / "new", self._path / "cur"] if self._is_maildir else [self._path]
        return self._mails(folders)

    def read_since(self, day: date) -> Iterator[ReturnedMail]:  # noqa: ARG002 - a file has no day that can be trusted
        """Yield every report that was read: reading one twice changes nothing."""
        return self._mails([self._folder(REPORTS)])

    def put_away(self, key: str, folder: str) -> None:
        """Move a file; another of the same name stays."""
        source, target = self._path / key, self._folder(folder) / Path(key).name
        try:
            for part in MAILDIR if self._is_maildir else ():
                (target.parent.parent / part).mkdir(parents=True, exist_ok=True)
            target.parent.mkdir(parents=True, exist_ok=True)
            number = 1
            while target.exists():
                number += 1
                target = target.with_name(f"{Path(key).stem}-{number}{Path(key).suffix}")
            source.rename(target)
        except OSError as error:
            raise _unreadable(str(self._path), error) from None

    def _folder(self, name: str) -> Path:
        """Return where read mail goes: a folder of the maildir, or a folder in the folder."""
        return self._path / f".{name}" / "cur" if self._is_maildir else self._path / name

    def _mails(self, folders: list[Path]) -> Iterator[ReturnedMail]:
        try:
            found = [file for folder in folders if folder.is_dir() for file in sorted(folder.iterdir())]
            files = [file for file in found if file.is_file() and not file.is_symlink()]
            for file in files:
                if self._is_maildir or file.suffix.casefold() == ".eml":
                    with file.open("rb") as content:
                        raw = content.read(MOST_BYTES)
                    yield ReturnedMail(str(file.relative_to(self._path)), raw)
        except OSError as error:
            raise _unreadable(str(self._path), error) from None


class ImapBox:
    """A folder of an IMAP server. Mails are not marked as read: who looks into the mailbox sees what is new."""

    def __init__(self, mailbox: MailBox, folder: str) -> None:
        self._mailbox, self._folder = mailbox, folder

    def unread(self) -> Iterator[ReturnedMail]:
        """Yield the mails that came in, the oldest first."""
        return self._fetch("ALL")

    def read_since(self, day: date) -> Iterator[ReturnedMail]:
        """Yield the reports that came in since a day and were read."""
        if not self._mailbox.folder.exists(REPORTS):
            return
        self._mailbox.folder.set(REPORTS)
        try:
            yield from self._fetch(str(AND(date_gte=day)))
        finally:
            self._mailbox.folder.set(self._folder)

    def put_away(self, key: str, folder: str) -> None:
        """Move a mail; the folder is made when it is not there."""
        if not self._mailbox.folder.exists(folder):
            self._mailbox.folder.create(folder)
        self._mailbox.move(key, folder)

    def _fetch(self, criteria: str) -> Iterator[ReturnedMail]:
        for uid in self._mailbox.uids(criteria):
            # The library would parse it, which no limit holds; and it would fetch all of it.
            _, answer = self._mailbox.client.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
            yield from (ReturnedMail(uid, each[1]) for each in answer if isinstance(each, tuple))


@contextmanager
def _logged_in(configuration: Settings) -> Iterator[MailBox]:
    host, user = str(configuration.imap_host), configuration.imap_user or ""
    password = configuration.imap_password.get_secret_value() if configuration.imap_password else ""
    try:
        box = MailBox(host, configuration.imap_port, timeout=IMAP_SECONDS, ssl_context=tls_context(host))
        with box.login(user, password, initial_folder=configuration.imap_folder) as mailbox:
            yield mailbox
    except (ImapToolsError, IMAP4.error, OSError) as error:
        raise _unreadable(host, error) from None


def _unreadable(where: str, error: Exception) -> ReturnBoxError:
    return ReturnBoxError(
        f"De mailbox voor teruggekomen mail ({where}) is niet te lezen ({type(error).__name__}). Controleer "
        "SPOORBOEK_RETURNS of SPOORBOEK_IMAP_HOST, _PORT, _USER, _PASSWORD en _FOLDER."
    )


def at_most(mails: Iterator[ReturnedMail]) -> Iterator[ReturnedMail]:
    """Yield as many mails as one round takes."""
    return islice(mails, MOST_AT_ONCE)
