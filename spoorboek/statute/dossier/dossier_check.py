"""Would UWV have anything to ask? The check of a dossier on a day, with everything that is wrong with it."""

from collections.abc import Callable, Iterator
from datetime import date

from spoorboek.statute.dossier import paper_findings as papers
from spoorboek.statute.dossier import plan_findings as plans
from spoorboek.statute.dossier import step_findings as steps
from spoorboek.statute.dossier.defect_kinds import SEVERITIES
from spoorboek.statute.dossier.dossier_findings import DossierFinding, DossierView
from spoorboek.statute.dossier.dossier_record import DossierRecord
from spoorboek.statute.plan import Plan
from spoorboek.statute.policy.adequacy_norms import USUAL_NORMS, AdequacyNorms
from spoorboek.statute.policy.dossier_norms import USUAL_DOSSIER_NORMS, DossierNorms
from spoorboek.statute.second_track.adequacy import assess

DOSSIER_RULES: tuple[Callable[[DossierView], Iterator[DossierFinding]], ...] = (
    steps.missing_steps,
    steps.late_steps,
    steps.missing_evaluations,
    steps.missing_recheck,
    steps.missing_assessment,
    plans.late_activities,
    papers.missing_papers,
    papers.missing_proof,
    papers.missing_copies,
    papers.missing_opinion,
    papers.missing_advice_paper,
    papers.unsigned_papers,
    papers.undated_papers,
    papers.impossible_dates,
    papers.wrong_order,
    papers.other_dates,
    papers.stale_opinion,
    papers.unusable_files,
    papers.refused_papers,
    papers.missing_data,
)


def check_dossier(
    plan: Plan,
    record: DossierRecord,
    on: date,
    adequacy: AdequacyNorms = USUAL_NORMS,
    norms: DossierNorms = USUAL_DOSSIER_NORMS,
) -> list[DossierFinding]:
    """Return what UWV would ask about the dossier of a case on a day, the heaviest first; empty when it is in order.

    Nothing is asked of a case in which no report has to be made, such as after recovery; the findings about the second
    track are those of its verdict.
    """
    view = DossierView(plan, record, on, norms, assess(plan, record.tracks, on, adequacy).findings)
    if view.report is None:
        return []
    found = {(each.code, each.subject): each for rule in DOSSIER_RULES for each in rule(view)}
    found |= {(each.code, each.subject): each for each in _of_track(view)}
    order = [*SEVERITIES]
    return sorted(found.values(), key=lambda each: (order.index(each.kind.severity), each.since, each.subject))


def _of_track(view: DossierView) -> Iterator[DossierFinding]:
    """Yield the findings of the second track; of one kind there may be several, each with a day of its own."""
    for each in view.track_findings:
        about = f"verwijzing {each.referral} " if each.referral else ""
        yield DossierFinding(each.code, f"{about}{each.since.isoformat()}", each.since, each.helps_until, each.sentence)
