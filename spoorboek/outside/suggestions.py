"""What somebody who typed a name that is not known may have meant."""

from collections.abc import Collection
from difflib import get_close_matches

MOST_MEANT = 3


def meant_or_known(typed: str, known: Collection[str]) -> str:
    """Return in Dutch the known names that look like what was typed; all of them when none does."""
    near = get_close_matches(typed, known, n=MOST_MEANT)
    return f"Bedoelde u {' of '.join(near)}?" if near else f"Bekend zijn: {', '.join(known)}."
