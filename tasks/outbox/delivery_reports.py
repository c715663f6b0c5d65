"""Read what a mail that came back says: which mail it is about, whether that failed for good, and with which code.

Any program may write to the mailbox, so nothing here trusts a mail: what cannot be read is no report, and of a report
only Message-IDs and codes are taken. Sources: RFC 3464 (delivery status), RFC 3462 and 6522 (multipart/report), RFC
6533 (the same for addresses that are not ASCII); for reports of their own form the texts of qmail, Exim and Exchange.
"""

import quopri
import re
from binascii import Error as Base64Error
from binascii import a2b_base64
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.message import Message as Mail
from email.utils import parseaddr
from itertools import islice
from typing import NamedTuple

from tasks.outbox.server_replies import ENHANCED_CODE, REPLY_CODE

MOST_PARTS, MOST_TEXT = 50, 200_000  # characters of one part
STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
RETURNED_TYPES = ("message/rfc822", "message/global")
HEADERS_TYPES = ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers")
FAILED = ("failed", "failure", "fail")
FINE = ("delivered", "relayed", "expanded", "delayed")
UNCLEAR = ("5.0.0", "4.0.0")  # codes of a program that kept the real one for the diagnostic text
MESSAGE_ID = re.compile(r"^[>| \t]*message-id:\s*(<[^<>\s]{1,200}@[^<>\s]{1,255}>)", re.IGNORECASE | re.MULTILINE)
ORIGINAL_ID = re.compile(r"^x-original-message-id:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
ANY_ID = re.compile(r"<[^<>\s]{1,200}@[^<>\s]{1,255}>")
FOLDED = re.compile(r"\r?\n[ \t]+")
ROBOT = re.compile(r"(mail-?er-?daemon|mail-?daemon|mdaemon|postmaster|microsoftexchange\w+|mail-?delivery.*)@", re.I)
ROBOT_NAME = re.compile(r"mail delivery|delivery (sub)?system|mailer-daemon", re.IGNORECASE)
AUTOMATIC_REPLY = re.compile(
    r"out of (the )?office|auto(matic|matische|matisch)?[ -]?(reply|antwoord|antwort)"
    r"|afwezig|abwesen|absence|vakantie|urlaub",
    re.IGNORECASE,
)
DELAYED = re.compile(
    r"delayed|not yet been delivered|will (continue|keep|be re)|still being retried|no action is required"
    r"|verzögert|noch nicht zugestellt|vertraagd|nog niet (bezorgd|afgeleverd)",
    re.IGNORECASE,
)
PERMANENT = re.compile(
    r"undeliver|not (be )?delivered|wasn't able to deliver|unable to deliver|delivery (has |to .* )?failed"
    r"|failure notice|returned mail|permanent|unknown user|user unknown|no such (user|mailbox)"
    r"|mailbox (unavailable|not found)"
    r"|unzustellbar|nicht zugestellt|zustellung .*fehlgeschlagen|unbekannter (empfänger|benutzer)"
    r"|onbestelbaar|niet (worden )?(bezorgd|afgeleverd)|non remis|n'a pas (pu être|été) remis",
    re.IGNORECASE,
)


class DeliveryReport(NamedTuple):
    """What a program says of the delivery of a mail: whether it failed for good, the codes, and the Message-IDs.

    `message_ids`: of the mail it is about; more than one only where it is not clear which.
    """

    failed: bool
    codes: str
    message_ids: tuple[str, ...]


def read_report(raw: bytes) -> DeliveryReport | None:
    """Read a mail; return what it reports, None when it is no report of delivery: an answer, or one in absence."""
    try:
        return _read(message_from_bytes(raw))
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):  # of a mail that is no mail
        return None


def _read(mail: Mail) -> DeliveryReport | None:
    parts = list(islice(mail.walk(), MOST_PARTS))
    for part in parts:
        if part.get_content_type() in STATUS_TYPES and (verdict := _verdict(_status_text(part))) is not None:
            return DeliveryReport(*verdict, _message_ids(mail, parts))
    said = _said(mail, parts)
    return None if said is None else DeliveryReport(*said, _message_ids(mail, parts))


def _verdict(status: str) -> tuple[bool, str] | None:
    """Judge the fields of every recipient: one that failed for good decides. Source: RFC 3464 section 2.3.

    None when there are no such fields.
    """
    found: tuple[bool, str] | None = None
    for block in re.split(r"\n[ \t]*\n", FOLDED.sub(" ", status).replace("\r\n", "\n")):
        fields = {name.strip().casefold(): value.strip() for name, _, value in _split_fields(block)}
        action = fields.get("action", "").split(" ")[0].strip(";.").casefold()
        codes = _codes(fields)
        if action in FAILED or (action not in FINE and codes and "5" in (codes[0], codes.rpartition(" ")[2][0])):
            return True, codes
        if action or codes:
            found = False, codes
    return found


