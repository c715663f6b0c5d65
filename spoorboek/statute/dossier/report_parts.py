"""The parts of a re-integration report (RIV) in UWV's order, each with the paper that goes in, and what lacks of it.

Source: Regeling procesgang 6(1); Vorm- en herkenbaarheidsvereisten art. 2 and 2a; docs/wet/second-track.md.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Literal, NamedTuple

from spoorboek.statute.actions import Record
from spoorboek.statute.dossier.paper_kinds import (
    AGENCY,
    EMPLOYER,
    PAPER_KINDS,
    REPORT_FORMS,
    SENDERS,
)
from spoorboek.statute.dossier.received_papers import NOBODY, Paper, received_papers
from spoorboek.statute.events import Event
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Milestone, Plan, last_date
from spoorboek.statute.reports.withdrawn_events import without_withdrawn

REPORT_STEPS = ("re_integratieverslag", "riv_ziek_uit_dienst")
# UWV's own order of what is prescribed, then what it weighs.
PRESCRIBED = (
    *("probleemanalyse", "plan_van_aanpak", "bijstelling_probleemanalyse", "bijstelling_plan_van_aanpak"),
    *("eerstejaarsevaluatie", "actueel_oordeel", "eindevaluatie", "oordeel_werknemer"),
)
WEIGHED = (
    *("evaluatie", "gespreksverslag", "arbeidsdeskundig_onderzoek", "haalbaarheidsonderzoek"),
    *("functioneel_profiel",),
    *("trajectplan", "voortgangsrapportage", "eindrapportage", "deskundigenoordeel"),
    *("bewijs_42_weken", "ontvangst_wia_aanvraag", "brief_uwv"),
)
ORDER = (*REPORT_FORMS, *PRESCRIBED, *WEIGHED)
REPEATED = frozenset({"evaluatie", "bijstelling_plan_van_aanpak"})
# A short report holds what its own form says; what else came in goes along. Source: Vorm-vereisten art. 2a
NEEDED_WHEN_SHORT = frozenset({"riv_ziek_uit_dienst"})
NEEDED_ALONE = frozenset({"oordeel_werknemer"})  # a part of no step of its own
TOLD_BY_EVENT: Mapping[str, str] = {
    "trajectplan": "trajectory_planned",
    "voortgangsrapportage": "progress_reported",
    "eindrapportage": "trajectory_ended",
}
MAKERS: Mapping[str, tuple[str, ...]] = {
    "gespreksverslag": (EMPLOYER,),
    "voortgangsrapportage": (AGENCY,),
    "eindrapportage": (AGENCY,),
    **dict.fromkeys(("deskundigenoordeel", "bewijs_42_weken", "ontvangst_wia_aanvraag", "brief_uwv"), ("uwv",)),
}
SHORT = "verkort"
# What UWV's portal calls a file; all else goes in as something else than it asks for.
PORTAL_NAMES: Mapping[str, str] = {kind: kind.replace("_", "-") for kind in (*REPORT_FORMS, *PRESCRIBED)}
Stand = Literal["bestand", "zonder_bestand", "ontbreekt"]


class ReportPart(NamedTuple):
    """One part: its kind and step, its own date, the paper that goes in (its number), and who signed or refused.

    `claimed`: somebody said that it was signed, and no paper shows it. `looked`: a person looked at the paper.
    `receipt`: the number by which UWV confirmed a report. `told`: how many are told of without a paper.
    """

    kind: str
    step: StepRef
    dated: date | None = None
    paper: int | None = None
    signed: Mapping[str, date] = NOBODY
    refused: Mapping[str, date] = NOBODY
    is_signed: bool = False
    looked: bool = False
    claimed: bool = False
    receipt: str = ""
    told: int = 0

    @property
    def title(self) -> str:
        """Return its Dutch name, with its number where it comes back."""
        label = PAPER_KINDS[self.kind].label
        return f"{label} {self.step.occurrence}" if self.kind in REPEATED else label

    @property
    def stand(self) -> Stand:
        """Tell whether its paper goes in, it was done without one, or it is not there."""
        if self.paper is not None:
            return "bestand"
        return "zonder_bestand" if self.dated or self.told else "ontbreekt"

    @property
    def kind_signs(self) -> bool:
        """Tell whether anybody signs such a paper."""
        return bool(PAPER_KINDS[self.kind].signers)

    @property
    def file_stem(self) -> str:
        """Return what its file is called in UWV's portal, without its number in the bundle."""
        stem = PORTAL_NAMES.get(self.kind) or f"overig_{self.kind.replace('_', '-')}"
        return f"{stem}-{self.step.occurrence}" if self.kind in REPEATED else stem

    @property
    def makers(self) -> tuple[str, ...]:
        """Return who makes it, as codes of parties."""
        return PAPER_KINDS[self.kind].signers or MAKERS.get(self.kind, ())


def report_step(plan: Plan) -> Milestone | None:
    """Return the step of the report that has to be made first; None when there will be none, such as after recovery."""
    found = [each for each in plan if each.key in REPORT_STEPS and each.is_dated and each.status != "vervallen"]
    return min(found, key=lambda each: last_date(each) or date.max, default=None)


