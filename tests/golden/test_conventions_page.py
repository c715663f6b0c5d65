"""The handbook's page on conventions: what it says of Spoorboek is what Spoorboek works out.

When a test here fails, the page and the rules differ: correct docs/handboek/conventies.md, and the argument beside the
figure with it.
"""

import re
from datetime import date, timedelta

import pytest
from support.repository import HANDBOOK

from spoorboek.statute.days.calendar import dutch_weekday_date, week_and_day
from spoorboek.statute.facts import CaseFacts, Recovery, Sanction, StepRef
from spoorboek.statute.law.basis import Basis
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.quotes import quote_problem
from spoorboek.statute.timeline.sickness_weeks import term_week
from spoorboek.statute.timeline.timeline import timeline

PAGE = (HANDBOOK / "conventies.md").read_text(encoding="utf-8")
FIRST = date(2026, 3, 6)
DAY = re.compile(r"dag (\d+) · (\d\d-\d\d-\d{4})")
Row = dict[str, str]


def rows(head: str) -> list[Row]:
    """List the rows of the table whose first columns are headed so, as cells by column."""
    table = PAGE[PAGE.index(f"| {head} |") :].split("\n\n")[0].splitlines()
    names, _, *lines = ([cell.strip(" `") for cell in line.strip("|").split("|")] for line in table)
    return [dict(zip(names, cells, strict=True)) for cells in lines]


def day(cell: str) -> date:
    """Return the date in a cell, "dag 42 · 17-04-2026" or "17-04-2026"."""
    number, month, year = map(int, cell[-10:].split("-"))
    return date(year, month, number)


def due(facts: CaseFacts, key: str) -> date | None:
    """Return the last day of a step."""
    return timeline(facts).milestone(key).due_on


STEPS = rows("stap | Spoorboek, uiterlijk")
WEEKS = rows("stap | uiterlijk")


def test_the_example_is_the_case_it_says_it_is() -> None:
    """The page names the first sick day with its weekday."""
    assert f"Ziek vanaf {dutch_weekday_date(FIRST)}, en nog niets gedaan." in PAGE


def test_every_numbered_day_is_that_many_days_after_the_first() -> None:
    """Whoever's figure it is: "dag 42" and its date belong together."""
    found = DAY.findall(PAGE)
    assert len(found) > 40
    assert [pair for pair in found if day(pair[1]) != FIRST + timedelta(int(pair[0]))] == []


@pytest.mark.parametrize("row", [*STEPS, *WEEKS], ids=lambda row: row["stap"])
def test_our_column_is_what_the_timetable_says(row: Row) -> None:
    """The last day in our column is the one of the plan for that first sick day."""
    assert day(row.get("Spoorboek, uiterlijk") or row["uiterlijk"]) == due(CaseFacts(FIRST), row["stap"])


def test_what_uwv_accepts_is_what_the_timetable_says() -> None:
    """The working day that UWV accepts for the report of week 42 is the one of the plan."""
    cell = next(row["elders"] for row in STEPS if row["stap"] == "melding_42_weken")
    assert day(cell) == timeline(CaseFacts(FIRST)).milestone("melding_42_weken").tolerated_until


def test_our_targets_are_the_early_days_of_the_step_plans() -> None:
    """Where others end a week early, that day is our target."""
    plan, elsewhere = timeline(CaseFacts(FIRST)), {row["stap"]: row["elders"] for row in STEPS}
    for key in ("probleemanalyse", "plan_van_aanpak"):
        assert day(elsewhere[key]) == plan.milestone(key).target_on


@pytest.mark.parametrize("row", WEEKS, ids=lambda row: row["stap"])
def test_both_names_of_a_week_are_those_in_use(row: Row) -> None:
    """Letters name the week that a term fills; the explanation names the week its last day lies in."""
    last = day(row["uiterlijk"])
    assert row["in brieven, mails en runs"] == f"week {term_week(CaseFacts(FIRST), last)}"
    assert row["in de uitleg van een datum"] == week_and_day((last - FIRST).days)


