"""A table of before a special rule is applied as it is: a rule whose terms a row lacks changes nothing there."""

from dataclasses import replace
from datetime import date

import pytest

from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
LETTER = "late_brief_van_uwv"
FACTS = CaseFacts(
    D,
    done={StepRef("melding_42_weken"): date(2026, 10, 20), StepRef("uwv_brief_wia"): date(2027, 10, 1)},
)


@pytest.mark.parametrize(
    ("lacks", "due", "rules"), [(False, date(2027, 10, 29), [LETTER]), (True, date(2027, 10, 17), [])]
)
def test_a_rule_of_which_the_table_lacks_the_terms_does_nothing(lacks: bool, due: date, rules: list[str]) -> None:
    """The letter of UWV that came late: four weeks after it under the table that knows it."""
    row = rulebook().rows["wia_aanvraag"]
    kept = {name: terms for name, terms in row.instead.items() if not (lacks and name == LETTER)}
    table = replace(rulebook(), rows={**rulebook().rows, row.key: replace(row, instead=kept)})
    found = timeline(FACTS, table).milestone("wia_aanvraag")
    assert found.due_on == due
    assert [change.rule for change in found.trace or ()] == rules
