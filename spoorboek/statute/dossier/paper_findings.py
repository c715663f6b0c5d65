"""Findings about papers: whether they are there, looked at, signed, dated in the right order, and usable for UWV."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.dossier.dossier_findings import (
    DossierFinding,
    DossierView,
    lower_label,
    subject_of_step,
    written_date,
)
from spoorboek.statute.dossier.dossier_record import NEEDED_DATA
from spoorboek.statute.dossier.paper_kinds import PAPER_KINDS, RECEIPT_OF_COPY, SENDERS, SIGNERS
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Milestone, deadline, last_date

# The steps of which a paper goes to UWV; of the periodic evaluations the last one does. Source: Regeling 6(1).
SHOWN_BY_PAPER = (
    "probleemanalyse",
    "plan_van_aanpak",
    "bijstelling_plan_van_aanpak",
    "eerstejaarsevaluatie",
    "arbeidsdeskundig_onderzoek",
    "actueel_oordeel",
    "eindevaluatie",
)
EVALUATION = "evaluatie"
# On which earlier step a paper of a step rests, with the name of that in a sentence.
RESTS_ON: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "plan_van_aanpak": ("probleemanalyse", "de probleemanalyse"),
        "bijstelling_plan_van_aanpak": ("plan_van_aanpak", "het plan van aanpak"),
        "evaluatie": ("plan_van_aanpak", "het plan van aanpak"),
        "eerstejaarsevaluatie": ("plan_van_aanpak", "het plan van aanpak"),
        "actueel_oordeel": ("probleemanalyse", "de probleemanalyse"),
        "eindevaluatie": ("plan_van_aanpak", "het plan van aanpak"),
        "re_integratieverslag": ("eindevaluatie", "de eindevaluatie"),
    }
)
ADVICE_PAPERS = ("bijstelling_probleemanalyse", "actueel_oordeel", "probleemanalyse")
TAKEN_BY_UWV = frozenset(
    {
        "application/pdf",
        "image/jpeg",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)
MOST_BYTES_UWV = 10_000_000
REFUSED_AS: Mapping[str, str] = MappingProxyType(
    {
        "andere_zaak": "van_ander_dossier",
        "te_groot": "te_groot",
        "ander_soort": "verkeerd_formaat",
        "oningevuld": "formulier_leeg",
        **dict.fromkeys(("leeg", "beschadigd", "op_slot", "met_script"), "stuk_onbruikbaar"),
    }
)


def missing_papers(view: DossierView) -> Iterator[DossierFinding]:
    """Find a part that is there as somebody said, and of which no paper came in."""
    for step in _shown_steps(view):
        day = view.done(*step.ref)
        last = day and day + timedelta(days=view.norms.paper_within)
        if day and last and view.on > last and not view.papers.get((step.key, step.ref)):
            part = f"{lower_label(step.key)} {step.occurrence}" if step.occurrence > 1 else lower_label(step.key)
            yield view.finding("geen_stuk", last + DAY, subject_of_step(step.ref), day=day, part=part)


def missing_proof(view: DossierView) -> Iterator[DossierFinding]:
    """Find a report of week 42 without a receipt, and a report without a sign that the employee has a copy."""
    if (day := view.done("melding_42_weken")) and not view.papers_of_kind("bewijs_42_weken"):
        last = day + timedelta(days=view.norms.paper_within)
        if view.on > last:
            yield view.finding("geen_bewijs_42_weken", last + DAY, "melding_42_weken", day=day)
    made = view.report and view.done(*view.report.ref)
    if view.report and made and not _has_copy(view, view.report):
        last = made + timedelta(days=view.norms.copy_within)
        if view.on > last:
            yield view.finding("geen_afschrift", last + DAY, subject_of_step(view.report.ref), day=made)


def missing_copies(view: DossierView) -> Iterator[DossierFinding]:
    """Find a copy of a signed paper that was to go out at once, and of which nothing shows that it arrived."""
    by_number = {each.number: each for papers in view.papers.values() for each in papers}
    for owed in view.record.owed:
        last, paper = owed.since + timedelta(days=view.norms.copy_within), by_number.get(owed.paper)
        got = view.record.copied.get((owed.paper, owed.role))
        if paper and view.on > last and (got is None or got > view.on):
            words = {"number": paper.number, "part": lower_label(paper.kind), "to": SENDERS[owed.role]}
            yield view.finding("geen_afschrift_stuk", last + DAY, f"stuk {owed.paper} {owed.role}", **words)


def missing_opinion(view: DossierView) -> Iterator[DossierFinding]:
    """Find that the employee's opinion is not there some days after the last evaluation."""
    made = view.done("eindevaluatie")
    if made and not view.papers_of_kind("oordeel_werknemer"):
        last = made + timedelta(days=view.norms.opinion_within)
        if view.on > last:
            yield view.finding("geen_oordeel_werknemer", last + DAY, "oordeel_werknemer", day=made)


