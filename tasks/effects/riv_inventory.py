"""The inventory of a re-integration report (RIV): its parts, and which of them the record knows."""

from collections.abc import Iterator
from datetime import date

from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.dispute_days import opinions_received
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
REPEATED = ("bijstelling_plan_van_aanpak", "evaluatie")


def riv_inventory(current: CaseState) -> tuple[InventoryRow, ...]:
    """List the parts in chronological order; a part that was never recorded as done is marked as not present."""
    return (*(row for key in RIV_PARTS for row in _rows(current, key)), *_disputes(current.plan.facts))


def _disputes(facts: CaseFacts) -> Iterator[InventoryRow]:
    """Yield what no regulation asks for, but UWV weighs: opinions of its expert, and what was done about a refusal.

    Days only: a report tells no ground. Source: BBK 9 and 10.
    """
    for opinion in opinions_received(facts):
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
    signed = True if _evidence(current, ref) == "ondertekend_document" else None
    return InventoryRow(title=_title(current, ref), dated=day, author=RIV_PARTS[ref.key], signed=signed)


def _missing(current: CaseState, milestone: Milestone) -> InventoryRow:
    return InventoryRow(title=_title(current, milestone.ref), author=RIV_PARTS[milestone.key], present=False)


def _title(current: CaseState, ref: StepRef) -> str:
    label = current.edition.house.step(ref.key).label
    return f"{label} {ref.occurrence}" if ref.key in REPEATED else label


def _evidence(current: CaseState, ref: StepRef) -> str | None:
    reports = (event.data for event in current.record.events if event.kind == "step_done")
    codes = [data.get("evidence") for data in reports if StepRef(data["step"], data.get("occurrence", 1)) == ref]
    return codes[-1] if codes else None
