"""Mail texts: what, when, why and what to do. The subject has case, kind and step, without personal data."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from types import MappingProxyType
from typing import Literal, NamedTuple

from jinja2 import UndefinedError

from spoorboek.errors import InputError
from spoorboek.statute.plan import Force
from templates.document_context import DocumentDates
from templates.plain_text import wrap_text
from templates.render import render
from templates.template_catalogue import Template

NO_DOCUMENT_DATES = DocumentDates()
MailKey = Literal[
    "herinnering",
    "herinnering_verzoek",
    "escalatie",
    "vraag",
    "document",
    "brief",
    "afschrift",
    "afschrift_zelf",
    "geen_bureau",
    "akkoord",
    "uitvraag",
    "vraag_vervalt",
    "wijziging",
    "budget",
    "open_werk",
    "waarschuwing",
    "ingetrokken",
    "onbeantwoord",
    "vragenlijst",
]
NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "herinnering": ("before", "days"),
        "herinnering_verzoek": ("asked", "expected"),
        "escalatie": ("rung", "days"),
        "vraag": (),
        "document": ("documents",),
        "brief": ("documents", "letter"),
        "afschrift": ("paper",),
        "afschrift_zelf": ("paper", "paper_number", "copy_for", "copy_why"),
        "geen_bureau": (),
        "akkoord": ("referral",),
        "uitvraag": ("documents", "expected"),
        "vraag_vervalt": ("chosen_other",),
        "wijziging": ("documents", "referral", "expected"),
        "budget": ("referral", "percent", "used", "budget"),
        "open_werk": ("open_work",),
        "waarschuwing": ("asked_of", "lead", "earliest"),
        "ingetrokken": ("told",),
        "onbeantwoord": ("rung", "days", "questions"),
        "vragenlijst": ("open_questions",),
    }
)


SUBJECTS: Mapping[str, str] = MappingProxyType(
    {
        "herinnering": "Herinnering",
        "herinnering_verzoek": "Herinnering aan ons verzoek",
        "escalatie": "Nog niet gedaan",
        "vraag": "Vraag",
        "document": "Stukken",
        "brief": "Brief",
        "afschrift": "Afschrift",
        "afschrift_zelf": "Afschrift geven",
        "geen_bureau": "Geen bureau gevonden",
        "waarschuwing": "Laatste dag niet te halen",
        "ingetrokken": "Eerder bericht vervalt",
    }
)
LATE_SUBJECTS: Mapping[str, str] = MappingProxyType(
    {"escalatie": "Te laat", "herinnering": "Te laat", "ingetrokken": "Eerder bericht vervalt", "brief": "Brief"}
)


class MailText(NamedTuple):
    """The subject and the body of a mail."""

    subject: str
    body: str


class Enclosed(NamedTuple):
    """A document attached to a mail: its template, number and file name."""

    template: Template
    number: str
    file_name: str


class OpenWork(NamedTuple):
    """A step nobody is responsible for. `days_late`: calendar days, 0 when it is in time."""

    case_number: str
    step_label: str
    on: date
    days_late: int


class AskedStep(NamedTuple):
    """A step of before the adoption of a case of which nobody knows whether it was done, and its dates."""

    step_label: str
    moment: DocumentDates


class OpenQuestions(NamedTuple):
    """The steps of one case that are asked about, by name."""

    case_number: str
    step_labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailContext:
    """The context of a mail. `recipient`: the name in the salutation; `to_role`: the role of who reads it;
    `instead_of`: the role it is meant for, in Dutch, when nobody in it has an address.

    `who`: who has to act, in Dutch. `before`: the date a reminder is about; `days`: calendar days before it, or days
    late. `rung`: of the escalation ladder, from 1. `article`, `quote`: the legal basis of the date. `letter`: the
    text of a letter to include; leave it out when others than the employee receive the mail.
    `asked_of`, `lead`, `earliest`: of a warning, who is asked, the lead time, and the earliest day of an answer.
    `told`, `holds`: of a withdrawal, the date in the earlier mail and the current one, if any.
    `questions`: the steps asked about; `days` is then how long ago. `open_questions`: the same of several cases.
    `referral`: the number of a referral within the case; `percent` of its offer (`budget`) is reached with what was
    `used`, in cents without VAT. `asked`, `expected`: of a request, its day and that of the
    result; `reference`: the number of its document. `asks`: how many bureaus can be asked at once, without a
    name; `chosen_other`: why a question is over. `replaced`: the document that this takes the place of.
    `paper`: a paper in words, with `paper_number` in the dossier; `copy_for`: the role that has to have its copy,
    `copy_why`: why it was not mailed. `desk_url`: the page of the desk that it is about, for who can log in
    there. `note`: what the plan says of
    the step (Dutch), such as that a decision was presumably too late.
    """

    case_number: str
    step_label: str
    today: date
    recipient: str | None = None
    to_role: str = "casemanager"
    instead_of: str | None = None
    who: tuple[str, ...] = ()
    force: Force = "statute"
    moment: DocumentDates = NO_DOCUMENT_DATES
    before: Literal["target_on", "due_on"] | None = None
    days: int | None = None
    rung: int | None = None
    article: str | None = None
    quote: str | None = None
    documents: tuple[Enclosed, ...] = ()
    letter: str | None = None
    open_work: tuple[OpenWork, ...] = ()
    asked_of: str | None = None
    lead: str | None = None
    earliest: date | None = None
    told: date | None = None
    holds: date | None = None
    questions: tuple[AskedStep, ...] = ()
    open_questions: tuple[OpenQuestions, ...] = ()
    referral: int | None = None
    percent: int | None = None
    used: int | None = None
    budget: int | None = None
    asked: date | None = None
    expected: date | None = None
    reference: str | None = None
    asks: int | None = None
    chosen_other: bool | None = None
    replaced: str | None = None
    paper: str | None = None
    paper_number: int | None = None
    copy_for: str | None = None
    copy_why: str | None = None
    note: str | None = None
    desk_url: str | None = None


def make_mail(key: MailKey, context: MailContext) -> MailText:
    """Write a mail of one of the kinds in NEEDS: a reminder, an escalation, a question, documents, open work.

    Raises InputError, in Dutch, for an unknown key and for a value the mail needs and the context lacks.
    """
    if key not in NEEDS:
        raise InputError(f"Een mail ‘{key}’ bestaat niet. Bekend zijn: {', '.join(NEEDS)}.")
    known = {field.name: getattr(context, field.name) for field in fields(context)}
    missing = [name for name in NEEDS[key] if known[name] in (None, ())]
    if missing:
        raise InputError(f"Zaak {context.case_number}: de mail ‘{key}’ mist {', '.join(missing)}.")
    try:
        body = wrap_text(render(f"mail/{key}.txt", **known))
    except UndefinedError as error:
        raise InputError(
            f"Zaak {context.case_number}: de mail ‘{key}’ vraagt iets wat niet bekend is ({error})."
        ) from error
    return MailText(subject(key, context), f"{context.letter}\n{body}" if key == "brief" else body)


def subject(key: MailKey, context: MailContext) -> str:
    """Return the subject: `Z-7K3Q9 · Te laat: Plan van aanpak`; of several steps or cases only their number.

    A step that passed its last day is late, whatever the mail is about.
    """
    return _subject_of_several(key, context) or _subject_of_step(key, context)


def _subject_of_several(key: MailKey, context: MailContext) -> str | None:
    if key == "open_werk":
        count = len(context.open_work)
        return f"Spoorboek · {count} {'stap wacht' if count == 1 else 'stappen wachten'} op iemand"
    if key == "vragenlijst":
        count = sum(len(each.step_labels) for each in context.open_questions)
        return f"Spoorboek · {count} {'vraag' if count == 1 else 'vragen'} over wat al gedaan was"
    if key == "onbeantwoord":
        count = len(context.questions)
        return f"{context.case_number} · {'vraag' if count == 1 else f'{count} vragen'} zonder antwoord"
    if key == "uitvraag":
        return "Heeft u plaats voor een traject tweede spoor?"
    if key == "vraag_vervalt":
        return "Onze vraag om een traject tweede spoor"
    if key == "wijziging":
        return f"{context.case_number} · verwijzing {context.referral}: wijziging, verandert het trajectplan?"
    if key == "akkoord":
        return f"{context.case_number} · verwijzing {context.referral} wacht op akkoord"
    if key == "budget":
        return f"{context.case_number} · verwijzing {context.referral}: {context.percent}% van de offerte gebruikt"
    if key == "vraag" and len(context.questions) > 1:
        return f"{context.case_number} · {len(context.questions)} vragen over wat al gedaan was"
    return None


def _subject_of_step(key: MailKey, context: MailContext) -> str:
    kind = LATE_SUBJECTS.get(key, f"{SUBJECTS[key]}, te laat") if is_late(context) else SUBJECTS[key]
    return f"{context.case_number} · {kind}: {' '.join(context.step_label.split())}"


def is_late(context: MailContext) -> bool:
    """Tell whether the step of a mail passed its last day and is not done."""
    moment = context.moment
    return moment.due_on is not None and moment.due_on < context.today and moment.done_on is None
