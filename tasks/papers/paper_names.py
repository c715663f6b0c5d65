"""What the name of a file tells of a paper: the case, the kind, which occurrence of its step, and from whom.

Our own files are named so (`Z-7K3Q9_2026-03-02_plan-van-aanpak-2_v1.pdf`), and people name theirs alike.
"""

import re
from typing import NamedTuple

from models.case_numbers import ALPHABET
from spoorboek.statute.dossier.paper_kinds import MEDICAL_KINDS, PAPER_KINDS, SENDERS, UNKNOWN_SENDER

CASE = re.compile(rf"(?<![A-Z0-9])Z-[{ALPHABET}]{{5}}(?![{ALPHABET}])", re.IGNORECASE)
SEPARATORS = re.compile(r"[\s_.()+-]+")
KINDS = sorted([*PAPER_KINDS, *MEDICAL_KINDS], key=len, reverse=True)  # the longest first: one holds another


class NamedPaper(NamedTuple):
    """What a name tells; empty where it does not. `case`: None for no number, and for several."""

    case: str | None
    kind: str = ""
    occurrence: int = 0
    sender: str = UNKNOWN_SENDER


def named_paper(name: str) -> NamedPaper:
    """Read the name of a file, without regard to capitals and to what stands between its words."""
    cases = {found.upper() for found in CASE.findall(name)}
    words = f" {SEPARATORS.sub(' ', CASE.sub(' ', name)).casefold()} "
    kind, occurrence = _kind(words)
    rest = words.replace(f" {kind.replace('_', ' ')} ", " ") if kind else words
    sender = next((code for code in SENDERS if code != UNKNOWN_SENDER and f" {code} " in rest), UNKNOWN_SENDER)
    return NamedPaper(cases.pop() if len(cases) == 1 else None, kind, occurrence, sender)


def _kind(words: str) -> tuple[str, int]:
    for kind in KINDS:
        found = re.search(rf" {kind.replace('_', ' ')}(?: ([1-9][0-9]?))? ", words)
        if found:
            return kind, int(found[1] or 0)
    return "", 0
