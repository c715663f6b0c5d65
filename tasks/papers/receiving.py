"""The one way in for papers: by command, folder, mail or desk; looked at, then kept sealed, or refused with a reason.

A paper is registered in one transaction, with its event. What is refused is registered too: with its content, in
quarantine, or without, where nobody may have it or nobody needs it.
"""

import hmac
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from models.case_lookup import find_case, lock_case
from models.record import append_event
from models.tables import Case, Document, Employee, KeyCheck, ReceivedPaper
from models.tables.paper_tables import BY_HAND, QUARANTINED, RECEIVED, TURNED_AWAY
from spoorboek.clock import AMSTERDAM
from spoorboek.errors import InputError
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.dossier.paper_kinds import (
    MEDICAL,
    MEDICAL_KINDS,
    PAPER_KINDS,
    RETURNS_AS,
    SENDERS,
    UNKNOWN_SENDER,
    kind_label,
)
from spoorboek.statute.dossier.received_papers import received_papers
from spoorboek.statute.facts import StepRef
from tasks.case_state import CaseState, case_state_in
from tasks.papers.file_kinds import MOST_BYTES, checked_type
from tasks.papers.own_forms import (
    OwnForm,
    PrintedNumbers,
    is_of_another_case,
    names_other_bsn,
    own_form,
    printed_numbers,
)
from tasks.papers.paper_passwords import case_password, unlocked
from tasks.papers.refusals import NOT_KEPT, PAPER_WORDS, PaperReason, UnfitFile
from tasks.papers.screening.virus_scan import scan_file
from tasks.reports.report_base import numeric_date, require_past_day

STEP_ORDER = ("te_laat", "open", "afgeweken", "vraag", "gedaan", "gepland")
HASH_LABEL = b"ontvangen stuk"
NO_STEP = StepRef("", 0)
OTHER_BSN = (
    "Let op: er staat een ander burgerservicenummer op dan dat van de werknemer. Is het stuk van iemand anders, trek "
    "de ontvangst dan in."
)


class IncomingPaper(NamedTuple):
    """A file that was brought, and what is told of it. Empty: to be told from the paper itself, where that can be.

    `kind`, `step` and `sender` are codes; `dated`: the date on the paper; `way`: one of `WAYS`; `address`: the mail
    address it came from. `belongs_here`: a person says so, whatever number is printed on it.
    """

    content: bytes
    kind: str = ""
    step: str = ""
    occurrence: int = 0
    sender: str = UNKNOWN_SENDER
    dated: date | None = None
    way: str = BY_HAND
    file_name: str | None = None
    address: str | None = None
    belongs_here: bool = False


class PaperReceipt(NamedTuple):
    """What became of a paper: its number within the case, where it stands, why (a code), and a message in Dutch."""

    case: str
    number: int
    stand: str
    reason: PaperReason | None
    message: str

    @property
    def to_wake(self) -> list[str]:
        """Return the numbers of the cases to wake: none when nothing came into a dossier."""
        return [self.case] if self.stand == RECEIVED else []


def receive_paper(writing: Session, number: str, paper: IncomingPaper, actor: str) -> PaperReceipt:
    """Register a file that came in against a case, a step and a kind; return what became of it.

    Raises InputError, and then nothing is registered, for an unknown case, kind, step or sender, and for a date that
    cannot be.
    """
    if paper.sender not in SENDERS:
        raise InputError(f"Onbekende afzender '{paper.sender}'. {meant_or_known(paper.sender, SENDERS)}")
    found = find_case(writing, number)
    scanned = None if paper.kind in MEDICAL_KINDS else scan_file(paper.content)  # takes long: nobody waits for the case
    case = lock_case(writing, found)
    current = case_state_in(writing, case.number)
    if paper.dated is not None:
        require_past_day(current, paper.dated, "De datum op het stuk")
    if paper.kind in MEDICAL_KINDS:
        return _turn_away(writing, case, paper, actor)
    paper = paper._replace(content=unlocked(paper.content, case_password(writing, case.number)))
    media_type, printed, refused = _looked_at(case, paper)
    refused = scanned or refused
    form = _form_of(writing, case, printed)
    kind = _kind(paper, form)
    whole = paper._replace(kind=kind)
    ref = _step(current, whole, form)
    if refused is None:
        refused = _known(writing, case, current, paper)
    if refused:
        return _refuse(writing, case, whole, ref, actor, refused, media_type)
    other_bsn = names_other_bsn(printed, writing.get_one(Employee, case.employee_id).bsn)
    return _take(writing, case, current, whole, ref, actor, (str(media_type), other_bsn))


