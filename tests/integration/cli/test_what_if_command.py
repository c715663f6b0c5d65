"""`spoorboek whatif` and `spoorboek rules …` as people run them, and what really happens afterwards."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text
from sqlmodel import Session
from support.command_in_process import Said

from models.connection import case_engine
from models.record import append_event
from models.tables import Case
from models.virtual_calendar import set_virtual_day
from spoorboek.statute.disputes import ExpertOpinion, WageMeasure
from spoorboek.statute.editions.edition import shipped_policy_text, shipped_rules_text
from spoorboek.statute.editions.plan_diff import plan_diff
from spoorboek.statute.editions.what_if import Supposition, what_if
from spoorboek.statute.facts import (
    Agreement,
    Circumstance,
    EarlyBenefit,
    IncompleteReport,
    Leave,
    SignedSettlement,
    StepRef,
    WiaDecision,
)
from tasks.case_state import case_state_in

D = date(2026, 1, 5)
ASKED = StepRef("vervroegde_iva")
MakeCase = Callable[..., Case]
Command = Callable[..., subprocess.CompletedProcess[str]]


def day(offset: int) -> date:
    """Return the day so many days after the first sick day."""
    return D + timedelta(offset)


@pytest.fixture
def spoorboek(typed: Callable[..., Said]) -> Command:
    """Return a way to type a command."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        said = typed(*words)
        return subprocess.CompletedProcess(words, said.code, said.out, said.err)

    return run


def counts() -> dict[str, Any]:
    """Describe every table by its number of rows and the sum of their contents."""
    with case_engine().connect() as connection:
        tables = inspect(connection).get_table_names()
        asked = "select count(*), md5(string_agg(t::text, ',' order by t::text)) from \"{}\" t"
        return {name: tuple(connection.execute(text(asked.format(name))).one()) for name in tables}


REAL: list[tuple[Supposition, list[tuple[str, dict[str, Any]]]]] = [
    (Supposition(first_sick_day=day(-7)), [("first_day_corrected", {"first_sick_day": day(-7)})]),
    (Supposition(recovered=(day(70),)), [("recovered", {"from": day(70)})]),
    (
        Supposition(recovered=(day(70),), relapsed=(day(91),)),
        [("recovered", {"from": day(70)}), ("relapsed", {"on": day(91)})],
    ),
    (
        Supposition(leaves=(Leave(day(120), day(231)),)),
        [("leave_recorded", {"from": day(120), "until": day(231), "same_cause": True})],
    ),
    (
        Supposition(done={ASKED: day(200)}, early_benefit=EarlyBenefit(day(260), day(300))),
        [
            ("step_done", {"step": "vervroegde_iva", "occurrence": 1, "on": day(200)}),
            ("early_benefit_decided", {"on": day(260), "granted": True, "from": day(300)}),
        ],
    ),
    (
        Supposition(signed=(SignedSettlement(day(30), True),)),
        [("settlement_signed", {"on": day(30), "names_right": True})],
    ),
    (
        Supposition(circumstances=(Circumstance(day(40), day(49), "telt_niet_mee"),)),
        [("circumstance_recorded", {"from": day(40), "until": day(49), "effect": "telt_niet_mee"})],
    ),
    (
        Supposition(agreement=Agreement(D, None, "cao", 26, 8)),
        [("agreement_recorded", {"from": D, "reason": "cao", "wage_weeks": 26, "ban_weeks": 8})],
    ),
    (Supposition(considered_on=day(60)), [("second_track_considered", {"on": day(60)})]),
    (Supposition(refused_on=day(60)), [("cooperation_refused", {"on": day(60)})]),
    (
        Supposition(wage_measures=(WageMeasure(day(60), "lid_3_c"),)),
        [("wage_withheld", {"from": day(60), "reason": "lid_3_c"})],
    ),
    (
        Supposition(opinions=(ExpertOpinion(day(60), "werkgever", "passende_arbeid"),)),
        [("opinion_asked", {"on": day(60), "by": "werkgever", "reason": "passende_arbeid"})],
    ),
    (Supposition(contract_ends_on=day(200)), [("contract_end_set", {"on": day(200)})]),
    (
        Supposition(contract_ends_on=day(200), own_risk_since=day(-5)),
        [("contract_end_set", {"on": day(200)}), ("own_risk_set", {"from": day(-5)})],
    ),
    (Supposition(died_on=day(60)), [("died", {"on": day(60)})]),
    (Supposition(household_staff=True), [("household_staff_set", {"applies": True})]),
    (Supposition(extension_requested_on=day(250)), [("extension_requested", {"on": day(250)})]),
    (
        Supposition(
            no_uwv_letter_on=day(640),
            done={StepRef("melding_42_weken"): day(290), StepRef("wia_aanvraag"): day(660)},
        ),
        [
            ("uwv_letter_missing", {"on": day(640)}),
            ("step_done", {"step": "melding_42_weken", "occurrence": 1, "on": day(290), "evidence": None}),
            ("step_done", {"step": "wia_aanvraag", "occurrence": 1, "on": day(660), "evidence": None}),
        ],
    ),
    (
        Supposition(riv_incomplete=(IncompleteReport(day(660), day(667)),)),
        [("riv_incomplete", {"on": day(660), "repair_by": day(667)})],
    ),
    (
        Supposition(wia_decision=WiaDecision(day(700), "geweigerd")),
        [("wia_decided", {"on": day(700), "outcome": "geweigerd"})],
    ),
    (
        Supposition(sanction_decided_on=day(690), sanction_revoked_on=day(760)),
        [("sanction_decided", {"on": day(690)}), ("sanction_revoked", {"on": day(760)})],
    ),
    (Supposition(sanction_decided_on=day(680)), [("sanction_decided", {"on": day(680)})]),
    (Supposition(aow_on=day(300)), [("aow_set", {"on": day(300)})]),
    (Supposition(percentage=40), [("capability_changed", {"from": day(50), "percentage": 40})]),
]