def missing_advice_paper(view: DossierView) -> Iterator[DossierFinding]:
    """Find an advice of the bedrijfsarts that nobody has on paper."""
    near = timedelta(days=view.norms.advice_near)
    written = [written_date(each) or each.received_on for each in view.papers_of_kind(*ADVICE_PAPERS)]
    for day in sorted({advice.on for advice in view.plan.facts.advice if advice.on <= view.on}):
        last = day + timedelta(days=view.norms.paper_within)
        if view.on > last and not any(day - near <= each <= day + near for each in written):
            yield view.finding("geen_advies_op_papier", last + DAY, f"advies {day.isoformat()}", day=day)


def unsigned_papers(view: DossierView) -> Iterator[DossierFinding]:
    """Find a paper that nobody looked at, or that not everybody signed or refused; another that is signed mends it."""
    for (kind, _), papers in view.papers.items():
        signers = PAPER_KINDS[kind].signers
        if not signers or any(each.is_signed for each in papers):
            continue
        last = next((each for each in reversed(papers) if each.confirmed_on), papers[-1])
        if last.confirmed_on is None:
            late = last.received_on + timedelta(days=view.norms.looked_at_within) + DAY
            if view.on >= late:
                yield view.of_paper("niet_nagekeken", late, last, day=last.received_on)
            continue
        lack = [SIGNERS[party] for party in signers if party not in {*last.signed, *last.refused}]
        words = " en ".join(lack) or "iemand: allen weigerden"
        yield view.of_paper("niet_getekend", last.received_on, last, parties=words)


def undated_papers(view: DossierView) -> Iterator[DossierFinding]:
    """Find a paper without a date; of one that is signed a person who looked has to say it."""
    for (kind, _), papers in view.papers.items():
        if not PAPER_KINDS[kind].signers and not any(map(written_date, papers)):
            yield view.of_paper("niet_gedateerd", papers[-1].received_on, papers[-1])


def impossible_dates(view: DossierView) -> Iterator[DossierFinding]:
    """Find a date on a paper before the sickness, or after the day on which the paper came in."""
    first = view.plan.facts.first_sick_day
    for paper in view.standing:
        day = written_date(paper)
        if day and day < first:
            yield view.of_paper("voor_ziekte_gedateerd", paper.received_on, paper, day=day, due=first)
        elif day and day > paper.received_on:
            yield view.of_paper("na_ontvangst_gedateerd", paper.received_on, paper, day=day, due=paper.received_on)


def wrong_order(view: DossierView) -> Iterator[DossierFinding]:
    """Find a paper that is dated before what it evaluates or rests on."""
    for key, (earlier, basis) in RESTS_ON.items():
        due = _day_of(view, StepRef(earlier))
        rows = view.steps.get(earlier, ())
        if due and any(last and due > last for last in map(deadline, rows)):
            continue  # that it was late is a finding of its own
        opens = min((row.opens_on for row in rows if row.opens_on), default=date.min)
        for step in view.steps.get(key, ()):
            day = _day_of(view, step.ref)
            if due and day and max(opens, view.plan.facts.first_sick_day) <= day < due:
                words = {"part": _part(step.ref), "day": day, "basis": basis, "due": due}
                yield view.finding("voor_basis_gedateerd", day, subject_of_step(step.ref), **words)


