"""Every fact a date may depend on can be supposed with `spoorboek whatif`, in the codes in which it is reported."""

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.command_in_process import Said

from spoorboek.cli.shared.supposed_reports import read_reports
from spoorboek.portfolio.facts_to_events import recorded_events
from spoorboek.statute.editions.what_if import facts_with
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.policy.policy_reader import house_policy

D = date(2026, 1, 5)
Typed = Callable[..., Said]
# By fact: what is typed after --report so that it changes; what is reported before it stands before it.
REPORTED: dict[str, tuple[str, ...]] = {
    "first_sick_day": ("eerste_ziektedag=07-01-2026",),
    "recoveries": ("hersteld=2026-02-02",),
    "leaves": ("verlof=01-06-2026..20-09-2026",),
    "safety_net": ("vangnet_zes_weken",),
    "safety_net_known_on": ("vangnet_vierde_dag=01-02-2026",),
    "safety_net_from": ("vangnet_vierde_dag_vanaf=01-02-2026",),
    "no_week_42_report": ("geen_42e_weeksmelding",),
    "contract_ends_on": ("einde_dienstverband=31-12-2026",),
    "aow_on": ("aow_leeftijd=01-12-2026",),
    "no_possibilities": ("geen_mogelijkheden=05-01-2026",),
    "no_possibilities_since": ("geen_mogelijkheden=05-03-2026",),
    "possibilities_since": ("geen_mogelijkheden=05-01-2026", "weer_mogelijkheden=05-05-2026"),
    "marginal": ("marginale_mogelijkheden=05-03-2026",),
    "return_prospect": ("uitzicht_binnen_3_maanden=05-05-2026",),
    "earlier_prospects": ("uitzicht_binnen_3_maanden=05-03-2026", "uitzicht_binnen_3_maanden=05-05-2026"),
    "advice": ("advies_spoor_2=05-05-2026",),
    "second_track_waived_on": ("aow_leeftijd=01-03-2028", "tweede_spoor_achterwege=05-05-2026"),
    "stuck": ("vastgelopen=05-05-2026:passend_werk",),
    "settlement": ("vaststellingsovereenkomst_overwogen=05-05-2026",),
    "sanction": ("loonsanctie_opgelegd=15-11-2027",),
    "extension_until": ("wachttijd_verlengd=01-03-2028",),
    "own_risk": ("eigenrisicodrager_zw_tot_en_met=01-01-2026..31-12-2026",),
    "died_on": ("overleden=05-05-2026",),
    "household_staff": ("huishoudelijk_personeel",),
    "sixty_plus": ("zestig_plus_akkoord=05-05-2027",),
    "agreement": ("naast_de_wet=01-01-2026..31-12-2026:cao:26/8",),
    "signed": ("getekend_zonder_ontbindingsrecht=05-05-2026",),
    "circumstances": ("telt_niet_voor_loon=05-05-2026",),
    "extension_requested_on": ("verlenging_gevraagd=05-05-2027",),
    "no_uwv_letter_on": ("geen_brief_van_uwv=20-09-2027",),
    "riv_incomplete": ("verslag_onvolledig=05-11-2027..12-11-2027",),
    "wia_decision": ("wia_wga_35_80=05-12-2027",),
    "refusals": ("werkt_niet_mee=05-05-2026",),
    "wage_warnings": ("loon_waarschuwing=05-05-2026:lid_6",),
    "wage_notices": ("loon_kennisgeving=05-05-2026:lid_3_d",),
    "wage_measures": ("loon_gestopt=05-05-2026:lid_3_d", "loon_hervat=05-06-2026"),
    "preparation": ("eerste_twijfel=05-03-2026",),
    "opinions": ("oordeel_gevraagd_werknemer=05-05-2026:ongeschiktheid",),
}
# What is recorded of a step or a referral has options of its own.
OF_STEPS = {
    "done": ("--done", "probleemanalyse=20-01-2026"),
    "deviations": ("--deviated", "probleemanalyse=20-02-2026"),
    "postponed": ("--postponed", "probleemanalyse=10-02-2026"),
    "early_benefit": ("--done", "vervroegde_iva=05-05-2026", "--early-benefit", "05-07-2026=05-08-2026"),
    "referrals": ("--referral", "aangemeld=05-05-2026"),
}
NOT_SUPPOSED = {
    "employer_agreement": "recorded of an employer, not of a case; --agreement supposes it for the case",
    "bureau_news": "follows from --percentage while a bureau is at work",
    "numbers": "how reports of one kind are told apart; a supposed report takes the next",
    "kept": "what a case keeps from earlier rules follows from --rules",
}