def report_parts(plan: Plan, record: Record) -> tuple[ReportPart, ...]:
    """Return the parts of the report of a case, in order; one that has to be there and is not is a part too."""
    step = report_step(plan)
    is_short = step is not None and step.variant == SHORT
    standing = _standing(received_papers(record.events))
    parts = [part for kind in ORDER for part in _of_kind(kind, plan, record, standing, is_short=is_short)]
    return tuple(sorted(parts, key=lambda part: ORDER.index(part.kind)))


def open_points(parts: Iterable[ReportPart]) -> list[str]:
    """Say in Dutch what UWV would ask about these parts, one sentence each; nothing when all is there and signed."""
    return [f"{part.title}: {what}" for part in parts if (what := _open_point(part))]


def parts_key(plan: Plan, parts: Iterable[ReportPart]) -> str:
    """Return a name for exactly these parts and the dates of the case: another one asks for a next version."""
    facts = plan.facts
    about = [facts.first_sick_day, plan.wait_ends_on, facts.contract_ends_on]
    content = [about, *([*part[:4], *map(_sorted, part[4:6]), *part[6:]] for part in parts)]
    return sha256(json.dumps(content, default=str).encode()).hexdigest()


def _sorted(days: Mapping[str, date]) -> list[tuple[str, date]]:
    return sorted(days.items())


def _standing(papers: Iterable[Paper]) -> Mapping[tuple[str, StepRef], list[Paper]]:
    """Return the papers that go in: of what completes a step the last that is signed, else the last; of others all."""
    found: dict[tuple[str, StepRef], list[Paper]] = {}
    for each in papers:
        if each.kind in ORDER:
            found.setdefault((each.kind, each.step), []).append(each)
    return {
        key: [next((each for each in reversed(papers) if each.is_signed), papers[-1])]
        if PAPER_KINDS[key[0]].completes
        else papers
        for key, papers in found.items()
    }


def _of_kind(
    kind: str, plan: Plan, record: Record, standing: Mapping[tuple[str, StepRef], list[Paper]], *, is_short: bool
) -> Iterator[ReportPart]:
    papers = [each for (of_kind, _), found in standing.items() if of_kind == kind for each in found]
    yield from (_with_paper(each, record) for each in sorted(papers, key=lambda each: (each.step.occurrence, each)))
    shown = {each.step for each in papers}
    if PAPER_KINDS[kind].completes:
        yield from _without_paper(kind, plan, record, shown, is_short=is_short)
    elif not papers and kind in NEEDED_ALONE and not is_short and report_step(plan):
        yield ReportPart(kind, StepRef(PAPER_KINDS[kind].steps[0]))
    elif kind in TOLD_BY_EVENT:
        told = sum(event.kind == TOLD_BY_EVENT[kind] for event in without_withdrawn(record.events))
        if told > len(papers):
            yield ReportPart(kind, StepRef(PAPER_KINDS[kind].steps[0]), told=told - len(papers))


def _without_paper(
    kind: str, plan: Plan, record: Record, shown: set[StepRef], *, is_short: bool
) -> Iterator[ReportPart]:
    """Yield the steps that were done without a paper, and those that have to be done and were not."""
    for milestone in plan:
        if milestone.key != PAPER_KINDS[kind].steps[0] or milestone.ref in shown:
            continue
        done = plan.facts.done.get(milestone.ref)
        needed = kind in NEEDED_WHEN_SHORT if is_short else kind in PRESCRIBED and kind not in REPEATED
        if done is not None and kind not in REPORT_FORMS:
            evidence, receipt = _said(record.events, milestone.ref)
            claimed = evidence == "ondertekend_document"
            yield ReportPart(kind, milestone.ref, done, claimed=claimed, receipt=receipt)
        elif needed and milestone.status != "vervallen":
            yield ReportPart(kind, milestone.ref)


def _with_paper(paper: Paper, record: Record) -> ReportPart:
    return ReportPart(
        kind=paper.kind,
        step=paper.step,
        dated=paper.confirmed_on or paper.dated,
        paper=paper.number,
        signed=paper.signed,
        refused=paper.refused,
        is_signed=paper.is_signed,
        looked=paper.confirmed_on is not None,
        receipt=_said(record.events, paper.step)[1] if paper.kind == "bewijs_42_weken" else "",
    )


def _said(events: Iterable[Event], ref: StepRef) -> tuple[str | None, str]:
    """Return the evidence and the receipt number with which a step was reported last."""
    done = [event.data for event in events if event.kind == "step_done"]
    of_step = [data for data in done if StepRef(data["step"], data.get("occurrence", 1)) == ref]
    last = of_step[-1] if of_step else {}
    return last.get("evidence"), last.get("receipt") or ""


def _open_point(part: ReportPart) -> str:
    if part.stand == "ontbreekt":
        return "ontbreekt."
    if part.stand == "zonder_bestand":
        return "" if part.receipt else "is er volgens opgave, maar niet als bestand ontvangen."
    if part.dated is None:
        return "de datum op het stuk is niet bekend."
    missing = [SENDERS[each] for each in PAPER_KINDS[part.kind].signers if each not in {*part.signed, *part.refused}]
    return f"niet getekend door {' en '.join(missing)}, of nog niet nagekeken." if missing else ""
