"""Dated rules: a text that changed, values outside their periods, the AOW age through the years."""

from datetime import date
from typing import Any

import pytest

from spoorboek.statute.errors import NotInForce
from spoorboek.statute.explain.explanation import explain_milestone
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.milestones import Rulebook, make_rulebook
from spoorboek.statute.law.values import aow_day, law_value, law_values
from spoorboek.statute.timeline.timeline import timeline

LAST_OLD, FIRST_NEW = date(2026, 12, 31), date(2027, 1, 1)


@pytest.fixture
def changed() -> Rulebook:
    """Make a table in which the problem analysis takes eight weeks for who falls ill from 2027 on."""
    data: dict[str, Any] = read_data("law/milestones.yaml")
    row = data["milestones"]["probleemanalyse"]
    old = {"valid_from": row["valid_from"], "valid_until": LAST_OLD, "due": row["due"], "target": row["target"]}
    row |= {"valid_from": FIRST_NEW, "due": "D + 56", "target": "D + 55", "earlier": [old]}
    return make_rulebook(data)


@pytest.mark.parametrize(("first", "due"), [(LAST_OLD, date(2027, 2, 11)), (FIRST_NEW, date(2027, 2, 26))])
def test_a_text_that_changed_counts_for_who_fell_ill_under_it(changed: Rulebook, first: date, due: date) -> None:
    """Six weeks on the last old day, eight weeks on the first new one; the explanation follows."""
    plan = timeline(CaseFacts(first), changed)
    assert plan.milestone("probleemanalyse").due_on == due
    explained = explain_milestone(plan, plan.milestone("probleemanalyse"), changed)
    assert ("+ 56 ziektedagen" in explained) == (first == FIRST_NEW)


@pytest.mark.parametrize("newest_first", [True, False])
def test_of_several_earlier_texts_the_one_of_the_day_counts(newest_first: bool) -> None:
    """Six weeks until 2020, seven until 2026, eight since; the order in which they are written does not matter."""
    data: dict[str, Any] = read_data("law/milestones.yaml")
    six = {"valid_from": date(2004, 1, 1), "valid_until": date(2020, 12, 31), "due": "D + 42"}
    seven = {"valid_from": date(2021, 1, 1), "valid_until": LAST_OLD, "due": "D + 49"}
    earlier = [seven, six] if newest_first else [six, seven]
    data["milestones"]["probleemanalyse"] |= {"valid_from": FIRST_NEW, "due": "D + 56", "earlier": earlier}
    rules = make_rulebook(data)
    days = (date(2020, 12, 31), date(2021, 1, 1), LAST_OLD, FIRST_NEW)
    dues = [timeline(CaseFacts(day), rules).milestone("probleemanalyse").due_on for day in days]
    assert [(due - day).days for due, day in zip(dues, days, strict=True) if due] == [42, 49, 49, 56]


def test_before_the_earliest_text_is_an_error(changed: Rulebook) -> None:
    """A case that began before any text of a row was law is refused, naming the first day of the earliest."""
    with pytest.raises(NotInForce, match="vanaf 1 januari 2004"):
        changed.at(date(2003, 1, 1)).check("probleemanalyse", date(2003, 1, 1))


@pytest.mark.parametrize("until", ["2026-11-30", "2027-01-01"])
def test_texts_of_a_row_follow_each_other(until: str) -> None:
    """A gap of a month, or a day that two texts claim, is refused: no case may fall between texts, or under two."""
    data: dict[str, Any] = read_data("law/milestones.yaml")
    old = {"valid_from": date(2004, 1, 1), "valid_until": date.fromisoformat(until), "due": "D + 42"}
    data["milestones"]["probleemanalyse"] |= {"valid_from": FIRST_NEW, "earlier": [old]}
    with pytest.raises(ValueError, match="op 1 januari 2027 begint een nieuwe periode, maar de vorige loopt t/m"):
        make_rulebook(data)


