"""Each defect that is planted in a sound dossier is found, once, and nothing else is."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from support.approved import APPROVED, compare
from support.dossier.sound_dossiers import FIRST_SICK_DAY, Dossier, assessed, excused, papers_for, sound_dossier
from support.second_track.tracks import sound_track, timetable

from spoorboek.statute.disputes import ExpertOpinion
from spoorboek.statute.dossier.agreed_plan import Activity, AgreedPlan
from spoorboek.statute.dossier.defect_kinds import defect_kinds
from spoorboek.statute.dossier.dossier_record import NEEDED_DATA, RefusedPaper
from spoorboek.statute.dossier.paper_copies import OwedCopy
from spoorboek.statute.dossier.received_papers import NOBODY
from spoorboek.statute.facts import Advice, IncompleteReport, ReturnProspect, Spell, StepRef
from spoorboek.statute.second_track.finding_kinds import FINDING_KINDS

END = date(2027, 1, 3)  # the last day of the wait
PLAN = "plan_van_aanpak"
LATER = {PLAN: date(2025, 2, 20)}
DAY = timedelta(days=1)


def plain() -> Dossier:
    """Return two years in which nothing special happened."""
    return sound_dossier(**excused())


class Planted(NamedTuple):
    """A defect: what is done to a sound dossier, and the finding that must follow."""

    name: str
    plant: Callable[[Dossier], Dossier]
    code: str
    subject: str
    on: date = END
    sound: Callable[[], Dossier] = plain


def late(key: str, code: str, day: date, occurrence: int = 1, **more: Any) -> Planted:
    """Return that a step was done after its last day."""
    subject = f"{key} {occurrence}" if occurrence > 1 else key
    return Planted(f"{key} late", lambda it: it.done_on(day, key, occurrence), code, subject, **more)


def refused(reason: str, code: str, kind: str = "gespreksverslag") -> Planted:
    """Return that a paper came that could not be taken."""
    paper = RefusedPaper(77, kind, StepRef("evaluatie"), date(2026, 3, 2), reason)
    return Planted(f"refused: {reason}", lambda it: it.holding(refused=(paper,)), code, "stuk 77")


def number_of(kind: str) -> str:
    """Return the subject of the first paper of a kind in the plain dossier."""
    return f"stuk {next(each.number for each in plain().record.papers if each.kind == kind)}"


def _plan(dossier: Dossier) -> int:
    return next(each.number for each in dossier.record.papers if each.kind == PLAN)


def unsigned(kind: str, *parties: str) -> Planted:
    """Return that some did not sign a paper."""
    paper = next(each for each in plain().record.papers if each.kind == kind)
    left = {party: day for party, day in paper.signed.items() if party not in parties}
    name = f"{kind} not signed by {' and '.join(parties)}"
    return Planted(name, lambda it: it.with_paper(kind, signed=left), "niet_getekend", number_of(kind))


def not_looked_at(kind: str) -> Planted:
    """Return that nobody looked at a paper."""
    bare = {"confirmed_on": None, "signed": NOBODY}
    return Planted(f"{kind} not looked at", lambda it: it.with_paper(kind, **bare), "niet_nagekeken", number_of(kind))


def no_paper(kind: str, code: str = "geen_stuk", subject: str | None = None) -> Planted:
    """Return that a paper did not come in."""
    return Planted(f"no paper: {kind}", lambda it: it.without_paper(kind), code, subject or kind)


def a_file(kind: str, code: str, **changed: Any) -> Planted:
    """Return that the file of a paper is not what UWV takes."""
    return Planted(f"{code}: {kind}", lambda it: it.with_file(kind, **changed), code, number_of(kind))


def misdated(kind: str, code: str, day: date) -> Planted:
    """Return that a paper that completes nothing has an impossible date."""
    return Planted(f"{code}: {kind}", lambda it: it.with_paper(kind, confirmed_on=day), code, number_of(kind))


WORD_97, PNG = "application/msword", "image/png"
FORM_KINDS = ("plan_van_aanpak", "eerstejaarsevaluatie", "eindevaluatie")
MISSING = [
    Planted("no analysis", lambda it: it.without_step("probleemanalyse"), "geen_probleemanalyse", "probleemanalyse",
            date(2025, 2, 20)),
    Planted("no plan", lambda it: it.without_step("plan_van_aanpak", "evaluatie"), "geen_plan_van_aanpak",
            "plan_van_aanpak"),
    Planted("no first-year evaluation", lambda it: it.without_step("eerstejaarsevaluatie"),
            "geen_eerstejaarsevaluatie", "eerstejaarsevaluatie"),
    Planted("no report of week 42", lambda it: it.without_step("melding_42_weken"), "geen_melding_42_weken",
            "melding_42_weken"),
    Planted("no opinion of the doctor", lambda it: it.without_step("actueel_oordeel"), "geen_actueel_oordeel",
            "actueel_oordeel"),
    Planted("no last evaluation", lambda it: it.without_step("eindevaluatie"), "geen_eindevaluatie", "eindevaluatie"),
    Planted("no report", lambda it: it.without_step("re_integratieverslag", "riv_upload"), "geen_verslag",
            "re_integratieverslag", date(2026, 10, 10)),
    Planted("no application", lambda it: it.without_step("wia_aanvraag", "riv_upload"), "geen_wia_aanvraag",
            "wia_aanvraag"),
    Planted("not handed in", lambda it: it.without_step("riv_upload"), "verslag_niet_ingediend", "riv_upload"),
    Planted("evaluated once less", lambda it: it.having(done=_without(it, ("evaluatie", 3))).holding(
        papers=tuple(each for each in it.record.papers if each.step != StepRef("evaluatie", 3))), "geen_evaluatie",
        "evaluatie 3"),
    Planted("three evaluations in a row missing", lambda it: it.having(
        done=_without(it, ("evaluatie", 9), ("evaluatie", 10), ("evaluatie", 11))).holding(
        papers=tuple(each for each in it.record.papers if each.step.occurrence not in (9, 10, 11))), "geen_evaluatie",
        "evaluatie 9"),
    Planted("never evaluated in year one", lambda it: it.having(
        done=_without(it, *(("evaluatie", number) for number in range(1, 7)))).holding(papers=tuple(
            each for each in it.record.papers if each.step.key != "evaluatie" or each.step.occurrence > 6)),
        "geen_evaluatie", "evaluatie"),
]  # fmt: skip
LATE = [
    late("probleemanalyse", "probleemanalyse_te_laat", date(2025, 2, 18)),
    late("plan_van_aanpak", "plan_te_laat", date(2025, 3, 5)),
    late("eerstejaarsevaluatie", "eerstejaarsevaluatie_te_laat", date(2026, 1, 9)),
    late("melding_42_weken", "melding_42_weken_te_laat", date(2025, 11, 3)),
    late("actueel_oordeel", "actueel_oordeel_te_laat", date(2026, 10, 6)),
    late("eindevaluatie", "eindevaluatie_te_laat", date(2026, 10, 6)),
    late("re_integratieverslag", "verslag_te_laat", date(2026, 10, 6)),
    late("wia_aanvraag", "wia_aanvraag_te_laat", date(2026, 10, 20)),
    late("riv_upload", "indiening_te_laat", date(2026, 10, 14)),
]
SIGNED = [
    *(unsigned(kind, party) for kind in FORM_KINDS for party in ("werkgever", "werknemer")),
    *(unsigned(kind, "werkgever", "werknemer") for kind in FORM_KINDS),
    unsigned("evaluatie", "werknemer"),
    unsigned("probleemanalyse", "bedrijfsarts"),
    unsigned("actueel_oordeel", "bedrijfsarts"),
    unsigned("arbeidsdeskundig_onderzoek", "arbeidsdeskundige"),
    unsigned("oordeel_werknemer", "werknemer"),
    *(not_looked_at(kind) for kind in (*FORM_KINDS, "probleemanalyse", "actueel_oordeel", "oordeel_werknemer")),
    Planted("everybody refuses", lambda it: it.with_paper("plan_van_aanpak", signed=NOBODY, refused={
        "werkgever": date(2025, 3, 2), "werknemer": date(2025, 3, 2)}), "niet_getekend", number_of("plan_van_aanpak")),
    Planted("no date", lambda it: it.with_paper("bewijs_42_weken", dated=None, confirmed_on=None), "niet_gedateerd",
            number_of("bewijs_42_weken")),
    Planted("no date on the receipt", lambda it: it.with_paper("ontvangst_riv", dated=None, confirmed_on=None),
            "niet_gedateerd", number_of("ontvangst_riv")),
]  # fmt: skip
THERE = [
    *(no_paper(kind) for kind in (*FORM_KINDS, "probleemanalyse", "actueel_oordeel", "arbeidsdeskundig_onderzoek")),
    Planted("no paper of the last evaluation", lambda it: it.holding(papers=tuple(
        each for each in it.record.papers if each.step != StepRef("evaluatie", 13))), "geen_stuk", "evaluatie 13"),
    no_paper("bewijs_42_weken", "geen_bewijs_42_weken", "melding_42_weken"),
    no_paper("oordeel_werknemer", "geen_oordeel_werknemer"),
    no_paper("ontvangst_riv", "geen_afschrift", "re_integratieverslag"),
    Planted("no copy of the plan", lambda it: it.holding(owed=(OwedCopy(_plan(it), "werknemer", LATER[PLAN]),)),
            "geen_afschrift_stuk", f"{number_of(PLAN)} werknemer"),
]  # fmt: skip
DATES = [
    misdated("bewijs_42_weken", "voor_ziekte_gedateerd", date(2024, 10, 20)),
    misdated("oordeel_werknemer", "voor_ziekte_gedateerd", date(2024, 9, 28)),
    misdated("oordeel_werknemer", "na_ontvangst_gedateerd", date(2026, 12, 28)),
    misdated("ontvangst_riv", "na_ontvangst_gedateerd", date(2026, 12, 28)),
    Planted("plan before the analysis", lambda it: it.done_on(date(2025, 2, 10), "plan_van_aanpak"),
            "voor_basis_gedateerd", "plan_van_aanpak"),
    Planted("evaluation before the plan", lambda it: it.done_on(date(2025, 2, 25), "evaluatie"),
            "voor_basis_gedateerd", "evaluatie"),
    Planted("report before the last evaluation", lambda it: it.done_on(date(2026, 9, 20), "re_integratieverslag"),
            "voor_basis_gedateerd", "re_integratieverslag"),
    Planted("the paper says another day", lambda it: it.with_paper("plan_van_aanpak", confirmed_on=date(2025, 2, 27)),
            "datum_wijkt_af", "plan_van_aanpak"),
    Planted("the analysis says another day", lambda it: it.with_paper("probleemanalyse",
            confirmed_on=date(2025, 2, 13)), "datum_wijkt_af", "probleemanalyse"),
    Planted("the evaluation says another day", lambda it: it.with_paper("eindevaluatie",
            confirmed_on=date(2026, 9, 25)), "datum_wijkt_af", "eindevaluatie"),
    Planted("an old opinion", lambda it: it.done_on(date(2026, 7, 1), "actueel_oordeel"), "oordeel_verouderd",
            "actueel_oordeel"),
]  # fmt: skip
FILES = [
    *(a_file(kind, "ander_bsn", other_bsn=True) for kind in (*FORM_KINDS, "probleemanalyse")),
    *(a_file(kind, "verkeerd_formaat", media_type=PNG) for kind in ("plan_van_aanpak", "oordeel_werknemer")),
    a_file("actueel_oordeel", "verkeerd_formaat", media_type=WORD_97),
    *(a_file(kind, "te_groot", size=10_000_001) for kind in ("eindevaluatie", "arbeidsdeskundig_onderzoek")),
    refused("andere_zaak", "van_ander_dossier"),
    refused("te_groot", "te_groot"),
    refused("ander_soort", "verkeerd_formaat"),
    refused("oningevuld", "formulier_leeg"),
    *(refused(reason, "stuk_onbruikbaar") for reason in ("leeg", "beschadigd", "op_slot", "met_script")),
]
DATA = [
    Planted(
        f"not known: {code}", lambda it, code=code: it.holding(missing_data=frozenset({code})), "geen_gegeven", code
    )  # type: ignore[misc]
    for code in NEEDED_DATA
]


def advised() -> Dossier:
    """Return a case with an advice of the bedrijfsarts, on paper, and an adjusted plan."""
    day = date(2025, 6, 16)
    return sound_dossier(more_papers={"bijstelling_probleemanalyse": day}, **excused(advice=(Advice(day, 1),)))


def refusing() -> Dossier:
    """Return a case in which the employee does not cooperate, and was spoken to."""
    return sound_dossier(**excused(refusals=(Spell(date(2025, 6, 2)),)))


def stuck() -> Dossier:
    """Return a case that stands still, and in which an opinion of UWV was asked."""
    return sound_dossier(**excused(stuck=(Spell(date(2025, 6, 2)),)))


def incomplete() -> Dossier:
    """Return a case in which UWV asked for a supplement of the report, and got it."""
    return sound_dossier(**excused(riv_incomplete=(IncompleteReport(date(2026, 10, 19), date(2026, 10, 26)),)))


def left() -> Dossier:
    """Return a case in which the employment ended in the tenth month."""
    return sound_dossier(contract_ends_on=date(2025, 9, 30))


def asked() -> Dossier:
    """Return a case in which UWV's expert said that the employer does not do enough, and the plan was adjusted."""
    opinion = ExpertOpinion(date(2025, 6, 2), "werkgever", "inspanningen_werkgever", date(2025, 6, 16))
    return sound_dossier(**excused(opinions=(opinion._replace(outcome="werkgever_onvoldoende"),)))


