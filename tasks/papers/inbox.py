"""The folder `inbox` in the data directory: what people or programs put there comes into the dossiers.

The name of a file tells the case and the kind, or the paper itself does, when it is a form of ours. What was registered
is sealed in the record, and its file is removed; what cannot be placed is put apart, and operations is told.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from models.connection import session
from spoorboek.errors import InputError
from spoorboek.outside.files import read_outside_bytes
from spoorboek.private_files import make_private_folder
from spoorboek.settings import Settings, settings
from tasks.case_state import current_day
from tasks.outbox.operations_mail import queue_operations_mail
from tasks.papers.file_kinds import MOST_BYTES, checked_type
from tasks.papers.own_forms import own_form, printed_numbers
from tasks.papers.paper_names import named_paper
from tasks.papers.receiving import IncomingPaper, PaperReceipt, receive_paper
from tasks.papers.refusals import UnfitFile
from tasks.papers.telling import tell_of_refusal
from templates.paper_texts import unplaced_text

ACTOR, WAY = "map", "map"
UNPLACED_MAIL = "niet-geplaatst"  # kind of mail, part of a Message-ID
APART = "niet-geplaatst"
MOST_AT_ONCE = 100
SETTLED = 10.0  # seconds without a change, after which a file is taken to be written as a whole
UNFINISHED = (".part", ".tmp", ".crdownload", ".partial")


class InboxRound(NamedTuple):
    """The result of a round: how many papers came into a dossier, were refused, and could not be placed."""

    received: int = 0
    refused: int = 0
    unplaced: int = 0
    to_wake: tuple[str, ...] = ()


def inbox_of(configuration: Settings) -> Path:
    """Return the folder."""
    return configuration.home / "inbox"


def take_inbox() -> InboxRound:
    """Take in what lies in the folder; a folder that is not there is made. One file never keeps another from it."""
    folder = inbox_of(settings())
    make_private_folder(folder)
    receipts = [_take(folder, each) for each in _waiting(folder)]
    unplaced = sum(each is None for each in receipts)
    if unplaced:
        _tell_operations(unplaced)
    placed = [each for each in receipts if each is not None]
    refused = sum(each.reason is not None for each in placed)
    woken = tuple(sorted({number for each in placed for number in each.to_wake}))
    return InboxRound(len(placed) - refused, refused, unplaced, woken)


def _waiting(folder: Path) -> Iterator[Path]:
    """Yield the files that are written as a whole, the oldest names first; no link and no file that is not shown."""
    found = [each for each in sorted(folder.iterdir()) if each.is_file() and not each.is_symlink()]
    whole = [each for each in found if not each.name.startswith((".", "~$")) and each.suffix.lower() not in UNFINISHED]
    yield from [each for each in whole if time.time() - each.stat().st_mtime >= SETTLED][:MOST_AT_ONCE]


def _take(folder: Path, file: Path) -> PaperReceipt | None:
    """Register a file and remove it; put it apart, and return None, when nobody can tell what it is about."""
    try:
        content = read_outside_bytes(file, MOST_BYTES, "een stuk")
        case, paper = _placed(file.name, content)
        with session() as writing:
            receipt = receive_paper(writing, case, paper, ACTOR)
            tell_of_refusal(writing, receipt, paper)
    except InputError:
        _put_apart(folder, file)
        return None
    file.unlink(missing_ok=True)
    return receipt


def _placed(name: str, content: bytes) -> tuple[str, IncomingPaper]:
    """Return the case of a file and what is told of it. Raises InputError when neither its name nor itself says so."""
    named = named_paper(name)
    case = named.case or _case_on(content)
    if case is None:
        raise InputError("De naam van het bestand noemt geen zaak.")
    known = {"kind": named.kind, "occurrence": named.occurrence, "sender": named.sender}
    return case, IncomingPaper(content, way=WAY, file_name=name, **known)  # type: ignore[arg-type]


def _case_on(content: bytes) -> str | None:
    """Return the case whose form of ours a file is; None for what is none."""
    try:
        printed = printed_numbers(content, checked_type(content))
    except UnfitFile:
        return None
    with session() as reading:
        found = own_form(reading, printed)
        return found[0].number if found else None


def _put_apart(folder: Path, file: Path) -> None:
    apart = folder / APART
    make_private_folder(apart)
    target, count = apart / file.name, 1
    while target.exists():
        count += 1
        target = apart / f"{file.stem}-{count}{file.suffix}"
    os.rename(file, target)
    target.chmod(0o600)


def _tell_operations(count: int) -> None:
    with session() as writing:
        on = current_day(writing)
        queue_operations_mail(writing, UNPLACED_MAIL, [on.isoformat(), str(count)], unplaced_text(count, on), on)
