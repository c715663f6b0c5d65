"""A person looked at a paper: its date, who signed and who refused, and the step it completes.

That a paper is signed is told by a person who saw it, per signer; nothing else makes it so.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from models.hash_chain import normal_data
from models.tables import Case, Document, Employee, ReceivedPaper
from models.tables.paper_tables import RECEIVED
from spoorboek.errors import InputError
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.statute.dossier.paper_kinds import PAPER_KINDS, REFUSALS, SENDERS, kind_label
from spoorboek.statute.dossier.received_papers import Paper, received_papers, with_confirmation
from tasks.case_state import CaseState
from tasks.papers.copying import copies_of, send_copies
from tasks.papers.file_kinds import PDF
from tasks.papers.own_forms import names_other_bsn, own_form, printed_numbers
from tasks.papers.paper_list import find_paper
from tasks.papers.plan_recording import record_agreed
from tasks.papers.returned_form import (
    RECEIPT_FIELD,
    FieldChange,
    FilledField,
    filled_fields,
    form_changes,
    form_days,
    wrong_days,
)
from tasks.papers.signatures import DigitalSignature, digital_signatures
from tasks.papers.taking_over import require_outcome, take_content, take_outcome
from tasks.reports.once import Answer
from tasks.reports.report_base import UNFINISHED, locked_case_state, numeric_date, record_report, require_past_day
from tasks.reports.step_reports import receipt_data, report_step_done

SIGNED = "ondertekend_document"  # evidence of a step
NO_FIELDS: Mapping[str, FilledField] = {}


class Confirmation(NamedTuple):
    """What a person says of a paper: who signed it, or who refuses and why (a code), on which day, and who looked.

    `on`: empty for the dates that a form of ours says itself, or the one told when it came in. `receipt`: the number by
    which UWV confirmed a report, of a paper that proves one. `outcome`: a code, of a haalbaarheidsonderzoek alone.
    """

    looked_by: str
    signed_by: tuple[str, ...] = ()
    refused_by: str = ""
    reason: str = ""
    on: date | None = None
    receipt: str = ""
    outcome: str = ""


class ReadPaper(NamedTuple):
    """A paper as a person looks at it: what was filled in, which days are none, the dates and signatures on it.

    `receipt`: the number of UWV that was filled in on a data sheet of ours.
    """

    row: ReceivedPaper
    fields: Mapping[str, FilledField]
    changes: tuple[FieldChange, ...]
    wrong: tuple[FilledField, ...]
    days: Mapping[str, date]
    receipt: str = ""
    signatures: tuple[DigitalSignature, ...] = ()

    @property
    def signed_digitally(self) -> Mapping[str, date]:
        """Return by party the day of a digital signature with which nothing is wrong."""
        signers = PAPER_KINDS[self.row.kind].signers
        sound = (each for each in self.signatures if each.party in signers and not each.problems)
        return {each.party: each.day for each in sound if each.day}


def read_paper(reading: Session, number: str, paper: int) -> ReadPaper:
    """Read the fields of a paper beside those that were sent. Raises InputError for one that is not in the dossier."""
    row = find_paper(reading, number, paper)
    if row.stand != RECEIVED or row.content is None:
        raise InputError(f"Stuk {paper} staat niet in het dossier ({row.stand}).")
    fields = filled_fields(row.content) if row.media_type == PDF else NO_FIELDS
    changes = form_changes(_sent_fields(reading, row), fields)
    receipt = fields[RECEIPT_FIELD].value if RECEIPT_FIELD in fields else ""
    signatures: tuple[DigitalSignature, ...] = ()
    if any(each.is_signature and each.value for each in fields.values()):
        only, *others = PAPER_KINDS[row.kind].signers or ("",)
        signatures = digital_signatures(row.content, "" if others else only)
    return ReadPaper(row, fields, tuple(changes), tuple(wrong_days(fields)), form_days(fields), receipt, signatures)


def confirm_paper(writing: Session, number: str, paper: int, said: Confirmation, actor: str) -> Answer:
    """Record what a person saw on a paper, and complete its step; return a message and the cases to wake.

    Raises InputError, and records nothing, when who signs or which day is not clear, and for a day that cannot be.
    """
    current = locked_case_state(writing, number)
    read = read_paper(writing, number, paper)
    _look_for_other_bsn(writing, read.row)
    known = next((each for each in received_papers(current.record.events) if each.number == paper), None)
    if known is None:
        raise InputError(f"De ontvangst van stuk {paper} is ingetrokken; registreer het opnieuw.")
    _check_parties(read.row.kind, said)
    receipt = _receipt_of(current, read, known, said)
    require_outcome(read.row.kind, said.outcome)
    if said.refused_by in read.signed_digitally:
        raise InputError(f"'{said.refused_by}' tekende digitaal, en kan dan niet weigeren.")
    signed = {party: _day_of(current, read, said, party) for party in (*read.signed_digitally, *said.signed_by)}
    refused = {said.refused_by: _day_of(current, read, said, said.refused_by)} if said.refused_by else {}
    on = _day_of_paper(current, read, said, signed)
    data: dict[str, Any] = {"paper": paper, "type": read.row.kind, "on": on, "looked": said.looked_by}
    data |= {"signed": signed, "refused": refused} | ({"reason": said.reason} if said.reason else {})
    data |= {"digital": list(read.signed_digitally)} if read.signed_digitally else {}
    if _says_nothing_new(known, on, signed, refused):
        return f"Dit is al vastgelegd van stuk {paper}; er is niets nog eens gedaan.", []
    copies = copies_of(current, known, with_confirmation(known, normal_data(data)))
    data |= {"copies": copies} if copies else {}
    after = record_report(writing, current, "document_confirmed", data, actor)
    after, agreed = record_agreed(writing, after, paper, read.row.kind, read.changes, on, actor)
    whole = next(each for each in received_papers(after.record.events) if each.number == paper)
    told = f"Stuk {paper} van dossier {current.number} is nagekeken: {kind_label(whole.kind)} van {numeric_date(on)}."
    digital = (f"Digitale handtekening: {each._replace(name='').sentence}." for each in read.signatures)
    told_of = (
        *digital,
        _signed_text(whole),
        agreed,
        take_content(writing, number, known, read.fields, actor),
        take_outcome(writing, after, known, said.outcome, on, actor),
        _complete(writing, after, whole, on, receipt, actor),
        send_copies(writing, after, read.row, whole, copies),
    )
    return " ".join(filter(None, (told, *told_of))), [number]


def _look_for_other_bsn(writing: Session, row: ReceivedPaper) -> None:
    """Look once more whether a paper names somebody else: the BSN of the employee may be known since, or corrected."""
    case = writing.get_one(Case, row.case_id)
    printed = printed_numbers(row.content or b"", row.media_type or "")
    row.other_bsn = names_other_bsn(printed, writing.get_one(Employee, case.employee_id).bsn)


def _sent_fields(reading: Session, row: ReceivedPaper) -> Mapping[str, FilledField]:
    """Return the fields as we sent them: of the document the paper names, else of the newest of its kind."""
    found = own_form(reading, printed_numbers(row.content or b"", row.media_type or ""))
    form = Document.number == found[1].number if found else Document.template == row.kind
    query = select(Document).where(Document.case_id == row.case_id, form)
    document = reading.exec(query.order_by(col(Document.id).desc()).limit(1)).one_or_none()
    return filled_fields(document.content) if document else NO_FIELDS


def _check_parties(kind: str, said: Confirmation) -> None:
    signers = PAPER_KINDS[kind].signers
    for party in filter(None, (*said.signed_by, said.refused_by)):
        if party not in signers:
            who = " en ".join(signers) or "niemand"
            raise InputError(f"Een stuk van de soort {kind} wordt getekend door {who}, niet door '{party}'.")
    if said.refused_by in said.signed_by and said.refused_by:
        raise InputError(f"'{said.refused_by}' kan niet tegelijk tekenen en weigeren.")
    if said.refused_by and said.reason not in REFUSALS:
        raise InputError(f"Zeg met --reason waarom. {meant_or_known(said.reason, REFUSALS)}")
    if said.reason and not said.refused_by:
        raise InputError("Een reden hoort bij wie weigert te tekenen: geef --refused-by erbij.")


def _receipt_of(current: CaseState, read: ReadPaper, known: Paper, said: Confirmation) -> str:
    """Return the receipt number a paper completes its step with: as told, else as our data sheet says it.

    Raises InputError where it is missing, before anything is recorded.
    """
    if not PAPER_KINDS[known.kind].completes or known.step in current.plan.facts.done:
        return ""
    return receipt_data(known.step.key, said.receipt or read.receipt).get("receipt", "")


def _day_of(current: CaseState, read: ReadPaper, said: Confirmation, party: str) -> date:
    day = read.signed_digitally.get(party) or said.on or read.days.get(party) or read.row.dated
    if day is None:
        wrong = "; de datum op het formulier is geen bestaande dag (dd-mm-jjjj)" if read.wrong else ""
        raise InputError(f"Op welke dag tekende of weigerde {SENDERS[party]}{wrong}? Geef --on op.")
    return require_past_day(current, day, f"De handtekening van {SENDERS[party]} van")


def _day_of_paper(current: CaseState, read: ReadPaper, said: Confirmation, signed: Mapping[str, date]) -> date:
    """Return the date of a paper: the last signature on it, else what was told of it."""
    days = [*read.days.values(), *signed.values()]
    day = max(days) if days else said.on or read.row.dated
    if day is None:
        raise InputError("Welke datum staat er op het stuk? Geef --on op.")
    return require_past_day(current, day, "De datum op het stuk,")


def _says_nothing_new(known: Paper, on: date, signed: Mapping[str, date], refused: Mapping[str, date]) -> bool:
    is_known = signed.items() <= known.signed.items() and refused.items() <= known.refused.items()
    return is_known and known.confirmed_on is not None and (bool(signed or refused) or known.confirmed_on == on)


def _signed_text(paper: Paper) -> str:
    signers = PAPER_KINDS[paper.kind].signers
    missing = [SENDERS[each] for each in signers if each not in (*paper.signed, *paper.refused)]
    if not signers:
        return ""
    return f"Nog niet getekend: {', '.join(missing)}." if missing else "Iedereen die tekent, tekende of weigerde."


def _complete(writing: Session, current: CaseState, paper: Paper, on: date, receipt: str, actor: str) -> str:
    """Complete the step of a paper; say what keeps it from being done, when it is not."""
    if not PAPER_KINDS[paper.kind].completes or paper.step in current.plan.facts.done:
        return ""
    evidence = SIGNED if paper.is_signed and SIGNED in current.edition.house.choices["evidence"] else None
    state = next((each for each in current.agenda.steps if each.ref == paper.step), None)
    if state is None or state.status not in (*UNFINISHED, "gepland"):
        return f"De stap {paper.step.key} is niet afgerond: die staat op '{state.status if state else 'onbekend'}'."
    try:
        with writing.begin_nested():
            key, occurrence = paper.step
            return report_step_done(
                writing, current.number, key, on, actor, evidence=evidence, receipt=receipt, occurrence=occurrence
            )
    except InputError as error:
        return f"De stap is niet afgerond: {error}"
