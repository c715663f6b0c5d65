"""The inventory of a re-integration report (RIV) as a document prints it: the parts of the bundle, and what goes along.

The parts are those of `report_parts`; what no paper is asked for, but UWV weighs, stands behind them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from spoorboek.statute.dossier.paper_kinds import AGENCY, PRINTED_ROLES, REPORT_FORMS, SENDERS
from spoorboek.statute.dossier.received_papers import STUDY, Paper, awaited_study, received_papers
from spoorboek.statute.dossier.report_parts import TOLD_BY_EVENT, WEIGHED, ReportPart, report_parts
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.second_track.track_events import tracks_of
from spoorboek.statute.second_track.trajectory import Track
from spoorboek.statute.second_track_facts import FEASIBILITY_PARTIES
from spoorboek.statute.timeline.occurrences import opinions_received
from tasks.case_state import CaseState
from templates.document_context import InventoryRow

WEIGHED_NOTE = "Niet voorgeschreven; UWV kan het meewegen."
OPINION = "deskundigenoordeel"
MISSING_PAPERS = {
    "geen_trajectplan": "Trajectplan tweede spoor",
    "geen_persoonsprofiel": "Persoonsprofiel in het trajectplan",
    "geen_zoekprofiel": "Zoekprofiel in het trajectplan",
    "voortgang_te_laat": "Voortgang tweede spoor",
    "geen_sollicitaties": "Overzicht van sollicitaties",
    "einde_zonder_bericht": "Eindrapport tweede spoor",
}


def riv_inventory(current: CaseState) -> tuple[InventoryRow, ...]:
    """List the parts in UWV's order, then what it weighs; a part that has to be there and is not is marked so."""
    papers = {paper.number: paper for paper in received_papers(current.record.events)}
    parts = [part for part in report_parts(current.plan, current.record) if part.kind not in REPORT_FORMS]
    listed = [row for part in parts for row in _rows(current, part, papers)]
    opinions = sum(part.kind == OPINION for part in parts)
    return (*listed, *_second_track(current), *_disputes(current.plan.facts, opinions))


def _rows(current: CaseState, part: ReportPart, papers: Mapping[int, Paper]) -> Iterator[InventoryRow]:
    """Yield a part; of what is told of without a paper each time that it was told."""
    weighed = WEIGHED_NOTE if part.kind in WEIGHED else ""
    if part.told:
        for day in _told_on(tracks_of(current.record.events), part.kind)[-part.told :]:
            yield InventoryRow(title=part.title, dated=day, author=_author(current, part, papers), note=weighed)
        return
    refused = "".join(f"{SENDERS[party]} weigerde te tekenen. " for party in part.refused) if part.is_signed else ""
    receipt = f"Ontvangstnummer {part.receipt}. " if part.receipt else ""
    said = (refused[:1].upper() + refused[1:] + receipt).rstrip()
    yield InventoryRow(
        title=part.title,
        dated=part.dated,
        author=_author(current, part, papers),
        signed=True if part.is_signed else None,
        claimed=part.claimed,
        present=part.stand != "ontbreekt",
        note=said or (weighed if part.stand != "ontbreekt" else ""),
    )


def _told_on(tracks: Sequence[Track], kind: str) -> list[date]:
    """Return the days on which papers of a trajectory were told of, in order."""
    if kind not in TOLD_BY_EVENT:
        return []
    plans = [plan.on for track in tracks for plan in track.plans]
    reports = [report.on for track in tracks for report in track.reports]
    ends = [track.end.on for track in tracks if track.end]
    return sorted({"trajectplan": plans, "voortgangsrapportage": reports, "eindrapportage": ends}[kind])


def _author(current: CaseState, part: ReportPart, papers: Mapping[int, Paper]) -> str | None:
    """Return who made a part; of a track the bureau, of a study who was asked, of what nobody signs the sender."""
    study = current.plan.facts.preparation.feasibility
    if part.kind == STUDY and study:
        return FEASIBILITY_PARTIES[study.by]
    if part.kind in TOLD_BY_EVENT:
        return PRINTED_ROLES[AGENCY]
    if part.makers:
        return " en ".join(PRINTED_ROLES[party] for party in part.makers)
    return SENDERS[papers[part.paper].sender] if part.paper else None


def _second_track(current: CaseState) -> Iterator[InventoryRow]:
    """Yield the log of applications, and the papers of which the verdict says that they lack and may still be made.

    Only papers: what people did or left undone is for the dossier. Source: BBK 5: "herstel van administratieve
    tekortkomingen altijd mogelijk is".
    """
    if by := awaited_study(current.plan.facts, current.record.events):
        title = "Haalbaarheidsonderzoek tweede spoor"
        yield InventoryRow(title=title, author=FEASIBILITY_PARTIES[by], present=False, note="Vraag het rapport op.")
    for track in tracks_of(current.record.events):
        if track.logs:
            title = "Overzicht van sollicitaties"
            yield InventoryRow(title=title, dated=track.logs[-1].on, author="werknemer", note=WEIGHED_NOTE)
    for finding in current.verdict_on(current.on).findings:
        if finding.code in MISSING_PAPERS and finding.helps_until:
            title = MISSING_PAPERS[finding.code]
            yield InventoryRow(title=title, author=finding.kind.who, present=False, note=finding.kind.mends)


def _disputes(facts: CaseFacts, on_paper: int) -> Iterator[InventoryRow]:
    """Yield what no regulation asks for, but UWV weighs: opinions of its expert, and what was done about a refusal.

    `on_paper`: how many opinions are there as papers already. Days only: a report tells no ground. Source: BBK 9 and
    10.
    """
    for opinion in [*opinions_received(facts).values()][on_paper:]:
        title = f"Deskundigenoordeel, gevraagd door de {opinion.by}"
        yield InventoryRow(title=title, dated=opinion.received_on, author="UWV", note=WEIGHED_NOTE)
    for warning in facts.wage_warnings:
        yield InventoryRow(title="Waarschuwing over het loon", dated=warning.on, author="werkgever", note=WEIGHED_NOTE)
    for measure in facts.wage_measures:
        title = "Loon opgeschort vanaf" if measure.suspends else "Loon gestopt vanaf"
        yield InventoryRow(title=title, dated=measure.from_, author="werkgever", note=WEIGHED_NOTE)
