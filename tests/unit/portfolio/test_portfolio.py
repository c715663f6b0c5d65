"""A portfolio is the sum of its cases: work, late steps, second tracks and wages at risk, week by week."""

import csv
import io
import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import at_most

from spoorboek.cli.simulate_command import SimulationFormat, simulate_command
from spoorboek.errors import InputError
from spoorboek.portfolio.case_sampling import sample_cases
from spoorboek.portfolio.facts_to_events import events_of_facts
from spoorboek.portfolio.fast_case_run import run_case_fast
from spoorboek.portfolio.portfolio import Behaviour, Inflow, KnownCase, Portfolio, WageRisk
from spoorboek.portfolio.portfolio_run import simulate_portfolio
from spoorboek.portfolio.referral_answers import answers_to
from spoorboek.portfolio.step_behaviour import apply_behaviour
from spoorboek.portfolio.tally import Tally
from spoorboek.portfolio.tally_chart import draw_tally
from spoorboek.portfolio.tally_export import portfolio_csv, portfolio_json
from spoorboek.portfolio.weekly_rows import step_counts, tally_weeks, wage_factors
from spoorboek.statute.facts import CaseFacts, Recovery
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.stories.simulation import run_case

MONDAY = date(2027, 1, 4)
CURVE = ((7, 0.5), (42, 0.8), (364, 0.95))
SVG = "{http://www.w3.org/2000/svg}"


def inflow(count: int, conduct: Behaviour = Behaviour(0.3, (3, 20), 0.1), recovered: tuple = CURVE) -> Inflow:  # type: ignore[type-arg]
    """Return a recipe of half a year."""
    return Inflow(count, MONDAY, date(2027, 6, 30), recovered, 0.2, {"10": 2, "30": 1}, (500, 900), conduct)


def portfolio(*flows: Inflow, known: tuple[KnownCase, ...] = (), weeks: int = 104, seed: int = 1) -> Portfolio:
    """Return a portfolio of these flows."""
    wages = WageRisk(on_top=Decimal("0.25"), chances={"start_spoor_2": Decimal("0.4")}, other=Decimal("0.05"))
    return Portfolio("Proef", MONDAY, weeks, seed, known, flows, wages)


def known(late: float = 0.0, never: float = 0.0, wage: int = 1000, facts: CaseFacts | None = None) -> KnownCase:
    """Return one case that begins on the first day of the portfolio."""
    return KnownCase(facts or CaseFacts(MONDAY), Behaviour(late, (10,), never), "10", Decimal(wage))


@pytest.fixture(scope="module")
def tally() -> Tally:
    """Simulate a portfolio of some hundred cases once."""
    return simulate_portfolio(portfolio(inflow(60), inflow(8, recovered=()), known=(known(never=1.0),)))


@settings(max_examples=at_most(6), deadline=None)
@given(st.integers(0, 9999), st.integers(20, 120))
def test_a_portfolio_is_the_sum_of_its_cases(seed: int, weeks: int) -> None:
    """Each case simulated on its own, as the engine takes its turns, gives together exactly what the portfolio says."""
    whole = portfolio(inflow(6), inflow(2, recovered=()), weeks=weeks, seed=seed)
    late, tracks, signals = Counter[tuple[int, str]](), Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for case in sample_cases(whole):
        told = events_of_facts(apply_behaviour(case.facts, case.behaviour, house_policy(), case.rng))
        started = {each.data["step"]: date.fromisoformat(each.data["on"]) for each in told if each.kind == "step_done"}
        lived = run_case_fast(told, house_policy(), says_yes=True)
        answers = [answer for action in lived for answer in answers_to(action, started)]
        for action in run_case([*told, *answers]).actions:
            week = (action.on - whole.since).days // 7
            if week < weeks:
                late[week, action.step] += action.kind == "late"
                tracks[week, case.region] += action.kind == "referral" and action.name == "1"
                signals[week, action.detail.get("to", "")] += action.kind in ("reminder", "escalation", "warning")
    found = simulate_portfolio(whole)
    assert found.late == +late
    assert found.second_tracks == +tracks
    assert Counter({(i.week, i.role): n for i, n in found.work.items() if i.kind == "signaal"}) == +signals


def test_the_same_seed_draws_the_same_cases(tally: Tally) -> None:
    """Nothing is left to the clock or to chance; another seed gives another portfolio."""
    assert portfolio_json(simulate_portfolio(tally.portfolio)) == portfolio_json(tally)
    assert simulate_portfolio(portfolio(inflow(60), seed=2)).work != simulate_portfolio(portfolio(inflow(60))).work


def test_a_longer_inflow_keeps_the_cases_of_the_shorter() -> None:
    """Cases draw from dice of their own, so what is added changes nothing of what was there."""
    short, long = (list(sample_cases(portfolio(inflow(count)))) for count in (20, 50))
    assert [each[:-1] for each in short] == [each[:-1] for each in long[:20]]


