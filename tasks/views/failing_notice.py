"""The notice above the dossier of a case whose wake does not succeed."""

import re

from models.tables import WakeTrouble
from models.wake_trouble import next_attempt
from spoorboek.clock import AMSTERDAM

EARLIER_NOTICE = re.compile(r"\A> \*\*Dit dossier loopt vast\.\*\*[^\n]*\n\n")


def failing_notice(trouble: WakeTrouble) -> str:
    """Say that a case fails, since when, why, and when it is tried again."""
    since, again = (moment.astimezone(AMSTERDAM) for moment in (trouble.since, next_attempt(trouble)))
    return (
        f"> **Dit dossier loopt vast.** Sinds {since:%d-%m-%Y %H:%M} lukt een wekbeurt niet. {trouble.reason}. "
        f"Spoorboek probeert het weer na {again:%d-%m-%Y %H:%M}, en meteen zodra er iets wordt vastgelegd."
    )


def with_notice(notice: str, page: str) -> str:
    """Put a notice above a page, in the place of an earlier one; an empty one is left out."""
    bare = EARLIER_NOTICE.sub("", page)
    return f"{notice}\n\n{bare}" if notice else bare