def test_no_fact_is_without_a_way_to_suppose_it() -> None:
    """A new fact comes with its what-if, or with the reason why it has none."""
    assert {each.name for each in fields(CaseFacts)} == {*REPORTED, *OF_STEPS, *NOT_SUPPOSED}


@pytest.mark.parametrize("name", REPORTED)
def test_what_is_reported_can_be_supposed(name: str) -> None:
    """In the codes of `case report`; the last report changes this fact."""
    found = [CaseFacts(D)]
    for count in range(len(REPORTED[name])):
        reports = read_reports(REPORTED[name][: count + 1], house_policy())
        found.append(facts_with(recorded_events(CaseFacts(D)), reports, rulebook()))
    assert getattr(found[-1], name) != getattr(found[-2], name)


def supposed(typed: Typed, tmp_path: Path, *words: str, **facts: object) -> Said:
    """Ask what a supposition does to facts of a file."""
    path = tmp_path / "FACTS.json"
    path.write_text(json.dumps({"first_sick_day": D.isoformat()} | facts), encoding="utf-8")
    return typed("whatif", path, *words)


@pytest.mark.parametrize("name", OF_STEPS)
def test_what_is_recorded_of_a_step_can_be_supposed(typed: Typed, tmp_path: Path, name: str) -> None:
    """Each moves a date of the plan."""
    said = supposed(typed, tmp_path, *OF_STEPS[name])
    assert (said.code, said.err, "Geen verschil" in said.out) == (0, "", False)


@pytest.mark.parametrize(
    ("words", "step"),
    [
        (("--safety-net", "vierde-dag"), "Ziekmelding UWV (vangnet)"),
        (("--report", "vangnet_zes_weken"), "Ziekmelding UWV (vangnet, zes weken)"),
        (("--sixty-plus", "geen"), "60-plus"),
        (("--report", "zestig-plus"), "60-plus"),
        (("--report", "geen_42e_weeksmelding"), "42e-weeksmelding"),
        (("--report", "naast_de_wet=01-01-2025:cao:26/8"), "naast de wet"),
    ],
)
def test_a_supposed_fact_shows_its_steps(typed: Typed, tmp_path: Path, words: tuple[str, ...], step: str) -> None:
    """By a named option or by a report, and together with what else is supposed."""
    first = date(2025, 3, 3)
    said = supposed(typed, tmp_path, *words, first_sick_day=first.isoformat())
    assert (said.code, said.err, step in said.out) == (0, "", True)
    later = supposed(typed, tmp_path, *words, "--first-day", "10-03-2025", first_sick_day=first.isoformat()).out
    assert f"{first + timedelta(7 + 727):%d-%m-%Y}" in later
    assert step in later


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("vangnet", "Onbekend feit 'vangnet'"),
        ("verlof=01-06-2026", "ontbreekt een datum tot en met"),
        ("loon_gestopt=01-06-2026", "ontbreekt een reden"),
        ("loon_gestopt=01-06-2026:zin", "Onbekende reden 'zin'"),
        ("naast_de_wet=01-06-2026:krant:1/1", "Onbekende bron 'krant'"),
        ("naast_de_wet=01-06-2026:cao", "Schrijf LOON/OPZEGVERBOD"),
        ("percentage=01-06-2026", "de optie --percentage"),
        ("bureau_akkoord=01-06-2026", "verandert geen datum"),
        ("opnieuw_uitgevallen=01-06-2026", "zonder herstel ervoor"),
        ("huishoudelijk_personeel=01-06-2026", "hoort geen datum"),
    ],
)
def test_what_cannot_be_reported_cannot_be_supposed(typed: Typed, tmp_path: Path, word: str, told: str) -> None:
    """The same words as for a report."""
    said = supposed(typed, tmp_path, "--report", word)
    assert (said.code, told in said.err) == (2, True)


