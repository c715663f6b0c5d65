"""Wake cases after an answer was sent: nobody waits for Prefect, and a case that cannot be woken now is woken later."""

import logging
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import SQLAlchemyError

from flows.engine.runs import wake_now
from spoorboek.errors import SpoorboekError

API_ADDRESS = "PREFECT_API_URL"
_WAKER = ThreadPoolExecutor(2, thread_name_prefix="wekker")
log = logging.getLogger("spoorboek.desk")


def wake_soon(numbers: Sequence[str]) -> None:
    """Let these cases be woken by a thread beside; call it once what was recorded is committed.

    Whoever recorded marked them to be woken, so what fails here reconcile does within a quarter of an hour.
    """
    if numbers and os.environ.get(API_ADDRESS):
        _WAKER.submit(_wake, tuple(numbers))


def _wake(numbers: Sequence[str]) -> None:
    try:
        wake_now(numbers)
    except (SpoorboekError, SQLAlchemyError) as error:
        log.warning("Not woken: %s", type(error).__name__)
