"""The content of what came in, as a message: JSON as it is, or a form of ours that was filled in."""

from datetime import date
from email import message_from_bytes
from email.policy import default
from typing import Any, NamedTuple

from spoorboek.outside.yaml_json import DataTextError, parse_json
from tasks.channels.filled_form import form_kind, form_message
from templates.bureau_messages import KINDS, MOST_BYTES, BureauMessage, MessageError, read_message

JSON, PDF, RAW_MAIL = "application/json", "application/pdf", "message/rfc822"
MOST_FILE_BYTES = 5_000_000  # of a file somebody brings; a form with its fonts is larger than a message
PDF_BEGINS = b"%PDF-"
NO_TEXT = "(er is geen leesbare tekst)"


class Address(NamedTuple):
    """The case and the number of the referral a message is about."""

    case: str
    referral: int


def most_bytes(media_type: str) -> int:
    """Return how large content of a kind may be."""
    return MOST_FILE_BYTES if media_type == PDF else MOST_BYTES


def media_type_of(content: bytes) -> str:
    """Return what a file is, by how it begins."""
    return PDF if content.startswith(PDF_BEGINS) else JSON


def message_in(content: bytes, media_type: str, address: Address | None, on: date) -> BureauMessage:
    """Read a message; `address` and the day it came are those of a form, which names neither.

    Raises MessageError with what is wrong with it.
    """
    if media_type != PDF:
        return read_message(content)
    if len(content) > MOST_FILE_BYTES or address is None:
        raise MessageError((f"het formulier is groter dan {MOST_FILE_BYTES // 1_000_000} MB.",))
    return read_message(form_message(content, *address, on))


def named_address(content: bytes) -> Address | None:
    """Return which case and referral a message names, also when it is wrong otherwise; None when it names none."""
    data = _object_in(content)
    case, referral = data.get("zaak"), data.get("aanmelding")
    if not isinstance(case, str) or not isinstance(referral, int) or isinstance(referral, bool):
        return None
    return Address(case, referral)


def named_kind(content: bytes, media_type: str) -> str | None:
    """Return which kind of message content says it is, also when it is wrong otherwise; None when it names none."""
    if media_type == PDF:
        return form_kind(content) if len(content) <= MOST_FILE_BYTES else None
    kind = _object_in(content).get("soort")
    return kind if isinstance(kind, str) and kind in KINDS else None


def _object_in(content: bytes) -> dict[str, Any]:
    """Return the JSON object that content is; an empty one for anything else."""
    if len(content) > MOST_BYTES:
        return {}
    try:
        data: Any = parse_json(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, DataTextError):
        return {}
    return data if isinstance(data, dict) else {}


def shown_content(content: bytes | None, media_type: str) -> str:
    """Return what came in as a person reads it; empty when it was not kept, or is a form."""
    if content is None or media_type == PDF:
        return ""
    return _text_of_mail(content) if media_type == RAW_MAIL else content.decode("utf-8-sig", errors="replace")


def _text_of_mail(content: bytes) -> str:
    """Return the text of a mail, as far as it has any; of HTML what stands between the tags is not worked out."""
    try:
        body: Any = message_from_bytes(content, policy=default).get_body(("plain", "html"))
        return str(body.get_content()) if body else NO_TEXT
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return NO_TEXT
