"""`spoorboek case report`: every fact of the statute can be recorded, each refusal says what to do."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select
from support.command_in_process import Said, mail_day_line

from models.record import close_case, load_record, write_effect
from models.tables import CLOSED, OPEN, Case, CaseEvent
from spoorboek import clock
from spoorboek.statute.actions import Action
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline
from tasks.reports.report_catalogue import REPORTABLE_FACTS

Typed = Callable[..., Said]
MakeCase = Callable[..., Case]
BY = ("--door", "operator-2")
SICK = 300
LATER = "Er draait nu geen platform; het wordt uitgevoerd zodra `spoorboek up` draait.\n"


def day(number: int) -> date:
    """Return the day so many days after the first sick day of the case."""
    return clock.today() - timedelta(SICK - number)


def on(number: int, *more: object) -> tuple[object, ...]:
    """Return the options for a day, and more."""
    return ("--on", f"{day(number):%d-%m-%Y}", *more)


# What is told of one case, in an order in which each is possible and news.
TOLD: tuple[tuple[str, tuple[object, ...], dict[str, Any]], ...] = (
    ("eerste_ziektedag", on(1), {"first_sick_day": 1}),
    ("gespreksverslag", on(60), {"document": "gespreksverslag", "on": 60}),
    ("spreekuur_gemist", on(61), {"document": "gemist_spreekuur", "on": 61}),
    ("bijstelling_probleemanalyse", on(62), {"document": "verzoek_bijstelling_probleemanalyse", "on": 62}),
    ("aanvraag_deskundigenoordeel", on(63), {"document": "verzoek_deskundigenoordeel", "on": 63}),
    ("zoekgegevens", on(64), {"document": "zoekgegevens", "on": 64}),
    ("percentage", on(30, "--percentage", 40), {"from": 30, "percentage": 40}),
    ("vangnet_vierde_dag", on(3), {"known_on": 3, "safety_net": "vierde_dag"}),
    ("vangnet-zes-weken", (), {"safety_net": "zes_weken"}),
    ("vangnet_vierde_dag_vanaf", on(9), {"from": 9, "safety_net": "vierde_dag"}),
    ("vangnet_zes_weken_vanaf", on(20), {"from": 20, "safety_net": "zes_weken"}),
    ("vangnet_dertien_weken", (), {"safety_net": "dertien_weken"}),
    ("wel_42e_weeksmelding", (), {"needed": True}),
    ("geen_42e_weeksmelding", (), {"needed": False}),
    ("42e_weeksmelding_volgt_vangnet", (), {"needed": None}),
    ("vangnet_geen", (), {"safety_net": None}),
    ("hersteld", on(40), {"from": 40}),
    ("opnieuw_uitgevallen", on(50), {"on": 50}),
    ("geen_mogelijkheden", on(60), {"from": 60, "possible": False}),
    ("marginale_mogelijkheden", on(70), {"from": 70}),
    ("weer_mogelijkheden", on(80), {"from": 80, "possible": True}),
    ("advies_spoor_1", on(81), {"on": 81, "track": 1}),
    ("advies_spoor_2", on(82), {"on": 82, "track": 2}),
    ("uitzicht_binnen_3_maanden", on(90), {"on": 90, "within_3_months": True}),
    ("geen_uitzicht_binnen_3_maanden", on(95), {"on": 95, "within_3_months": False}),
    ("vastgelopen", on(100, "--reason", "passend_werk"), {"on": 100, "reason": "passend_werk"}),
    ("loopt_weer", on(110), {"on": 110}),
    ("vaststellingsovereenkomst_overwogen", on(111), {"on": 111}),
    ("vaststellingsovereenkomst_van_de_baan", on(112), {"on": 112}),
    ("vaststellingsovereenkomst_getekend", on(113), {"on": 113, "names_right": True}),
    ("vaststellingsovereenkomst_ontbonden", on(115), {"on": 115}),
    ("getekend_zonder_ontbindingsrecht", on(116), {"on": 116, "names_right": False}),
    ("telt_niet_mee", on(117, "--until", day(118)), {"from": 117, "until": 118, "effect": "telt_niet_mee"}),
    ("telt_niet_voor_loon", on(119), {"from": 119, "effect": "telt_niet_voor_loon"}),
    ("verblijft_elders", on(119, "--until", day(120)), {"from": 119, "until": 120, "effect": "verblijft_elders"}),
    (
        "telt_niet_voor_opzegverbod", on(121, "--until", day(125)),
        {"from": 121, "until": 125, "effect": "telt_niet_voor_opzegverbod"},
    ),
    ("werkt_niet_mee", on(120), {"on": 120}),
    ("loon_waarschuwing", on(121, "--reason", "lid_3_c"), {"on": 121, "reason": "lid_3_c", "letter": True}),
    ("loon_waarschuwing_gegeven", on(122, "--reason", "lid_6"), {"on": 122, "reason": "lid_6", "letter": False}),
    ("loon_opgeschort", on(123), {"from": 123, "reason": "lid_6"}),
    ("loon_hervat", on(130), {"on": 130}),
    ("loon_kennisgeving", on(129, "--reason", "lid_3_c"), {"on": 129, "reason": "lid_3_c"}),
    ("loon_gestopt", on(130, "--reason", "lid_3_c"), {"from": 130, "reason": "lid_3_c"}),
    ("loon_hervat", on(140), {"on": 140}),
    ("werkt_weer_mee", on(140), {"on": 140}),
    ("oordeel_gevraagd_werknemer", on(141, "--reason", "passende_arbeid"),
        {"on": 141, "by": "werknemer", "reason": "passende_arbeid"}),
    ("oordeel_gevraagd_werkgever", on(141, "--reason", "nakoming_werknemer"),
        {"on": 141, "by": "werkgever", "reason": "nakoming_werknemer"}),
    ("oordeel_ontvangen_werknemer", on(160, "--reason", "werk_passend"),
        {"on": 160, "by": "werknemer", "reason": "werk_passend"}),
    ("oordeel_ontvangen_werkgever", on(161, "--reason", "geen_oordeel"),
        {"on": 161, "by": "werkgever", "reason": "geen_oordeel"}),
    ("bureau_geweigerd", on(200, "--referral", 1), {"on": 200, "referral": 1, "answer": "geweigerd"}),
    ("bureau_akkoord", on(201), {"on": 201, "referral": 2, "answer": "akkoord"}),
    ("verlof", on(320, "--until", day(400)), {"from": 320, "until": 400, "same_cause": True}),
    ("verlof_andere_oorzaak", on(320, "--until", day(400)), {"from": 320, "until": 400, "same_cause": False}),
    ("verlof", on(320, "--until", day(400)), {"from": 320, "until": 400, "same_cause": True}),
    ("vervroegde_iva_toegekend", on(300, "--until", day(320)), {"on": 300, "from": 320, "granted": True}),
    ("vervroegde_iva_afgewezen", on(300), {"on": 300, "granted": False}),
    ("eerste_twijfel", on(100), {"on": 100}),
    ("onderzoek_spoor_1", on(150), {"on": 150, "outcome": "spoor_1"}),
    ("onderzoek_spoor_2", on(150), {"on": 150, "outcome": "spoor_2"}),
    ("onderzoek_beide", on(150), {"on": 150, "outcome": "beide"}),
    ("onderzoek_geen", on(150), {"on": 150, "outcome": "geen"}),
    ("geen_onderzoek_gevraagd", on(151), {"on": 151, "absence": "gevraagd"}),
    ("geen_onderzoek_staat_al_vast", on(151), {"on": 151, "absence": "staat_al_vast"}),
    ("geen_onderzoek_geen_ander_werk", on(151), {"on": 151, "absence": "geen_ander_werk"}),
    ("geen_onderzoek_eerder_onderzoek", on(151), {"on": 151, "absence": "eerder_onderzoek"}),
    ("haalbaarheid_gevraagd_werkgever", on(152), {"on": 152, "by": "werkgever"}),
    ("haalbaarheid_werkgever", on(153, "--reason", "haalbaar"), {"on": 153, "by": "werkgever", "reason": "haalbaar"}),
    ("haalbaarheid_gevraagd_arbeidsdeskundige", on(154), {"on": 154, "by": "arbeidsdeskundige"}),
    (
        "haalbaarheid_arbeidsdeskundige", on(155, "--reason", "haalbaar"),
        {"on": 155, "by": "arbeidsdeskundige", "reason": "haalbaar"},
    ),
    ("haalbaarheid_gevraagd_bureau", on(156), {"on": 156, "by": "bureau"}),
    ("haalbaarheid_bureau", on(157, "--reason", "haalbaar"), {"on": 157, "by": "bureau", "reason": "haalbaar"}),
    ("werknemer_ingelicht", on(160), {"on": 160}),
    ("wachttijd_verlengd", on(1100), {"until": 1100}),
    ("aow_leeftijd", on(1200), {"on": 1200}),
    (
        "naast_de_wet", on(-200, "--reason", "cao", "--wage-weeks", 26, "--ban-weeks", 8),
        {"from": -200, "reason": "cao", "wage_weeks": 26, "ban_weeks": 8},
    ),
    ("zestig_plus", (), {"applies": True}),
    ("zestig_plus_akkoord", on(251), {"on": 251, "applies": True, "agreed": True}),
    ("zestig_plus_niet", (), {"applies": False}),
    ("tweede_spoor_achterwege", on(250), {"on": 250}),
    ("tweede_spoor_toch_wel", (), {"on": None}),
    ("geen_aow_leeftijd", (), {"on": None}),
    ("einde_dienstverband", on(500), {"on": 500}),
    ("geen_einde_dienstverband", (), {"on": None}),
    ("eigenrisicodrager_zw", on(0), {"from": 0}),
    ("eigenrisicodrager_zw_tot_en_met", on(0, "--until", day(600)), {"from": 0, "until": 600}),
    ("huishoudelijk_personeel", (), {"applies": True}),
    ("geen_huishoudelijk_personeel", (), {"applies": False}),
    ("geen_eigenrisicodrager_zw", (), {"from": None}),
    ("loonsanctie_opgelegd", on(290), {"on": 290}),
    ("tekortkoming_hersteld_gemeld", on(292), {"on": 292}),
    ("tekortkoming_niet_hersteld", on(293), {"on": 293}),
    ("tekortkoming_hersteld_gemeld", on(294), {"on": 294}),
    ("tekortkoming_hersteld_vastgesteld", on(299), {"on": 299}),
    ("overleden", on(299), {"on": 299}),
    ("loonsanctie_herroepen", on(299), {"on": 299}),
    ("verlenging_gevraagd", on(298), {"on": 298}),
    ("geen_brief_van_uwv", on(299), {"on": 299}),
    ("verslag_onvolledig", on(299, "--until", day(306)), {"on": 299, "repair_by": 306}),
    ("verslag_onvolledig", on(298), {"on": 298}),
    ("wia_voorschot", on(299), {"on": 299}),
    ("wia_iva", on(299), {"on": 299, "outcome": "iva", "share": "80_100"}),
    ("wia_wga_80_100", on(299), {"on": 299, "outcome": "wga", "share": "80_100"}),
    ("wia_wga_35_80", on(299), {"on": 299, "outcome": "wga", "share": "35_80"}),
    ("wia_geweigerd_minder_dan_35", on(299), {"on": 299, "outcome": "geweigerd", "share": "0_35"}),
    ("wia_geweigerd_anders", on(299), {"on": 299, "outcome": "geweigerd"}),
)  # fmt: skip
DAYS = ("on", "from", "until", "first_sick_day", "known_on", "repair_by")


@pytest.fixture
def case(make_case: MakeCase, session: Session) -> Case:
    """Open the case of somebody who fell ill 300 days ago, for whom two bureaus were asked."""
    opened = make_case(clock.today() - timedelta(SICK))
    for number in (1, 2):
        write_effect(session, opened, Action(day(199), "referral", "start_spoor_2", 1, str(number)))
    session.commit()
    return opened


def last(session: Session) -> CaseEvent:
    """Return the event that was recorded last."""
    session.expire_all()
    return session.exec(select(CaseEvent).order_by(CaseEvent.id.desc())).first()  # type: ignore[attr-defined,return-value]


def test_every_fact_can_be_recorded(typed: Typed, case: Case, session: Session) -> None:
    """Each is one event with its days and choices and who did it, and they hold together as the facts of one case."""
    asked = typed("step", "done", case.number, "vervroegde_iva", *BY, "--on", f"{day(200):%d-%m-%Y}")
    assert asked.code == 0, asked
    for code, options, data in TOLD:
        said = typed("case", "report", case.number, code, *BY, *options)
        assert (said.code, said.err) == (0, ""), (code, said)
        event = last(session)
        expected = {name: _iso(value) if name in DAYS else value for name, value in data.items()}
        assert (event.kind, event.actor, event.data) == (
            REPORTABLE_FACTS[code.replace("-", "_")].kind,
            "operator-2",
            expected,
        )
    assert {code.replace("-", "_") for code, _, _ in TOLD} == set(REPORTABLE_FACTS)
    facts = fold_events(load_record(session, case).events)
    assert facts.first_sick_day == day(1)
    assert facts.sanction is not None


def test_what_was_recorded_is_told_and_the_case_wakes(typed: Typed, case: Case, session: Session) -> None:
    """The answer repeats the fact in words; without a platform it says when the case wakes."""
    said = typed("case", "report", case.number.lower(), "Loonsanctie-opgelegd", *BY, *on(290))
    told = f"Dossier {case.number}: loonsanctie opgelegd op {day(290):%d-%m-%Y}.\n"
    assert said == (0, told + mail_day_line(session) + LATER, "")
    shown = typed("case", "show", case.number)
    assert f"Loonsanctie opgelegd op {day(290):%d-%m-%Y}" in shown.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("loonsancti", *on(9)), "Onbekend feit 'loonsancti'. Bedoelde u loonsanctie_opgelegd"),
        (("zin", *on(9)), "Onbekend feit 'zin'. Bekend zijn: hersteld, opnieuw_uitgevallen, percentage"),
        (("loonsanctie_opgelegd",), "ontbreekt een datum: de dag van het besluit. Vul die in."),
        (("verlof", *on(320)), "Bij 'verlof' ontbreekt een datum tot en met: de laatste verlofdag."),
        (("geen_einde_dienstverband", *on(9)), "Bij 'geen_einde_dienstverband' hoort geen datum. Laat die leeg."),
        (("advies_spoor_1", *on(9, "--until", day(10))), "Bij 'advies_spoor_1' hoort geen datum tot en met."),
        (("hersteld", *on(40, "--reason", "passend_werk")), "Bij 'hersteld' hoort geen reden. Laat die leeg."),
        (("percentage", *on(40)), "Bij 'percentage' ontbreekt een percentage. Vul die in."),
        (("percentage", *on(40, "--percentage", 100)), "100 procent kan niet: kies 0 tot en met 99."),
        (("loon_gestopt", *on(40)), "Bij 'loon_gestopt' ontbreekt een reden."),
        (("loon_gestopt", *on(40, "--reason", "lid_6")), "Onbekende reden 'lid_6'. Kies uit:\n  lid_3_a"),
        (("loon_opgeschort", *on(40, "--reason", "lid_6")), "Bij 'loon_opgeschort' hoort geen reden. Laat die leeg."),
        (("loon_gestopt", *on(301, "--reason", "lid_3_c")), "ligt in de toekomst"),
        (("loon_hervat", *on(40)), "maar was vlak daarvoor niet gestopt of opgeschort. Meld eerst het begin"),
        (("werkt_weer_mee", *on(40)), "niet eerder gemeld als niet meewerkend"),
        (("oordeel_ontvangen_werkgever", *on(40, "--reason", "werk_passend")), "die niet eerder is vastgelegd"),
        (("vastgelopen", *on(40)), "Bij 'vastgelopen' ontbreekt een reden."),
        (("vastgelopen", *on(40, "--reason", "zin")), "Onbekende reden 'zin'. Kies uit:\n  passend_werk"),
        (("bureau_akkoord", *on(200, "--referral", 3)), "heeft geen verwijzing 3. Gevraagd zijn: 1, 2."),
        (("bureau_akkoord", *on(198)), "De dag van het antwoord"),
        (("loonsanctie_opgelegd", *on(301)), "ligt in de toekomst; vandaag is"),
        (("loonsanctie_opgelegd", *on(-1)), "vóór de eerste ziektedag"),
        (("eerste_ziektedag", *on(301)), "De eerste ziektedag"),
        (("eerste_ziektedag", *on(0)), "verandert niets aan wat al vastligt. Er is niets vastgelegd."),
        (("geen_aow_leeftijd",), "verandert niets aan wat al vastligt"),
        (("verlof", *on(320, "--until", day(310))), "Het verlof eindigt op"),
        (("verlof", *on(-5, "--until", day(10))), "Het verlof begint op"),
        (("einde_dienstverband", *on(-1)), "Het einde van het dienstverband"),
        (("einde_dienstverband", "--on", "01-01-2999"), "ligt niet tussen 1990 en 2199; controleer het jaar"),
        (("tekortkoming_hersteld_gemeld", *on(9)), "maar er is geen loonsanctie. Meld eerst het besluit."),
        (("loopt_weer", *on(9)), "is niet eerder als vastgelopen gemeld"),
        (("vaststellingsovereenkomst_van_de_baan", *on(9)), "er is niet eerder gemeld dat zij speelde"),
        (("tweede_spoor_achterwege", *on(9)), "AOW-leeftijd binnen een jaar na de wachttijd"),
        (("wachttijd_verlengd", *on(400)), "eindigt vóór de wachttijd zelf"),
        (("opnieuw_uitgevallen", *on(9)), "geen herstel gemeld"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    typed: Typed, case: Case, session: Session, words: tuple[object, ...], told: str
) -> None:
    """Exit code 2, one message on stderr that says what was expected, and the record as it was."""
    said = typed("case", "report", case.number, *words, *BY)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert last(session).kind == "sick_reported"


def test_what_is_told_twice_is_recorded_once(typed: Typed, case: Case, session: Session) -> None:
    """Pressed twice, also for what moves no date; another percentage or reason on the same day is news."""
    for code, options in (("hersteld", on(40)), ("percentage", on(30, "--percentage", 0)), ("bureau_akkoord", on(200))):
        assert typed("case", "report", case.number, code, *BY, *options).code == 0
        before = last(session).id
        assert "verandert niets" in typed("case", "report", case.number, code, *BY, *options).err
        assert last(session).id == before
    stuck = ("case", "report", case.number, "vastgelopen", *BY)
    assert typed("case", "report", case.number, "percentage", *BY, *on(30, "--percentage", 50)).code == 0
    assert typed(*stuck, *on(20, "--reason", "eigen_werk")).code == 0
    assert typed(*stuck, *on(20, "--reason", "passend_werk")).code == 0
    assert "verandert niets" in typed(*stuck, *on(20, "--reason", "passend_werk")).err


def test_ill_by_another_cause_after_a_leave_ends_the_old_case_at_once(
    typed: Typed, case: Case, session: Session
) -> None:
    """Seventeen recovered days around a leave: a new case, and the old one does not go on to four weeks of recovery."""
    words = ("case", "report", case.number)
    assert typed(*words, "hersteld", *BY, *on(150)).code == 0
    assert typed(*words, "verlof_andere_oorzaak", *BY, *on(160, "--until", day(271))).code == 0
    assert "nieuw dossier" in typed(*words, "opnieuw_uitgevallen", *BY, *on(279)).out
    plan = timeline(fold_events(load_record(session, case).events))
    assert (plan.closed_on, plan.close_reason, plan.next_first_sick_day) == (day(278), "andere_oorzaak", day(279))


def test_an_answer_before_anybody_was_asked_is_refused(typed: Typed, make_case: MakeCase) -> None:
    """Without a referral there is nothing to answer."""
    said = typed("case", "report", make_case().number, "bureau_akkoord", *BY, *on(200))
    assert "is nog geen bureau gevraagd" in said.err


def ended(session: Session, case: Case, ends_on: date) -> None:
    """Close a case as a wake does on the day after its contract ended."""
    today = clock.today()
    write_effect(session, case, Action(today, "close", "dossier", 1, ends_on.isoformat(), detail={"reason": "x"}))
    close_case(session, case, today)
    session.commit()


def test_a_closed_case_takes_only_what_opens_it_again(typed: Typed, case: Case, session: Session) -> None:
    """Closed for a contract end that turns out to be wrong, it goes on; anything else is refused with the day."""
    words = ("case", "report", case.number)
    assert typed(*words, "einde_dienstverband", *BY, *on(290)).code == 0
    session.refresh(case)
    ended(session, case, day(290))
    for code, options in (("percentage", on(30, "--percentage", 40)), ("einde_dienstverband", on(280))):
        said = typed(*words, code, *BY, *options)
        assert f"Dossier {case.number} is gesloten op {clock.today():%d-%m-%Y}" in said.err
    session.refresh(case)
    assert case.status == CLOSED
    assert typed(*words, "geen_einde_dienstverband", *BY).code == 0
    session.refresh(case)
    assert case.status == OPEN


def test_the_help_lists_every_fact_with_its_options(typed: Typed) -> None:
    """Who types `--help` sees the code of every fact, its meaning, and the options it takes."""
    said = typed("case", "report", "--help")
    assert said.code == 0
    assert all(code in said.out for code in REPORTABLE_FACTS)
    assert "verlof van --on t/m --until, zelfde oorzaak" in said.out


def _iso(number: int | None) -> str | None:
    return None if number is None else day(number).isoformat()