def test_what_counts_from_an_abolished_step_is_refused_by_name() -> None:
    """Without the analysis the plan has no last day, so the evaluations have none to count from: said, not guessed."""
    data: dict[str, Any] = read_data("law/milestones.yaml")
    data["milestones"]["probleemanalyse"]["valid_until"] = LAST_OLD
    with pytest.raises(NotInForce, match=r"'Periodieke evaluatie' telt vanaf done\(plan_van_aanpak\), dat onder deze"):
        timeline(CaseFacts(FIRST_NEW), make_rulebook(data))


def test_what_is_part_of_an_abolished_step_goes_with_it() -> None:
    """Evaluations are part of the plan: no plan, no evaluations, and no error."""
    data: dict[str, Any] = read_data("law/milestones.yaml")
    data["milestones"]["plan_van_aanpak"]["valid_until"] = LAST_OLD
    plan = timeline(CaseFacts(FIRST_NEW), make_rulebook(data))
    assert not {"plan_van_aanpak", "evaluatie"} & {milestone.key for milestone in plan}


def test_other_rows_read_as_ever(changed: Rulebook) -> None:
    """What a change of one row does not touch, stays: same rows, same order of dating."""
    assert changed.at(LAST_OLD).rows["melding_42_weken"] == changed.rows["melding_42_weken"]
    assert [row.key for row in changed.at(LAST_OLD).order] == [row.key for row in changed.order]


def test_a_rules_file_may_bring_values_of_its_own() -> None:
    """A new dated value in a rules file counts for plans under that file, and for no other."""
    data: dict[str, Any] = read_data("law/milestones.yaml")
    three_weeks = {"from": date(2027, 1, 1), "value": 20, "note": "drie weken"}
    data["values"] = {"aow_last_day": {"label": "x", "basis": {"article": "a", "url": "u"}, "periods": [three_weeks]}}
    facts = CaseFacts(date(2027, 2, 1), aow_on=date(2027, 6, 1))
    assert timeline(facts, make_rulebook(data)).closed_on == date(2027, 6, 21)
    assert timeline(facts).closed_on == date(2027, 7, 12)


@pytest.mark.parametrize(
    ("birth", "reached"),
    [
        ("1957-02-28", "2023-12-28"),  # 66 years and 10 months, in 2023
        ("1957-03-01", "2024-03-01"),  # 2023's age would fall in 2024, so 67 years
        ("1960-12-31", "2027-12-31"),
        ("1961-01-01", "2028-04-01"),  # 67 years and 3 months from 2028 on
        ("1964-09-30", "2031-12-30"),
    ],
)
def test_the_aow_age_is_that_of_the_year_in_which_it_is_reached(birth: str, reached: str) -> None:
    """Around each change of age: the last birthday of the old one, the first of the new one."""
    assert aow_day(date.fromisoformat(birth)) == date.fromisoformat(reached)


@pytest.mark.parametrize("birth", ["1964-10-01", "1947-11-30"])
def test_an_aow_age_not_laid_down_is_an_error(birth: str) -> None:
    """After 2031 nothing is laid down yet; before 2013 this table does not reach."""
    with pytest.raises(NotInForce, match="AOW-leeftijd"):
        aow_day(date.fromisoformat(birth))


def test_the_periods_of_every_value_follow_each_other() -> None:
    """No day lies in two periods or between two; each has a source and a note."""
    for dated in law_values().values():
        assert dated.url.startswith("https://")
        for one, after in zip(dated.periods, dated.periods[1:], strict=False):
            assert one.until is not None
            assert (after.from_ - one.until).days == 1
        assert all(period.note for period in dated.periods)


def test_a_value_after_its_last_period_is_an_error() -> None:
    """An AOW age for 2032 is not guessed."""
    with pytest.raises(NotInForce, match="bekend tot en met 31 december 2031"):
        law_value("aow_age", date(2032, 1, 1))
