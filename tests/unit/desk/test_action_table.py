"""Every operator action can be done at the desk, and the forms follow from the catalogue."""

from flows.engine.shipped_deployments import read_deployments
from spoorboek.desk.actions.action_table import CASE_ACTIONS, ELSEWHERE, THEMES
from tasks.reports.report_catalogue import FACTS_BY_ACTION, REPORTABLE_FACTS


def test_every_operator_action_is_on_the_desk() -> None:
    """Each run form is a form on a case, or stands in the table of what is elsewhere; none is in both."""
    forms = {entry["name"] for entry in read_deployments() if entry.get("tags") == ["operator"]}
    here = {action.form for action in CASE_ACTIONS.values()}
    assert here | set(ELSEWHERE) == forms
    assert not here & set(ELSEWHERE)
    assert sorted(form for theme in THEMES.values() for form in theme) == sorted(here)


def test_every_fact_has_its_form_with_a_name_of_its_own() -> None:
    """A fact of the catalogue is an action under its code; people can tell each from the others of its form."""
    assert set(REPORTABLE_FACTS) <= set(CASE_ACTIONS)
    for facts in FACTS_BY_ACTION.values():
        names = [fact.name for fact in facts.values()]
        assert len(set(names)) == len(names)
        assert not [name for name in names if set("{}…") & set(name) or name != name.strip(" :;,")]


def test_every_action_says_what_it_is_for() -> None:
    """In one line, in Dutch, that ends as a sentence does."""
    for action in CASE_ACTIONS.values():
        assert action.purpose.endswith(".")
        assert "\n" not in action.purpose
