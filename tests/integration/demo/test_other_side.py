"""A bureau as a process: it ends with its starter, and its end is told in a sentence."""

from datetime import date

import pytest
from support.mail_server import free_port

from spoorboek.demo.bureau.other_side import BureauEndedError, OtherSide

DAY = date(2024, 7, 22)


def test_a_bureau_says_what_it_did_and_ends_with_its_input() -> None:
    """Nothing came, so nothing goes and no day follows; nobody has to end it."""
    with OtherSide("support.bureaus.mail_process", {"port": free_port(), "relay": free_port()}) as bureau:
        said = bureau.live(DAY)
    assert (said.received, said.sent, said.next_day) == ((), (), None)
    assert bureau.ended_with == 0


def test_a_bureau_that_ended_is_told_in_a_sentence() -> None:
    """It is no traceback about a pipe, on the first day nor on a later one."""
    with OtherSide("spoorboek.demo.bureau", {}) as bureau:
        for _ in range(2):
            with pytest.raises(BureauEndedError, match="Het programma van een bureau stopte"):
                bureau.live(DAY)
