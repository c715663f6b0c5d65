"""Bundle the report of a case: a version is made where a part changed, and kept sealed with the documents of the case.

Two documents belong to one effect: the PDF and the ZIP. The attempt of the effect is the version, its unique key keeps
two processes from making it twice, and its details tell what was in it and why it was made with open points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import NamedTuple

from sqlmodel import Session, select

from models.case_lookup import find_case, lock_case
from models.connection import session
from models.record import write_effect
from models.tables import Case, CaseEffect, Document, ReceivedPaper
from spoorboek.errors import InputError, SpoorboekError
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.statute.actions import Action
from spoorboek.statute.dossier.report_bundles import (
    BUNDLE,
    BUNDLE_REASONS,
    RENEWED,
    ReportBundle,
    is_outdated,
    report_bundles,
)
from spoorboek.statute.dossier.report_parts import (
    SHORT,
    ReportPart,
    open_points,
    parts_key,
    report_parts,
    report_step,
)
from spoorboek.statute.plan import Milestone
from tasks.case_state import CaseState, case_state_in, read_case_state, store_case_state
from tasks.dossiers.reading import dossier_findings
from tasks.effects.documents import next_number
from tasks.effects.renewing import renew_forms
from tasks.papers.paper_list import kept_papers
from tasks.papers.part_pages import PartFile, part_pages
from tasks.report_bundle.bundle_files import BundledPart, BundleFiles, bundle_files
from tasks.report_bundle.cover_data import reason_words, report_cover
from templates.document_context import EarlierVersion
from templates.report_pages import COVER_VERSION

AS_PDF, AS_ZIP = BUNDLE, f"{BUNDLE}_zip"  # templates of the two documents
MEDIA_TYPES: Mapping[str, str] = {AS_PDF: "application/pdf", AS_ZIP: "application/zip"}
ITSELF = "spoorboek"  # who asked for a version that came about by itself
MOST_TOLD = 12  # open points in a message
# Findings of the check that the parts tell themselves, also before a last day passed, or that come after the bundle.
TOLD_OTHERWISE = frozenset(
    {
        *("geen_probleemanalyse", "geen_plan_van_aanpak", "geen_eerstejaarsevaluatie", "geen_actueel_oordeel"),
        *("geen_eindevaluatie", "geen_oordeel_werknemer", "geen_stuk", "niet_nagekeken", "niet_getekend"),
        *("niet_gedateerd", "verkeerd_formaat", "te_groot", "geen_verslag", "geen_verslag_uit_dienst"),
        *("geen_afschrift", "geen_wia_aanvraag", "verslag_niet_ingediend"),
    }
)
NO_REPORT = (
    "In dossier {number} hoeft geen re-integratieverslag te worden gemaakt; er valt niets te bundelen. Dat is zo na "
    "herstel, en als het dienstverband binnen zes weken eindigt."
)


class Bundled(NamedTuple):
    """A bundle as it stands: its version, whether it was made now, and its files by name."""

    bundle: ReportBundle
    is_new: bool
    files: Mapping[str, bytes]


def make_bundle(
    writing: Session, number: str, by: str, *, reason: str = "", findings: Sequence[str] | None = None
) -> Bundled:
    """Bundle the report of a case; the version that is there is returned where nothing in it changed.

    `by`: who asked for it; `reason`: a code of `BUNDLE_REASONS`, needed where anything is open. `findings`: what UWV
    would ask, as sentences (default: what the parts lack, and what the check of the dossier finds). Raises InputError
    when there is no report to make, and without a reason.
    """
    case = lock_case(writing, find_case(writing, number))
    current = case_state_in(writing, case.number)
    if reason and reason not in BUNDLE_REASONS:
        raise InputError(f"Onbekende reden '{reason}'. {meant_or_known(reason, BUNDLE_REASONS)}")
    step = report_step(current.plan)
    if step is None:
        raise InputError(NO_REPORT.format(number=case.number))
    parts, earlier = report_parts(current.plan, current.record), report_bundles(current.record)
    if earlier and earlier[-1].key == parts_key(current.plan, parts):
        return Bundled(earlier[-1], False, _kept_files(writing, case, earlier[-1]))
    made = _new_version(writing, case, current, step, parts, by, reason, findings)
    return Bundled(made, True, _kept_files(writing, case, made))


def told_of_bundle(number: str, made: Bundled) -> str:
    """Say in Dutch which version stands, and what is in it."""
    bundle, what = made.bundle, "gemaakt" if made.is_new else "ongewijzigd"
    points = "geen open punten" if not bundle.points else f"{bundle.points} open punten ({bundle.reason})"
    return (
        f"Re-integratieverslag van dossier {number}, versie {bundle.version}, {what}: {bundle.parts} onderdelen op "
        f"{bundle.pages} bladen, {points}."
    )


def renew_bundle(current: CaseState) -> bool:
    """Make a next version of a bundle that is there once a part changed; tell whether one was made.

    The reason is that of the version before. What cannot be bundled leaves that one standing, and the dossier says so.
    """
    if not is_outdated(current.plan, current.record):
        return False
    reason = report_bundles(current.record)[-1].reason or RENEWED
    try:
        with session() as writing:
            return make_bundle(writing, current.number, ITSELF, reason=reason).is_new
    except SpoorboekError:
        return False


def store_renewed(current: CaseState) -> CaseState:
    """Store the state of a case at the end of its wake, its open forms and its bundle made anew where they changed.

    Return the state.
    """
    renewed = [renew_forms(current), renew_bundle(current)]
    whole = read_case_state(current.number) if any(renewed) else current
    store_case_state(whole)
    return whole


def _new_version(
    writing: Session,
    case: Case,
    current: CaseState,
    step: Milestone,
    parts: Sequence[ReportPart],
    by: str,
    reason: str,
    findings: Sequence[str] | None,
) -> ReportBundle:
    numbered = _numbered(parts)
    shown = _shown(writing, case, current, numbered)
    points = [*(_findings(writing, current, parts) if findings is None else findings)]
    points += [f"{each.title}: {each.shown.lacks}" for each in shown if each.shown.lacks]
    if points and not reason:
        raise InputError(_needs_reason(case.number, points))
    earlier = report_bundles(current.record)
    before = EarlierVersion(earlier[-1].version, earlier[-1].on) if earlier else None
    version = earlier[-1].version + 1 if earlier else 1
    cover = replace(
        report_cover(writing, case, current, numbered, is_short=step.variant == SHORT),
        document_number=next_number(writing, case),
        version=version,
        open_points=tuple(points),
        reason=reason_words(reason) if points else "",
        replaces=before,
    )
    files = bundle_files(cover, shown)
    said = {"points": len(points), "reason": reason if points else "", "parts": len(shown), "pages": files.pages}
    detail = {"key": parts_key(current.plan, parts), "by": by, **said}
    action = Action(current.on, "document", step.key, step.occurrence, BUNDLE, version, detail)
    _store(writing, case, action, current, files)
    return ReportBundle(version, step.ref, current.on, str(detail["key"]), **said)  # type: ignore[arg-type]


def _findings(reading: Session, current: CaseState, parts: Sequence[ReportPart]) -> list[str]:
    """Return what the parts lack, and what else UWV would ask about the dossier."""
    checked = dossier_findings(reading, current)
    return [*open_points(parts), *(each.sentence for each in checked if each.code not in TOLD_OTHERWISE)]


def _numbered(parts: Sequence[ReportPart]) -> list[tuple[ReportPart, int | None]]:
    """Give each part that goes in its number, in order."""
    numbers = iter(range(1, len(parts) + 1))
    return [(part, next(numbers) if part.paper is not None else None) for part in parts]


def _shown(
    reading: Session, case: Case, current: CaseState, parts: Sequence[tuple[ReportPart, int | None]]
) -> list[BundledPart]:
    rows = {row.number: row for row in kept_papers(reading, current)}
    return [_bundled(case, part, number, rows[part.paper]) for part, number in parts if number and part.paper]


def _bundled(case: Case, part: ReportPart, number: int, row: ReceivedPaper) -> BundledPart:
    file = PartFile(number, part.kind, part.title, row.media_type or "", row.content or b"")
    return BundledPart(number, part.file_stem, part.title, part_pages(case.number, file))


def _needs_reason(number: str, points: Sequence[str]) -> str:
    listed = "\n".join(f"- {each}" for each in points[:MOST_TOLD])
    more = f"\n- en nog {len(points) - MOST_TOLD}" if len(points) > MOST_TOLD else ""
    reasons = "\n".join(f"  {code:<18} {words}" for code, words in BUNDLE_REASONS.items() if code != RENEWED)
    return (
        f"Het verslag van dossier {number} is nog niet op orde:\n{listed}{more}\nHerstel dit, of bundel toch en zeg "
        f"met --reason waarom; dat komt op het voorblad. Kies uit:\n{reasons}\nEr is niets gemaakt."
    )


def _store(writing: Session, case: Case, action: Action, current: CaseState, files: BundleFiles) -> None:
    effect = write_effect(writing, case, action)
    if effect is None:
        raise InputError(f"Versie {action.attempt} van het verslag van dossier {case.number} is net gemaakt.")
    named = f"{case.number}_{current.on.isoformat()}_re-integratieverslag_v{action.attempt}"
    for template, content, text in ((AS_PDF, files.pdf, files.text), (AS_ZIP, files.zip, None)):
        media_type = MEDIA_TYPES[template]
        writing.add(
            Document(
                case_id=case.id,
                effect_id=effect,
                number=next_number(writing, case),
                version=action.attempt,
                template=template,
                template_version=str(COVER_VERSION),
                rules=current.plan.rules,
                file_name=f"{named}.{media_type.rpartition('/')[2]}",
                media_type=media_type,
                size=len(content),
                sha256=sha256(content).hexdigest(),
                content=content,
                text=text,
            )
        )
        writing.flush()


def _kept_files(reading: Session, case: Case, bundle: ReportBundle) -> Mapping[str, bytes]:
    effect = (CaseEffect.step == bundle.step.key, CaseEffect.name == BUNDLE, CaseEffect.attempt == bundle.version)
    query = select(Document.file_name, Document.content).join(CaseEffect)
    return dict(reading.exec(query.where(Document.case_id == case.id, *effect).order_by(Document.number)).all())
