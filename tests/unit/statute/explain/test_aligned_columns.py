"""Tables that people read: columns as wide as their widest cell, rows in the order of their dates."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from spoorboek.statute.editions.plan_diff_text import plan_diff_text
from spoorboek.statute.editions.what_if import Supposition, what_if
from spoorboek.statute.explain.explanation_text import requests_text
from spoorboek.statute.explain.plan_text import align_columns
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)


def day(offset: int) -> date:
    """Return the day so many days after the first sick day."""
    return D + timedelta(offset)


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    """Two spaces between them; nothing hangs behind the last one; what stands in front stays."""
    rows = [("stap", "dag"), (" brief", "5"), ("gesprek", "")]
    assert list(align_columns(rows)) == ["stap     dag", " brief   5", "gesprek"]
    assert next(align_columns(rows, " | ")) == "stap    | dag"


def test_a_row_with_too_few_cells_is_no_row() -> None:
    """A table with a hole in it would put cells under the wrong head."""
    with pytest.raises(ValueError, match="zip"):
        list(align_columns([("a", "b"), ("c",)]))


def test_a_difference_is_a_table_with_heads() -> None:
    """Step, the date it was, the date it becomes, why."""
    agreed = Supposition(done={StepRef("probleemanalyse"): day(30)})
    first, second, *_ = plan_diff_text(what_if(CaseFacts(D), agreed, rulebook()).changes, "niets").split("\n")
    assert first.split() == ["stap", "was", "wordt", "waarom"]
    assert second.split()[:4] == ["Probleemanalyse", "uiterlijk", "16-02-2026", "gedaan"]


def test_what_must_be_asked_stands_in_the_order_of_the_days_to_ask() -> None:
    """The year first, then the month: not in the order of the plan, nor of the text of a date."""
    text = requests_text(timeline(CaseFacts(D)), house_policy())
    head, *rows = text.split("\n")
    assert head.split() == ["aanvragen", "uiterlijk", "stap", "bij", "doorlooptijd", "klaar", "voor"]
    days = [tuple(reversed(row[:10].split("-"))) for row in rows]
    assert len(days) > 3
    assert days == sorted(days)
    assert " ".join(rows[0].split()) == "02-02-2026 Probleemanalyse bedrijfsarts 10 werkdagen (huisbeleid) 16-02-2026"


def test_what_is_done_or_asked_of_nobody_is_not_in_the_table() -> None:
    """A deviation keeps its request; a step done needs none; no step waits: no table at all."""
    facts = CaseFacts(D, deviations={StepRef("probleemanalyse"): day(56)})
    assert "Probleemanalyse" in requests_text(timeline(facts), house_policy())
    done = CaseFacts(D, done={StepRef("probleemanalyse"): day(30)})
    assert "Probleemanalyse" not in requests_text(timeline(done), house_policy())
    alone = replace(house_policy(), steps={key: replace(step, lead=None) for key, step in house_policy().steps.items()})
    assert requests_text(timeline(CaseFacts(D)), alone) == ""


def test_a_request_has_the_name_of_its_step_under_the_rules_it_is_asked_under() -> None:
    """Other rules may name a step otherwise."""
    rows = rulebook().rows
    named = {**rows, "probleemanalyse": replace(rows["probleemanalyse"], label="Oordeel")}
    text = requests_text(timeline(CaseFacts(D)), house_policy(), replace(rulebook(), rows=named))
    assert "Oordeel" in text
