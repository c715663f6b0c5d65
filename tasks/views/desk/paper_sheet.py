"""The papers of a case as its page shows them: forms beside what came back, papers in the dossier, papers apart."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from models.tables import Case, CaseEffect, Document
from models.tables.paper_tables import QUARANTINED, RECEIVED
from spoorboek.clock import AMSTERDAM
from spoorboek.statute.dossier.paper_kinds import PAPER_KINDS, RETURNS_AS, SENDERS, kind_label
from spoorboek.statute.dossier.received_papers import Paper, received_papers
from spoorboek.statute.facts import StepRef
from tasks.case_state import CaseState
from tasks.papers.paper_list import ListedPaper, list_papers
from tasks.papers.refusals import PAPER_WORDS
from tasks.papers.screening.quarantine import MAY_COME_IN
from tasks.views.desk.case_papers import title_of_document


class FormSentBack(NamedTuple):
    """A form of ours in its last version, and the paper that came back of it: its number, None for none."""

    document: str
    title: str
    version: int
    on: date
    back: int | None
    back_on: date | None
    is_checked: bool


class PaperLine(NamedTuple):
    """A paper that came in: `stand` in words, `why` it is not in the dossier, whether a person may let it in."""

    number: int
    title: str
    about: str
    sender: str
    received_on: date
    dated: date | None
    stand: str
    is_open: bool
    why: str = ""
    may_come_in: bool = False


class PaperSheet(NamedTuple):
    """All papers of a case that come in or should: forms, those in the dossier, those apart, those turned away."""

    forms: Sequence[FormSentBack]
    kept: Sequence[PaperLine]
    apart: Sequence[PaperLine]
    refused: Sequence[PaperLine]


def paper_sheet(reading: Session, case: Case, current: CaseState) -> PaperSheet:
    """Return the papers of a case, the newest first."""
    papers = {each.number: each for each in received_papers(current.record.events)}
    listed = list(reversed(list_papers(reading, current)))
    titles = {state.ref: current.title_of(state) for state in current.agenda.steps}
    lines = [(each, _line(each, papers.get(each.number), titles)) for each in listed]
    return PaperSheet(
        list(_forms(reading, case, papers.values())),
        [line for each, line in lines if each.number in papers],
        [line for each, line in lines if each.stand == QUARANTINED],
        [line for each, line in lines if each.stand != QUARANTINED and each.number not in papers],
    )


def signed_words(paper: Paper) -> str:
    """Say who signed a paper and who does not; that nobody looked yet, where somebody has to."""
    signers = PAPER_KINDS[paper.kind].signers
    said = [f"{SENDERS[party]} tekende" for party in paper.signed]
    said += [f"{SENDERS[party]} tekent niet" for party in paper.refused]
    said += [f"{SENDERS[each]} nog niet" for each in signers if each not in (*paper.signed, *paper.refused)]
    if paper.confirmed_on is None:
        return "nog na te kijken"
    return "; ".join(said) or "nagekeken"


def _line(listed: ListedPaper, paper: Paper | None, titles: dict[StepRef, str]) -> PaperLine:
    stand = signed_words(paper) if paper else listed.stand
    is_open = paper is not None and paper.confirmed_on is None
    return PaperLine(
        listed.number,
        kind_label(listed.kind),
        titles.get(StepRef(listed.step, listed.occurrence), listed.step.replace("_", " ")),
        SENDERS[listed.sender],
        listed.received_at.astimezone(AMSTERDAM).date(),
        (paper.confirmed_on or paper.dated) if paper else listed.dated,
        stand,
        is_open,
        PAPER_WORDS[listed.reason] if listed.reason and listed.stand != RECEIVED else "",
        listed.reason in MAY_COME_IN,
    )


def _forms(reading: Session, case: Case, papers: Any) -> Iterator[FormSentBack]:
    """Yield the last version of each form that somebody has to send back."""
    back = {(each.kind, each.step): each for each in papers}
    columns: list[Any] = [Document.number, Document.template, Document.version, Document.created_at]
    columns += [CaseEffect.step, CaseEffect.occurrence]
    query = select(*columns).join(CaseEffect, col(CaseEffect.id) == col(Document.effect_id))
    query = query.where(col(Document.case_id) == case.id).order_by(col(Document.id))
    last = {(row.template, row.step, row.occurrence): row for row in reading.execute(query)}
    for row in reversed(last.values()):
        kind = RETURNS_AS.get(row.template, row.template)
        if kind not in PAPER_KINDS:
            continue
        came = back.get((kind, StepRef(row.step, row.occurrence)))
        yield FormSentBack(
            row.number,
            title_of_document(row.template),
            row.version,
            row.created_at.astimezone(AMSTERDAM).date(),
            came.number if came else None,
            came.received_on if came else None,
            came is not None and came.confirmed_on is not None,
        )