def _turn_away(writing: Session, case: Case, paper: IncomingPaper, actor: str) -> PaperReceipt:
    """Record that a medical paper came and from whom; what it is, where it belongs, is said and not kept."""
    medical, bare = MEDICAL_KINDS[paper.kind], paper._replace(kind=MEDICAL, file_name=None, dated=None)
    receipt = _refuse(writing, case, bare, NO_STEP, actor, "medisch")
    said = f"Niet aangenomen: {medical.label}. {medical.belongs} Er is niets van bewaard; alleen dat het kwam."
    return receipt._replace(message=said)


def keyed_digest(reading: Session, content: bytes) -> str:
    """Return the keyed hash by which a file is recognised."""
    key = hmac.digest(reading.get_one(KeyCheck, 1).token, HASH_LABEL, "sha256")
    return hmac.digest(key, content, "sha256").hex()


def _looked_at(case: Case, paper: IncomingPaper) -> tuple[str | None, PrintedNumbers, PaperReason | None]:
    """Look at a file: what it is, which numbers are printed on it, and why it cannot be taken."""
    nothing = PrintedNumbers(frozenset(), frozenset())
    try:
        media_type = checked_type(paper.content)
    except UnfitFile as error:
        return None, nothing, error.reason
    printed = printed_numbers(paper.content, media_type)
    is_strange = is_of_another_case(printed, case.number) and not paper.belongs_here
    return media_type, printed, "andere_zaak" if is_strange else None


def _form_of(reading: Session, case: Case, printed: PrintedNumbers) -> OwnForm | None:
    found = own_form(reading, printed)
    return found[1] if found and found[0].id == case.id else None


def _kind(paper: IncomingPaper, form: OwnForm | None) -> str:
    """Return the kind of a paper: as told, else that of the form of ours it is. Raises InputError for neither."""
    kind = paper.kind or (RETURNS_AS.get(form.template, form.template) if form else "")
    if kind in PAPER_KINDS:
        return kind
    if kind:
        raise InputError(f"Onbekend soort stuk '{kind}'. {meant_or_known(kind, [*PAPER_KINDS, *MEDICAL_KINDS])}")
    raise InputError(f"Zeg welk soort stuk het is. Kies uit: {', '.join([*PAPER_KINDS, *MEDICAL_KINDS])}.")


def _step(current: CaseState, paper: IncomingPaper, form: OwnForm | None) -> StepRef:
    """Return the step a paper belongs to: as told, else that of the form, else the first that fits its kind."""
    steps = PAPER_KINDS[paper.kind].steps
    if paper.step and paper.step not in steps:
        raise InputError(f"Een stuk van de soort {paper.kind} hoort bij {' of '.join(steps)}, niet bij '{paper.step}'.")
    is_of_kind = form is not None and RETURNS_AS.get(form.template, form.template) == paper.kind
    if form and is_of_kind and paper.step in ("", form.step) and not paper.occurrence:
        return StepRef(form.step, form.occurrence)
    wanted = [paper.step] if paper.step else [each for each in steps if _states(current, each)] or list(steps[:1])
    return _at_step(current, wanted[0], paper.occurrence)


def _at_step(current: CaseState, step: str, occurrence: int) -> StepRef:
    """Return the occurrence of a step that a paper is about: the first that is unfinished, else the last."""
    states = [each for each in _states(current, step) if occurrence in (0, each.ref.occurrence)]
    for status in STEP_ORDER:
        fitting = [each.ref for each in states if each.status == status]
        if fitting:
            return fitting[-1] if status == "gedaan" else fitting[0]
    if states:
        return states[0].ref
    which = f"{step} {occurrence}" if occurrence else step
    known = sorted({each.ref.key for each in current.agenda.steps})
    raise InputError(f"Dossier {current.number} kent de stap {which} niet. {meant_or_known(step, known)}")


def _states(current: CaseState, step: str) -> list[StepState]:
    return [each for each in current.agenda.steps if each.ref.key == step]


def _known(reading: Session, case: Case, current: CaseState, paper: IncomingPaper) -> PaperReason | None:
    """Tell whether a file is here already: as a paper that was received, or as the form we sent ourselves."""
    own = select(Document.id).where(Document.case_id == case.id, Document.sha256 == sha256(paper.content).hexdigest())
    if reading.exec(own).first() is not None:
        return "oningevuld"
    return "dubbel" if _earlier(reading, case, current, paper) else None