def test_drawn_cases_follow_the_recipe() -> None:
    """First days on working days within the span, recoveries along the curve, relapses within four weeks, regions."""
    drawn = list(sample_cases(portfolio(inflow(3000))))
    days = [
        (each.facts.recoveries[0].from_ - each.facts.first_sick_day).days for each in drawn if each.facts.recoveries
    ]
    assert all(each.facts.first_sick_day.weekday() < 5 for each in drawn)
    assert min(each.facts.first_sick_day for each in drawn) >= MONDAY
    for day, share in CURVE:
        assert sum(length <= day for length in days) / len(drawn) == pytest.approx(share, abs=0.03)
    again = [each.facts.recoveries[0] for each in drawn if each.facts.recoveries and each.facts.recoveries[0].until]
    assert len(again) / len(days) == pytest.approx(0.2, abs=0.03)
    assert all(1 <= (gap.until - gap.from_).days + 1 <= 27 for gap in again if gap.until)
    assert sum(each.region == "10" for each in drawn) / len(drawn) == pytest.approx(2 / 3, abs=0.03)
    assert {500, 900} <= {each.week_wage for each in drawn}


def test_cases_are_open_from_their_first_day_to_their_last() -> None:
    """A case recovered on day 10 is open for the weeks up to its closing, 28 recovered days on."""
    gone = CaseFacts(MONDAY, recoveries=(Recovery(MONDAY + timedelta(days=10)),))
    found = simulate_portfolio(portfolio(known=(known(), known(facts=gone)), weeks=30))
    assert [week.open_cases for week in tally_weeks(found)] == [2] * 6 + [1] * 24


def test_a_step_that_always_comes_late_is_late_once_each(tally: Tally) -> None:
    """Of what came, the late part: never more than came; a step done at once still came."""
    rows = {row.step: row for row in step_counts(tally)}
    assert all(row.late <= row.came for row in rows.values())
    assert rows["ziekmelding_arbodienst"].came == tally.cases
    always = simulate_portfolio(portfolio(known=(known(late=1.0),)))
    assert {row.step: row.late for row in step_counts(always)}["probleemanalyse"] == 1


def test_wages_at_risk_can_be_done_by_hand() -> None:
    """1.000 a week × 70% × 1,25 × 52 weeks × 40% for a second track ten days late; every factor stands in the row."""
    slow = Behaviour(steps={"start_spoor_2": Behaviour(1.0, (10,))})
    found = simulate_portfolio(portfolio(known=(known()._replace(behaviour=slow),), weeks=110))
    assert found.total_at_risk == Decimal(1000) * 70 / 100 * 125 / 100 * 52 * 40 / 100
    (row,) = wage_factors(found)
    assert (row.step, row.cases, row.week_wages, row.wage_weeks) == ("start_spoor_2", 1, 1000, 52000)
    assert (row.paid, row.on_top, row.chance) == (Decimal("0.70"), Decimal("0.25"), Decimal("0.4"))
    assert found.total_at_risk == row.euro == sum(week.euro for week in tally_weeks(found))


def test_of_several_late_steps_one_decides() -> None:
    """There is one sanction at most: the late step with the highest chance counts, not all of them together."""
    found = simulate_portfolio(portfolio(known=(known(late=1.0),), weeks=110))
    sanction = [risk for risk in found.wages if risk.step != "wia_aanvraag"]
    assert [(risk.step, risk.chance) for risk in sanction] == [("start_spoor_2", Decimal("0.4"))]


def test_a_late_application_costs_the_wage_of_its_delay() -> None:
    """Ten days late is ten sevenths of a week's wage, without a chance in it. Source: BW 7:629(11)(a)."""
    slow = Behaviour(steps={"wia_aanvraag": Behaviour(1.0, (10,))})
    found = simulate_portfolio(portfolio(known=(known()._replace(behaviour=slow),), weeks=110))
    (risk,) = found.wages
    assert (risk.step, risk.weeks, risk.chance) == ("wia_aanvraag", Decimal(10) / 7, 1)


@pytest.mark.parametrize(
    "facts",
    [
        CaseFacts(MONDAY, recoveries=(Recovery(MONDAY + timedelta(days=300)),)),
        CaseFacts(MONDAY, contract_ends_on=MONDAY + timedelta(days=300)),
        CaseFacts(MONDAY, aow_on=MONDAY + timedelta(days=300)),
    ],
    ids=["hersteld", "uit dienst", "aow"],
)
def test_a_case_that_ends_before_the_wait_risks_no_sanction(facts: CaseFacts) -> None:
    """UWV judges at the end of the wait; who recovered, left or reached AOW age before is not judged."""
    found = simulate_portfolio(portfolio(known=(known(late=1.0, facts=facts),)))
    assert found.late
    assert found.wages == []


