"""A finding about a dossier, and what the rules that make findings look at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, cast

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.dossier.defect_kinds import DefectKind, defect_kinds
from spoorboek.statute.dossier.dossier_record import DossierRecord
from spoorboek.statute.dossier.paper_kinds import PAPER_KINDS
from spoorboek.statute.dossier.received_papers import Paper
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Milestone, Plan, last_date
from spoorboek.statute.policy.dossier_norms import DossierNorms
from spoorboek.statute.second_track.findings import Finding

REPORTS = ("re_integratieverslag", "riv_ziek_uit_dienst")


class DossierFinding(NamedTuple):
    """Something UWV would ask about. `code` and `subject` (a step, a paper, a referral) name it within its case.

    `since`: the first day on which the check had it. `helps_until`: the last day on which repairing it still counts;
    None when only an explanation is left.
    """

    code: str
    subject: str
    since: date
    helps_until: date | None
    sentence: str

    @property
    def kind(self) -> DefectKind:
        """Return what is fixed for every finding of this code."""
        return defect_kinds()[self.code]


@dataclass(frozen=True)
class DossierView:
    """A dossier on a day: the plan of the case, what it holds, the norms, and what is wrong with the second track."""

    plan: Plan
    record: DossierRecord
    on: date
    norms: DossierNorms
    track_findings: tuple[Finding, ...]

    @cached_property
    def report(self) -> Milestone | None:
        """The report that has to be made; None when there will be none, such as after recovery."""
        found = [each for each in self.plan if each.key in REPORTS and each.is_dated and each.status != "vervallen"]
        return min(found, key=lambda each: last_date(each) or date.max, default=None)

    @cached_property
    def last_help(self) -> date | None:
        """The last day on which repairing anything counts: until the report is due, then until the wait ends."""
        days = [*filter(None, [self.report and last_date(self.report)]), self.plan.wait_ends_on]
        return next((day for day in days if day >= self.on), None)

    @cached_property
    def steps(self) -> dict[str, list[Milestone]]:
        """The steps that occur in the case, by key; one that lapsed is left out."""
        found: dict[str, list[Milestone]] = {}
        for each in self.plan:
            if each.status != "vervallen" and each.is_dated:
                found.setdefault(each.key, []).append(each)
        return found

    @cached_property
    def papers(self) -> dict[tuple[str, StepRef], list[Paper]]:
        """The papers that came in by the day, by kind and step, in the order in which they came."""
        found: dict[tuple[str, StepRef], list[Paper]] = {}
        for each in self.record.papers:
            if each.received_on <= self.on:
                found.setdefault((each.kind, each.step), []).append(each)
        return found

    @cached_property
    def standing(self) -> list[Paper]:
        """The papers that count: of what completes a step the last that is signed, else the last; of others all."""
        return [
            paper
            for (kind, _), papers in self.papers.items()
            for paper in (
                [next((each for each in reversed(papers) if each.is_signed), papers[-1])]
                if PAPER_KINDS[kind].completes
                else papers
            )
        ]

    @cached_property
    def _done(self) -> Callable[[tuple[str, int]], date | None]:
        return cast("Callable[[tuple[str, int]], date | None]", self.plan.facts.done.get)

    def done(self, key: str, occurrence: int = 1) -> date | None:
        """Return when a step was done, by the day of the check."""
        day = self._done((key, occurrence))  # a plain tuple equals a StepRef and is made in a third of the time
        return day if day is not None and day <= self.on else None

    def papers_of_kind(self, *kinds: str) -> list[Paper]:
        """Return the papers of some kinds, whatever their step."""
        return [each for (kind, _), papers in self.papers.items() if kind in kinds for each in papers]

    def finding(self, code: str, since: date, subject: str, **words: Any) -> DossierFinding:
        """Make a finding; days among the words are written out."""
        kind = defect_kinds()[code]
        texts = {name: dutch_date(value) if isinstance(value, date) else value for name, value in words.items()}
        helps = None if kind.repair == "uitleg" else self.last_help
        sentence = kind.says.format_map(texts)
        return DossierFinding(code, subject, since, helps, sentence[:1].upper() + sentence[1:])

    def of_paper(self, code: str, since: date, paper: Paper, **words: Any) -> DossierFinding:
        """Make a finding about one paper."""
        part = lower_label(paper.kind)
        return self.finding(code, since, f"stuk {paper.number}", number=paper.number, part=part, **words)


def subject_of_step(ref: StepRef) -> str:
    """Name a step as the subject of a finding; the first occurrence by its key alone."""
    return f"{ref.key} {ref.occurrence}" if ref.occurrence > 1 else ref.key


def lower_label(kind: str) -> str:
    """Return the name of a kind of paper within a sentence; names of laws and institutions keep their capital."""
    label = PAPER_KINDS[kind].label if kind in PAPER_KINDS else kind
    return label[:1].lower() + label[1:]


def written_date(paper: Paper) -> date | None:
    """Return the date on a paper: what a person saw on it, else what was told."""
    return paper.confirmed_on or paper.dated