def other_dates(view: DossierView) -> Iterator[DossierFinding]:
    """Find a paper that says another day than was recorded for its step."""
    for (kind, ref), papers in view.papers.items():
        day = view.done(*ref)
        first = view.plan.facts.first_sick_day
        looked_at = [each for each in papers if each.confirmed_on and first <= each.confirmed_on <= each.received_on]
        if day and looked_at and PAPER_KINDS[kind].completes and all(each.confirmed_on != day for each in looked_at):
            last = looked_at[-1]
            words = {"number": last.number, "part": lower_label(kind), "day": day, "due": last.confirmed_on}
            yield view.finding("datum_wijkt_af", last.received_on, subject_of_step(ref), **words)


def stale_opinion(view: DossierView) -> Iterator[DossierFinding]:
    """Find an opinion of the bedrijfsarts of before the report could be prepared."""
    for step in view.steps.get("actueel_oordeel", ()):
        day = _day_of(view, step.ref)
        if day and step.opens_on and day < step.opens_on:
            yield view.finding("oordeel_verouderd", day, subject_of_step(step.ref), day=day, due=step.opens_on)


def unusable_files(view: DossierView) -> Iterator[DossierFinding]:
    """Find a file that UWV does not take, or that names somebody else."""
    for paper in view.standing:
        file = view.record.files.get(paper.number)
        if file is None:
            continue
        if file.other_bsn:
            yield view.of_paper("ander_bsn", paper.received_on, paper)
        if file.media_type and file.media_type not in TAKEN_BY_UWV:
            yield view.of_paper("verkeerd_formaat", paper.received_on, paper)
        if file.size > MOST_BYTES_UWV:
            yield view.of_paper("te_groot", paper.received_on, paper)


def refused_papers(view: DossierView) -> Iterator[DossierFinding]:
    """Find a paper that came and could not be taken, while no other of its kind and step came after it."""
    for refused in view.record.refused:
        code = REFUSED_AS.get(refused.reason)
        after = [each for each in view.papers.get((refused.kind, refused.step), ()) if each.number > refused.number]
        if code and refused.received_on <= view.on and not after:
            words = {"number": refused.number, "part": lower_label(refused.kind)}
            yield view.finding(code, refused.received_on, f"stuk {refused.number}", **words)


def missing_data(view: DossierView) -> Iterator[DossierFinding]:
    """Find what the report must say of the parties and nobody knows, from the day the report can be prepared."""
    since = view.report and (view.report.opens_on or last_date(view.report))
    if since and view.on >= since:
        for code in sorted(view.record.missing_data, key=[*NEEDED_DATA].index):
            yield view.finding("geen_gegeven", since, code, what=NEEDED_DATA[code])


def _shown_steps(view: DossierView) -> Iterator[Milestone]:
    for key in SHOWN_BY_PAPER:
        yield from view.steps.get(key, ())
    last = view.report and last_date(view.report)
    done = [each for each in view.steps.get(EVALUATION, ()) if view.done(*each.ref)]
    yield from [each for each in done if each.target_on and last and each.target_on < last][-1:]


def _day_of(view: DossierView, ref: StepRef) -> date | None:
    """Return the date on the paper of a step, else the day recorded for it."""
    papers = [each for each in view.papers.get((ref.key, ref), ()) if written_date(each)]
    return written_date(papers[-1]) if papers else view.done(*ref)


def _has_copy(view: DossierView, report: Milestone) -> bool:
    days = (view.record.sent.get((report.key, "werknemer")), view.record.report_copied)
    shown = view.papers_of_kind("ontvangst_riv", RECEIPT_OF_COPY)
    return bool(shown) or any(day is not None and day <= view.on for day in days)


def _part(ref: StepRef) -> str:
    label = "Het re-integratieverslag" if ref.key == "re_integratieverslag" else PAPER_KINDS[ref.key].label
    return f"{label} {ref.occurrence}" if ref.occurrence > 1 else label
