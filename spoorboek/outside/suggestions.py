"""What somebody who typed a name that is not known may have meant."""

from collections.abc import Collection
from difflib import get_close_matches

MOST_MEANT = 3


def meant_or_known(typed: str, known: Collection[str], *, most: int | None = None) -> str:
    """Return in Dutch the known names that look like what was typed; all of them when none does, `most` at most."""
    near = get_close_matches(typed, known, n=MOST_MEANT)
    if near:
        return f"Bedoelde u {' of '.join(near)}?"
    shown = [*known][:most]
    more = f" en {len(known) - len(shown)} andere" if len(shown) < len(known) else ""
    return f"Bekend zijn: {', '.join(shown)}{more}."
