"""Note that the wake of a case failed, and why; forget it once a wake succeeds."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from httpx import HTTPError
from prefect.client.orchestration import SyncPrefectClient
from prefect.exceptions import PrefectException
from sqlalchemy.exc import SQLAlchemyError

from flows.engine.run_page import mark_failing
from models.case_lookup import find_case
from models.connection import session
from models.wake_trouble import NOT_DONE, forget_trouble, note_failure
from tasks.case_state import CaseState
from tasks.effects.unmade_documents import why_not_made
from tasks.views.failing_notice import failing_notice


def failure_of(current: CaseState) -> str:
    """Return which actions did not succeed in this wake, and why documents could not be made, in Dutch; else empty."""
    names = ", ".join(map(current.edition.house.task_name, current.actions))
    unmade = (why_not_made(current, action) for action in current.actions if action.kind == "document")
    whys = "; ".join(dict.fromkeys(filter(None, unmade)))
    return f"{NOT_DONE}: {names}{f' ({whys})' if whys else ''}" if names else ""


@contextmanager
def failure_noted(prefect: SyncPrefectClient, number: str) -> Iterator[None]:
    """Note an error of the block as the failure of this wake, by its kind alone, mark the dossier, and let it go on."""
    try:
        yield
    except Exception as error:
        with suppress(SQLAlchemyError, PrefectException, HTTPError):  # they themselves may be what failed
            mark_failing(prefect, number, note_failed_wake(number, f"De wekbeurt brak af ({type(error).__name__})"))
        raise


def note_failed_wake(number: str, reason: str) -> str:
    """Note why the wake of a case failed; return the notice for its dossier."""
    with session() as writing:
        return failing_notice(note_failure(writing, find_case(writing, number), reason))


def note_good_wake(number: str) -> None:
    """Forget earlier failures of a case."""
    with session() as writing:
        forget_trouble(writing, find_case(writing, number).id)
