"""Findings about the steps of a case: parts that are missing, and what was done after its last lawful day."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.dossier.dossier_findings import DossierFinding, DossierView, subject_of_step
from spoorboek.statute.plan import Milestone, deadline, last_date


class StepCheck(NamedTuple):
    """The codes for a step that was not done by its last day, and for one that was done later; None: not a finding."""

    missing: str
    late: str | None = None


STEP_CHECKS: Mapping[str, StepCheck] = MappingProxyType(
    {
        "probleemanalyse": StepCheck("geen_probleemanalyse", "probleemanalyse_te_laat"),
        "plan_van_aanpak": StepCheck("geen_plan_van_aanpak", "plan_te_laat"),
        "bijstelling_plan_van_aanpak": StepCheck("geen_bijstelling", "bijstelling_te_laat"),
        "eerstejaarsevaluatie": StepCheck("geen_eerstejaarsevaluatie", "eerstejaarsevaluatie_te_laat"),
        "melding_42_weken": StepCheck("geen_melding_42_weken", "melding_42_weken_te_laat"),
        "actueel_oordeel": StepCheck("geen_actueel_oordeel", "actueel_oordeel_te_laat"),
        "eindevaluatie": StepCheck("geen_eindevaluatie", "eindevaluatie_te_laat"),
        "re_integratieverslag": StepCheck("geen_verslag", "verslag_te_laat"),
        "wia_aanvraag": StepCheck("geen_wia_aanvraag", "wia_aanvraag_te_laat"),
        "riv_upload": StepCheck("verslag_niet_ingediend", "indiening_te_laat"),
        "riv_aanvulling": StepCheck("geen_aanvulling", "aanvulling_te_laat"),
        "ziek_uit_dienst_melding": StepCheck("geen_melding_uit_dienst", "melding_uit_dienst_te_laat"),
        "riv_ziek_uit_dienst": StepCheck("geen_verslag_uit_dienst", "verslag_uit_dienst_te_laat"),
        # The law names no last day for these: they are found some days after the day the house plans for.
        "hervraag_perspectief": StepCheck("uitzicht_niet_hervraagd"),
        "deskundigenoordeel": StepCheck("stilstand_zonder_oordeel"),
        "gevolg_deskundigenoordeel": StepCheck("oordeel_zonder_gevolg"),
        "optreden_bij_niet_meewerken": StepCheck("weigering_zonder_gevolg"),
    }
)
PLAN, EVALUATION, YEAR_ONE, LAST = "plan_van_aanpak", "evaluatie", "eerstejaarsevaluatie", "eindevaluatie"
RECHECK, START, ASSESSMENT = "herbeoordeling_mogelijkheden", "start_spoor_2", "arbeidsdeskundig_onderzoek"
HANDING_IN, APPLICATION, ACTING = "riv_upload", "wia_aanvraag", "optreden_bij_niet_meewerken"
REFUSED_IN_TRACK = "niet_opgetreden"  # the second track says the same of the same days


def missing_steps(view: DossierView) -> Iterator[DossierFinding]:
    """Find a part that was not made by its last day, and an effort that was left undone."""
    for step, check in _checked(view):
        last = _last_day(step, view)
        if last is None or view.on <= last or view.done(*step.ref):
            continue
        if not _is_said_elsewhere(view, step):
            yield view.finding(check.missing, last + DAY, subject_of_step(step.ref), due=last)


def _is_said_elsewhere(view: DossierView, step: Milestone) -> bool:
    """Return whether another finding says the same: about the application, or about a refusal in the second track."""
    if step.key == HANDING_IN:
        return view.done(APPLICATION) is None
    return step.key == ACTING and any(each.code == REFUSED_IN_TRACK for each in view.track_findings)


def late_steps(view: DossierView) -> Iterator[DossierFinding]:
    """Find what was done after its last day, unless another day was agreed with reasons.

    Source: Regeling procesgang 5: "kan door de werkgever en de werknemer gemotiveerd worden afgeweken".
    """
    for step, check in _checked(view):
        last, day = _last_day(step, view), view.done(*step.ref)
        if check.late and last and day and day > last:
            yield view.finding(check.late, day, subject_of_step(step.ref), day=day, due=last)


def missing_recheck(view: DossierView) -> Iterator[DossierFinding]:
    """Find that nobody looked again at somebody without possibilities; the first moment that was missed counts."""
    for step in view.steps.get(RECHECK, ()):
        last = step.target_on and step.target_on + timedelta(days=view.norms.norm_grace)
        if last and view.on > last and not view.done(*step.ref) and _counts(view, step):
            yield view.finding("geen_herbeoordeling", last + DAY, subject_of_step(step.ref), due=step.target_on)
            return


def missing_evaluations(view: DossierView) -> Iterator[DossierFinding]:
    """Find that an agreed moment of evaluation passed, and no evaluation came before the time of the next; rows as one.

    An evaluation at the end of the first year, or at the end, counts as one. Without a plan there is none to evaluate.
    """
    moments = [each for each in view.steps.get(EVALUATION, ()) if _counts(view, each)]
    days = [day for key in (YEAR_ONE, LAST) if (day := view.done(key))]
    days += [day for ref, day in view.plan.facts.done.items() if ref.key == EVALUATION and day <= view.on]
    row, early = list[tuple[Milestone, Milestone]](), timedelta(days=view.norms.evaluated_early)
    for this, following in pairwise(moments if view.done(PLAN) else ()):
        opens, next_opens = this.opens_on, following.opens_on
        if opens is None or next_opens is None or next_opens > view.on:
            break
        if view.done(*this.ref) or any(opens - early <= day < next_opens for day in days):
            yield from _one_row(view, row)
            row = []
        else:
            row.append((this, following))
    yield from _one_row(view, row)


def missing_assessment(view: DossierView) -> Iterator[DossierFinding]:
    """Find a second track that had to begin without the arbeidsdeskundige having looked, or a reason why not."""
    due = next((deadline(each) for each in view.steps.get(START, ())), None)
    known = view.plan.facts.preparation.assessment or view.done(ASSESSMENT) or view.papers_of_kind(ASSESSMENT)
    if due and view.on > due and not known:
        yield view.finding("geen_arbeidsdeskundig_onderzoek", due + DAY, ASSESSMENT, due=due)


def _one_row(view: DossierView, row: list[tuple[Milestone, Milestone]]) -> Iterator[DossierFinding]:
    if row:
        (first, second), (_, last) = row[0], row[-1]
        count = f"{len(row)} momenten waren" if len(row) > 1 else "een moment was"
        words = {"from_": first.opens_on, "until": last.opens_on, "count": count}
        yield view.finding("geen_evaluatie", second.opens_on or view.on, subject_of_step(first.ref), **words)


def _checked(view: DossierView) -> Iterator[tuple[Milestone, StepCheck]]:
    for key, check in STEP_CHECKS.items():
        yield from ((step, check) for step in view.steps.get(key, ()))


def _last_day(step: Milestone, view: DossierView) -> date | None:
    """Return the last day of a step: agreed, tolerated or lawful; without one some days after its target."""
    last = step.agreed_on or step.tolerated_until or step.due_on
    return last or (step.target_on + timedelta(days=view.norms.norm_grace) if step.target_on else None)


def _counts(view: DossierView, step: Milestone) -> bool:
    """Return whether a moment comes before the report, and not while nothing is asked."""
    report = view.report and last_date(view.report)
    return step.target_on is not None and (report is None or step.target_on < report)
