"""The digest: what several mails to one colleague say, in one mail by urgency."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from enum import IntEnum
from itertools import groupby
from typing import NamedTuple

from templates.mail_texts import MailContext, MailKey, MailText, is_late
from templates.plain_text import tidy_text
from templates.render import render, template_environment

QUESTION = "question"  # the kind of an effect
NOT_REMINDING = frozenset({QUESTION, "warning"})


class DigestUrgency(IntEnum):
    """How urgent a mail is: past its last lawful day, about that day, or about something else.

    DAY: the report of the day, which stands above all others.
    """

    DAY, LATE, LAST_DAY, OTHER = range(-1, 3)


HEADINGS = {
    DigestUrgency.DAY: "UW DAG",
    DigestUrgency.LATE: "TE LAAT",
    DigestUrgency.LAST_DAY: "LAATSTE DAG",
    DigestUrgency.OTHER: "VERDER",
}


class DigestItem(NamedTuple):
    """What one mail says in a digest: how urgent it is, its decisive day, what it asks, and what it is about."""

    urgency: DigestUrgency
    on: date
    ask: str
    text: str


def digest_item(key: MailKey, context: MailContext) -> DigestItem:
    """Write what a reminder, an escalation, a warning or a question says in a digest."""
    known = {field.name: getattr(context, field.name) for field in fields(context)}
    urgency = _urgency(key, context)
    macros = template_environment().get_template("mail/_gevraagd.txt").module
    ask = macros.te_doen(key, context.to_role, urgency is DigestUrgency.LAST_DAY, True)  # type: ignore[attr-defined]
    text = render("mail/verzamelregel.txt", kind=key, **known)
    return DigestItem(urgency, _decisive_day(context, urgency), _one_line(ask), tidy_text(text).strip())


def digest_text(items: Sequence[DigestItem], kinds: Collection[str], recipient: str | None, today: date) -> MailText:
    """Write the digest of these items, late ones first. `kinds`: of their effects; `today`: the day it is of.

    The report of the day stands first, and gives the subject. The subject counts and names no case. The same items give
    the same text, in whatever order they come. Its lines are as long as their sentences, so that they fit a telephone.
    """
    report, items = _report_of(items)
    noun, late = _noun(kinds), sum(item.urgency is DigestUrgency.LATE for item in items)
    frame = {"recipient": recipient, "instead_of": None, "today": today, "desk_url": None}
    opening = tidy_text(
        render("mail/verzamelmail.txt", count=len(items), noun=noun, has_report=report is not None, **frame)
    )
    closing = tidy_text(render("mail/_slot.txt", **frame))
    share = ", alle te laat" if late == len(items) else f", waarvan {late} te laat" if late else ""
    subject = f"Uw dag: {report.ask}" if report else f"{len(items)} {noun}{share}"
    day = [f"{HEADINGS[DigestUrgency.DAY]}\n\n{report.text}\n"] if report else []
    return MailText(subject, "\n".join([opening, *day, *_sections(items), closing]))


def _report_of(items: Sequence[DigestItem]) -> tuple[DigestItem | None, Sequence[DigestItem]]:
    """Part the report of the day, if any, from what the mails say."""
    report = next((item for item in items if item.urgency is DigestUrgency.DAY), None)
    return report, [item for item in items if item.urgency is not DigestUrgency.DAY]


def _sections(items: Iterable[DigestItem]) -> Iterator[str]:
    for urgency, of_urgency in groupby(sorted(items), key=lambda item: item.urgency):
        section = list(of_urgency)
        yield f"{HEADINGS[urgency]} ({len(section)})\n"
        asks = dict.fromkeys(item.ask for item in section)  # what is most urgent first
        for ask in asks:
            yield tidy_text(ask)
            yield "".join(map(_bullet, (item.text for item in section if item.ask == ask)))


def _bullet(text: str) -> str:
    """Write the rows of an item below each other, its first after a dash."""
    return "- " + text.replace("\n", "\n  ") + "\n"


def _urgency(key: MailKey, context: MailContext) -> DigestUrgency:
    moment = context.moment
    if key == "onbeantwoord" or (key == "escalatie" and is_late(context)):
        return DigestUrgency.LATE
    due = moment.due_on is not None and (context.before == "due_on" or moment.target_on == moment.due_on)
    return DigestUrgency.LAST_DAY if key == "waarschuwing" or (key == "herinnering" and due) else DigestUrgency.OTHER


def _decisive_day(context: MailContext, urgency: DigestUrgency) -> date:
    if context.questions:
        return min((asked.moment.on for asked in context.questions if asked.moment.on), default=context.today)
    moment = context.moment
    planned = moment.target_on if urgency is DigestUrgency.OTHER else None
    return planned or moment.on or context.today


def _noun(kinds: Collection[str]) -> str:
    if set(kinds) == {QUESTION}:
        return "vragen"
    return "berichten" if NOT_REMINDING.intersection(kinds) else "herinneringen"


def _one_line(text: str) -> str:
    return " ".join(text.split())
