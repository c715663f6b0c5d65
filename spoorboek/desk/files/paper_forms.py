"""What the form for a paper offers, and what it sends."""

from collections.abc import Mapping
from typing import Any

from spoorboek.desk.visit import Visit
from spoorboek.desk.work.step_forms import DAY, new_form_id, sent_day
from spoorboek.errors import InputError
from spoorboek.statute.dossier.paper_kinds import MEDICAL_KINDS, PAPER_KINDS, SENDERS, UNKNOWN_SENDER
from tasks.case_state import case_state_in
from tasks.papers.receiving import IncomingPaper
from tasks.papers.screening.proposing import PaperProposal
from tasks.views.desk.case_sheet import sheet_steps

NOTHING_YET = PaperProposal()
STEPS = frozenset(step for kind in PAPER_KINDS.values() for step in kind.steps)


def paper_form_data(
    visit: Visit, proposal: PaperProposal = NOTHING_YET, answers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the choices of the form, with what was filled in before, else what is proposed."""
    before = answers or {}
    current = case_state_in(visit.record, visit.case.number)
    steps = [(f"{each.step}:{each.occurrence}", each.what) for each in sheet_steps(current) if each.step in STEPS]
    sender = before.get("afzender", "")
    return {
        "id": new_form_id(),
        "kinds": [(code, kind.label) for code, kind in PAPER_KINDS.items()],
        "medical": [(code, kind.label) for code, kind in MEDICAL_KINDS.items()],
        "senders": [(code, words) for code, words in SENDERS.items() if code != UNKNOWN_SENDER],
        "steps": steps,
        "today": visit.on.isoformat(),
        "kind": visit.text("soort") or proposal.kind,
        "sender": visit.text("afzender") or (sender if sender in SENDERS else "") or proposal.sender,
        "step": visit.text("stap"),
        "day": visit.text(DAY) or before.get(DAY, ""),
    }


def sent_paper(visit: Visit, content: bytes, file_name: str) -> IncomingPaper:
    """Return the paper as the form describes it. Raises InputError for a choice that is on no list, or no date."""
    kind, sender = visit.text("soort"), visit.text("afzender") or UNKNOWN_SENDER
    if (kind and kind not in (*PAPER_KINDS, *MEDICAL_KINDS)) or sender not in SENDERS:
        raise InputError("Kies iets uit de lijst. Er is niets vastgelegd.")
    step, _, occurrence = visit.text("stap").partition(":")
    if step and not (step in STEPS and occurrence.isascii() and occurrence.isdecimal() and len(occurrence) < 4):
        raise InputError("Kies een stap uit de lijst. Er is niets vastgelegd.")
    dated = sent_day(visit) if visit.text(DAY) else None
    return IncomingPaper(
        content,
        kind=kind,
        step=step,
        occurrence=int(occurrence or 0),
        sender=sender,
        dated=dated,
        way="bureaublad",
        file_name=file_name or None,
    )


def sent_paper_number(visit: Visit) -> int:
    """Return the number of the paper a form is about. Raises InputError for none."""
    written = visit.text("stuk")
    if not (written.isascii() and written.isdecimal() and len(written) < 5):
        raise InputError("Dit stuk bestaat niet. Laad de pagina opnieuw.")
    return int(written)