def _earlier(reading: Session, case: Case, current: CaseState, paper: IncomingPaper) -> ReceivedPaper | None:
    """Return the paper with the same content that stands in the dossier."""
    standing = {each.number for each in received_papers(current.record.events)}
    return next((each for each in _same(reading, case, paper, RECEIVED) if each.number in standing), None)


def _same(reading: Session, case: Case, paper: IncomingPaper, stand: str) -> list[ReceivedPaper]:
    same = ReceivedPaper.digest == keyed_digest(reading, paper.content), ReceivedPaper.stand == stand
    query = select(ReceivedPaper).where(ReceivedPaper.case_id == case.id, *same)
    return list(reading.exec(query.order_by(col(ReceivedPaper.number).desc())))


def _take(
    writing: Session,
    case: Case,
    current: CaseState,
    paper: IncomingPaper,
    ref: StepRef,
    actor: str,
    seen: tuple[str, bool | None],
) -> PaperReceipt:
    """Take a paper into the dossier; `seen`: what the file is, and whether it names somebody else."""
    row = _row(writing, case, paper, ref, actor)
    row.stand, row.content = RECEIVED, paper.content
    row.media_type, row.other_bsn = seen
    row.attempt = len(_same(writing, case, paper, RECEIVED)) + 1
    writing.add(row)
    told = {"dated": paper.dated} if paper.dated else {}
    about = {"paper": row.number, "type": row.kind, "step": ref.key, "occurrence": ref.occurrence}
    data = {**about, "on": current.on, "from": row.sender, "hash": row.digest, **told}
    append_event(writing, case, "document_received", current.on, data, actor)
    message = f"Ontvangen in dossier {case.number}: stuk {row.number}, {kind_label(row.kind)}, bij {_step_text(ref)}."
    message += f" {OTHER_BSN}" if row.other_bsn else ""
    return PaperReceipt(case.number, row.number, RECEIVED, None, message)


def _refuse(
    writing: Session,
    case: Case,
    paper: IncomingPaper,
    ref: StepRef,
    actor: str,
    reason: PaperReason,
    media_type: str | None = None,
) -> PaperReceipt:
    earlier = _earlier(writing, case, case_state_in(writing, case.number), paper) if reason == "dubbel" else None
    is_kept = reason not in NOT_KEPT and not _same(writing, case, paper, QUARANTINED) and len(paper.content) > 0
    row = _row(writing, case, paper, ref, actor)
    row.stand, row.reason, row.media_type = QUARANTINED if is_kept else TURNED_AWAY, reason, media_type
    row.content = paper.content[:MOST_BYTES] if is_kept else None
    writing.add(row)
    writing.flush()
    return PaperReceipt(case.number, row.number, row.stand, reason, _refusal(case, row, earlier, is_kept=is_kept))


def _refusal(case: Case, row: ReceivedPaper, earlier: ReceivedPaper | None, *, is_kept: bool) -> str:
    """Say in Dutch why a paper was refused, and what to do."""
    where = "Het staat apart, in quarantaine" if is_kept else "Het is niet bewaard"
    if earlier is not None:
        at = numeric_date(earlier.received_at.astimezone(AMSTERDAM).date())
        said = f"het is al ontvangen op {at}, als stuk {earlier.number} ({kind_label(earlier.kind)})"
        return f"Niet aangenomen in dossier {case.number}: {said}. Er is niets vastgelegd."
    return f"Niet aangenomen in dossier {case.number}: {PAPER_WORDS[str(row.reason)]}. {where} (stuk {row.number})."


def _row(writing: Session, case: Case, paper: IncomingPaper, ref: StepRef, actor: str) -> ReceivedPaper:
    highest = writing.exec(select(func.max(ReceivedPaper.number)).where(ReceivedPaper.case_id == case.id)).one()
    return ReceivedPaper(
        case_id=case.id,
        number=(highest or 0) + 1,
        dated=paper.dated,
        size=len(paper.content),
        step=ref.key,
        occurrence=ref.occurrence,
        kind=paper.kind,
        stand=TURNED_AWAY,
        way=paper.way,
        actor=actor,
        sender=paper.sender,
        digest=keyed_digest(writing, paper.content),
        address=paper.address,
        file_name=paper.file_name,
    )


def _step_text(ref: StepRef) -> str:
    return f"{ref.key} {ref.occurrence}" if ref.occurrence > 1 else ref.key
