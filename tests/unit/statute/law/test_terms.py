"""The little language of the table."""

from datetime import date

import pytest

from spoorboek.statute.errors import NotInForce
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.law.terms import Adjusted, ByValue, Offset, Pick, parse_term, split_anchor
from spoorboek.statute.timeline.course_making import make_course


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("D", Offset("D")),
        ("D + 42", Offset("D", 42)),
        ("W - 91 cal", Offset("W", -91, "cal")),
        ("D + 2 years", Offset("D", 2, "years")),
        ("prospect + 3 months", Offset("prospect", 3, "months")),
        ("aow + aow_days cal", ByValue("aow", "aow_days", "cal")),
        ("from_aow + aow_days sick", ByValue("from_aow", "aow_days", "sick")),
        ("done(probleemanalyse) + 14", Offset("done(probleemanalyse)", 14)),
        ("target - 14", Offset("target", -14)),
        ("atw(D + 42)", Adjusted("atw", Offset("D", 42))),
        ("earliest(done(x) + 14, D + 55)", Pick("earliest", (Offset("done(x)", 14), Offset("D", 55)))),
        (
            "latest(D, workday_until(contract_end))",
            Pick("latest", (Offset("D"), Adjusted("workday_until", Offset("contract_end")))),
        ),
    ],
)
def test_a_term_reads_as_it_stands_in_the_table(text: str, term: object) -> None:
    """Days of sickness unless another unit is named; functions take terms."""
    assert parse_term(text) == term


@pytest.mark.parametrize(
    "text",
    ["D + 42 weken", "D * 2", "atw(D, W)", "soms(D)", "D + 1) + 2", "D +", "D + aow_days", "W - aow_days cal", "D ? 1"],
)
def test_what_is_no_term_is_refused(text: str) -> None:
    """A slip in the table is found when it is loaded, not when a date is wrong."""
    with pytest.raises(ValueError, match="geen"):
        parse_term(text)


@pytest.mark.parametrize(
    ("anchor", "parts"), [("D", ("D", "")), ("done(plan_x)", ("done", "plan_x")), ("due(plan_x)", ("due", "plan_x"))]
)
def test_an_anchor_names_a_day_and_perhaps_a_step(anchor: str, parts: tuple[str, str]) -> None:
    """The day a step is done, or its last day; the first sick day is of no step."""
    assert split_anchor(anchor) == parts


def test_a_value_of_law_is_not_asked_where_nothing_counts_from_it() -> None:
    """Of a case in which AOW age plays no part nobody asks how long wages run after it, law in those days or not."""
    old = make_course(CaseFacts(date(2005, 6, 1)), rulebook())
    term = ByValue("aow", "aow_days", "cal")
    assert term.on(old) is None
    old.anchors["aow"] = date(2005, 9, 1)
    with pytest.raises(NotInForce, match=r"bekend vanaf 29 december 2005, dus niet te bepalen op 1 juni 2005"):
        term.on(old)
