"""Mail to operations about the installation itself: about no case, and so without any of its data."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from templates.mail_texts import MailText
from templates.plain_text import wrap_text
from templates.render import render

UNPRINTABLE = re.compile(r"[^\w .:/-]")
LONGEST_NAME = 80  # characters


def refused_run_text(deployment: str, reason: str, run: str, today: date) -> MailText:
    """Write what operations has to know of a run that was refused.

    `deployment`: its name, which somebody else may have chosen, so it is shown as plain letters only; `run`: its id.
    """
    name = UNPRINTABLE.sub("?", deployment)[:LONGEST_NAME]
    body = render("mail/geweigerde_run.txt", deployment=name, reason=reason, run=run, today=today)
    return MailText("Spoorboek · een run is geweigerd", wrap_text(body))


def standstill_text(lines: Sequence[tuple[str, str]], now: datetime) -> MailText:
    """Write what operations has to know of work that stands still: each trouble, and what will happen or has to."""
    body = render("mail/stilstand.txt", lines=lines, moment=f"{now:%d-%m-%Y %H:%M}", today=now.date())
    return MailText("Spoorboek: er staat werk stil", wrap_text(body))


def unused_template_text(title: str, refused: str, today: date) -> MailText:
    """Write that a document was made with the shipped template, and what is wrong with that of the house."""
    body = render("mail/sjabloon_niet_gebruikt.txt", title=title, refused=refused, today=today)
    return MailText("Spoorboek: een eigen sjabloon is niet gebruikt", wrap_text(body))


def own_templates_text(lines: Sequence[str], *, used: bool, today: date) -> MailText:
    """Write what is wrong with templates of the house. `used`: they are in use, but of an older version."""
    body = render("mail/eigen_sjablonen.txt", lines=lines, used=used, today=today)
    said = "zijn van een oudere versie" if used else "worden niet gebruikt"
    return MailText(f"Spoorboek: eigen sjablonen {said}", wrap_text(body))


def edition_waits_text(line: str, today: date) -> MailText:
    """Write that a newer edition came with the product and waits: the line that says which, and the commands."""
    body = render("mail/nieuwere_regels.txt", line=line, today=today)
    return MailText("Spoorboek: nieuwere regels wachten op toepassing", wrap_text(body))
