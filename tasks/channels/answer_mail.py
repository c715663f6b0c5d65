"""What a mail in the mailbox holds for us: its subject, whether a person wrote it, and the files in it.

Any program may write to the mailbox: what cannot be read has no files, and nothing in it is run or fetched.
"""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import default
from itertools import islice
from typing import Any, NamedTuple

from tasks.channels.content import JSON, PDF
from tasks.outbox.delivery_reports import ANY_ID, AUTOMATIC_REPLY

MOST_PARTS, MOST_FILES = 50, 10
ENDINGS = {".json": JSON, ".pdf": PDF}
BULK = ("bulk", "list", "junk", "auto_reply")


class AnswerFile(NamedTuple):
    """A file in an answer: what it is, and its bytes."""

    media_type: str
    content: bytes


class AnswerMail(NamedTuple):
    """A mail as an answer: its subject, whether a program wrote it, the mails it answers, its JSON and PDF files."""

    subject: str
    automatic: bool
    answers: tuple[str, ...]
    files: tuple[AnswerFile, ...]


def read_answer_mail(raw: bytes) -> AnswerMail | None:
    """Read a mail; None for what is no mail."""
    try:
        mail: Any = message_from_bytes(raw, policy=default)
        subject = " ".join(str(mail.get("Subject", "")).split())
        answers = ANY_ID.findall(f"{mail.get('In-Reply-To', '')} {mail.get('References', '')}")
        files = tuple(islice(_files(mail), MOST_FILES))
        return AnswerMail(subject, _is_automatic(mail, subject), tuple(answers), files)
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError, IndexError):
        return None


def _is_automatic(mail: Mail, subject: str) -> bool:
    """Tell whether a program answered: in absence, or by a list. Source: RFC 3834, section 5."""
    submitted = str(mail.get("Auto-Submitted", "no")).split(";")[0].strip().casefold()
    precedence = str(mail.get("Precedence", "")).strip().casefold()
    marked = mail.get("X-Autoreply") or mail.get("X-Autorespond") or mail.get("List-Id")
    return submitted != "no" or precedence in BULK or bool(marked) or bool(AUTOMATIC_REPLY.search(subject))


def _files(mail: Mail) -> Iterator[AnswerFile]:
    for part in islice(mail.walk(), MOST_PARTS):
        if part.is_multipart() or not (media_type := _media_type(part)):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield AnswerFile(media_type, content)


def _media_type(part: Mail) -> str | None:
    """Return which of the kinds we read a part is, by its type or by the name of its file."""
    if (stated := part.get_content_type()) in ENDINGS.values():
        return stated
    name = (part.get_filename() or "").casefold()
    return next((kind for ending, kind in ENDINGS.items() if name.endswith(ending)), None)
