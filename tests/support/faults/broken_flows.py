"""Flows that do what no flow should, for a worker to outlive."""

import sys

from prefect import flow


@flow
def raises() -> None:
    """Raise an ordinary error."""
    raise ValueError("stuk")


@flow
def leaves() -> None:
    """End the process, or try to."""
    sys.exit(3)
