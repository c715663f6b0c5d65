"""The little language of the table."""

import pytest

from spoorboek.statute.terms import Adjusted, ByValue, Offset, Pick, parse


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("D", Offset("D")),
        ("D + 42", Offset("D", 42)),
        ("W - 91 cal", Offset("W", -91, "cal")),
        ("D + 2 years", Offset("D", 2, "years")),
        ("prospect + 3 months", Offset("prospect", 3, "months")),
        ("aow + aow_days cal", ByValue("aow", "aow_days")),
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
    assert parse(text) == term


@pytest.mark.parametrize(
    "text",
    ["D + 42 weken", "D * 2", "atw(D, W)", "soms(D)", "D + 1) + 2", "D +", "D + aow_days", "W - aow_days cal", "D ? 1"],
)
def test_what_is_no_term_is_refused(text: str) -> None:
    """A slip in the table is found when it is loaded, not when a date is wrong."""
    with pytest.raises(ValueError, match="geen"):
        parse(text)