@pytest.mark.parametrize(("supposed", "real"), REAL, ids=[told[0][0] for _, told in REAL])
def test_the_later_real_change_gives_exactly_that_difference(
    session: Session, make_case: MakeCase, supposed: Supposition, real: list[tuple[Any, dict[str, Any]]]
) -> None:
    """What was shown beforehand is, change for change and word for word, what the record then says."""
    case = make_case(D)
    for key, on in (("probleemanalyse", 40), ("plan_van_aanpak", 52)):
        told = {"step": key, "occurrence": 1, "on": day(on), "evidence": None}
        append_event(session, case, "step_done", day(on), told, "operator-1")
    before = case_state_in(session, case.number)
    foretold = what_if(before.plan.facts, supposed, before.edition.rules).changes
    for kind, data in real:
        append_event(session, case, kind, day(60), data, "operator-1")
    after = case_state_in(session, case.number)
    assert plan_diff(before.plan, after.plan) == foretold
    assert bool(foretold) == (supposed.percentage is None)


def test_asking_what_if_changes_no_row(spoorboek: Command, session: Session, make_case: MakeCase) -> None:
    """Every option at once, in a process of its own: not a byte in the database is different."""
    case = make_case(D)
    set_virtual_day(session, day(60))
    session.commit()
    before = counts()
    ran = spoorboek(
        *("whatif", case.number, "--first-day", "04-01-2026", "--recovered", "16-03-2026", "--relapsed", "06-04-2026"),
        *("--leave", "01-06-2026..20-09-2026", "--contract-ends", "31-12-2026", "--aow", "geen"),
        *("--percentage", "40", "--done", "probleemanalyse=12-02-2026", "--format", "json"),
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert {change["step"] for change in json.loads(ran.stdout)["changes"]} >= {"probleemanalyse", "dossier"}
    assert counts() == before


def test_what_if_of_a_case_is_a_table_for_people(spoorboek: Command, session: Session, make_case: MakeCase) -> None:
    """Step, old date, new date, why."""
    ran = spoorboek("whatif", make_case(D).number, "--recovered", "2026-03-16", "--relapsed", "2026-04-06")
    lines = ran.stdout.splitlines()
    assert lines[0].split() == ["stap", "was", "wordt", "waarom"]
    (row,) = [line for line in lines if line.startswith("42e-weeksmelding")]
    assert "uiterlijk 26-10-2026" in row
    assert "uiterlijk 16-11-2026" in row
    assert "21 dagen hersteld" in row


def test_what_if_of_a_file_needs_no_database_and_nothing_heavy(tmp_path: Path) -> None:
    """No Prefect and no SQLAlchemy on this path."""
    facts = tmp_path / "FACTS.json"
    facts.write_text('{"first_sick_day": "2026-01-05"}', encoding="utf-8")
    program = (
        "import sys; from spoorboek.cli import app\n"
        f"app(['whatif', {str(facts)!r}, '--recovered', '2026-03-16'], standalone_mode=False)\n"
        "print(sorted({'prefect', 'sqlmodel', 'sqlalchemy', 'jinja2', 'weasyprint'} & sys.modules.keys()))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("--wage-withheld", "02-03-2026"),
            "'02-03-2026' is geen dag met een keuze. Schrijf DATUM=CODE, met een van: lid_3_a",
        ),
        (("--wage-withheld", "02-03-2026=zin"), "is geen dag met een keuze"),
        (("--opinion", "02-03-2026=lid_6"), "met een van: ongeschiktheid"),
        (("--relapsed", "2026-04-01"), "Terugval op 1 april 2026 zonder herstel ervoor"),
        (("--leave", "2026-04-01"), "Schrijf VAN..TOT"),
        (("--done", "probleemanalyse"), "Schrijf STAP=DATUM"),
        (("--done", "probleemanlyse=2026-02-01"), "Onbekende stap 'probleemanlyse'"),
        (("--percentage", "100"), "100 procent kan niet"),
        (("--early-benefit", "2026-09-22"), "Schrijf DAG=VANAF"),
        (("--early-benefit", "2026-09-22=geen"), "de aanvraag is niet vastgelegd"),
        (("--circumstance", "vrij=2026-03-01..2026-03-02"), "Schrijf GEVOLG=VAN..TOT; bekend zijn: telt_niet"),
        (("--agreement", "26"), "Schrijf LOON/OPZEGVERBOD"),
        (("--agreement", "900/0"), "verwacht een aantal weken van 0 tot en met 520"),
        (("--first-day", "gisteren"), "is geen datum"),
        (("--first-day", "01-12-9999"), "'01-12-9999': 9999-12-01 ligt niet tussen 1990 en 2199; controleer het jaar."),
        (("--recovered", "20-12-9999"), "controleer het jaar"),
        (("--contract-ends", "31-12-9999"), "controleer het jaar"),
        (("--rules", "nergens.yaml"), "Bestand niet gevonden: nergens.yaml"),
    ],
)
def test_what_does_not_read_is_refused_in_dutch(
    spoorboek: Command, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    """One message, exit code 2, no traceback."""
    facts = tmp_path / "FACTS.json"
    facts.write_text('{"first_sick_day": "2026-01-05"}', encoding="utf-8")
    ran = spoorboek("whatif", str(facts), *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.fixture
def new_rules(tmp_path: Path) -> Path:
    """Write rules with eight weeks for the problem analysis."""
    path = tmp_path / "regels.yaml"
    old = shipped_rules_text().replace("target: D + 41", "target: D + 55").replace("due: D + 42\n", "due: D + 56\n", 1)
    path.write_text(old.replace('version: "', 'version: "2027-', 1), encoding="utf-8")
    return path


def test_rules_are_shown_before_they_are_applied(
    spoorboek: Command, session: Session, make_case: MakeCase, new_rules: Path
) -> None:
    """Diff tells and writes nothing; apply does exactly that; the list tells since when; what-if agrees."""
    number = make_case(D).number
    set_virtual_day(session, day(20))
    session.commit()
    before = counts()
    shown = json.loads(spoorboek("rules", "diff", "--rules", str(new_rules), "--format", "json").stdout)
    supposed = json.loads(spoorboek("whatif", number, "--rules", str(new_rules), "--format", "json").stdout)
    (case,) = shown["cases"]
    assert (case["case"], case["changes"]) == (number, supposed["changes"])
    assert counts() == before
    applied = spoorboek("rules", "apply", "--rules", str(new_rules), "--door", "operator-1")
    assert (applied.returncode, applied.stderr) == (0, "")
    assert "1 zaak gewijzigd" in applied.stdout
    assert "operator-1" in spoorboek("rules", "list").stdout.splitlines()[-1]
    assert spoorboek("rules", "show").stdout == new_rules.read_text(encoding="utf-8")
    again = spoorboek("rules", "apply", "--rules", str(new_rules), "--door", "operator-1")
    assert (again.returncode, "gelden al" in again.stderr) == (2, True)


def test_a_quote_that_is_not_literal_is_a_warning(
    spoorboek: Command, session: Session, make_case: MakeCase, tmp_path: Path
) -> None:
    """Diff and apply name the step, the article and the words, and go on; another house policy alone says nothing."""
    make_case(D)
    path, house = tmp_path / "regels.yaml", tmp_path / "huis.yaml"
    changed = shipped_rules_text().replace("binnen twee weken na het oordeel", "binnen drie weken na het oordeel")
    path.write_text(changed.replace('version: "', 'version: "2027-', 1), encoding="utf-8")
    house.write_text(shipped_policy_text().replace("2026.6", "2027.1"), encoding="utf-8")
    warning = "Let op, aanhaling van 'plan_van_aanpak': Regeling procesgang eerste en tweede ziektejaar art. 4 lid 1"
    line = f"{warning}: “binnen drie weken na het oordeel” staat daar niet letterlijk."
    assert spoorboek("rules", "diff", "--rules", str(path)).stdout.splitlines()[1] == line
    shown = json.loads(spoorboek("rules", "diff", "--rules", str(path), "--format", "json").stdout)
    assert [f"Let op, aanhaling van {problem}" for problem in shown["doubtful_quotes"]] == [line]
    applied = spoorboek("rules", "apply", "--rules", str(path), "--door", "operator-1")
    assert (applied.returncode, applied.stdout.splitlines()[0]) == (0, line)
    alone = spoorboek("rules", "apply", "--house", str(house), "--door", "operator-1")
    assert (alone.returncode, "Let op" in alone.stdout) == (0, False)


def test_a_house_policy_is_compared_alone(
    spoorboek: Command, session: Session, make_case: MakeCase, tmp_path: Path
) -> None:
    """Another ladder: the rules stay, what the house no longer does and does in its place is told per step."""
    make_case(D)
    path = tmp_path / "huis.yaml"
    path.write_text(
        shipped_policy_text().replace("2026.6", "2027.1").replace("{days: 14, to: directie}", "{days: 21, to: hr}")
    )
    shown = spoorboek("rules", "diff", "--house", str(path)).stdout
    assert "niet meer: escalatie 14 dagen na de uiterste datum aan directie." in shown
    assert "voortaan: escalatie 21 dagen na de uiterste datum aan HR." in shown
    assert "1 van 1 open zaken verandert." in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("diff", "--rules", "9999"), "'9999' is geen bestand en geen bekende versie"),
        (("apply", "--door", "wie"), "Onbekende operator 'wie'"),
        (("apply", "--door", "operator-1"), "gelden al"),
    ],
)
def test_rules_nobody_knows_are_refused(
    spoorboek: Command, session: Session, make_case: MakeCase, arguments: tuple[str, ...], message: str
) -> None:
    """One message on stderr; nothing happens."""
    make_case(D)
    before = counts()
    ran = spoorboek("rules", *arguments)
    assert ran.returncode == 2
    assert message in ran.stderr
    assert counts() == before


def test_lead_times_are_shown_with_what_to_ask_by_when(
    spoorboek: Command, session: Session, make_case: MakeCase
) -> None:
    """Who, how long, how that is known; for a case by when each request must be out."""
    set_virtual_day(session, D)
    number = make_case(D).number
    shown = spoorboek("rules", "leads", number).stdout
    assert "10 werkdagen" in shown
    assert "huisbeleid; de mediaan telt vanaf 6" in shown
    (row,) = [line for line in shown.splitlines() if line.startswith("Probleemanalyse")]
    assert "02-02-2026" in row
    assert "16-02-2026" in row
    asked = json.loads(spoorboek("rules", "leads", number, "--format", "json").stdout)
    assert {"step": "probleemanalyse", "occurrence": 1, "request_by": "2026-02-02", "status": "gepland"} in asked[
        "requests"
    ]