def hoping() -> Dossier:
    """Return a case with a prospect of a return, of which was asked again when three months were over."""
    return sound_dossier(**excused(return_prospect=ReturnProspect(date(2026, 2, 2), within_3_months=True)))


def without_possibilities() -> Dossier:
    """Return a case without any possibility to work, looked at again and again."""
    return sound_dossier(no_possibilities=True)


def tracked() -> Dossier:
    """Return a case with a whole second track."""
    facts = {"first_sick_day": timetable().facts.first_sick_day, "preparation": assessed(date(2026, 11, 23))}
    done = {StepRef("eerstejaarsevaluatie"): date(2026, 12, 7), StepRef("start_spoor_2"): date(2027, 1, 6)}
    return sound_dossier(tracks=(sound_track(),), done=done, **facts)


ADVICE, OTHERS = date(2025, 6, 16), [
    Planted("no adjusted plan", lambda it: it.without_step("bijstelling_plan_van_aanpak"), "geen_bijstelling",
            "bijstelling_plan_van_aanpak", date(2025, 9, 1), advised),
    late("bijstelling_plan_van_aanpak", "bijstelling_te_laat", date(2025, 7, 20), sound=advised),
    Planted("no advice on paper", lambda it: it.without_paper("bijstelling_probleemanalyse"), "geen_advies_op_papier",
            "advies 2025-06-16", date(2025, 9, 1), advised),
    Planted("adjusted before the plan", lambda it: it.done_on(date(2025, 2, 28), "bijstelling_plan_van_aanpak"),
            "voor_basis_gedateerd", "bijstelling_plan_van_aanpak", date(2025, 9, 1), advised),
    Planted("nothing done about a refusal", lambda it: it.without_step("optreden_bij_niet_meewerken"),
            "weigering_zonder_gevolg", "optreden_bij_niet_meewerken", date(2025, 6, 28), refusing),
    Planted("stuck without an opinion", lambda it: it.without_step("deskundigenoordeel"), "stilstand_zonder_oordeel",
            "deskundigenoordeel", date(2025, 7, 20), stuck),
    Planted("no supplement", lambda it: it.without_step("riv_aanvulling"), "geen_aanvulling", "riv_aanvulling", END,
            incomplete),
    late("riv_aanvulling", "aanvulling_te_laat", date(2026, 10, 29), sound=incomplete),
    Planted("no report at the end of the employment", lambda it: it.without_step("riv_ziek_uit_dienst"),
            "geen_verslag_uit_dienst", "riv_ziek_uit_dienst", date(2025, 10, 30), left),
    Planted("UWV not told of the end", lambda it: it.without_step("ziek_uit_dienst_melding"),
            "geen_melding_uit_dienst", "ziek_uit_dienst_melding", date(2025, 10, 30), left),
    late("ziek_uit_dienst_melding", "melding_uit_dienst_te_laat", date(2025, 10, 3), on=date(2025, 10, 30), sound=left),
    late("riv_ziek_uit_dienst", "verslag_uit_dienst_te_laat", date(2025, 10, 3), on=date(2025, 10, 30), sound=left),
    Planted("nothing followed the opinion", lambda it: it.without_step("gevolg_deskundigenoordeel"),
            "oordeel_zonder_gevolg", "gevolg_deskundigenoordeel", date(2025, 7, 20), asked),
    Planted("not asked again", lambda it: it.without_step("hervraag_perspectief"), "uitzicht_niet_hervraagd",
            "hervraag_perspectief", date(2026, 5, 20), hoping),
    Planted("not looked at again", lambda it: it.without_step("herbeoordeling_mogelijkheden"), "geen_herbeoordeling",
            "herbeoordeling_mogelijkheden", date(2025, 5, 1), without_possibilities),
    Planted("no second track", lambda it: it.holding(tracks=()).without_step("start_spoor_2"), "te_laat_begonnen",
            "2027-01-19", date(2027, 2, 1), tracked),
    Planted("no expert was asked", lambda it: it.having(preparation=assessed()._replace(assessment=None)).without_step(
        "arbeidsdeskundig_onderzoek"), "geen_arbeidsdeskundig_onderzoek", "arbeidsdeskundig_onderzoek",
        date(2027, 2, 1), tracked),
]  # fmt: skip
DUE = date(2026, 3, 2)
AGREED = [
    Planted(
        "an activity that nobody said to be done",
        lambda it: it.holding(
            agreed=AgreedPlan(
                activities=(Activity("werkgever", 1, due_on=DUE), Activity("werkgever", 2, due_on=DUE, done_on=DUE))
            )
        ),
        "activiteit_te_laat",
        "activiteit 1 van de werkgever",
        DUE + DAY,
    ),
    Planted(
        "an activity of the employee among those to come",
        lambda it: it.holding(
            agreed=AgreedPlan(activities=(Activity("werkgever", 1, due_on=END), Activity("werknemer", 3, due_on=DUE)))
        ),
        "activiteit_te_laat",
        "activiteit 3 van de werknemer",
    ),
]
PLANTED = [*AGREED, *MISSING, *LATE, *SIGNED, *THERE, *DATES, *FILES, *DATA, *OTHERS]


