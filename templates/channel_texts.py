"""Mails about messages of bureaus: codes and numbers, never what a message holds."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum, auto
from typing import NamedTuple

from templates.mail_texts import MailText
from templates.plain_text import wrap_text
from templates.render import render


class Request(StrEnum):
    """What a message of a bureau asks of a person, by the words of `mail/bureaubericht.txt`."""

    look = auto()  # nothing was recorded of it
    unreadable = auto()
    not_now = auto()  # the case cannot take it as it stands
    intake_not_held = auto()
    judge_plan = auto()
    decide_extension = auto()
    round_off = auto()
    settle_invoice = auto()


class MessageToLookAt(NamedTuple):
    """A message of a bureau: number of its row, case, referral, code of the bureau, kind; None: it is not readable.

    `why`: what the case said to it, in Dutch.
    """

    row: int
    case: str
    referral: int
    bureau: str
    kind: str | None
    request: Request
    why: str = ""


def with_reply_code(text: MailText, code: str) -> MailText:
    """Return a mail to a bureau with the code in its subject, and below it how to answer."""
    said = render("mail/zo_antwoordt_u.txt", code=code)
    return MailText(f"{text.subject} · {code}", f"{text.body.rstrip()}\n\n{wrap_text(said)}")


def to_look_at_text(message: MessageToLookAt, recipient: str, today: date, desk_url: str | None = None) -> MailText:
    """Write to a casemanager that a message of a bureau waits to be looked at; `desk_url`: the page of the case."""
    values = {**message._asdict(), "number": message.case, "instead_of": None, "desk_url": desk_url}
    body = render("mail/bureaubericht.txt", **values, recipient=recipient, today=today)
    about = "bericht van een bureau" if message.kind else "onleesbaar antwoord van een bureau"
    return MailText(f"{message.case} · {about} over verwijzing {message.referral}", wrap_text(body))


def refused_messages_text(lines: Sequence[str], today: date) -> MailText:
    """Write to operations which messages of bureaus were refused, one line each."""
    count = "1 bericht" if len(lines) == 1 else f"{len(lines)} berichten"
    body = render("mail/geweigerde_berichten.txt", lines=lines, today=today)
    return MailText(f"Spoorboek: {count} van bureaus geweigerd", wrap_text(body))


def not_brought_text(number: str, bureau: str, reason: str, attempts: int, today: date) -> MailText:
    """Write to operations that a message could not be brought to the end point of a bureau; `reason`: a code."""
    values = {"number": number, "bureau": bureau, "reason": reason, "attempts": attempts, "today": today}
    body = render("mail/bericht_niet_gebracht.txt", **values)
    return MailText(f"{number} · bericht niet gebracht bij bureau {bureau}", wrap_text(body))
