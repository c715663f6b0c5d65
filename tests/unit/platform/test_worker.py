"""The worker takes its settings where all others do."""

from collections.abc import Callable

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
