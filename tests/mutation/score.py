"""The verdicts of the mutation tool, counted per module."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

SCORE = 0.95
KILLED = {1, 3}  # a test failed
ENDLESS = {24, -24, 152}  # a test used up the time of the processor it is given: a loop that does not end
UNTRIED = {None, 2}


class Found(NamedTuple):
    """How many mutants there are and how many a test noticed, per module; `alive` names the others.

    `endless`: how many of those noticed made a loop without end.
    """

    tried: Mapping[str, int]
    killed: Mapping[str, int]
    endless: Mapping[str, int]
    alive: tuple[str, ...]
    untried: int

    @property
    def share(self) -> float:
        """Return the part of the mutants tried that a test noticed."""
        return sum(self.killed.values()) / max(1, sum(self.tried.values()))


def score(folder: Path) -> Found:
    """Count the verdicts kept in a folder."""
    tried: Counter[str] = Counter()
    killed: Counter[str] = Counter()
    endless: Counter[str] = Counter()
    alive: list[str] = []
    untried = 0
    for path in sorted(folder.rglob("*.meta")):
        module = path.relative_to(folder).as_posix().removesuffix(".py.meta")
        for name, code in json.loads(path.read_text())["exit_code_by_key"].items():
            if code in UNTRIED:
                untried += 1
                continue
            tried[module] += 1
            killed[module] += code in KILLED | ENDLESS
            endless[module] += code in ENDLESS
            alive += [] if code in KILLED | ENDLESS else [name]
    return Found(tried, killed, endless, tuple(alive), untried)


def table(found: Found) -> str:
    """Return the score of every module as text, and the mutants that live."""
    rows = [_row(found.killed[name], count, name) for name, count in found.tried.items()]
    rest = f"in all; of which without end: {sum(found.endless.values())}; not tried: {found.untried}"
    rows.append(_row(sum(found.killed.values()), sum(found.tried.values()), rest))
    return "\n".join((*rows, "", *(f"alive: {name}" for name in found.alive)))


def _row(killed: int, tried: int, what: str) -> str:
    return f"{killed:5} / {tried:5}  {killed / max(1, tried):6.1%}  {what}"
