"""Mail about cases that change hands. The subject has their number alone, and no mail names an employee."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from templates.mail_texts import MailText
from templates.plain_text import wrap_text
from templates.render import render


@dataclass(frozen=True, slots=True)
class HandedCases:
    """Cases that go from one casemanager to another: their numbers, the first day, and the code of who did it."""

    numbers: Sequence[str]
    since: date
    by: str
    today: date


def received_text(name: str, former: str, handed: HandedCases) -> MailText:
    """Tell who gets cases; `former`: the name of whose they were, empty for nobody or for several."""
    return MailText(f"Spoorboek: {_counted(handed)} voor u", _body(name, former, handed, gets=True))


def given_text(name: str, new: str, handed: HandedCases) -> MailText:
    """Tell whose the cases were; `new`: the name of who has them from then on."""
    return MailText(f"Spoorboek: {_counted(handed)} overgedragen", _body(name, new, handed, gets=False))


def _body(name: str, other: str, handed: HandedCases, *, gets: bool) -> str:
    numbers, since, by, today = handed.numbers, handed.since, handed.by, handed.today
    said = {"name": name, "other": other, "numbers": numbers, "since": since, "by": by, "today": today}
    return wrap_text(render("mail/overdracht.txt", gets=gets, **said))


def _counted(handed: HandedCases) -> str:
    count = len(handed.numbers)
    return "1 zaak" if count == 1 else f"{count} zaken"