def _split_fields(block: str) -> Iterator[tuple[str, str, str]]:
    return (line.partition(":") for line in block.splitlines() if ":" in line)


def _codes(fields: Mapping[str, str]) -> str:
    """Return the reply code and the enhanced code of a recipient, as far as they are there: `550 5.1.1`."""
    diagnostic, status = fields.get("diagnostic-code", ""), ENHANCED_CODE.search(fields.get("status", ""))
    reply, better = REPLY_CODE.search(diagnostic), ENHANCED_CODE.search(diagnostic)
    chosen = better if better and (status is None or status[0] in UNCLEAR) else status
    return " ".join(match[0] for match in (reply, chosen) if match)


def _status_text(part: Mail) -> str:
    """Return the text of a status part, also when it was encoded, which the standard does not allow."""
    text = part.as_string().replace("\r\n", "\n").partition("\n\n")[2][:MOST_TEXT]
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().casefold()
    try:
        if encoding == "base64":
            return a2b_base64("".join(text.split())).decode(errors="replace")
        if encoding == "quoted-printable":
            return quopri.decodestring(text.encode(errors="replace")).decode(errors="replace")
    except Base64Error:
        pass
    return text


def _message_ids(mail: Mail, parts: list[Mail]) -> tuple[str, ...]:
    """Return the Message-ID of the mail a report is about: of what was returned, else of what is quoted, else named.

    Never from References of the returned mail: those are other mails.
    """
    returned = [part for part in parts if part.get_content_type() in RETURNED_TYPES]
    for part in returned:
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        if isinstance(first, Mail) and (found := ANY_ID.search(str(first.get("Message-ID", "")))):
            return (found[0],)
    headers = [part for part in parts if part.get_content_type() in (*HEADERS_TYPES, *RETURNED_TYPES)]
    for texts, pattern in (
        (map(_flat, headers), MESSAGE_ID),
        (map(_status_text, (part for part in parts if part.get_content_type() in STATUS_TYPES)), ORIGINAL_ID),
        (map(_plain, parts[1:] if mail.is_multipart() else parts), MESSAGE_ID),
    ):
        for text in texts:
            if found := pattern.search(FOLDED.sub(" ", text)):
                return (found[1],)
    return tuple(ANY_ID.findall(f"{mail.get('In-Reply-To', '')} {mail.get('References', '')}")[-1:])


def _said(mail: Mail, parts: list[Mail]) -> tuple[bool, str] | None:
    """Judge a report without fields by its sender and its words; None for a mail a person or a responder sent."""
    name, address = parseaddr(str(mail.get("From", "")))
    failed_recipients, subject = mail.get("X-Failed-Recipients"), str(mail.get("Subject", ""))
    is_robot = ROBOT.match(address) or ROBOT_NAME.search(name) or failed_recipients
    other_report = mail.get_content_type() == "multipart/report" and mail.get_param("report-type") != "delivery-status"
    if not is_robot or other_report or AUTOMATIC_REPLY.search(subject):
        return None
    text = "\n".join(map(_plain, _before_returned(parts)))
    text = re.split(r"^-{3,}.*(copy|copie|kopie|original|message).*$", text, maxsplit=1, flags=re.I | re.M)[0]
    codes = " ".join(match[0] for match in (REPLY_CODE.search(text), ENHANCED_CODE.search(text)) if match)
    if failed_recipients:
        return True, codes
    if DELAYED.search(f"{subject}\n{text}"):
        return False, codes
    return (True, codes) if PERMANENT.search(f"{subject}\n{text}") else None


def _before_returned(parts: list[Mail]) -> Iterator[Mail]:
    for part in parts:
        if part.get_content_type() in (*RETURNED_TYPES, *HEADERS_TYPES):
            return
        yield part


def _plain(part: Mail) -> str:
    """Return the text of a part; empty for what is no text."""
    if part.is_multipart() or part.get_content_maintype() != "text":
        return ""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8", errors="replace")[:MOST_TEXT]
    except LookupError:  # a charset nobody knows
        return content.decode("latin-1")[:MOST_TEXT]


def _flat(part: Mail) -> str:
    """Return the text of a part with headers in it, whatever it was taken for."""
    return _plain(part) or part.as_string().partition("\n\n")[2][:MOST_TEXT]