@pytest.mark.parametrize("row", rows("probleemanalyse gedaan op"), ids=lambda row: row["probleemanalyse gedaan op"])
def test_the_plan_counts_from_the_judgement(row: Row) -> None:
    """Two weeks after the day the analysis was really made, whatever the week."""
    facts = CaseFacts(FIRST, done={StepRef("probleemanalyse"): day(row["probleemanalyse gedaan op"])})
    assert day(row["plan van aanpak uiterlijk"]) == due(facts, "plan_van_aanpak")


def test_the_evaluations_count_from_the_plan() -> None:
    """With the plan done on its last day, the first evaluation falls on the fixed day of others."""
    plan_done = next(day(row["Spoorboek, uiterlijk"]) for row in STEPS if row["stap"] == "plan_van_aanpak")
    facts = CaseFacts(FIRST, done={StepRef("plan_van_aanpak"): plan_done})
    first = timeline(facts).milestone("evaluatie").target_on
    assert first is not None
    assert f"beide uit op dag {(first - FIRST).days} · {first:%d-%m-%Y}." in PAGE


def test_a_sanction_does_not_lengthen_the_wait() -> None:
    """What counts back from the end of the wait stays where it is when UWV gives a sanction."""
    plain, punished = (timeline(CaseFacts(FIRST, sanction=given)) for given in (None, Sanction(date(2028, 1, 10))))
    assert punished.wait_ends_on == plain.wait_ends_on
    assert punished.milestone("wia_aanvraag").due_on == plain.milestone("wia_aanvraag").due_on


@pytest.mark.parametrize("row", rows("hersteld vanaf"), ids=lambda row: row["dagen hersteld"])
def test_an_interruption_is_counted_as_the_page_says(row: Row) -> None:
    """Below 28 days the case goes on and its dates move by the gap; from 28 days on a new case begins."""
    recovered, again = day(row["hersteld vanaf"]), day(row["weer ziek op"])
    facts = CaseFacts(FIRST, recoveries=(Recovery(recovered, again - timedelta(1)),))
    new = timeline(facts).next_first_sick_day
    assert (again - recovered).days == int(row["dagen hersteld"])
    assert row["wat het is"] == ("nieuwe zaak" if new else "dezelfde zaak")
    assert day(row["melding_42_weken"]) == due(CaseFacts(new) if new else facts, "melding_42_weken")


@pytest.mark.parametrize("row", rows("ziek vanaf"), ids=lambda row: row["dat is"])
def test_one_day_two_outcomes(row: Row) -> None:
    """Six weeks of a ministerial regulation end on a holiday, six weeks of an Act do not."""
    facts = CaseFacts(day(row["ziek vanaf"]), safety_net="zes_weken")
    assert day(row["dag 42"]) == facts.first_sick_day + timedelta(42)
    for key in ("probleemanalyse", "vangnetmelding_zes_weken"):
        assert day(row[key]) == due(facts, key)


LAW_NAMES = {
    "BW": "bw7",
    "Ziektewet": "zw",
    "Wet WIA": "wia",
    "Regeling procesgang": "regeling",
    "Awb": "awb",
    "Atw": "atw",
}
CITED = re.compile(
    r"“([^”]+)”(?:(?!\. [A-Z])[^“”(])*\(([^()“]*\bart\. [^()“]*)\)|\(([^()“]*\bart\. [^()“]*): “([^”]+)”\)"
)


def cited_quotes() -> list[tuple[str, str]]:
    """List the quotes that stand with an article, each with the articles it is said to stand in."""
    found = CITED.findall(" ".join(PAGE.split()))
    return [(before or after, first or second) for before, first, second, after in found]


@pytest.mark.parametrize(("quote", "articles"), cited_quotes())
def test_a_quote_of_the_law_is_literal(quote: str, articles: str) -> None:
    """Words between quotation marks stand in each article that is named with them, which names its law."""
    laws = read_data("law/milestones.yaml")["laws"]
    for article in re.split(r", (?=[A-Z])", articles):
        law = next(key for name, key in LAW_NAMES.items() if article.startswith(name))
        assert quote_problem(Basis(article, laws[law]["url"], quote)) == ""


def test_enough_quotes_are_compared() -> None:
    """The quotes of the page are found: a page without any would prove nothing."""
    assert len(cited_quotes()) >= 7
