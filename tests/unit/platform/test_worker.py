"""The worker takes its settings where all others do."""

from collections.abc import Callable
from uuid import uuid4

import anyio
import pytest

from spoorboek.platform.worker import SpoorboekWorker
from spoorboek.settings import SettingsError


@pytest.mark.parametrize("slots", [1, 3, 64])
def test_the_number_of_slots_is_a_setting(
    slots: int, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> None:
    """As many wakes at once as the setting says; the pool of connections to the record follows the same figure."""
    monkeypatch.setenv("SPOORBOEK_SLOTS", str(slots))
    fresh()
    worker = SpoorboekWorker(work_pool_name="spoorboek")
    assert worker._threads.total_tokens == worker._slots.total_tokens == slots


@pytest.mark.parametrize("slots", ["0", "65", "acht", "2.5", ""])
def test_a_wrong_number_is_told_like_any_other_setting(
    slots: str, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> None:
    """One Dutch line with the name of the setting, no traceback of the worker."""
    monkeypatch.setenv("SPOORBOEK_SLOTS", slots)
    fresh()
    with pytest.raises(SettingsError, match="SPOORBOEK_SLOTS klopt niet"):
        SpoorboekWorker(work_pool_name="spoorboek")


@pytest.mark.parametrize(("waiting", "polls"), [(0, True), (12, True), (13, False), (200, False)])
def test_no_poll_lists_anew_what_waits_here(
    waiting: int, polls: bool, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> None:
    """With three slots, nine runs may wait beside the three at work; above that the server is not asked again."""
    monkeypatch.setenv("SPOORBOEK_SLOTS", "3")
    fresh()
    worker = SpoorboekWorker(work_pool_name="spoorboek")
    worker._submitting_flow_run_ids = {uuid4() for _ in range(waiting)}
    before = worker._last_polled_time
    assert anyio.run(worker.get_and_submit_flow_runs) == []
    assert (worker._last_polled_time > before) == polls
