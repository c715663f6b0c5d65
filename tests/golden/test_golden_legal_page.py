"""The handbook's page for lawyers says what the rules say.

`SPOORBOEK_GOLDEN=write` rewrites it; the change is then read as a diff.
"""

import re
from dataclasses import replace
from datetime import date

from support.approved import compare
from support.repository import HANDBOOK

from spoorboek.handbook.legal_page import legal_page
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.milestones import Rulebook, make_rulebook, rulebook
from spoorboek.statute.timeline.rules import SPECIAL_RULES

PAGE = HANDBOOK / "wettelijk-kader.md"
RENEW = f"{PAGE.name} and the rules differ. Renew it with `make golden` and read the diff as a lawyer would."


def test_the_page_says_what_the_rules_say() -> None:
    """A change of a term, a quote, a rule's sentence or a value shows on the page for lawyers, in the same commit."""
    made = legal_page(rulebook())
    compare(PAGE, made, RENEW)


def test_nothing_is_left_out() -> None:
    """Every milestone, quote, address, rejected reading, special rule and value of the data is on the page."""
    made = legal_page(rulebook())
    for row in rulebook().rows.values():
        parts = (row.key, row.label, row.why, *(text for item in (*row.basis, *row.rejected) for text in item if text))
        assert [text for text in parts if text not in made] == []
    known = [rule.name for rule in SPECIAL_RULES if rule.gone_with not in rulebook().rows]
    assert [name for name in known if f'<a id="regel-{name}">' not in made] == []
    assert "dan is er geen loonsanctie meer" not in made  # what only tables of before say
    periods = [period for value in rulebook().values.values() for period in value.periods]
    assert [each for each in periods if f"| {each.value} | {each.note} |" not in made] == []


def test_every_link_within_the_page_arrives() -> None:
    """A link to a milestone, rule or value leads to a place that is there, once."""
    made = legal_page(rulebook())
    places = re.findall(r'<a id="([^"]+)">', made)
    assert len(places) == len(set(places))
    places += [title.lower() for title in re.findall(r"(?m)^## (\w+)$", made)]
    assert set(re.findall(r"\]\(#([^)]+)\)", made)) <= set(places)


def changed(**fields: object) -> Rulebook:
    """Make the rules with the problem analysis changed."""
    data = read_data("law/milestones.yaml")
    data["milestones"]["probleemanalyse"] |= fields
    return make_rulebook(data)


def test_an_abolished_row_and_an_earlier_text_are_shown() -> None:
    """A row says until when it counts, and what it said before for whom."""
    old = {"valid_from": date(2004, 1, 1), "valid_until": date(2026, 12, 31), "due": "D + 49"}
    made = legal_page(changed(valid_from=date(2027, 1, 1), valid_until=date(2030, 1, 1), earlier=[old]))
    assert "voor wie ziek werd vanaf 1 januari 2027 t/m 1 januari 2030" in made
    earlier = "- voor wie ziek werd vanaf 1 januari 2004 t/m 31 december 2026: opent eerste ziektedag + 14 ziektedagen"
    assert earlier in made
    assert "uiterlijk (wettelijke termijn) eerste ziektedag + 49 ziektedagen (7 weken)" in made


def test_the_page_names_its_version() -> None:
    """Two versions of the rules give two pages that can be told apart."""
    assert "versie 2030-01-01," in legal_page(replace(rulebook(), version="2030-01-01"))
