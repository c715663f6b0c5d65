"""An installation whose rules lack a step that the product has: all works, and the step is named with the way to it."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import yaml
from sqlmodel import Session
from support.command_in_process import Said

from models.edition_history import EditionTexts, put_edition_in_force
from models.tables import Case
from spoorboek import clock
from spoorboek.outside.yaml_json import parse_yaml
from spoorboek.statute.editions.edition import (
    Edition,
    read_policy,
    read_recorded_rules,
    shipped_policy_text,
    shipped_rules_text,
)
from spoorboek.statute.law.milestones import rulebook
from tasks.case_state import read_case_state, store_case_state

Typed = Callable[..., Said]
LACKING = "deskundigenoordeel"
BY = ("--door", "operator-1")


@pytest.fixture
def case(session: Session, make_case: Callable[..., Case]) -> Case:
    """Open and plan a case under rules and a house policy of before the step was there."""
    rules, house = parse_yaml(shipped_rules_text()), parse_yaml(shipped_policy_text())
    del rules["milestones"][LACKING]
    del house["steps"][LACKING]
    written = [yaml.safe_dump(each | {"version": "2020-01-01"}, allow_unicode=True) for each in (rules, house)]
    book = read_recorded_rules(written[0], "regels")
    edition = Edition(book, read_policy(written[1], "huis", book))
    put_edition_in_force(session, edition, EditionTexts(*written), clock.today(), "operator-1")
    session.commit()
    opened = make_case(clock.today() - timedelta(60))
    store_case_state(read_case_state(opened.number))
    return opened


def test_a_report_about_a_step_the_rules_lack_says_which_version_has_it(typed: Typed, case: Case) -> None:
    """One message with both versions and both commands, whatever is reported of the step; nothing is recorded."""
    today = clock.today()
    for command in (
        ("step", "done", case.number, LACKING, "--on", today, *BY),
        ("step", "postpone", case.number, LACKING, "--to", today, "--reason", "in_overleg", *BY),
        ("step", "deviate", case.number, LACKING, "--to", today, "--reason", "onderzoek_loopt", *BY),
        ("step", "answer", case.number, LACKING, "niet_gedaan", *BY),
        ("step", "withdraw", case.number, LACKING, *BY),
        ("step", "retrigger", case.number, LACKING, *BY),
        ("case", "explain", case.number, LACKING),
    ):
        said = typed(*command)
        assert (said.code, said.out) == (2, ""), command
        assert "staat niet in de regels die gelden (versie 2020-01-01)" in said.err
        assert f"versie {rulebook().version} heeft haar wel" in said.err
        assert "`spoorboek rules diff`" in said.err
        assert "`spoorboek rules apply`" in said.err


def test_a_fact_that_such_a_step_answers_is_recorded_and_the_step_comes_with_the_rules(
    typed: Typed, case: Case
) -> None:
    """A standstill is reported; the newer rules date the step from it, with one event; the case is listed before."""
    on = clock.today() - timedelta(1)
    reported = typed("case", "report", case.number, "vastgelopen", "--on", on, "--reason", "geen_voortgang", *BY)
    assert (reported.code, reported.err) == (0, "")
    assert [line["number"] for line in json.loads(typed("case", "list", "--format", "json").out)] == [case.number]
    assert typed("case", "show", case.number).code == 0
    assert LACKING not in {state.ref.key for state in read_case_state(case.number).agenda.steps}
    assert typed("rules", "apply", *BY).code == 0
    assert LACKING in {state.ref.key for state in read_case_state(case.number).agenda.steps}
