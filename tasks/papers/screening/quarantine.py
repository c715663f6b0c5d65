"""Papers that were put apart: a person lets one in, after the same checks, or does away with it."""

from sqlmodel import Session

from models.case_lookup import find_case, lock_case
from models.ledger.coverage import CASE
from models.ledger.entries import record_correction
from models.tables import ReceivedPaper
from models.tables.paper_tables import QUARANTINED, RECEIVED, TURNED_AWAY
from spoorboek.errors import InputError
from tasks.papers.paper_list import find_paper
from tasks.papers.receiving import IncomingPaper, PaperReceipt, receive_paper

ANOTHER_CASE, LET_IN = "andere_zaak", "vrijgegeven"
# A person may say that a paper belongs here; the scanner, asked again, that it is clean. What runs never comes in.
MAY_COME_IN = frozenset({ANOTHER_CASE, "niet_gescand", "besmet"})


def release_paper(writing: Session, number: str, paper: int, actor: str) -> PaperReceipt:
    """Let a paper in that was put apart, as a next one; return what became of it.

    It is looked at and scanned again as if it came now. Raises InputError, and then it stays apart, when it still may
    not come in, and for a paper that does not wait.
    """
    row = _apart(writing, number, paper)
    if row.reason not in MAY_COME_IN:
        raise InputError(
            f"Stuk {paper} komt het dossier niet in, zoals het is. Vraag de afzender om een ander bestand."
        )
    about = {"kind": row.kind, "step": row.step, "occurrence": row.occurrence, "sender": row.sender}
    came = {"dated": row.dated, "way": row.way, "file_name": row.file_name, "address": row.address}
    belongs_here = row.reason == ANOTHER_CASE
    incoming = IncomingPaper(row.content or b"", **about, **came, belongs_here=belongs_here)  # type: ignore[arg-type]
    with writing.begin_nested():
        _let_go(writing, row, LET_IN)
        receipt = receive_paper(writing, number, incoming, actor)
        if receipt.stand != RECEIVED:
            raise InputError(receipt.message.partition(". Het staat apart")[0] + f". Stuk {paper} blijft apart staan.")
    return receipt


def reject_paper(writing: Session, number: str, paper: int, actor: str) -> str:
    """Do away with the content of a paper that was put apart; that it came, and why it was apart, stays recorded."""
    row = _apart(writing, number, paper)
    _let_go(writing, row, row.reason)
    record_correction(writing, CASE, row.case_id, f"stuk {paper} weggedaan", actor)
    return f"Stuk {paper} is weggedaan. Dat het kwam en waarom het apart stond, blijft bekend."


def _apart(writing: Session, number: str, paper: int) -> ReceivedPaper:
    case = lock_case(writing, find_case(writing, number))
    row = find_paper(writing, case.number, paper)
    if row.stand != QUARANTINED:
        raise InputError(f"Stuk {paper} staat niet (meer) apart: {row.stand}.")
    return row


def _let_go(writing: Session, row: ReceivedPaper, reason: str | None) -> None:
    row.stand, row.content, row.reason = TURNED_AWAY, None, reason
    writing.add(row)
    writing.flush()
