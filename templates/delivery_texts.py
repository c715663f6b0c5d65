"""Mails about mail: what did not arrive, what is sent once more, and that no mail can be sent at all."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from spoorboek.clock import AMSTERDAM
from spoorboek.statute.days.calendar import dutch_date
from templates.mail_texts import MailText
from templates.plain_text import wrap_text
from templates.render import render

ADDRESSED = re.compile(r"^Geachte .+,$", re.MULTILINE)


class UndeliveredLine(NamedTuple):
    """A mail that did not arrive: its number, its subject, the role it was for in Dutch, and what became of it."""

    id: int
    subject: str
    to: str
    outcome: str


def undelivered_text(
    mails: Sequence[UndeliveredLine], recipient: str, today: date, desk_url: str | None = None
) -> MailText:
    """Write to a casemanager or to operations which mails did not arrive, and what to do. No name, no address.

    `desk_url`: the page of the desk where they stand, for who can log in there.
    """
    body = render(
        "mail/niet_bezorgd.txt", mails=mails, recipient=recipient, instead_of=None, today=today, desk_url=desk_url
    )
    first, *others = mails
    if others:
        return MailText(f"Spoorboek · {len(mails)} mails niet bezorgd", wrap_text(body))
    return MailText(f"{first.subject} · niet bezorgd aan {first.to}", wrap_text(body))


def mail_stuck_text(reason: str, since: datetime, today: date) -> MailText:
    """Write to operations that no mail can be sent, since when and why."""
    local = since.astimezone(AMSTERDAM)
    values = {"since": local.date(), "at": f"om {local:%H:%M} uur", "reason": reason, "today": today}
    return MailText("Spoorboek · mail versturen lukt niet", wrap_text(render("mail/mail_werkt_niet.txt", **values)))


def resent_body(body: str, written_on: date, present: str | None) -> str:
    """Return the text of a mail that is sent once more: of which day it is, and to whom when somebody else gets it.

    `present`: how who gets it now is addressed; None: as it was.
    """
    said = f"Dit bericht is van {dutch_date(written_on)} en kwam toen niet aan. Daarom krijgt u het nu."
    text = body if present is None else ADDRESSED.sub(lambda _: f"Geachte {present},", body, count=1)
    return f"{said}\n\n{text}"
