"""The papers that came in, as a section of the dossier: kinds, steps and days."""

from collections.abc import Iterator

from spoorboek.statute.dossier.paper_kinds import PAPER_KINDS, SENDERS, kind_label
from spoorboek.statute.dossier.received_papers import Paper, received_papers
from tasks.case_state import CaseState
from tasks.views.markdown_words import markdown_words
from tasks.views.page_tables import page_table, short_day

PAPERS_TITLE = "Ontvangen stukken"


def papers_section(current: CaseState) -> Iterator[str]:
    """Yield the section with the papers of a case, the last one first; nothing when none came in."""
    papers = received_papers(current.record.events)
    if papers:
        yield f"## {PAPERS_TITLE}"
        rows = [
            (
                str(each.number),
                short_day(each.received_on),
                markdown_words(kind_label(each.kind)),
                markdown_words(f"{each.step.key} {each.step.occurrence}"),
                SENDERS[each.sender],
                short_day(each.confirmed_on or each.dated),
                _signed(each),
            )
            for each in reversed(papers)
        ]
        yield page_table(("stuk", "ontvangen", "wat", "bij stap", "van", "datum op het stuk", "getekend"), rows)


def _signed(paper: Paper) -> str:
    """Say who signed and who refused, and when; that nobody looked yet, where somebody has to."""
    said = [f"{party} {short_day(day)}" for party, day in paper.signed.items()]
    said += [f"{party} weigerde {short_day(day)}" for party, day in paper.refused.items()]
    return "; ".join(said) or ("nog na te kijken" if PAPER_KINDS[paper.kind].signers else "")
