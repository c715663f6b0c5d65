"""By what two texts are one: without dates, numbers, punctuation, capitals and the way lines are broken."""

import re
import unicodedata

from spoorboek.statute.days.calendar import MONTHS, WEEKDAYS

_WORDS = re.compile(r"[^\W\d_]+")
_OF_DATES = frozenset((*MONTHS, *WEEKDAYS, *(month[:3] for month in MONTHS)))


def normal_words(text: str) -> str:
    """Return the words of a text without what differs when it is copied with other dates."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(word for word in _WORDS.findall(folded) if word not in _OF_DATES)
