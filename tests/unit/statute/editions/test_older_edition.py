"""An edition of before, as the record of a home has it: read as it is, and computed as it always was."""

from dataclasses import replace
from typing import Any

import pytest
import yaml
from support.homes.older_editions import (
    dates_in_words,
    edition_before_the_corrections,
    events_of,
    lived,
    old_stories,
    old_text,
    planned,
)

from spoorboek.errors import InputError
from spoorboek.outside.yaml_json import parse_yaml
from spoorboek.statute.editions.edition import (
    Edition,
    read_policy,
    read_recorded_rules,
    read_rules,
    shipped_policy_text,
    shipped_rules_text,
)
from spoorboek.statute.explain.explanation import PlanExplainer
from spoorboek.statute.facts import StepRef
from spoorboek.statute.law.milestones import MilestoneRule, milestone_table, rulebook
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.reports.fact_checks import require_known_step

OLD = edition_before_the_corrections()
SHIPPED = shipped_rules_text()


def without_step(key: str) -> str:
    """Return the shipped rules as a text of before one of their steps was there."""
    written = parse_yaml(SHIPPED)
    del written["milestones"][key]
    return as_text(written)


def as_text(written: Any) -> str:
    """Return rules as a text of an older version."""
    return yaml.safe_dump({**written, "version": "2020-01-01"}, allow_unicode=True)


@pytest.mark.parametrize("name", old_stories())
def test_a_case_under_the_older_edition_is_planned_as_it_was(name: str) -> None:
    """What corrects the law stands in the newer edition: under the older one no date moves by another version."""
    story = old_stories()[name]
    plan = planned(events_of(story), OLD)
    assert dates_in_words(plan) == story["plan"]
    assert (plan.closed_on and plan.closed_on.isoformat()) == story["closed"]


@pytest.mark.parametrize("name", old_stories())
def test_a_case_under_the_older_edition_is_woken_as_it_was(name: str) -> None:
    """Every action on its day, and nothing more."""
    story = old_stories()[name]
    _, actions = lived(events_of(story), OLD)
    assert [f"{each.on} {' '.join(map(str, each.key))}" for each in actions] == story["actions"]


@pytest.mark.parametrize("name", old_stories())
def test_every_date_under_the_older_edition_explains_itself(name: str) -> None:
    """Whatever the explanation of newer rules needs, a step of before has words for its dates."""
    plan = planned(events_of(old_stories()[name]), OLD)
    explainer = PlanExplainer(plan, OLD.rules)
    assert all("Regel: " in explainer.explain(milestone) for milestone in plan)


def test_a_text_of_the_record_lacks_steps_that_came_later() -> None:
    """A step that it lacks does not exist under it; as a file it is refused."""
    older = without_step("deskundigenoordeel")
    assert "deskundigenoordeel" not in read_recorded_rules(older, "x").rows
    with pytest.raises(InputError, match=r"regels.yaml: deskundigenoordeel ontbreekt"):
        read_rules(older, "regels.yaml")


@pytest.mark.parametrize(
    ("rule", "key"), [(rule, key) for key, row in milestone_table().items() for rule in row.instead]
)
def test_a_named_rule_without_its_terms_changes_nothing(rule: str, key: str) -> None:
    """Each story is planned, woken and explained under a text that lacks the terms of one rule for one step."""
    written = parse_yaml(SHIPPED)
    del written["milestones"][key]["instead"][rule]
    rules = read_recorded_rules(as_text(written), "x")
    edition = Edition(rules, read_policy(shipped_policy_text(), "x", rules))
    for story in old_stories().values():
        plan = planned(events_of(story), edition)
        explainer = PlanExplainer(plan, rules)
        assert all(explainer.explain(milestone) for milestone in plan)
        assert not [each for each in plan if each.key == key for change in each.trace or () if change.rule == rule]


