"""Copies of a paper that everybody signed: mailed the same day, locked, to who must have one; or asked of a person.

A paper may hold a BSN, so nothing goes without a lock: the password of the case, which a casemanager tells. What cannot
go is asked of the casemanager in its place. A copy is a document of the case, so that what went is kept.
"""

import io
from collections.abc import Collection
from datetime import date
from hashlib import sha256

import pikepdf
from sqlmodel import Session

from models.addressees import CASE_MANAGER, Addressee, addressee
from models.case_lookup import find_case
from models.record import write_effect
from models.tables import Case, Document, ReceivedPaper
from spoorboek.errors import InputError
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.statute.actions import Action
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.dossier.paper_copies import COPY_WAYS, OwedCopy, handed_copies
from spoorboek.statute.dossier.paper_kinds import SENDERS, kind_label
from spoorboek.statute.dossier.received_papers import Paper, received_papers
from spoorboek.statute.policy.dossier_norms import COPIES_FOR
from tasks.case_state import CaseState
from tasks.effects.documents import next_number
from tasks.outbox.held_mail import hold_mail_of_effect
from tasks.outbox.mail_queue import queue_mail
from tasks.papers.file_kinds import JPEG, PDF, PNG
from tasks.papers.paper_list import find_paper
from tasks.papers.paper_passwords import DAMAGED, case_password
from tasks.papers.part_pages import picture_page
from tasks.reports.once import Answer
from tasks.reports.report_base import locked_case_state, numeric_date, record_report, require_past_day
from templates.mail_texts import MailContext, make_mail
from templates.party_texts import greeting

COPY_TEMPLATE, COPY_VERSION = "afschrift", "1"
NO_ADDRESS = "er is geen mailadres bekend"
NO_LOCK = "dit bestand kan niet op slot worden gemaild (alleen een PDF zonder digitale handtekening, of een scan)"
PASSWORD_HINT = "Het wachtwoord geeft u zelf door: `spoorboek document password {number}`."


def copies_of(current: CaseState, before: Paper, after: Paper) -> list[str]:
    """Return the roles that are owed a copy of a paper from now on: none while it is not whole, and none twice.

    Nor of a paper of before its case came here, which is put into the dossier long after.
    """
    if not after.is_signed or before.is_signed or current.plan.facts.died_on:
        return []
    came = next(
        (event.data.get("adopted_on") for event in current.record.events if event.kind == "sick_reported"), None
    )
    if came and after.confirmed_on and after.confirmed_on < date.fromisoformat(came):
        return []
    return [*current.edition.house.copies.get(after.kind, ())]


def send_copies(writing: Session, current: CaseState, row: ReceivedPaper, paper: Paper, roles: Collection[str]) -> str:
    """Mail the copies of a paper, or ask the casemanager for them; return what was done, in Dutch."""
    case = find_case(writing, current.number)
    mailed, asked = list[str](), list[str]()
    for role in roles:
        went = _send_copy(writing, case, current, row, paper, role)
        (mailed if went else asked).append(SENDERS[role])
    told = [f"Afschrift gemaild, op slot, aan {' en '.join(mailed)}. {PASSWORD_HINT.format(number=case.number)}"]
    wanted = [f"Het afschrift voor {' en '.join(asked)} kon niet worden gemaild; de casemanager krijgt bericht."]
    return " ".join((told if mailed else []) + (wanted if asked else []))