def _without(dossier: Dossier, *refs: tuple[str, int]) -> dict[StepRef, date]:
    return {ref: day for ref, day in dossier.facts["done"].items() if ref not in refs}


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_a_planted_defect_is_named_once_and_nothing_else_is(planted: Planted) -> None:
    """In a dossier that is otherwise whole, one defect is one finding, about the right step or paper."""
    sound = planted.sound()
    assert sound.found(planted.on) == []
    found = planted.plant(sound).found(planted.on)
    assert [(each.code, each.subject) for each in found] == [(planted.code, planted.subject)]
    assert all(each.since <= planted.on for each in found)
    assert "{" not in found[0].sentence
    assert found[0].sentence.endswith(".")


def test_every_finding_reads_as_approved() -> None:
    """What is told of each defect, since when, and until when repair helps; a changed word shows in the diff."""
    found = [(planted.name, each) for planted in PLANTED for each in planted.plant(planted.sound()).found(planted.on)]
    lines = [
        f"{name}: {each.code} · {each.subject} · {each.since} · {each.helps_until}\n  {each.sentence}"
        for name, each in found
    ]
    compare(APPROVED / "dossier_findings.txt", "\n".join([*lines, ""]))


def test_every_kind_of_defect_is_planted() -> None:
    """No kind is in the table that nothing makes: those of the second track are planted in tracks."""
    assert len(PLANTED) >= 80
    assert {planted.code for planted in PLANTED} >= defect_kinds().keys() - FINDING_KINDS.keys()
    assert papers_for({}) == ()
    assert FIRST_SICK_DAY < END
