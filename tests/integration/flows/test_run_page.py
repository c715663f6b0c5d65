"""The page of a case in Prefect, read back for a wake that broke off."""

from collections.abc import Callable
from typing import Any

from flows.engine.run_page import read_dossier
from models.tables import Case


def test_a_case_that_never_had_a_page_has_none(make_case: Callable[..., Case]) -> None:
    """Its first wake broke off: the server is not asked for a page without a number, so that the real error is told."""
    no_server: Any = None
    assert read_dossier(no_server, make_case().number) is None