def report_paper_copy(writing: Session, number: str, paper: int, role: str, way: str, on: date, actor: str) -> Answer:
    """Record that somebody got the copy of a paper in another way than by our mail; once for the same day and way.

    Raises InputError for a paper that is not there, for a role or way that is none, and for a day before the paper came
    in or in the future.
    """
    current = locked_case_state(writing, number)
    row = find_paper(writing, current.number, paper)
    known = next((each for each in received_papers(current.record.events) if each.number == paper), None)
    if known is None:
        raise InputError(f"Stuk {paper} staat niet in het dossier ({row.stand}); er is geen afschrift van te geven.")
    for code, codes in ((role, COPIES_FOR), (way, COPY_WAYS)):
        if code not in codes:
            raise InputError(f"Onbekend: '{code}'. {meant_or_known(code, codes)}")
    day = require_past_day(current, on, "De dag van het afschrift")
    if day < known.received_on:
        since = numeric_date(known.received_on)
        raise InputError(f"Stuk {paper} kwam binnen op {since}; een afschrift ervan is niet van voor die dag.")
    if any(each == (paper, role, day, way) for each in handed_copies(current.record.events)):
        return f"Dit is al vastgelegd van stuk {paper}.", []
    record_report(writing, current, "paper_copy_given", {"paper": paper, "to": role, "on": day, "way": way}, actor)
    told = f"Afschrift van stuk {paper} ({kind_label(known.kind)}) gegeven aan {SENDERS[role]}"
    return f"{told} op {numeric_date(day)}, {COPY_WAYS[way]}.", [current.number]


def _send_copy(writing: Session, case: Case, current: CaseState, row: ReceivedPaper, paper: Paper, role: str) -> bool:
    """Mail one copy; return whether it goes to who must have it."""
    name = OwedCopy(paper.number, role, current.on).name
    action = Action(current.on, "mail", *paper.step, name, detail={"to": role, "paper": paper.number})
    effect = write_effect(writing, case, action)
    if effect is None:
        return True
    to = addressee(writing, case, role, current.on)
    locked = None if to.stands_in else locked_copy(row, case_password(writing, case.number))
    if locked is None:
        _ask_by_hand(writing, case, effect, current, paper, role, NO_ADDRESS if to.stands_in else NO_LOCK)
    else:
        context = _context(current, paper, to, role)
        document = _keep(writing, case, effect, current, paper, locked)
        queue_mail(writing, case, effect, to, make_mail("afschrift", context), [document.id], role)
    hold_mail_of_effect(writing, effect, current, action.key)
    return locked is not None


def locked_copy(row: ReceivedPaper, password: str) -> bytes | None:
    """Return a paper as a PDF that opens with the password; None for what cannot be locked without changing it."""
    try:
        content = picture_page(row.content or b"") if row.media_type in (JPEG, PNG) else row.content or b""
        if row.media_type not in (PDF, JPEG, PNG):
            return None
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if any(isinstance(each, pikepdf.Dictionary) and "/ByteRange" in each for each in pdf.objects):
                return None  # the lock would break the signature
            out = io.BytesIO()
            pdf.save(out, encryption=pikepdf.Encryption(owner=password, user=password, R=6))
            return out.getvalue()
    except (pikepdf.PasswordError, OSError, *DAMAGED):
        return None


def _ask_by_hand(
    writing: Session, case: Case, effect: int, current: CaseState, paper: Paper, role: str, why: str
) -> None:
    to = addressee(writing, case, CASE_MANAGER, current.on)
    more = {"paper_number": paper.number, "copy_for": role, "copy_why": why}
    text = make_mail("afschrift_zelf", _context(current, paper, to, CASE_MANAGER, **more))
    queue_mail(writing, case, effect, to, text, [], CASE_MANAGER)


def _context(current: CaseState, paper: Paper, to: Addressee, role: str, **more: object) -> MailContext:
    dated = f", {dutch_date(paper.confirmed_on)}" if paper.confirmed_on else ""
    return MailContext(
        case_number=current.number,
        step_label=current.edition.house.step(paper.step.key).label,
        today=current.on,
        recipient=greeting(to.name, to.salutation),
        to_role=to.stands_in or role,
        paper=f"{kind_label(paper.kind)}{dated}",
        **more,  # type: ignore[arg-type]
    )


def _keep(writing: Session, case: Case, effect: int, current: CaseState, paper: Paper, content: bytes) -> Document:
    document = Document(
        case_id=case.id,
        effect_id=effect,
        number=next_number(writing, case),
        template=COPY_TEMPLATE,
        template_version=COPY_VERSION,
        rules=current.plan.rules,
        file_name=f"{case.number}_{current.on.isoformat()}_afschrift-{paper.kind.replace('_', '-')}.pdf",
        media_type=PDF,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        content=content,
    )
    writing.add(document)
    writing.flush()
    return document
