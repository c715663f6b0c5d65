"""Several API servers and workers: a worker is killed and an API server hangs while cases wake, and nothing shows."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.machine.tcp_postgres import Managed
from support.served.mornings import (
    assert_morning_as_foretold,
    await_morning,
    begin_to_wake,
    held_before_mail,
    open_cases_of_a_morning,
)
from support.served.served_platform import NEEDED, served_platform

CASES, AT_ONCE = 50, 8  # two workers of four wakes each
NEVER_FINISHED = "de wekbeurt bleef hangen (Running)"


@pytest.mark.timeout(900)
def test_a_worker_is_killed_and_an_api_server_hangs_while_cases_wake(
    managed_databases: Managed, room: Callable[[str], Path]
) -> None:
    """Every case did what its simulation says, once, whoever woke it.

    The worker dies between the letters and the mails of its cases, which reconcile wakes again; the API server
    hangs while the other cases are woken, and those of the living worker are put to sleep.
    """
    with served_platform(room("samen"), managed_databases, NEEDED) as served:
        served.restarts = False
        numbers = open_cases_of_a_morning(CASES, 0)
        waking = begin_to_wake(numbers)
        with held_before_mail(served) as await_wakes:
            while next(waking) < AT_ONCE:
                pass
            await_wakes(AT_ONCE)
            served.kill("worker-1")
            served.hang("api-1")
        assert list(waking)[-1] == CASES
        served.wake_up("api-1")
        repairs = await_morning(served, numbers)
        died = [repair.reason for repair in repairs].count(NEVER_FINISHED)
        assert 0 < died <= AT_ONCE // 2  # the round of mail may stand there too, in the place of a case
        assert_morning_as_foretold(numbers)
