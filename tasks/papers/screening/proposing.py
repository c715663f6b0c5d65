"""What a paper probably is, before a person says so: by what is printed on it, else by the name of its file."""

from typing import NamedTuple

from sqlmodel import Session

from models.tables import Case
from spoorboek.statute.dossier.paper_kinds import PAPER_KINDS, RETURNS_AS, UNKNOWN_SENDER
from tasks.papers.file_kinds import checked_type
from tasks.papers.own_forms import own_form, printed_numbers
from tasks.papers.paper_names import named_paper
from tasks.papers.paper_passwords import case_password, unlocked


class PaperProposal(NamedTuple):
    """The kind and sender that are proposed, as codes; empty kind: nobody can tell. `is_certain`: a form of ours."""

    kind: str = ""
    sender: str = UNKNOWN_SENDER
    is_certain: bool = False


def propose_paper(reading: Session, case: Case, content: bytes, file_name: str) -> PaperProposal:
    """Return what a file probably is. Raises UnfitFile for one that cannot come in."""
    whole = unlocked(content, case_password(reading, case.number))
    found = own_form(reading, printed_numbers(whole, checked_type(whole)))
    if found and found[0].id == case.id:
        kind = RETURNS_AS.get(found[1].template, found[1].template)
        if kind in PAPER_KINDS:
            return PaperProposal(kind, is_certain=True)
    named = named_paper(file_name)
    return PaperProposal(named.kind if named.kind in PAPER_KINDS else "", named.sender)
