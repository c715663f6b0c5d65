"""Schemes to think of: when each is told of, until when it can be asked for, and that each has a source."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.facts import CaseFacts, Spell, StepRef
from spoorboek.statute.second_track.schemes import schemes, schemes_now

D = date(2026, 1, 5)
WAIT_ENDS = D + timedelta(727)
ON = D + timedelta(300)
ENDS = D + timedelta(400)
OF_THE_TRACK = ["no_riskpolis", "loonkostenvoordeel", "voorzieningen", "scholingsfonds"]


def told(facts: CaseFacts, on: date = ON, *, begun: bool = False) -> list[str]:
    """Return the schemes that are told of."""
    return [each.key for each in schemes_now(facts, on, second_track_begun=begun, wait_ends_on=WAIT_ENDS)]


def test_nothing_is_told_of_before_there_is_a_reason() -> None:
    """A plain case hears of no scheme; a second track that began, or was reported done, of those around it."""
    assert told(CaseFacts(D)) == []
    assert told(CaseFacts(D), begun=True) == OF_THE_TRACK
    assert told(CaseFacts(D, done={StepRef("start_spoor_2"): ON})) == OF_THE_TRACK


@pytest.mark.parametrize(
    ("ends", "on", "own_risk", "expected"),
    [
        (ENDS, ON, None, ["participatieverzoek"]),
        (ENDS, ENDS, None, ["participatieverzoek"]),
        (ENDS, ENDS + timedelta(1), None, []),
        (WAIT_ENDS - timedelta(1), ON, None, ["participatieverzoek"]),
        (WAIT_ENDS, ON, None, []),
        (None, ON, None, []),
        (ENDS, ON, Spell(D), []),
    ],
)
def test_a_request_to_take_part_is_told_of_while_it_can_help(
    ends: date | None, on: date, own_risk: Spell | None, expected: list[str]
) -> None:
    """While the employment goes on, when it ends within the wait; never to who bears the risk of the Ziektewet."""
    assert told(CaseFacts(D, contract_ends_on=ends, own_risk=own_risk), on) == expected


def test_a_term_is_counted_from_the_end_of_the_wait() -> None:
    """Three calendar months, to the last day of a shorter month; no other scheme has a term."""
    scheme = schemes()["loonkostenvoordeel"]
    assert scheme.ask_by(date(2027, 11, 30)) == date(2028, 2, 29)
    assert scheme.ask_by(None) is None
    assert {key for key, each in schemes().items() if each.ask_by(WAIT_ENDS)} == {"loonkostenvoordeel"}


def test_each_scheme_has_a_source_and_a_day() -> None:
    """Whose text was read has both days; it was not read before it was written."""
    for each in schemes().values():
        assert each.source
        assert each.text_of is None or (each.seen_on is not None and each.text_of <= each.seen_on)
