"""What became of one mail."""

from typing import NamedTuple

NO_CONNECTION = "geen verbinding"  # how the error of every mail begins that found no server


class Outcome(NamedTuple):
    """The status the row of a mail gets, why (never with an address), and whether the way itself was closed."""

    status: str
    error: str | None = None
    unreachable: bool = False
