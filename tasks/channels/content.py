"""The content of what came in, as a message."""

from typing import Any, NamedTuple

from spoorboek.outside.yaml_json import DataTextError, parse_json
from templates.bureau_messages import MOST_BYTES, BureauMessage, read_message

JSON = "application/json"
MOST_FILE_BYTES = 5_000_000  # of a file somebody brings; a form with its fonts is larger than a message


class Address(NamedTuple):
    """The case and the number of the referral a message is about."""

    case: str
    referral: int


def message_in(content: bytes, media_type: str) -> BureauMessage:  # noqa: ARG001 - forms come next to JSON
    """Read a message. Raises MessageError with what is wrong with it."""
    return read_message(content)


def named_address(content: bytes) -> Address | None:
    """Return which case and referral a message names, also when it is wrong otherwise; None when it names none."""
    if len(content) > MOST_BYTES:
        return None
    try:
        data: Any = parse_json(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, DataTextError):
        return None
    if not isinstance(data, dict):
        return None
    case, referral = data.get("zaak"), data.get("aanmelding")
    if not isinstance(case, str) or not isinstance(referral, int) or isinstance(referral, bool):
        return None
    return Address(case, referral)


def shown_content(content: bytes | None, media_type: str) -> str:
    """Return a message as a person reads it; empty when it was not kept."""
    return (content or b"").decode("utf-8-sig", errors="replace") if media_type == JSON else ""
