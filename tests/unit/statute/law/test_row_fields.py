"""Who sets a date: what a row says of it goes before its force, and only what the house decides is a house rule."""

import pytest

from spoorboek.statute.explain.explanation import origin_of_date
from spoorboek.statute.law.milestones import MilestoneRule, milestone_table
from spoorboek.statute.law.row_fields import make_correction, read_event, read_origin, read_state

ROWS = milestone_table()
WITH_ORIGIN = [(row, field) for row in ROWS.values() for field in row.origin]


@pytest.mark.parametrize("row", [row for row in ROWS.values() if row.who == ("uwv",)], ids=lambda row: row.key)
def test_what_uwv_has_to_do_rests_on_no_rule_of_the_house(row: MilestoneRule) -> None:
    """A term of UWV is named as UWV's, whether it is its target or its last day."""
    for field in ("target", "due"):
        if getattr(row, field):
            assert "UWV" in origin_of_date(field, row)


@pytest.mark.parametrize(("row", "field"), WITH_ORIGIN, ids=lambda part: part if isinstance(part, str) else part.key)
def test_an_article_that_sets_a_date_is_quoted_in_its_row(row: MilestoneRule, field: str) -> None:
    """Who is named with an article or paragraph has its words in the row, so that nobody is sent to an unread text."""
    _, named, article = origin_of_date(field, row).rstrip(".").partition(", ")
    if named and "termijn" not in article:
        assert article.replace("BW art. 7:", "BW Boek 7 art. ") in {basis.article for basis in row.basis}


@pytest.mark.parametrize(
    ("key", "field", "told"),
    [
        ("uitkomst_deskundigenoordeel", "target", "Wettelijke termijn van UWV, Wet SUWI art. 32a lid 3."),
        ("hervraag_perspectief", "target", "Beoordelingsregel van UWV."),
        ("uwv_brief_wia", "target", "Gebruik van UWV, geen termijn."),
        ("hervatting_loon", "target", "De vastgelegde dag."),
        ("gevolg_deskundigenoordeel", "target", "Huisregel."),
        ("probleemanalyse", "target", "Huisregel."),
        ("probleemanalyse", "due", "Wettelijke termijn."),
        ("probleemanalyse", "opens", ""),
    ],
)
def test_who_sets_a_date_is_told(key: str, field: str, told: str) -> None:
    """The two weeks of UWV were called a rule of the house, as every target was."""
    assert origin_of_date(field, ROWS[key]) == told


def test_an_origin_belongs_to_a_date_of_the_row() -> None:
    """A table that says who sets a day it does not have is refused, by the name of the day."""
    assert read_origin({"due": "Termijn van UWV"}, {"due": object(), "target": None}) == {"due": "Termijn van UWV"}
    with pytest.raises(ValueError, match="`origin` zegt wie `target` bepaalt, maar die datum heeft de rij niet"):
        read_origin({"target": "Termijn van UWV"}, {"due": object(), "target": None})


def test_other_fields_of_a_row_are_refused_by_name() -> None:
    """An event, a state or a corrected date that is not known is named, with those that are."""
    with pytest.raises(ValueError, match="`valid_on` noemt geen gebeurtenis: 'herstel'; bekend zijn: D, W, done, aow"):
        read_event("herstel")
    with pytest.raises(ValueError, match="`until: nergens` is geen stand van een verwijzing; bekend zijn: "):
        read_state("nergens")
    with pytest.raises(ValueError, match="`corrects` verbetert opens, target of due, geen tolerated"):
        make_correction({"why": "…", "fields": ["tolerated"]})
    assert make_correction(None) is None
