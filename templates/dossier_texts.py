"""Mails about the nightly check of dossiers: case numbers, codes and days; never a name."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from templates.mail_texts import MailText
from templates.plain_text import wrap_text
from templates.render import render

MOST_LINES = 100  # in one mail


class FindingLine(NamedTuple):
    """A finding in a mail: the case, what is wrong, what mends it, and the last day on which that counts."""

    number: str
    sentence: str
    mends: str
    helps_until: date | None


class CaseFindings(NamedTuple):
    """A case in the list of a first check: its number, its findings by severity, and the first of them."""

    number: str
    counts: str
    first: str


def first_findings_text(
    recipient: str, cases: Sequence[CaseFindings], today: date, desk_url: str | None = None
) -> MailText:
    """Write the one list of what the first check of some cases found; `desk_url`: the page of the desk to go to."""
    noun = "1 dossier" if len(cases) == 1 else f"{len(cases)} dossiers"
    body = _rendered(
        "riv_lijst", recipient, today, cases=cases[:MOST_LINES], noun=noun, more=_more(cases), desk_url=desk_url
    )
    return MailText(f"Spoorboek · eerste controle van {noun}", body)


def findings_text(
    recipient: str, rung: int, lines: Sequence[FindingLine], today: date, desk_url: str | None = None
) -> MailText:
    """Write what a colleague hears of findings: new ones (rung 1), ones that stand (higher), or the last days (0).

    `desk_url`: the page of the desk to go to.
    """
    noun = "1 bevinding" if len(lines) == 1 else f"{len(lines)} bevindingen"
    what = {0: "bijna te laat om te herstellen", 1: "nieuw"}.get(rung, "nog niet hersteld")
    body = _rendered(
        "riv_bevindingen", recipient, today, rung=rung, lines=lines[:MOST_LINES], more=_more(lines), desk_url=desk_url
    )
    return MailText(f"Spoorboek · re-integratieverslag: {noun}, {what}", body)


def _rendered(name: str, recipient: str, today: date, **values: Any) -> str:
    body = render(f"mail/{name}.txt", recipient=recipient, today=today, instead_of=None, **values)
    return wrap_text(body)


def _more(listed: Sequence[object]) -> int:
    return max(len(listed) - MOST_LINES, 0)