def test_the_rows_add_up_to_the_whole(tally: Tally) -> None:
    """Weeks, factors and cases each give the same total, to the cent."""
    told = portfolio_json(tally)
    assert sum(row.euro for row in wage_factors(tally)) == tally.total_at_risk
    assert sum(week.euro for week in tally_weeks(tally)) == tally.total_at_risk
    assert sum(case["euro"] for case in told["wages_at_risk"]["cases"]) == pytest.approx(
        float(tally.total_at_risk), abs=1
    )
    assert sum(sum(kinds.values()) for week in told["weeks"] for kinds in week["work"].values()) == tally.work.total()
    json.dumps(told)


def test_the_csv_holds_every_week_and_value(tally: Tally) -> None:
    """Read back by another reader: the same sums as the tally, one line per week and value."""
    rows = list(csv.DictReader(io.StringIO(portfolio_csv(tally)), delimiter=";"))
    sums = Counter[str]()
    for row in rows:
        sums[row["onderdeel"]] += float(row["waarde"].replace(",", "."))  # type: ignore[assignment]
    assert {row["week_vanaf"] for row in rows} == {week.since.isoformat() for week in tally_weeks(tally)}
    assert sums["stappen"] + sums["stukken"] + sums["signalen"] == tally.work.total()
    assert sums["te laat"] == tally.late.total()
    assert sums["tweede spoor"] == tally.second_tracks.total()
    assert sums["loon in gevaar (euro)"] == pytest.approx(float(tally.total_at_risk), abs=1)


def test_the_picture_draws_what_was_counted(tally: Tally) -> None:
    """Well-formed SVG; a bar for every week with work, and its numbers for who points at it; nothing runs in it."""
    root = Xml.fromstring(draw_tally(tally))
    told = [bar.text or "" for bar in root.iter(f"{SVG}title")]
    work = [week for week in tally_weeks(tally) if week.work]
    late = [text for text in told if "te laat: " in text]
    assert len([text for text in told if "casemanager: " in text or "werkgever: " in text]) >= len(work) / 2
    assert sum(int(text.rpartition(" ")[2].replace(".", "")) for text in late) == tally.late.total()
    assert not list(root.iter(f"{SVG}script"))
    heights = [float(bar.attrib["height"]) for bar in root.iter(f"{SVG}rect")]
    assert min(heights) > 0


def test_nothing_of_a_person_is_in_any_of_it(tally: Tally) -> None:
    """Cases are numbers in a file; what is printed holds weeks, steps, roles, regions and amounts."""
    told = portfolio_json(tally)
    assert {row["case"].split()[0] for row in told["wages_at_risk"]["cases"]} <= {"instroom", "zaken"}
    assert {row["step"] for row in told["steps"]} <= milestone_table().keys()


def test_hundreds_of_cases_are_lived_to_their_end() -> None:
    """No case of a usual inflow tells what cannot be, such as a report of a bureau after its case ended."""
    assert simulate_portfolio(portfolio(inflow(400))).cases == 400


def test_the_command_prints_the_three_shapes_and_draws(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Table, CSV and JSON of one file, and a picture beside it."""
    path, drawn = tmp_path / "proef.yaml", tmp_path / "proef.svg"
    path.write_text(
        "titel: Proef\nweken: 20\nzaken: [{feiten: {first_sick_day: 2027-01-04}, regio: '10', weekloon: 900}]\n",
        encoding="utf-8",
    )
    simulate_command("", path, SimulationFormat.table, drawn)
    text = capsys.readouterr().out
    assert "1 zaken, 20 weken van maandag 4 januari 2027 t/m 23 mei 2027" in text
    assert "Probleemanalyse" in text
    simulate_command("", path, SimulationFormat.csv, None)
    assert capsys.readouterr().out.startswith("week_vanaf;onderdeel;naam;waarde\r\n")
    simulate_command("", path, SimulationFormat.json, None)
    assert json.loads(capsys.readouterr().out)["cases"] == 1
    assert Xml.fromstring(drawn.read_text(encoding="utf-8")).tag == f"{SVG}svg"


@pytest.mark.parametrize(
    ("story", "file", "shape", "drawn", "complaint"),
    [
        ("", None, "table", None, "een van beide"),
        ("aow", Path("p.yaml"), "table", None, "een van beide"),
        ("aow", None, "csv", None, "horen bij een portefeuille"),
        ("aow", None, "table", Path("p.svg"), "horen bij een portefeuille"),
        ("", Path("p.yaml"), "table", Path("p.png"), "op .svg eindigen"),
        ("", Path("weg.yaml"), "table", None, "kan niet worden gelezen"),
    ],
)
def test_what_does_not_go_together_is_refused(
    story: str, file: Path | None, shape: str, drawn: Path | None, complaint: str
) -> None:
    """One message that says what to do, before anything is simulated."""
    with pytest.raises(InputError, match=complaint):
        simulate_command(story, file, SimulationFormat(shape), drawn)


def test_a_person_acts_the_same_whoever_asks() -> None:
    """The dice of a case decide what its people do, so asking twice with new dice of one seed gives the same."""
    first, second = (
        apply_behaviour(CaseFacts(MONDAY), Behaviour(0.5, (3, 9), 0.2), house_policy(), Random("a")) for _ in range(2)
    )
    assert first == second
