"""A command that a setting names, with its whole path, so that no folder of somebody else is searched for it."""

import shlex
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator


def read_command(value: str) -> str:
    """Return a command as it is written; empty for none. Raises ValueError for what cannot be run."""
    try:
        words = shlex.split(value)
    except ValueError:
        raise ValueError("verwacht een opdracht waarin elk aanhalingsteken ook wordt gesloten") from None
    if words and not Path(words[0]).is_absolute():
        raise ValueError("verwacht een opdracht met het hele pad, zoals `/usr/bin/clamdscan --no-summary -`")
    return value.strip()


Command = Annotated[str, AfterValidator(read_command)]
