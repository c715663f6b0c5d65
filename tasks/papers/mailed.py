"""Papers that come by mail: a code in the mail says to which case its files belong, and proves that we gave it."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import default
from email.utils import parseaddr
from itertools import islice
from typing import Any, NamedTuple

from models.case_lookup import find_case
from models.connection import session
from spoorboek.errors import InputError
from tasks.outbox.reply_codes import read_paper_code
from tasks.outbox.return_box import MOST_BYTES as MOST_MAIL_BYTES
from tasks.papers.file_kinds import MOST_BYTES
from tasks.papers.paper_names import named_paper
from tasks.papers.receiving import IncomingPaper, PaperReceipt, receive_paper
from tasks.papers.telling import sender_of, tell_of_refusal, tell_unplaced

ACTOR, WAY = "mail", "mail"
TOO_LARGE = "De mail is te groot: een stuk mag 10 MB zijn."
MOST_PARTS, MOST_FILES, LONGEST_TEXT = 100, 20, 50_000
NO_PAPERS = ("text/", "application/json", "application/pgp-signature", "application/pkcs7-signature", "multipart/")


class PaperMail(NamedTuple):
    """A mail with papers: its subject and text, in which the code stands, who sent it, and its files by name."""

    words: str
    address: str
    files: tuple[tuple[str, bytes], ...]


def take_paper_mail(raw: bytes) -> list[PaperReceipt] | None:
    """Register the files of a mail that carries the code of a case; None when it carries none, or no file.

    A file of which nobody can tell what it is, is not registered: the casemanager is told, and finds it in the mail.
    """
    mail = read_paper_mail(raw)
    if mail is None or not mail.files:
        return None
    with session() as reading:
        number = read_paper_code(reading, mail.words)
    if number is None:
        return None
    if len(raw) >= MOST_MAIL_BYTES:  # it was cut off there
        with session() as writing:
            tell_unplaced(writing, number, raw, TOO_LARGE)
        return []
    return receive_files(number, mail)


def receive_files(number: str, mail: PaperMail) -> list[PaperReceipt]:
    """Register each file of a mail against a case; one never keeps another from it."""
    receipts = [_receive(number, name, content, mail.address) for name, content in mail.files]
    return [each for each in receipts if each is not None]


def _receive(number: str, name: str, content: bytes, address: str) -> PaperReceipt | None:
    named = named_paper(name)
    try:
        with session() as writing:
            known = {"kind": named.kind, "occurrence": named.occurrence, "way": WAY, "file_name": name}
            sender = sender_of(writing, find_case(writing, number), address)
            paper = IncomingPaper(content, sender=sender, address=address or None, **known)  # type: ignore[arg-type]
            receipt = receive_paper(writing, number, paper, ACTOR)
            tell_of_refusal(writing, receipt, paper)
            return receipt
    except InputError as error:
        with session() as writing:
            tell_unplaced(writing, number, content, str(error))
        return None


def read_paper_mail(raw: bytes) -> PaperMail | None:
    """Read a mail; None for what is no mail."""
    try:
        mail: Any = message_from_bytes(raw, policy=default)
        address = parseaddr(str(mail.get("From", "")))[1]
        return PaperMail(_words(mail), address, tuple(islice(_files(mail), MOST_FILES)))
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError, IndexError):
        return None


def _words(mail: Any) -> str:
    body = mail.get_body(("plain", "html"))
    text = str(body.get_content())[:LONGEST_TEXT] if body is not None else ""
    return f"{mail.get('Subject', '')}\n{text}"


def _files(mail: Mail) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a mail: what has a name, or is a picture or document, but not a picture within its text."""
    for part in islice(mail.walk(), MOST_PARTS):
        name, stated = part.get_filename() or "", part.get_content_type()
        if part.is_multipart() or (not name and stated.startswith(NO_PAPERS)) or part.get("Content-ID"):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            yield name, content[: MOST_BYTES + 1]
