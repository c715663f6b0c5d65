"""The inventory of a re-integration report (RIV): its parts, and which of them the record knows."""

from collections.abc import Iterator
from datetime import date

from spoorboek.statute.dossier.paper_kinds import SENDERS
from spoorboek.statute.dossier.received_papers import awaited_study, papers_of, study_papers
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.plan import Milestone
from spoorboek.statute.second_track.track_events import tracks_of
from spoorboek.statute.second_track.trajectory_codes import PARTIES
from spoorboek.statute.second_track_facts import FEASIBILITY_PARTIES
from spoorboek.statute.timeline.occurrences import opinions_received
from tasks.case_state import CaseState
from templates.document_context import InventoryRow

# The parts and who makes them. Source: Regeling procesgang 6(1); Vorm- en herkenbaarheidsvereisten art. 2.
RIV_PARTS = {
    "probleemanalyse": "bedrijfsarts",
    "plan_van_aanpak": "werkgever en werknemer",
    "bijstelling_plan_van_aanpak": "werkgever en werknemer",
    "evaluatie": "werkgever en werknemer",
    "eerstejaarsevaluatie": "werkgever en werknemer",
    "arbeidsdeskundig_onderzoek": "arbeidsdeskundige",
    "actueel_oordeel": "bedrijfsarts",
    "eindevaluatie": "werkgever en werknemer",
}
WEIGHED = "Niet voorgeschreven; UWV kan het meewegen."
BUREAU = "re-integratiebureau"
MISSING_PAPERS = {
    "geen_trajectplan": "Trajectplan tweede spoor",
    "geen_persoonsprofiel": "Persoonsprofiel in het trajectplan",
    "geen_zoekprofiel": "Zoekprofiel in het trajectplan",
    "voortgang_te_laat": "Voortgang tweede spoor",
    "geen_sollicitaties": "Overzicht van sollicitaties",
    "einde_zonder_bericht": "Eindrapport tweede spoor",
}
REPEATED = ("bijstelling_plan_van_aanpak", "evaluatie")


def riv_inventory(current: CaseState) -> tuple[InventoryRow, ...]:
    """List the parts in chronological order; a part that was never recorded as done is marked as not present."""
    parts = (row for key in RIV_PARTS for row in _rows(current, key))
    return (*parts, *_second_track(current), *_disputes(current.plan.facts))


def _second_track(current: CaseState) -> Iterator[InventoryRow]:
    """Yield the papers of a trajectory, and those of which the verdict says that they lack and may still be made.

    Only papers: what people did or left undone is for the dossier. Source: BBK 5: "herstel van administratieve
    tekortkomingen altijd mogelijk is".
    """
    yield from _study(current)
    for track in tracks_of(current.record.events):
        for plan in track.plans:
            signed = plan.signed.keys() >= PARTIES.keys()
            yield InventoryRow(
                title="Trajectplan tweede spoor", dated=plan.on, author=BUREAU, signed=signed, note=WEIGHED
            )
        for report in track.reports:
            yield InventoryRow(title="Voortgang tweede spoor", dated=report.on, author=BUREAU, note=WEIGHED)
        if track.logs:
            title = "Overzicht van sollicitaties"
            yield InventoryRow(title=title, dated=track.logs[-1].on, author="werknemer", note=WEIGHED)
        if track.end:
            yield InventoryRow(title="Eindrapport tweede spoor", dated=track.end.on, author=BUREAU, note=WEIGHED)
    for finding in current.verdict_on(current.on).findings:
        if finding.code in MISSING_PAPERS and finding.helps_until:
            title = MISSING_PAPERS[finding.code]
            yield InventoryRow(title=title, author=finding.kind.who, present=False, note=finding.kind.mends)


def _study(current: CaseState) -> Iterator[InventoryRow]:
    """Yield the report of the haalbaarheidsonderzoek: as it came, or as one that is still to be asked for."""
    title, study = "Haalbaarheidsonderzoek tweede spoor", current.plan.facts.preparation.feasibility
    for paper in study_papers(current.record.events):
        author = FEASIBILITY_PARTIES[study.by] if study else SENDERS[paper.sender]
        yield InventoryRow(title=title, dated=paper.confirmed_on or paper.dated, author=author, note=WEIGHED)
    if by := awaited_study(current.plan.facts, current.record.events):
        yield InventoryRow(title=title, author=FEASIBILITY_PARTIES[by], present=False, note="Vraag het rapport op.")


def _disputes(facts: CaseFacts) -> Iterator[InventoryRow]:
    """Yield what no regulation asks for, but UWV weighs: opinions of its expert, and what was done about a refusal.

    Days only: a report tells no ground. Source: BBK 9 and 10.
    """
    for opinion in opinions_received(facts).values():
        title = f"Deskundigenoordeel, gevraagd door de {opinion.by}"
        yield InventoryRow(title=title, dated=opinion.received_on, author="UWV", note=WEIGHED)
    for warning in facts.wage_warnings:
        yield InventoryRow(title="Waarschuwing over het loon", dated=warning.on, author="werkgever", note=WEIGHED)
    for measure in facts.wage_measures:
        title = "Loon opgeschort vanaf" if measure.suspends else "Loon gestopt vanaf"
        yield InventoryRow(title=title, dated=measure.from_, author="werkgever", note=WEIGHED)


def _rows(current: CaseState, key: str) -> Iterator[InventoryRow]:
    done = current.plan.facts.done
    planned = [milestone for milestone in current.plan if milestone.key == key]
    for milestone in planned:
        day = done.get(milestone.ref)
        if day is not None:
            yield _present(current, milestone.ref, day)
        elif milestone.status != "vervallen" and key not in REPEATED:
            yield _missing(current, milestone)


def _present(current: CaseState, ref: StepRef, day: date) -> InventoryRow:
    """Return a part that is there: signed by its file alone; what somebody said of a signature is told as such."""
    papers = papers_of(current.record.events, ref)
    signed = next((each for each in papers if each.is_signed), None)
    refused = "".join(f"{SENDERS[party]} weigerde te tekenen. " for party in signed.refused) if signed else ""
    return InventoryRow(
        title=_title(current, ref),
        dated=day,
        author=RIV_PARTS[ref.key],
        signed=True if signed else None,
        claimed=_evidence(current, ref) == "ondertekend_document",
        note=refused[:1].upper() + refused[1:].rstrip(),
    )


def _missing(current: CaseState, milestone: Milestone) -> InventoryRow:
    return InventoryRow(title=_title(current, milestone.ref), author=RIV_PARTS[milestone.key], present=False)


def _title(current: CaseState, ref: StepRef) -> str:
    label = current.edition.house.step(ref.key).label
    return f"{label} {ref.occurrence}" if ref.key in REPEATED else label


def _evidence(current: CaseState, ref: StepRef) -> str | None:
    reports = (event.data for event in current.record.events if event.kind == "step_done")
    codes = [data.get("evidence") for data in reports if StepRef(data["step"], data.get("occurrence", 1)) == ref]
    return codes[-1] if codes else None
