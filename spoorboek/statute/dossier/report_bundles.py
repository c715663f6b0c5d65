"""The bundles that were made of a report, and the copy the employee got, as the record tells of them."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from spoorboek.statute.actions import Record
from spoorboek.statute.dossier.paper_kinds import EMPLOYEE, RECEIPT_OF_COPY, REPORT_FORMS
from spoorboek.statute.dossier.received_papers import received_papers
from spoorboek.statute.dossier.report_parts import parts_key, report_parts, report_step
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Plan
from spoorboek.statute.reports.withdrawn_events import without_withdrawn

BUNDLE = "riv_bundel"  # name of the effect; its attempts are the versions
# Why a report is bundled while something about it is open: a code, never a story.
BUNDLE_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "concept": "concept, om na te kijken",
        "termijn": "de termijn van UWV loopt af",
        "volgt_na": "wat ontbreekt is gevraagd en volgt na",
        "niet_te_krijgen": "wat ontbreekt is niet meer te krijgen",
        "bijgewerkt": "vanzelf bijgewerkt nadat een onderdeel wijzigde",
    }
)
RENEWED = "bijgewerkt"


class ReportBundle(NamedTuple):
    """One version: its step, the day it was made, and the name of what is in it. `points`: how many were open."""

    version: int
    step: StepRef
    on: date
    key: str
    points: int
    reason: str
    parts: int
    pages: int


class GivenCopy(NamedTuple):
    """The copy for the employee: of which version, when and how; and the paper and day of the signature for it."""

    version: int
    on: date
    way: str
    signed_paper: int | None = None
    signed_on: date | None = None


def report_bundles(record: Record) -> tuple[ReportBundle, ...]:
    """Return the bundles of a case, the oldest first."""
    found = [effect for key, effect in record.effects.items() if key.kind == "document" and key.name == BUNDLE]
    made = [
        ReportBundle(
            effect.key.attempt,
            StepRef(effect.key.step, effect.key.occurrence),
            effect.on,
            *(effect.detail[name] for name in ("key", "points", "reason", "parts", "pages")),
        )
        for effect in found
    ]
    return tuple(sorted(made, key=lambda each: each.version))


def is_outdated(plan: Plan, record: Record) -> bool:
    """Tell whether a part of the report changed since it was bundled; never without a bundle or a report to make."""
    made = report_bundles(record)
    if not made or report_step(plan) is None:
        return False
    return made[-1].key != parts_key(plan, report_parts(plan, record))


def given_copy(record: Record) -> GivenCopy | None:
    """Return the copy that was given last, with the signature for it, where that is not older; None without one."""
    given = [event.data for event in without_withdrawn(record.events) if event.kind == "report_copy_given"]
    if not given:
        return None
    last = given[-1]
    copy = GivenCopy(last["version"], date.fromisoformat(last["on"]), last["way"])
    for paper in reversed(received_papers(record.events)):
        signed = paper.signed.get(EMPLOYEE) if paper.kind in (RECEIPT_OF_COPY, *REPORT_FORMS) else None
        if signed is not None and signed >= copy.on:
            return copy._replace(signed_paper=paper.number, signed_on=signed)
    return copy
