"""Dossiers in which nothing is wrong, to plant defects in: whole cases of two years with every paper."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, timedelta
from typing import Any, NamedTuple

from spoorboek.statute.dossier.dossier_check import check_dossier
from spoorboek.statute.dossier.dossier_findings import DossierFinding
from spoorboek.statute.dossier.dossier_record import DossierRecord, PaperFile
from spoorboek.statute.dossier.paper_kinds import PAPER_KINDS
from spoorboek.statute.dossier.received_papers import Paper
from spoorboek.statute.events import Event
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.plan import Milestone, Plan, last_date
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.second_track.track_events import tracks_of
from spoorboek.statute.second_track.trajectory import Track
from spoorboek.statute.second_track_facts import Assessment, Preparation
from spoorboek.statute.timeline.timeline import timeline

FIRST_SICK_DAY = date(2025, 1, 6)
PDF = "application/pdf"
RIV, ADJUSTED = StepRef("re_integratieverslag"), "bijstelling_plan_van_aanpak"
DONE_ON_TIME = (
    "ziekmelding_arbodienst",
    "probleemanalyse",
    "plan_van_aanpak",
    "evaluatie",
    "bijstelling_plan_van_aanpak",
    "melding_42_weken",
    "arbeidsdeskundig_onderzoek",
    "eerstejaarsevaluatie",
    "actueel_oordeel",
    "eindevaluatie",
    "re_integratieverslag",
    "wia_aanvraag",
    "riv_upload",
    "herbeoordeling_mogelijkheden",
    "hervraag_perspectief",
    "deskundigenoordeel",
    "gevolg_deskundigenoordeel",
    "optreden_bij_niet_meewerken",
    "ziek_uit_dienst_melding",
    "riv_ziek_uit_dienst",
    "riv_aanvulling",
)


class Dossier(NamedTuple):
    """The facts of a case, and what its dossier holds."""

    facts: Mapping[str, Any]
    record: DossierRecord

    @property
    def plan(self) -> Plan:
        """Return the timetable of the case."""
        return timeline(CaseFacts(**self.facts))

    def found(self, on: date) -> list[DossierFinding]:
        """Return what is wrong with it on a day."""
        return self.found_by(self.plan, on)

    def found_by(self, plan: Plan, on: date) -> list[DossierFinding]:
        """Return what is wrong with it on a day, by a plan that was made before."""
        return check_dossier(plan, self.record, on)

    def without_step(self, *keys: str) -> "Dossier":
        """Return it with steps that were never done, and no paper of them."""
        done = {ref: day for ref, day in self.facts["done"].items() if ref.key not in keys}
        papers = self.record.papers
        kept = tuple(each for each in papers if each.step.key not in keys or not PAPER_KINDS[each.kind].completes)
        return self.having(done=done).holding(papers=kept)

    def done_on(self, day: date, key: str, occurrence: int = 1) -> "Dossier":
        """Return it with a step done on another day, as its paper says."""
        ref = StepRef(key, occurrence)
        papers = tuple(
            dated(each, day) if each.step == ref and PAPER_KINDS[each.kind].completes else each
            for each in self.record.papers
        )
        return self.having(done={**self.facts["done"], ref: day}).holding(papers=papers)

    def with_paper(self, kind: str, **changed: Any) -> "Dossier":
        """Return it with the first paper of a kind changed."""
        first = next(each.number for each in self.record.papers if each.kind == kind)
        papers = tuple(each._replace(**changed) if each.number == first else each for each in self.record.papers)
        return self.holding(papers=papers)

    def without_paper(self, *kinds: str) -> "Dossier":
        """Return it without the papers of some kinds."""
        return self.holding(papers=tuple(each for each in self.record.papers if each.kind not in kinds))

    def with_file(self, kind: str, **changed: Any) -> "Dossier":
        """Return it with another file of the first paper of a kind."""
        first = next(each.number for each in self.record.papers if each.kind == kind)
        changes = {first: self.record.files[first]._replace(**changed)}
        return self.holding(files={**self.record.files, **changes})

    def having(self, **facts: Any) -> "Dossier":
        """Return it with other facts."""
        return self._replace(facts={**self.facts, **facts})

    def holding(self, **record: Any) -> "Dossier":
        """Return it holding other papers."""
        return self._replace(record=self.record._replace(**record))


def dated(paper: Paper, day: date) -> Paper:
    """Return a paper of a day: that is when it was signed, and it came in four days later."""
    return paper._replace(
        received_on=day + timedelta(days=4), dated=day, confirmed_on=day, signed=dict.fromkeys(paper.signed, day)
    )


def papers_for(done: Mapping[StepRef, date], **more: date) -> tuple[Paper, ...]:
    """Return a signed paper for every step that was done, and papers of other kinds with their day."""
    told: list[tuple[str, StepRef, date]] = [(ref.key, ref, day) for ref, day in done.items() if ref.key in PAPER_KINDS]
    if day := done.get(StepRef("melding_42_weken")):
        told.append(("bewijs_42_weken", StepRef("melding_42_weken"), day))
    if day := done.get(StepRef("eindevaluatie")):
        told.append(("oordeel_werknemer", RIV, day))
    report = done.get(RIV) or done.get(StepRef("riv_ziek_uit_dienst"))
    if report:
        told.append(("ontvangst_riv", RIV, report))
    told += [(kind, StepRef(PAPER_KINDS[kind].steps[0]), day) for kind, day in more.items()]
    return tuple(_paper(number, kind, ref, day) for number, (kind, ref, day) in enumerate(sorted(told, key=_by_day), 1))


def _by_day(told: tuple[str, StepRef, date]) -> tuple[date, str]:
    return told[2], told[0]


def _paper(number: int, kind: str, ref: StepRef, day: date) -> Paper:
    signed = dict.fromkeys(PAPER_KINDS[kind].signers, day)
    return Paper(number, kind, ref, day + timedelta(days=4), "werkgever", day, day, signed)


def sound_dossier(
    tracks: tuple[Track, ...] = (), more_papers: Mapping[str, date] | None = None, **facts: Any
) -> Dossier:
    """Return a dossier in which every step was done on the day the house plans for, with its paper signed.

    `facts`: what else happened in the case; `more_papers`: papers of other kinds with their day.
    """
    told = {"first_sick_day": FIRST_SICK_DAY, **facts}
    done = dict(told.pop("done", {}))
    while new := {ref: day for ref, day in _next_done(timeline(CaseFacts(done=done, **told))) if ref not in done}:
        ref = min(new, key=lambda each: (new[each], each))
        done[ref] = new[ref]
    papers = papers_for(done, **(more_papers or {}))
    files = {each.number: PaperFile(PDF, 40_000, other_bsn=False) for each in papers}
    return Dossier({**told, "done": done}, DossierRecord(papers, tracks, files))


def sound_rest(events: Sequence[Event]) -> Dossier:
    """Return a dossier with what was reported, in which everything else was done on time, with its papers."""
    facts = fold_events(events, rulebook())
    told = {each.name: getattr(facts, each.name) for each in fields(facts)}
    whole = sound_dossier(tracks_of(events), **told)
    advised = [("bijstelling_probleemanalyse", StepRef(ADJUSTED, number), advice.on)
               for number, advice in enumerate(facts.advice, 1)]  # fmt: skip
    papers = tuple(_paper(900 + number, *told) for number, told in enumerate(advised))
    return whole.holding(papers=(*whole.record.papers, *papers))


def _next_done(plan: Plan) -> Iterator[tuple[StepRef, date]]:
    for each in plan:
        day = _day(each)
        if each.key in DONE_ON_TIME and each.status != "vervallen" and day and day <= plan.ends_on:
            yield each.ref, day


def _day(step: Milestone) -> date | None:
    return step.agreed_on or step.target_on or last_date(step)


def excused(**more: Any) -> Mapping[str, Any]:
    """Return facts by which no second track is asked for: both waived it in writing because of the AOW age."""
    return {"second_track_waived_on": date(2025, 11, 3), "aow_on": date(2027, 6, 1), **more}


def assessed(day: date = date(2025, 11, 24)) -> Preparation:
    """Return that the arbeidsdeskundig onderzoek had an outcome."""
    return Preparation(assessment=Assessment(day, outcome="beide"), informed_on=day)


def all_days(dossier: Dossier, every: int = 7) -> Iterator[date]:
    """Yield the days of a case and of the weeks after it."""
    plan = dossier.plan
    day, last = plan.facts.first_sick_day, plan.ends_on + timedelta(days=60)
    while day <= last:
        yield day
        day += timedelta(days=every)
