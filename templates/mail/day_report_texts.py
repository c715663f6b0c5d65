"""The report of a day as a mail: numbers, case numbers and steps; never a name of somebody it is about."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from templates.mail.digest_text import DigestItem, DigestUrgency
from templates.mail_texts import MailText
from templates.plain_text import tidy_text
from templates.render import render


class ReportLine(NamedTuple):
    """One step in a report: its case, its name, its day, how many calendar days late, and its page at the desk."""

    number: str
    what: str
    day: date | None
    days_late: int = 0
    page: str | None = None


class DayPart(NamedTuple):
    """Steps that belong together, under a heading; `more`: how many there are beside those listed."""

    title: str
    lines: Sequence[ReportLine]
    more: int = 0


class PersonalReport(NamedTuple):
    """What one person reads of a day. `counts`: numbers with their words; `page`: where to go on, at the desk."""

    on: date
    counts: Sequence[str]
    parts: Sequence[DayPart]
    page: str | None = None

    @property
    def summary(self) -> str:
        """Say the numbers in a row, the most urgent first."""
        return ", ".join(self.counts)


def day_report_mail(report: PersonalReport, recipient: str) -> MailText:
    """Write the report as a mail of its own; the subject counts and names no case."""
    frame = {"recipient": recipient, "instead_of": None, "today": report.on, "desk_url": report.page}
    opening = render("mail/dagrapport.txt", on=report.on, summary=report.summary, **frame)
    closing = render("mail/_slot.txt", **frame)
    return MailText(f"Uw dag: {_first(report)}", tidy_text(f"{opening}\n\n{_parts(report)}\n{closing}"))


def day_report_item(report: PersonalReport) -> DigestItem:
    """Write what the report says in a digest: above what is reminded of, and without it."""
    text = f"{report.summary}\n\n{_parts(report)}"
    if report.page:
        text += f"\n{report.page}"
    return DigestItem(DigestUrgency.DAY, report.on, _first(report), tidy_text(text).strip())


def _first(report: PersonalReport) -> str:
    """Return the numbers a subject has room for."""
    return ", ".join(report.counts[:2])


def _parts(report: PersonalReport) -> str:
    return render("mail/dagrapport_delen.txt", parts=report.parts)
