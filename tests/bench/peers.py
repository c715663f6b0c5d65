"""The same morning beside peers: on Spoorboek, as a minimal program on Prefect, and on DBOS; and what each does.

Each case makes one form (PDF/A) and sends one mail. The library of DBOS is no dependency of the product: the bench
makes an environment of its own from peers.lock, or says that it is not to be had. peers.lock is made by
`echo dbos==3.4.0 | uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
--no-annotate - -o tests/bench/beside_peers/peers.lock`.
"""

from collections.abc import Sequence
from pathlib import Path

from bench.beside_peers.peer_others import OnDbos, OnPrefect
from bench.beside_peers.peer_ours import our_morning
from bench.beside_peers.peer_setting import PROGRAMS, Cost, Trials, lines_of_code, peer_python
from bench.figure import Figure
from support.platforms import own_platform
from support.repository import ROOT

CASES = 12
OURS = [ROOT / "flows" / "sickness_case.py", *sorted((ROOT / "flows" / "engine").glob("*.py"))]
YES_NO = {True: "yes", False: "NO", None: "not tried here"}


def peers(home: Path) -> list[Figure]:
    """Live the morning on each, one after the other, on one server of PostgreSQL."""
    with own_platform(home / "home") as platform:
        figures = told("Spoorboek", *our_morning(platform, CASES), OURS)
        for name in ("worker", "server"):
            platform.child(name).stop()
        assert platform.database
        on_prefect = OnPrefect(platform.database, home)
        figures += told("Prefect, a program that is served", *on_prefect.lived(CASES), [on_prefect.program])
        python = peer_python(home)
        if python is None:
            return [*figures, Figure("DBOS", "its library is not to be had here")]
        on_dbos = OnDbos(platform.database, home, python)
        return figures + told("DBOS", *on_dbos.lived(CASES), [PROGRAMS / on_dbos.program.name])


def told(name: str, cost: Cost, trials: Trials, code: Sequence[Path]) -> list[Figure]:
    """Word what was measured and tried of one of them."""
    lost, twice = trials.killed
    return [
        Figure(f"{name}: wakes per second", f"{cost.per_second:.2f} /s"),
        Figure("… CPU per wake: engine; PostgreSQL", f"{cost.engine:.2f} s; {cost.database:.3f} s"),
        Figure("… lines of code of the engine's side", f"{lines_of_code(*code)}"),
        Figure("… killed half-way: cases without mail; with two", f"{lost}; {twice} of {CASES}"),
        Figure("… mails of a case that was started twice", str(trials.started_twice)),
        Figure("… due while nothing ran: done once afterwards", YES_NO[trials.stood_still]),
        Figure("… a case that slept wakes in a changed program", YES_NO[trials.new_program]),
        Figure("… a row of the record that was changed by SQL", trials.forged or "nothing to ask"),
    ]