def test_a_step_that_the_rules_in_force_do_not_have_yet_is_named_with_the_way_to_it() -> None:
    """One message: which version lacks it, which has it, and the commands that bring it."""
    older = read_recorded_rules(without_step("deskundigenoordeel"), "x")
    with pytest.raises(InputError) as refused:
        require_known_step(StepRef("deskundigenoordeel"), older)
    assert str(refused.value) == (
        "De stap 'Deskundigenoordeel UWV aanvragen (advies)' staat niet in de regels die gelden (versie 2020-01-01); "
        f"versie {rulebook().version} heeft haar wel. Bekijk wat die verandert met `spoorboek rules diff`, en zet haar "
        "in werking met `spoorboek rules apply`."
    )
    with pytest.raises(InputError, match="Onbekende stap 'deskundigoordeel'"):
        require_known_step(StepRef("deskundigoordeel"), older)


def test_a_house_policy_may_be_newer_than_the_rules() -> None:
    """What it says of steps those rules lack, waits for them; a name nobody knows is refused."""
    rules = read_recorded_rules(without_step("loon_tweede_ziektejaar"), "x")
    policy = read_policy(shipped_policy_text(), "x", rules)
    assert policy.steps.keys() == rules.rows.keys()
    other = shipped_policy_text().replace("  loon_tweede_ziektejaar:", "  loon_derde_ziektejaar:")
    with pytest.raises(InputError, match=r"huis.yaml: onbekend\(e\) stap 'loon_derde_ziektejaar'"):
        read_policy(other, "huis.yaml", rules)


def test_a_house_policy_of_before_keeps_what_the_house_decided() -> None:
    """Read for the newest table, each step it could decide about has the policy it had, if its force is what it was.

    Its label, whether it goes on while the employee is recovered, and what prepares it are those of the table.
    """
    policy, rows = read_policy(old_text("house"), "x", rulebook()), milestone_table()
    same = [key for key, row in OLD.rules.rows.items() if _default(row) == _default(rows[key])]
    assert len(same) > 25
    for key in same:
        table: dict[str, Any] = {"label": "", "outlives_recovery": False, "prepared_by": frozenset()}
        decided = [replace(house.steps[key], **table) for house in (policy, OLD.house)]
        assert decided[0] == decided[1]
    assert {role: policy.lead_times[role] for role in OLD.house.lead_times} == OLD.house.lead_times


def _default(row: MilestoneRule) -> tuple[object, ...]:
    """Return what a step has of its row where the house says nothing."""
    return row.force, row.who, row.outlives_recovery


def test_the_entry_of_a_step_that_came_later_is_that_of_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the lead time it needs; an empty entry is a decision of the house, and stands."""
    written = parse_yaml(shipped_policy_text())
    written["steps"]["riv_upload"] = {"since": "2026.3", "awaits": "uwv", "reminders": []}
    written["lead_times"]["uwv"] = {"days": 5, "unit": "working"}
    written["closing"]["overlijden"] = [{"document": "afsluiting", "to": "casemanager"}]
    monkeypatch.setattr("spoorboek.statute.policy.older_policy.read_data", lambda _: written)
    policy = read_policy(old_text("house"), "x", rulebook())
    lead = policy.steps["riv_upload"].lead
    assert lead is not None
    assert (lead.days, policy.steps["riv_upload"].reminders) == (5, ())
    assert [paper.to for paper in policy.closing_papers["overlijden"]] == ["casemanager"]
    decided = read_policy(
        old_text("house").replace("  vervroegde_iva: {", "  riv_upload: {}\n  vervroegde_iva: {"), "x", rulebook()
    )
    assert decided.steps["riv_upload"] == replace(house_policy().steps["riv_upload"], mail_days="every")
    assert "uwv" not in decided.lead_times


def test_an_entry_of_the_product_for_a_step_that_came_later_says_since_when() -> None:
    """Else a house policy of before would not have it."""
    entries = parse_yaml(shipped_policy_text())["steps"]
    assert [key for key, entry in entries.items() if ("since" in entry) != (key not in OLD.rules.rows)] == []
