"""Wake cases after something was recorded. What cannot be woken now, reconcile finds: the record is already written."""

from collections.abc import Sequence

from httpx import HTTPError
from prefect.exceptions import PrefectException
from prefect.logging import get_logger

from flows.engine.runs import wake_all
from spoorboek.errors import PlatformError

SOON = "Het dossier kon nu niet worden gewekt; dat gebeurt vanzelf binnen een kwartier."


def wake_now(numbers: Sequence[str]) -> str | None:
    """Wake the runs of these cases; return what to tell the user when that has to wait, None when it was done."""
    try:
        wake_all(list(numbers))
    except (PrefectException, HTTPError, PlatformError) as error:
        get_logger("spoorboek").warning("Not woken: %s", type(error).__name__)
        return SOON
    return None