SENT = [{"number": 1, "moves": [{"to": "aangemeld", "on": "2026-06-01"}]}]
TWO = [*SENT, {"number": 2, "moves": [{"to": "loopt", "on": "2026-06-01", "until": "2026-12-01"}]}]


@pytest.mark.parametrize(
    ("referrals", "words", "seen"),
    [
        (SENT, ("bevestigd=02-06-2026",), ["Bevestiging dat het bureau de aanmelding heeft 1", "gedaan"]),
        (SENT, ("geweigerd=02-06-2026:geen-plaats",), ["Intake bij het bureau 1", "vervalt"]),
        (SENT, ("intake_gepland=02-06-2026..24-06-2026",), ["Intake bij het bureau 1", "24-06-2026"]),
        (SENT, ("1:intake_gehouden=08-06-2026",), ["Start tweede spoor", "Trajectplan van het bureau 1", "22-06-2026"]),
        (TWO, ("2:verlengd=02-11-2026..01-02-2027:meer_tijd",), ["Eindrapport van het bureau 2", "15-02-2027"]),
        (TWO, ("2:eindrapport=01-12-2026..07-12-2026:werk", "2:nazorg=07-12-2026"), ["Nazorg: contact na vier weken"]),
    ],
)
def test_what_a_bureau_says_can_be_supposed(
    typed: Typed, tmp_path: Path, referrals: object, words: tuple[str, ...], seen: list[str]
) -> None:
    """An answer, an intake, an end, an extension: the clocks of the referral and the start of the track follow."""
    options = [part for word in words for part in ("--referral", word)]
    said = supposed(typed, tmp_path, *options, referrals=referrals)
    assert (said.code, said.err) == (0, "")
    assert [each for each in seen if each not in said.out] == []


@pytest.mark.parametrize(
    ("referrals", "typed_as", "why"),
    [
        (SENT, "loopt=02-06-2026", "daarvandaan kan zij niet naar"),
        (SENT, "bevestigd=01-05-2026", "kan niet op 1 mei 2026"),
        (SENT, "bevestigd=02-06-2026:sneller", "een reden hoort hier niet bij"),
        (SENT, "geweigerd=02-06-2026:ziek", "onbekende reden"),
        (SENT, "intake_gepland=02-06-2026", "de dag van de intake ontbreekt"),
        (SENT, "begonnen=02-06-2026", "Onbekende stand"),
        (SENT, "bevestigd", "is geen stand met een dag"),
        (SENT, "een:bevestigd=02-06-2026", "is geen stand met een dag"),
        (SENT, "١:bevestigd=02-06-2026", "is geen stand met een dag"),
        (SENT, "bevestigd=31-02-2026", "is geen datum"),
        (TWO, "bevestigd=02-06-2026", "Noem welke verwijzing"),
        ([], "bevestigd=02-01-2026", "ligt vóór de eerste ziektedag"),
    ],
)
def test_what_no_referral_can_do_is_refused(
    typed: Typed, tmp_path: Path, referrals: object, typed_as: str, why: str
) -> None:
    """In one Dutch message; nothing is shown."""
    said = supposed(typed, tmp_path, "--referral", typed_as, referrals=referrals)
    assert (said.code, said.out) == (2, "")
    assert why in said.err
