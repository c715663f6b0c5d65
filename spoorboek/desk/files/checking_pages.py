"""The page of one received paper: what was filled in beside what was sent, and the form to say what a person saw."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse

from models.case_lookup import find_case
from spoorboek.desk.files.paper_pages import PAPERS_PATH
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, Refused, ShownPage, Visit
from spoorboek.desk.work.recorded import AGAIN, RECORDED, recorded_notice
from spoorboek.desk.work.step_forms import DAY, new_form_id, sent_day, sent_form_id
from spoorboek.desk.work.waking import wake_soon
from spoorboek.errors import InputError
from spoorboek.statute.dossier.paper_kinds import PAPER_KINDS, REFUSALS, SENDERS, kind_label
from spoorboek.statute.dossier.receipts import GIVES_RECEIPT, NEEDS_RECEIPT
from spoorboek.statute.dossier.received_papers import STUDY, Paper, received_papers
from spoorboek.statute.second_track_facts import FEASIBILITY_OUTCOMES
from tasks.case_state import CaseState, case_state_in
from tasks.papers.confirming import Confirmation, ReadPaper, confirm_paper, read_paper
from tasks.papers.receiving import OTHER_BSN
from tasks.reports.once import Answer, record_directly
from tasks.views.desk.paper_sheet import signed_words

PAPER_PATH = f"{PAPERS_PATH}/{{nummer}}"
SIGNS, REFUSES = "getekend", "geweigerd"
SEEN = (SIGNS, REFUSES, "nog_niet")


def show_paper(visit: Visit) -> PageAnswer:
    """Show a paper that is in the dossier, with the form to say what is on it for who may."""
    return _page(visit)


def take_paper(visit: Visit) -> PageAnswer:
    """Record what a person saw on a paper; a refusal says why, on the same page, with what was filled in."""
    try:
        said, number = _said(visit), visit.case.number
        paper, by = _asked_paper(visit), visit.viewer.code
        _require_seen(visit, paper)

        def confirm(writing: Session) -> Answer:
            return confirm_paper(writing, number, paper, said, by)

        answer = record_directly(visit.record, sent_form_id(visit), by, confirm)
    except InputError as error:
        return _page(visit, str(error))
    if not answer.is_recorded:
        return _page(visit, answer.message)
    case = find_case(visit.record, number)
    again = "" if answer.to_wake else f"&{AGAIN}=1"
    path = f"{PAPER_PATH.format(zaak=number, nummer=paper)}?{RECORDED}={case.number}.{case.version}{again}"
    after = BackgroundTask(wake_soon, answer.to_wake)
    return RedirectResponse(path, HTTPStatus.SEE_OTHER, background=after)


def _said(visit: Visit) -> Confirmation:
    """Read the form. Raises InputError for what is on no list; the report judges the rest."""
    chosen = {party: visit.text(f"handtekening-{party}") for party in SENDERS}
    signed = tuple(party for party, said in chosen.items() if said == SIGNS)
    refused = [party for party, said in chosen.items() if said == REFUSES]
    if len(refused) > 1:
        raise InputError("Leg per keer vast wie één niet tekent. Er is niets vastgelegd.")
    reason, outcome = visit.text("reden"), visit.text("uitkomst")
    if (reason and reason not in REFUSALS) or (outcome and outcome not in FEASIBILITY_OUTCOMES):
        raise InputError("Kies iets uit de lijst. Er is niets vastgelegd.")
    if refused and not reason:
        raise InputError("Kies waarom niet wordt getekend. Er is niets vastgelegd.")
    return Confirmation(
        visit.viewer.code,
        signed,
        next(iter(refused), ""),
        reason if refused else "",
        sent_day(visit) if visit.text(DAY) else None,
        visit.text("ontvangstnummer"),
        outcome,
    )


def _require_seen(visit: Visit, paper: int) -> None:
    """Raise InputError when the form leaves out one of the signatures it asked about."""
    read, known = read_paper(visit.record, visit.case.number, paper), _known(visit, paper)
    if known and any(
        code not in read.signed_digitally and said not in SEEN for code, _, said in _signers(visit, known)
    ):
        raise InputError("Kies bij elke handtekening wat u op het stuk ziet. Er is niets vastgelegd.")


def _known(visit: Visit, paper: int) -> Paper | None:
    events = case_state_in(visit.record, visit.case.number).record.events
    return next((each for each in received_papers(events) if each.number == paper), None)


def _signers(visit: Visit, known: Paper) -> list[tuple[str, str, str]]:
    """List who still signs this paper: the code, the words, and what was chosen."""
    signers = PAPER_KINDS[known.kind].signers
    waited = [each for each in signers if each not in (*known.signed, *known.refused)]
    return [(each, SENDERS[each], visit.text(f"handtekening-{each}")) for each in waited]


def _asked_paper(visit: Visit) -> int:
    written = visit.path["nummer"]
    if not (written.isascii() and written.isdecimal() and len(written) < 5):
        raise Refused(
            HTTPStatus.NOT_FOUND, "Niet gevonden", "Dit stuk bestaat niet.", PAPERS_PATH.format(zaak=visit.case.number)
        )
    return int(written)


def _page(visit: Visit, refusal: str = "") -> PageAnswer:
    paper = _asked_paper(visit)
    current = case_state_in(visit.record, visit.case.number)
    try:
        read = read_paper(visit.record, visit.case.number, paper)
    except InputError as error:
        raise Refused(HTTPStatus.NOT_FOUND, "Dit stuk staat niet in het dossier", str(error), _back(visit)) from None
    known = _known(visit, paper)
    data = {
        "number": visit.case.number,
        "paper": paper,
        "heading": kind_label(read.row.kind),
        "step": _step_title(current, read),
        "sender": SENDERS[read.row.sender],
        "known": known,
        "stand": signed_words(known) if known else "de ontvangst is ingetrokken",
        "read": read,
        "warnings": list(_warnings(read)),
        "refusal": refusal,
        "notice": recorded_notice(visit),
        "may_record": visit.viewer.may(Permission.RECORD_PAPERS) and known is not None,
        "form": _form(visit, read, known),
    }
    return ShownPage("werkplek/stuk.html", data, HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK)


def _warnings(read: ReadPaper) -> Sequence[str]:
    told = [OTHER_BSN] if read.row.other_bsn else []
    told += [f"{field.question}: ‘{field.value}’ is geen bestaande dag." for field in read.wrong]
    return told + [f"Digitale handtekening: {each.sentence}." for each in read.signatures if each.problems]


def _form(visit: Visit, read: ReadPaper, known: Paper | None) -> dict[str, Any]:
    """Return what the form asks of this kind of paper, with what was filled in, else what the paper itself says."""
    kind, step = PAPER_KINDS[read.row.kind], read.row.step
    days = [*read.days.values(), *([read.row.dated] if read.row.dated else [])]
    signers = _signers(visit, known) if known else []
    return {
        "id": new_form_id(),
        "signers": signers,
        "digital": read.signed_digitally,
        "reasons": REFUSALS.items(),
        "reason": visit.text("reden"),
        "days": read.days,
        "day": visit.text(DAY) or ("" if read.days else max(days).isoformat() if days else ""),
        "today": visit.on.isoformat(),
        "asks_receipt": kind.completes and step in GIVES_RECEIPT,
        "needs_receipt": kind.completes and step in NEEDS_RECEIPT,
        "receipt": visit.text("ontvangstnummer") or read.receipt,
        "outcomes": FEASIBILITY_OUTCOMES.items() if read.row.kind == STUDY else (),
        "outcome": visit.text("uitkomst"),
        "completes": kind.completes,
        "is_open": known is not None and (known.confirmed_on is None or bool(signers)),
    }


def _step_title(current: CaseState, read: ReadPaper) -> str:
    asked = (read.row.step, read.row.occurrence)
    found = next((each for each in current.agenda.steps if each.ref == asked), None)
    return current.title_of(found) if found else read.row.step.replace("_", " ")


def _back(visit: Visit) -> str:
    return PAPERS_PATH.format(zaak=visit.case.number)


CHECKING_PAGES = (
    DeskPage(PAPER_PATH, "Stuk nakijken", Permission.READ_DOCUMENTS, show_paper, take_paper, Permission.RECORD_PAPERS),
)
