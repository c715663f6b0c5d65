"""The papers of a case as its events tell of them: numbers, codes and days, never what a paper says."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from spoorboek.statute.dossier.paper_kinds import PAPER_KINDS
from spoorboek.statute.events import Event
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.reports.withdrawn_events import without_withdrawn

STUDY = "haalbaarheidsonderzoek"
NOBODY: Mapping[str, date] = MappingProxyType({})


class Paper(NamedTuple):
    """A paper that was received: its number within the case, its kind and step, the days, and from whom (a code).

    `confirmed_on`: the date on the paper, once a person looked at it. `signed` and `refused`: by party the day on which
    it signed, or on which it was clear that it does not.
    """

    number: int
    kind: str
    step: StepRef
    received_on: date
    sender: str
    dated: date | None = None
    confirmed_on: date | None = None
    signed: Mapping[str, date] = NOBODY
    refused: Mapping[str, date] = NOBODY

    @property
    def is_signed(self) -> bool:
        """Tell whether everybody who signs such a paper did, or refused."""
        signers = PAPER_KINDS[self.kind].signers
        return bool(signers) and bool(self.signed) and {*self.signed, *self.refused} >= {*signers}


def received_papers(events: Iterable[Event]) -> tuple[Paper, ...]:
    """Return the papers that were received and not withdrawn, in the order in which they came."""
    papers: dict[int, Paper] = {}
    for event in without_withdrawn(events):
        data = event.data
        if event.kind == "document_received":
            papers[data["paper"]] = _paper(data)
        elif event.kind == "document_confirmed" and (paper := papers.get(data["paper"])):
            papers[paper.number] = with_confirmation(paper, data)
    return tuple(papers.values())


def study_papers(events: Iterable[Event]) -> tuple[Paper, ...]:
    """Return the reports of a haalbaarheidsonderzoek that were received."""
    return tuple(each for each in received_papers(events) if each.kind == STUDY)


def awaited_study(facts: CaseFacts, events: Iterable[Event]) -> str | None:
    """Return who still owes the report of a haalbaarheidsonderzoek (a code); None when it is there, or none is due.

    It is due once somebody was asked for it, or its outcome was told, also after a bureau that does it has the case.
    """
    study = facts.preparation.feasibility
    if study is None or study.outcome == "niet_nodig" or study_papers(events):
        return None
    return study.by


def _paper(data: Mapping[str, Any]) -> Paper:
    dated = date.fromisoformat(data["dated"]) if data.get("dated") else None
    step = StepRef(data["step"], data["occurrence"])
    return Paper(data["paper"], data["type"], step, date.fromisoformat(data["on"]), data["from"], dated)


def with_confirmation(paper: Paper, data: Mapping[str, Any]) -> Paper:
    """Return a paper after a `document_confirmed` with this data; of one party the last word counts."""
    signed, refused = _days(data.get("signed", {})), _days(data.get("refused", {}))
    return paper._replace(
        confirmed_on=date.fromisoformat(data["on"]),
        signed={party: day for party, day in paper.signed.items() if party not in refused} | signed,
        refused={party: day for party, day in paper.refused.items() if party not in signed} | refused,
    )


def _days(told: Mapping[str, str]) -> dict[str, date]:
    return {party: date.fromisoformat(day) for party, day in told.items()}
